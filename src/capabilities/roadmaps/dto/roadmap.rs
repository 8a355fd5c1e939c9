//! Roadmaps and stages.

use crate::capabilities::organisation::dto::TextInput;
use crate::error::Result;
use crate::platform::language::Language;
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::{roadmap, stage};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Where a roadmap stands.
    pub enum RoadmapStatus { Active = "active", Stopped = "stopped", Completed = "completed" }
}

words! {
    /// Where a stage stands.
    pub enum StageStateWord { Locked = "locked", Open = "open", InReview = "in_review", Passed = "passed" }
}

/// A new roadmap: one run of a template.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateRoadmap {
    /// The template whose newest published version is run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z][a-z0-9-]*$",
        example = "five-steps"
    )]
    pub template_key: Option<String>,
    /// Or a certain version of a template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template_version_id: Option<Uuid>,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: RoadmapFields,
}

/// What can be changed of a roadmap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoadmapFields {
    #[schema(min_length = 1, max_length = 200, example = "Helse og omsorg 2030")]
    pub title: String,
    /// What it is for, for people.
    #[schema(
        min_length = 1,
        max_length = 5000,
        example = "Tryggere hverdager og mer tid til mennesker."
    )]
    pub purpose: String,
    /// The sector or unit it is for.
    pub unit_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sponsor_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leadership_group_id: Option<Uuid>,
    #[schema(max_items = 100)]
    pub service_area_ids: Vec<Uuid>,
    pub start_date: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_date: Option<NaiveDate>,
    /// Whether anybody may read it on the public page, without names.
    #[serde(default)]
    pub published: bool,
    /// Whether a change of a milestone moves the due dates of those that wait for it, at once.
    #[serde(default)]
    pub automatic: bool,
}

patch_of! {
    /// Changes of a roadmap.
    UpdateRoadmap, RoadmapFields
}

/// A roadmap.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoadmapView {
    pub id: Uuid,
    pub template_version_id: Uuid,
    pub status: RoadmapStatus,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: RoadmapFields,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl RoadmapView {
    pub(in crate::capabilities::roadmaps) fn of(row: &roadmap::Model, areas: &[Uuid]) -> Result<Self> {
        Ok(Self {
            id: row.id,
            template_version_id: row.template_version_id,
            status: RoadmapStatus::from_row(&row.status)?,
            fields: RoadmapFields {
                title: row.title.clone(),
                purpose: row.purpose.clone(),
                unit_id: row.unit_id,
                sponsor_id: row.sponsor_id,
                leadership_group_id: row.leadership_group_id,
                service_area_ids: areas.to_vec(),
                start_date: row.start_date,
                target_date: row.target_date,
                published: row.published,
                automatic: row.automatic,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of roadmaps.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoadmapList {
    #[schema(max_items = 100)]
    pub items: Vec<RoadmapView>,
    pub page: PageView,
}

/// Which roadmaps.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct RoadmapFilter {
    /// Those of this unit and all below it.
    pub unit_id: Option<Uuid>,
    #[param(inline)]
    pub status: Option<RoadmapStatus>,
    pub sponsor_id: Option<Uuid>,
    /// The page, counted from 1.
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    /// Items an answer, 20 where not said.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `nextCursor` of the answer before.
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// What can be changed of a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StageFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_date: Option<NaiveDate>,
}

patch_of! {
    /// Changes of a stage.
    UpdateStage, StageFields
}

/// A stage. Its texts are in all three languages, since the history keeps it as it was.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StageView {
    pub id: Uuid,
    pub roadmap_id: Uuid,
    #[schema(minimum = 1, maximum = 30)]
    pub number: i32,
    #[schema(max_length = 60)]
    pub key: String,
    pub title: TextInput,
    pub guidance: StageGuidance,
    /// Keys of the stages that must have passed before.
    #[schema(max_items = 30)]
    pub after: Vec<StageKey>,
    pub state: StageStateWord,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: StageFields,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A stage's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(max_length = 60, pattern = "^[a-z][a-z0-9-]*$", example = "acknowledge")]
pub struct StageKey(pub String);

/// What the stage is about, in the three languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StageGuidance {
    #[schema(max_length = 2000)]
    pub nb: String,
    #[schema(max_length = 2000)]
    pub sv: String,
    #[schema(max_length = 2000)]
    pub en: String,
}

impl StageView {
    pub(in crate::capabilities::roadmaps) fn of(row: &stage::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            roadmap_id: row.roadmap_id,
            number: row.number,
            key: row.key.clone(),
            title: serde_json::from_value(row.title.clone())?,
            guidance: serde_json::from_value(row.guidance.clone())?,
            after: serde_json::from_value(row.after.clone())?,
            state: StageStateWord::from_row(&row.state)?,
            fields: StageFields {
                owner_id: row.owner_id,
                target_date: row.target_date,
            },
            opened_at: row.opened_at,
            passed_at: row.passed_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }

    /// The title in the reader's language.
    pub fn title_in(&self, language: Language) -> &str {
        match language {
            Language::Nb => &self.title.nb,
            Language::Sv => &self.title.sv,
            Language::En => &self.title.en,
        }
    }
}

/// The stages of a roadmap in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageList {
    #[schema(max_items = 30)]
    pub items: Vec<StageView>,
}
