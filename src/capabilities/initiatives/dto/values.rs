//! What users and staff got out of an initiative, as measured.

use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// Who has the good of it.
    pub enum Gainers { Users = "users", Staff = "staff" }
}

/// A measured value. Another for the same gainers, indicator, unit of measure and period corrects it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InitiativeValueItem {
    pub group: Gainers,
    #[schema(min_length = 1, max_length = 200, example = "Svar samme dag")]
    pub indicator: String,
    /// What it is measured in.
    #[schema(min_length = 1, max_length = 60, example = "prosent")]
    pub measure: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Kept to four decimals.
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000, example = 82)]
    pub value: f64,
    /// Evidence of the roadmap that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_id: Option<Uuid>,
}

/// Measured values, all of them or none.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"items": [{
    "group": "users", "indicator": "Svar samme dag", "measure": "prosent", "from": "2026-10-01", "to": "2026-10-31", "value": 82
}]}))]
pub struct RecordInitiativeValues {
    #[schema(min_items = 1, max_items = 200)]
    pub items: Vec<InitiativeValueItem>,
}

/// A measured value as it was recorded.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeValueView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: InitiativeValueItem,
    /// Counted from 1.
    #[schema(minimum = 1, maximum = 1000)]
    pub revision: i32,
    /// Whether a later value has corrected it.
    pub superseded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Uuid>,
    pub recorded_at: DateTime<Utc>,
}

/// The values of an initiative, in the order in which they were recorded.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeValueList {
    #[schema(max_items = 5000)]
    pub items: Vec<InitiativeValueView>,
    /// Whether both users and staff have a measured value.
    pub for_both: bool,
}

/// What became of values that were sent.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct RecordedInitiativeValues {
    #[schema(minimum = 0, maximum = 200)]
    pub recorded: i32,
    #[schema(minimum = 0, maximum = 200)]
    pub corrected: i32,
    /// There already.
    #[schema(minimum = 0, maximum = 200)]
    pub unchanged: i32,
}
