//! An initiative, its acts, its champions, and how large a small one may be.

use crate::capabilities::organisation::dto::Branch;
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// How large an initiative is meant to be.
    pub enum InitiativeSize { Small = "small", Large = "large" }
}

words! {
    /// Where an initiative stands.
    pub enum InitiativeState {
        Idea = "idea",
        /// Chosen, and planned.
        Prioritised = "prioritised",
        Started = "started",
        Delivered = "delivered",
        /// Delivered, and of measured value for users and for staff.
        Realised = "realised",
        /// Tried, and stopped with a written lesson: a result too.
        Stopped = "stopped",
    }
}

words! {
    /// What it does.
    pub enum InitiativeWay { Renew = "renew", Simplify = "simplify", Improve = "improve" }
}

words! {
    /// What it does that to.
    pub enum InitiativeSubject { Processes = "processes", Services = "services" }
}

words! {
    /// What a small initiative has outgrown.
    pub enum Outgrown { Days = "days", Effort = "effort", Units = "units" }
}

/// A project or a larger measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "size": "small", "name": "Felles vaktliste", "purpose": "Pårørende får svar samme dag.",
    "sponsorId": "0190163d-8694-739b-aea5-966c26f8ad91", "way": "simplify", "subject": "processes",
    "plannedStart": "2026-11-02", "plannedEnd": "2027-01-29", "effortDays": 25,
    "serviceAreaIds": ["0190163d-8694-739b-aea5-966c26f8ad91"], "unitIds": []
}))]
pub struct CreateInitiative {
    pub size: InitiativeSize,
    #[schema(min_length = 1, max_length = 200, example = "Felles vaktliste")]
    pub name: String,
    /// What people will notice of it.
    #[schema(min_length = 3, max_length = 2000, example = "Pårørende får svar samme dag.")]
    pub purpose: String,
    /// Who stands behind it.
    pub sponsor_id: Uuid,
    /// Who carries it out; named before it is started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    pub way: InitiativeWay,
    pub subject: InitiativeSubject,
    pub planned_start: NaiveDate,
    pub planned_end: NaiveDate,
    /// Days of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 25)]
    pub effort_days: Option<i32>,
    /// The service areas that take part.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub service_area_ids: Vec<Uuid>,
    /// The units that take part.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub unit_ids: Vec<Uuid>,
}

patch_of! {
    /// Changes of an initiative; its size changes by conversion.
    UpdateInitiative, CreateInitiative
}

/// A small initiative has grown beyond what is small here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SizeWarning {
    pub limit: Outgrown,
    /// How much it is.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub value: i64,
    /// How much a small one is at most.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub most: i64,
}

/// An initiative.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeView {
    pub id: Uuid,
    pub roadmap_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateInitiative,
    #[schema(inline)]
    pub state: InitiativeState,
    /// Whether it gave a result: delivered, realised, or stopped with a lesson.
    pub has_result: bool,
    /// Why it was stopped, or made a large one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prioritised_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub realised_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub assessment: Option<super::Assessment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub impact: Option<super::ImpactAssessment>,
    /// Where a small one has grown beyond the limits: a warning, never a refusal.
    #[schema(max_items = 3)]
    pub warnings: Vec<SizeWarning>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A page of initiatives.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeList {
    #[schema(max_items = 100)]
    pub items: Vec<InitiativeView>,
    pub page: PageView,
}

/// Which initiatives.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct InitiativeFilter {
    /// In which this unit or one below it takes part.
    pub unit_id: Option<Uuid>,
    pub service_area_id: Option<Uuid>,
    /// In which a service area of this branch takes part.
    #[param(inline)]
    pub branch: Option<Branch>,
    #[param(inline)]
    pub size: Option<InitiativeSize>,
    #[param(inline)]
    pub state: Option<InitiativeState>,
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

/// Why an initiative is stopped, and what it taught.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StopInitiative {
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Leverandøren kan ikke levere før neste år."
    )]
    pub reason: String,
    #[schema(
        min_length = 3,
        max_length = 4000,
        example = "Spør om leveringstid før pilotenhetene er valgt."
    )]
    pub lesson: String,
}

/// Why a small initiative is a large one from now on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConvertInitiative {
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Turnusen i alle enheter må legges om."
    )]
    pub reason: String,
}

/// Who drives an initiative in a service area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateInitiativeChampion {
    pub service_area_id: Uuid,
    pub person_id: Uuid,
    pub from: NaiveDate,
    /// The last day; open where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

patch_of! {
    /// Changes of a champion.
    UpdateInitiativeChampion, CreateInitiativeChampion
}

/// A champion.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeChampionView {
    pub id: Uuid,
    pub initiative_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateInitiativeChampion,
    /// Whether it is so today.
    pub active: bool,
    pub version: i64,
}

/// The champions of an initiative, by the day on which each began.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeChampionList {
    #[schema(max_items = 500)]
    pub items: Vec<InitiativeChampionView>,
}

/// How large a small initiative may be before it is warned of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetInitiativeLimits {
    /// Days from start to end.
    #[schema(minimum = 1, maximum = 2000, example = 120)]
    pub max_days: i32,
    /// Days of work.
    #[schema(minimum = 1, maximum = 10_000, example = 60)]
    pub max_effort: i32,
    /// Units that take part.
    #[schema(minimum = 1, maximum = 1000, example = 6)]
    pub max_units: i32,
    /// Why these.
    #[schema(
        min_length = 3,
        max_length = 1000,
        example = "Vi er en liten kommune med få prosjektledere."
    )]
    pub reason: String,
}

/// How large a small initiative may be here.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeLimitsView {
    #[serde(flatten)]
    #[schema(inline)]
    pub limits: SetInitiativeLimits,
    /// Whether nobody has set others.
    pub is_default: bool,
    /// When they were set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_at: Option<DateTime<Utc>>,
}
