//! A gate judged as of now.

use super::facts::{FactFilter, FactValue};
use crate::words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// Whether a criterion or a group is met. `unknown` means no data, and never passes.
    pub enum OutcomeWord { Met = "met", Unmet = "unmet", Unknown = "unknown" }
}

words! {
    /// Where a value comes from.
    pub enum ProvenanceWord { Derived = "derived", Recorded = "recorded", Hypothetical = "hypothetical" }
}

impl From<gate::Outcome> for OutcomeWord {
    fn from(outcome: gate::Outcome) -> Self {
        match outcome {
            gate::Outcome::Met => Self::Met,
            gate::Outcome::Unmet => Self::Unmet,
            gate::Outcome::Unknown => Self::Unknown,
        }
    }
}

impl From<gate::Provenance> for ProvenanceWord {
    fn from(provenance: gate::Provenance) -> Self {
        match provenance {
            gate::Provenance::Derived => Self::Derived,
            gate::Provenance::Recorded => Self::Recorded,
            gate::Provenance::Hypothetical => Self::Hypothetical,
        }
    }
}

/// A record behind a value.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordView {
    #[schema(max_length = 40, pattern = "^[a-z_]+$", example = "milestone")]
    pub kind: String,
    #[schema(
        max_length = 60,
        pattern = "^[0-9a-z_-]+$",
        example = "0190163d-8694-739b-aea5-966c26f8ad91"
    )]
    pub id: String,
    #[schema(max_length = 300)]
    pub label: String,
}

/// One question of a gate with its answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CriterionView {
    #[schema(max_length = 60)]
    pub key: String,
    #[schema(max_length = 200)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub guidance: Option<String>,
    #[schema(max_length = 100, example = "stage.milestones_done_share")]
    pub fact: String,
    #[schema(max_items = 10)]
    pub filter: Vec<FactFilter>,
    #[schema(max_length = 20, pattern = "^[a-zA-Z]+$", example = "atLeast")]
    pub operator: String,
    pub target: FactValue,
    /// Whether it can block the gate.
    pub required: bool,
    /// `live` or `latch`.
    #[schema(max_length = 10, pattern = "^[a-z]+$", example = "live")]
    pub memory: String,
    pub outcome: OutcomeWord,
    /// Absent where there is no data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<FactValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<ProvenanceWord>,
    /// How far it has come; 1 when met.
    #[schema(minimum = 0, maximum = 1, example = 0.5)]
    pub progress: f64,
    /// The records behind the value, at most two hundred of them.
    #[schema(max_items = 200)]
    pub records: Vec<RecordView>,
    /// Roles that can change the value.
    #[schema(max_items = 20)]
    pub changeable_by: Vec<RoleName>,
    /// Where it can be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 300,
        example = "/api/v1/roadmaps/0190163d-8694-739b-aea5-966c26f8ad91/milestones"
    )]
    pub link: Option<String>,
    /// The last day on which a recorded value holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds_until: Option<NaiveDate>,
    /// Since when it is remembered as met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latched_since: Option<NaiveDate>,
    /// The group it stands in, as a path such as `/all/2`.
    #[schema(max_length = 100, example = "/all")]
    pub group: String,
}

/// A role's name.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(max_length = 30, pattern = "^[a-z_]+$", example = "owner")]
pub struct RoleName(pub String);

/// A group of criteria with its verdict.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GroupView {
    /// Its place in the rule; the root is empty.
    #[schema(max_length = 100, example = "/all/2")]
    pub path: String,
    /// `all`, `any` or `at_least`.
    #[schema(max_length = 10, pattern = "^[a-z_]+$", example = "all")]
    pub kind: String,
    /// How many of its members must be met.
    pub needed: i64,
    pub outcome: OutcomeWord,
    #[schema(minimum = 0, maximum = 1)]
    pub progress: f64,
}

/// Why a decision is at risk.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RiskView {
    /// `evidence_expired`, `evidence_changed`, `criterion_no_longer_met`, `condition_missed`, `earlier_stage_reopened` or
    /// `decision_damaged`.
    #[schema(max_length = 40, pattern = "^[a-z_]+$", example = "evidence_expired")]
    pub code: String,
    /// What it is about: an id or a key.
    #[schema(max_length = 100)]
    pub about: String,
    /// In the reader's language.
    #[schema(max_length = 500)]
    pub detail: String,
}

/// A gate, judged as of now.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GateView {
    pub id: Uuid,
    pub roadmap_id: Uuid,
    pub stage_id: Uuid,
    #[schema(max_length = 60)]
    pub key: String,
    #[schema(max_length = 200)]
    pub title: String,
    /// The state of its stage: `locked`, `open`, `in_review` or `passed`.
    #[schema(max_length = 20, pattern = "^[a-z_]+$", example = "open")]
    pub stage_state: String,
    /// Whether it could be passed now without an override.
    pub ready: bool,
    pub outcome: OutcomeWord,
    #[schema(minimum = 0, maximum = 1)]
    pub progress: f64,
    /// How many deciders must agree.
    pub quorum: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    /// Whether what was decided still stands on what it was decided on.
    pub at_risk: bool,
    #[schema(max_items = 300)]
    pub risks: Vec<RiskView>,
    #[schema(max_items = 100)]
    pub criteria: Vec<CriterionView>,
    #[schema(max_items = 100)]
    pub groups: Vec<GroupView>,
    /// The review that is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_id: Option<Uuid>,
    /// The decision in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_id: Option<Uuid>,
    /// Whether the decision in force went against the verdict; it stays visible for ever.
    pub overridden: bool,
    pub version: i64,
}

/// The gates of a roadmap in the order of its stages.
#[derive(Debug, Serialize, ToSchema)]
pub struct GateList {
    #[schema(max_items = 30)]
    pub items: Vec<GateView>,
}

/// What a project office may change of a gate.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GateFields {
    /// How many deciders must agree.
    #[schema(minimum = 1, maximum = 20, example = 1)]
    pub quorum: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
}

crate::patch_of! {
    /// Changes of a gate.
    UpdateGate, GateFields
}
