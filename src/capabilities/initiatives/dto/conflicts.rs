//! Where units disagree in an initiative: what about, who was asked to settle it, and what was decided.

use crate::platform::paging::PageView;
use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Where a conflict stands.
    pub enum ConflictState { Open = "open", Escalated = "escalated", Decided = "decided" }
}

/// A conflict between units: of organisation, never about persons.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "unitIds": ["0190163d-8694-739b-aea5-966c26f8ad91", "0190163d-8694-739b-aea5-966c26f8ad92"],
    "description": "Begge enheter mener at den andre skal følge opp varslene om natten."
}))]
pub struct CreateInitiativeConflict {
    #[schema(
        min_items = 2,
        max_items = 20,
        example = json!(["0190163d-8694-739b-aea5-966c26f8ad91", "0190163d-8694-739b-aea5-966c26f8ad92"])
    )]
    pub unit_ids: Vec<Uuid>,
    #[schema(
        min_length = 3,
        max_length = 4000,
        example = "Begge enheter mener at den andre skal følge opp varslene."
    )]
    pub description: String,
}

/// Who is asked to settle a conflict.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EscalateConflict {
    pub person_id: Uuid,
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Enhetene ble ikke enige i to møter."
    )]
    pub note: String,
}

/// How a conflict is settled.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideConflict {
    #[schema(
        min_length = 3,
        max_length = 4000,
        example = "Hjemmetjenesten følger opp varslene; sykehjemmet gir to årsverk."
    )]
    pub decision: String,
}

/// Something that happened to a conflict.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConflictEventView {
    pub state: ConflictState,
    #[schema(max_length = 4000)]
    pub note: String,
    /// Whom it went to, or who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

/// A conflict.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeConflictView {
    pub id: Uuid,
    pub initiative_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateInitiativeConflict,
    #[schema(inline)]
    pub state: ConflictState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalated_to: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalated_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4000)]
    pub decision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<NaiveDate>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

/// A conflict with all that happened to it, the earliest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InitiativeConflictDetail {
    #[serde(flatten)]
    #[schema(inline)]
    pub conflict: InitiativeConflictView,
    #[schema(max_items = 200)]
    pub history: Vec<ConflictEventView>,
}

/// Which conflicts.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ConflictFilter {
    pub initiative_id: Option<Uuid>,
    /// Of this unit and all below it.
    pub unit_id: Option<Uuid>,
    #[param(inline)]
    pub state: Option<ConflictState>,
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

/// A page of conflicts, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeConflictList {
    #[schema(max_items = 100)]
    pub items: Vec<InitiativeConflictView>,
    pub page: PageView,
}
