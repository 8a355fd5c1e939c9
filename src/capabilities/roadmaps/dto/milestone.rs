//! Milestones and reports on them.

use super::AsOf;
use crate::error::Result;
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::milestone;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Where a milestone stands.
    pub enum MilestoneStatus {
        Planned = "planned",
        InProgress = "in_progress",
        Blocked = "blocked",
        Done = "done",
        Cancelled = "cancelled",
    }
}

words! {
    /// Kinds of evidence.
    pub enum EvidenceKindWord {
        File = "file",
        Link = "link",
        Note = "note",
        Measurement = "measurement",
        Attestation = "attestation",
    }
}

words! {
    /// The order of a list of milestones.
    pub enum MilestoneSort {
        /// As they were made.
        Id = "id",
        /// By due date; those without one are left out.
        DueDate = "dueDate",
    }
}

/// A three-point estimate in working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    #[schema(minimum = 0, maximum = 2000, example = 5)]
    pub optimistic: i32,
    #[schema(minimum = 0, maximum = 2000, example = 10)]
    pub likely: i32,
    #[schema(minimum = 0, maximum = 2000, example = 20)]
    pub pessimistic: i32,
}

/// Evidence that a milestone asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequiredEvidence {
    /// Unique within the milestone.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z][a-z0-9-]*$",
        example = "signed-text"
    )]
    pub key: String,
    #[schema(min_length = 1, max_length = 200, example = "Signert erkjennelse")]
    pub title: String,
    pub kind: EvidenceKindWord,
}

/// A new milestone, and all of its planned fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateMilestone {
    #[schema(min_length = 1, max_length = 200, example = "Ledergruppen har signert")]
    pub title: String,
    #[serde(default)]
    #[schema(max_length = 5000)]
    pub description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_date: Option<NaiveDate>,
    /// The work cannot begin before this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<Estimate>,
    /// Person-days, to two decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 3.5)]
    pub effort: Option<f64>,
    #[serde(default)]
    #[schema(max_items = 30)]
    pub required_evidence: Vec<RequiredEvidence>,
}

patch_of! {
    /// Changes of a milestone's plan.
    UpdateMilestone, CreateMilestone
}

/// A milestone.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MilestoneView {
    pub id: Uuid,
    pub roadmap_id: Uuid,
    pub stage_id: Uuid,
    /// Its key in the template, where it came from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60)]
    pub key: Option<String>,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateMilestone,
    pub status: MilestoneStatus,
    /// Percent.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1000)]
    pub blocked_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_on: Option<NaiveDate>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl MilestoneView {
    pub(in crate::capabilities::roadmaps) fn of(row: &milestone::Model) -> Result<Self> {
        let duration = match (row.optimistic_days, row.likely_days, row.pessimistic_days) {
            (Some(optimistic), Some(likely), Some(pessimistic)) => Some(Estimate {
                optimistic,
                likely,
                pessimistic,
            }),
            _ => None,
        };
        Ok(Self {
            id: row.id,
            roadmap_id: row.roadmap_id,
            stage_id: row.stage_id,
            key: row.key.clone(),
            fields: CreateMilestone {
                title: row.title.clone(),
                description: row.description.clone(),
                owner_id: row.owner_id,
                due_date: row.due_date,
                not_before: row.not_before,
                duration,
                effort: row
                    .effort_hundredths
                    .map(|hundredths| f64::from(hundredths) / 100.0),
                required_evidence: serde_json::from_value(row.required_evidence.clone())?,
            },
            status: MilestoneStatus::from_row(&row.status)?,
            progress: row.progress,
            blocked_reason: row.blocked_reason.clone(),
            started_on: row.started_on,
            finished_on: row.finished_on,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A milestone that moved because another one changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MovedMilestone {
    pub milestone_id: Uuid,
    pub due_before: NaiveDate,
    pub due_after: NaiveDate,
    /// Working days later.
    pub days: i32,
    /// The milestone that pushes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because_of: Option<Uuid>,
    /// Its version now.
    pub version: i64,
}

/// A milestone after a change, and what moved with it where the roadmap is planned automatically.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedMilestone {
    #[serde(flatten)]
    #[schema(inline)]
    pub milestone: MilestoneView,
    #[schema(max_items = 5000)]
    pub moved: Vec<MovedMilestone>,
}

/// A page of milestones.
#[derive(Debug, Serialize, ToSchema)]
pub struct MilestoneList {
    #[schema(max_items = 1000)]
    pub items: Vec<MilestoneView>,
    pub page: PageView,
}

/// Which milestones.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct MilestoneFilter {
    pub stage_id: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    #[param(inline)]
    pub status: Option<MilestoneStatus>,
    /// Due before this day.
    pub due_before: Option<NaiveDate>,
    /// Due after this day.
    pub due_after: Option<NaiveDate>,
    /// Only those that are due before today and neither done nor cancelled.
    pub overdue: Option<bool>,
    /// The order; `id` where not said.
    #[param(inline)]
    pub sort: Option<MilestoneSort>,
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

impl MilestoneFilter {
    /// Whether anything but the page is asked for.
    pub fn narrows(&self) -> bool {
        let days = self.due_before.is_some() || self.due_after.is_some() || self.overdue.is_some();
        let ids = self.stage_id.is_some() || self.owner_id.is_some();
        days || ids || self.status.is_some() || self.sort.is_some()
    }
}

/// Which milestones of one roadmap, and when.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct RoadmapMilestoneFilter {
    #[serde(flatten)]
    pub now: MilestoneFilter,
    /// Goes with no filter but the page.
    #[serde(flatten)]
    pub then: AsOf,
}

impl IntoParams for RoadmapMilestoneFilter {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut parameters = MilestoneFilter::into_params(&place);
        parameters.extend(AsOf::into_params(&place));
        parameters
    }
}

/// How a milestone is going.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportMilestone {
    pub status: MilestoneStatus,
    /// Percent; a milestone that is done is at 100.
    #[schema(minimum = 0, maximum = 100, example = 40)]
    pub progress: Option<i32>,
    /// What blocks it; needed where it is blocked.
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Venter på leveranse av nettbrett"
    )]
    pub blocked_reason: Option<String>,
    /// The day on which the work began; today where not said.
    pub started_on: Option<NaiveDate>,
    /// The day on which it was reached; today where not said.
    pub finished_on: Option<NaiveDate>,
}
