//! Reviews, decisions and conditions.

use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// What can be decided.
    pub enum ChoiceWord { Go = "go", GoWithConditions = "go_with_conditions", Return = "return", Stop = "stop" }
}

impl From<ChoiceWord> for gate::decision::Choice {
    fn from(word: ChoiceWord) -> Self {
        match word {
            ChoiceWord::Go => Self::Go,
            ChoiceWord::GoWithConditions => Self::GoWithConditions,
            ChoiceWord::Return => Self::Return,
            ChoiceWord::Stop => Self::Stop,
        }
    }
}

impl From<gate::decision::Choice> for ChoiceWord {
    fn from(choice: gate::decision::Choice) -> Self {
        match choice {
            gate::decision::Choice::Go => Self::Go,
            gate::decision::Choice::GoWithConditions => Self::GoWithConditions,
            gate::decision::Choice::Return => Self::Return,
            gate::decision::Choice::Stop => Self::Stop,
        }
    }
}

/// A request for a review.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskReview {
    #[schema(max_length = 2000, example = "Alt er på plass; se dokumentasjonen.")]
    pub note: Option<String>,
}

/// Why a request for a review is taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawReview {
    #[schema(
        min_length = 10,
        max_length = 2000,
        example = "Dokumentasjonen må utfylles først."
    )]
    pub reason: String,
}

/// A review of a gate.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReviewView {
    pub id: Uuid,
    pub gate_id: Uuid,
    /// The person who asked, or the account where no person stands behind it.
    pub asked_by: Uuid,
    pub asked_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<Utc>>,
    /// Set where the request was taken back before it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub withdrawal_reason: Option<String>,
    #[schema(max_items = 500)]
    pub votes: Vec<VoteView>,
    pub version: i64,
}

/// What one decider said.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VoteView {
    /// The person, or the account where no person stands behind it.
    pub cast_by: Uuid,
    pub outcome: ChoiceWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 5000)]
    pub justification: Option<String>,
    #[schema(max_items = 50)]
    pub conditions: Vec<ConditionInput>,
    /// While the review is open: whether it counts. It does not where the decider has said something else since, may not
    /// decide any more, or where the criteria's outcomes or the evidence have changed since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<bool>,
    pub cast_at: DateTime<Utc>,
}

/// The reviews of a gate, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewList {
    #[schema(max_items = 500)]
    pub items: Vec<ReviewView>,
}

/// A condition to set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConditionInput {
    #[schema(min_length = 1, max_length = 2000, example = "Opplæring i alle soner")]
    pub text: String,
    pub owner_id: Uuid,
    pub due_date: NaiveDate,
}

/// One decider's say. It takes effect when the quorum has said the same; until then the decider may change it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideGate {
    pub outcome: ChoiceWord,
    /// Needed for a go on unmet criteria: at least twenty characters, visible for ever.
    #[schema(
        max_length = 5000,
        example = "Vi går videre til jul, siden risikoen er liten."
    )]
    pub justification: Option<String>,
    #[serde(default)]
    #[schema(max_items = 50)]
    pub conditions: Vec<ConditionInput>,
}

/// What a say came to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SayView {
    pub review_id: Uuid,
    pub outcome: ChoiceWord,
    /// Deciders who said the same so far, and how many are needed.
    pub agreeing: i64,
    pub quorum: i64,
    /// The decision, where this say made it take effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionView>,
}

/// A decision, pinned to what it was made on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DecisionView {
    pub id: Uuid,
    pub gate_id: Uuid,
    pub review_id: Uuid,
    pub outcome: ChoiceWord,
    /// Whether it went against the verdict.
    pub overridden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 5000)]
    pub justification: Option<String>,
    pub decided_by: Uuid,
    pub decided_at: DateTime<Utc>,
    /// SHA-256 of `snapshot`.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub fingerprint: String,
    /// Whether the snapshot still has its fingerprint.
    pub intact: bool,
    /// Set where the stage was opened again or a later decision took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub superseded_reason: Option<String>,
    /// Criteria, values and evidence as they stood: canonical JSON, byte for byte what the fingerprint covers.
    #[schema(max_length = 2_000_000, example = "{}")]
    pub snapshot: String,
    pub version: i64,
}

/// The decisions of a gate, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionList {
    #[schema(max_items = 200)]
    pub items: Vec<DecisionView>,
}

/// A condition of a decision.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConditionView {
    pub id: Uuid,
    pub gate_id: Uuid,
    pub decision_id: Uuid,
    #[schema(max_length = 2000)]
    pub text: String,
    pub owner_id: Uuid,
    pub due_date: NaiveDate,
    /// Whether it is met today: the evidence that was named as its proof, if any, must still hold.
    pub fulfilled: bool,
    /// Due and not fulfilled.
    pub missed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fulfilled_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_id: Option<Uuid>,
    pub version: i64,
}

/// What may change of a condition that was set.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConditionFields {
    pub owner_id: Uuid,
}

crate::patch_of! {
    /// Changes of a condition.
    UpdateCondition, ConditionFields
}

/// The conditions of a gate.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConditionList {
    #[schema(max_items = 500)]
    pub items: Vec<ConditionView>,
}

/// That a condition is fulfilled.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FulfilCondition {
    /// What proves it: accepted and valid. The condition counts as met as long as this holds.
    pub evidence_id: Option<Uuid>,
}

/// Why a stage is opened again.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenStage {
    #[schema(
        min_length = 10,
        max_length = 2000,
        example = "Nytt lovkrav endrer forutsetningene."
    )]
    pub reason: String,
}
