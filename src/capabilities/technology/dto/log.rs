//! Wire shapes of engagement and maturity: what was done together with those concerned, and how well it is led.

use crate::capabilities::organisation::dto::Branch;
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::{technology_engagement, technology_maturity};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// With whom.
    pub enum EngagedGroup { Staff = "staff", Users = "users", Patients = "patients", Relatives = "relatives" }
}

words! {
    /// What was done.
    pub enum Activity {
        /// Spreading what is known: a talk, a fair, a visit.
        Knowledge = "knowledge",
        Training = "training",
        /// Shaping the solution together.
        CoDesign = "co_design",
        Survey = "survey",
        Dialogue = "dialogue",
    }
}

words! {
    /// What maturity is asked about.
    pub enum Indicator {
        Governance = "governance",
        QualityManagement = "quality_management",
        InformationSecurity = "information_security",
    }
}

/// An activity with those whom a technology concerns. Heads are counted, nobody is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTechnologyEngagement {
    /// The technology; all of them where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technology_id: Option<Uuid>,
    pub unit_id: Uuid,
    pub audience: EngagedGroup,
    pub activity: Activity,
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Pårørendekveld om digitalt tilsyn"
    )]
    pub title: String,
    pub held_on: NaiveDate,
    #[schema(minimum = 0, maximum = 100_000, example = 24)]
    pub participants: i32,
}

patch_of! {
    /// Changes of an activity.
    UpdateTechnologyEngagement, CreateTechnologyEngagement
}

/// An activity.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EngagementView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateTechnologyEngagement,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl EngagementView {
    pub(in crate::capabilities::technology) fn of(
        row: &technology_engagement::Model,
    ) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            fields: CreateTechnologyEngagement {
                technology_id: row.technology_id,
                unit_id: row.unit_id,
                audience: EngagedGroup::from_row(&row.audience)?,
                activity: Activity::from_row(&row.activity)?,
                title: row.title.clone(),
                held_on: row.held_on,
                participants: row.participants,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of activities.
#[derive(Debug, Serialize, ToSchema)]
pub struct EngagementList {
    #[schema(max_items = 100)]
    pub items: Vec<EngagementView>,
    pub page: PageView,
}

/// Which activities.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct EngagementFilter {
    pub technology_id: Option<Uuid>,
    /// This unit and all below it.
    pub within: Option<Uuid>,
    pub service_area_id: Option<Uuid>,
    #[param(inline)]
    pub branch: Option<Branch>,
    #[param(inline)]
    pub audience: Option<EngagedGroup>,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// How mature a branch is in an indicator, in a year's round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateMaturityRound {
    #[schema(minimum = 2000, maximum = 2200, example = 2026)]
    pub year: i32,
    pub branch: Branch,
    pub indicator: Indicator,
    /// From 1, begun here and there, to 5, part of how the branch is led.
    #[schema(minimum = 1, maximum = 5, example = 3)]
    pub level: i32,
    /// What the level rests on.
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "Roller er fordelt og følges opp hvert kvartal."
    )]
    pub explanation: String,
}

patch_of! {
    /// Changes of a round.
    UpdateMaturityRound, CreateMaturityRound
}

/// A branch's level in an indicator and a year.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MaturityRoundView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateMaturityRound,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl MaturityRoundView {
    pub(in crate::capabilities::technology) fn of(
        row: &technology_maturity::Model,
    ) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            fields: CreateMaturityRound {
                year: row.year,
                branch: Branch::from_row(&row.branch)?,
                indicator: Indicator::from_row(&row.indicator)?,
                level: row.level,
                explanation: row.explanation.clone(),
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The rounds, by year, branch and indicator; six a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct MaturityRoundList {
    #[schema(max_items = 1200)]
    pub items: Vec<MaturityRoundView>,
}

/// Which rounds.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MaturityFilter {
    #[param(minimum = 2000, maximum = 2200)]
    pub year: Option<i32>,
    #[param(inline)]
    pub branch: Option<Branch>,
}
