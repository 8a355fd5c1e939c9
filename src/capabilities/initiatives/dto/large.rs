//! What large initiatives owe beforehand: the impact in six ways, readiness, and what they ask of each unit.

use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// How much changes.
    pub enum ImpactLevel { None = "none", Low = "low", Medium = "medium", High = "high" }
}

words! {
    /// Whose readiness, and whose value.
    pub enum ReadyPeople { Leaders = "leaders", Staff = "staff" }
}

/// What changes in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Impact {
    pub level: ImpactLevel,
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Besøkene planlegges sentralt og ikke i sonene."
    )]
    pub description: String,
    /// What is done about it.
    #[serde(default)]
    #[schema(
        max_length = 2000,
        default = "",
        example = "Opplæring i to omganger, og en prøvetid på åtte uker."
    )]
    pub measures: String,
}

/// The impact in six ways; a way may be missing until it is assessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "workProcesses": {"level": "high", "description": "Besøkene planlegges sentralt.", "measures": "Opplæring i to omganger."}
}))]
pub struct ImpactAssessment {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub work_processes: Option<Impact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub services: Option<Impact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub structures: Option<Impact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub management_systems: Option<Impact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub leadership: Option<Impact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub organisation: Option<Impact>,
}

impl ImpactAssessment {
    /// Each way with its name.
    pub(in super::super) fn ways(&self) -> [(&'static str, Option<&Impact>); 6] {
        [
            ("workProcesses", self.work_processes.as_ref()),
            ("services", self.services.as_ref()),
            ("structures", self.structures.as_ref()),
            ("managementSystems", self.management_systems.as_ref()),
            ("leadership", self.leadership.as_ref()),
            ("organisation", self.organisation.as_ref()),
        ]
    }
}

/// How ready leaders or staff are.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssessReadiness {
    pub people: ReadyPeople,
    /// 1 not at all, 5 fully.
    #[schema(minimum = 1, maximum = 5, example = 4)]
    pub level: i32,
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Alle ledere har satt av tid og vet hva de skal slutte med."
    )]
    pub rationale: String,
    /// Today where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_date: Option<NaiveDate>,
}

/// A readiness as it was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadinessView {
    pub id: Uuid,
    pub people: ReadyPeople,
    #[schema(minimum = 1, maximum = 5)]
    pub level: i32,
    #[schema(max_length = 2000)]
    pub rationale: String,
    pub on_date: NaiveDate,
    /// The person who assessed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessed_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

/// What was found, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadinessList {
    #[schema(max_items = 1000)]
    pub items: Vec<ReadinessView>,
}

/// What an initiative asks of a unit's staff beside their work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateInitiativeWorkload {
    pub unit_id: Uuid,
    /// For all staff together; kept to two decimals.
    #[schema(minimum = 0, maximum = 10_000, example = 12.5)]
    pub hours_per_week: f64,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// What makes it bearable.
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Vikar to dager i uken i opplæringsperioden."
    )]
    pub mitigation: String,
}

patch_of! {
    /// Changes of a workload.
    UpdateInitiativeWorkload, CreateInitiativeWorkload
}

/// A workload.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeWorkloadView {
    pub id: Uuid,
    pub initiative_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateInitiativeWorkload,
    pub version: i64,
}

/// What an initiative asks, by the day on which it begins.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeWorkloadList {
    #[schema(max_items = 1000)]
    pub items: Vec<InitiativeWorkloadView>,
}

/// Of which units and months the burden is asked.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct BurdenFilter {
    /// Of this unit and all below it.
    pub unit_id: Option<Uuid>,
    /// From the month of this day.
    pub from: Option<NaiveDate>,
    /// To the month of this day.
    pub to: Option<NaiveDate>,
}

/// What all initiatives together ask of a unit in a month.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitBurden {
    pub unit_id: Uuid,
    /// The first day of the month.
    pub month: NaiveDate,
    /// Hours in the month: hours a week for each day of it on which they are asked, divided by seven.
    #[schema(minimum = 0, maximum = 10_000_000)]
    pub hours: f64,
    /// The initiatives that ask them.
    #[schema(max_items = 1000)]
    pub initiative_ids: Vec<Uuid>,
}

/// The burden by unit and month. Initiatives that were stopped ask nothing after that.
#[derive(Debug, Serialize, ToSchema)]
pub struct BurdenList {
    #[schema(max_items = 5000)]
    pub items: Vec<UnitBurden>,
}
