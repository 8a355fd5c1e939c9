//! Levellings, forecasts and scenarios with their results.

use super::{DelayView, StretchView};
use crate::platform::paging::PageView;
use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What was computed.
    pub enum ComputationKind { Levelling = "levelling", Forecast = "forecast", Scenario = "scenario" }
}

words! {
    /// How far a computation is.
    pub enum ComputationState {
        Queued = "queued",
        Running = "running",
        Done = "done",
        Cancelled = "cancelled",
        Failed = "failed",
    }
}

/// A date with the dates between which it lies with 95 per cent confidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DateWithin {
    pub date: NaiveDate,
    pub low: NaiveDate,
    pub high: NaiveDate,
}

/// A probability with its 95 per cent confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Probability {
    #[schema(minimum = 0, maximum = 1, example = 0.62)]
    pub value: f64,
    #[schema(minimum = 0, maximum = 1, example = 0.6)]
    pub low: f64,
    #[schema(minimum = 0, maximum = 1, example = 0.64)]
    pub high: f64,
}

/// When something ends: with ten per cent probability by `p10`, with eighty by `p80`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outlook {
    pub p10: DateWithin,
    pub p50: DateWithin,
    pub p80: DateWithin,
    pub p95: DateWithin,
    /// The probability of holding the due or target date, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_time: Option<Probability>,
}

/// One milestone's forecast.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MilestoneOutlook {
    pub milestone_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub outlook: Outlook,
    /// The share of passes in which it lay on the path that decided the end.
    #[schema(minimum = 0, maximum = 1)]
    pub criticality: f64,
    /// How much the end goes with its duration: −1 to 1.
    #[schema(minimum = -1, maximum = 1)]
    pub sensitivity: f64,
}

/// One gate's forecast.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StageOutlook {
    pub stage_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub outlook: Outlook,
}

/// A forecast's result.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForecastResult {
    pub passes: i64,
    /// Whether the precision that was asked for is reached.
    pub precise: bool,
    pub end: Outlook,
    #[schema(max_items = 30)]
    pub stages: Vec<StageOutlook>,
    #[schema(max_items = 5000)]
    pub milestones: Vec<MilestoneOutlook>,
}

/// Where a milestone lies before and after.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Move {
    pub milestone_id: Uuid,
    pub start: NaiveDate,
    pub finish: NaiveDate,
    /// Where the plan has it without regard to people's time.
    pub finish_before: NaiveDate,
    /// Working days later; below zero earlier.
    #[schema(minimum = -1_000_000, maximum = 1_000_000, example = 3)]
    pub days: i32,
}

/// A levelling's result.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LevellingResult {
    pub schedules: i64,
    pub end: NaiveDate,
    /// No plan can end before this day.
    pub bound: NaiveDate,
    /// Working days after due dates, of all milestones.
    pub lateness_days: i64,
    /// Working days by which starts differ from what people have been told.
    pub change_days: i64,
    #[schema(max_items = 5000)]
    pub milestones: Vec<Move>,
    #[schema(max_items = 5000)]
    pub delays: Vec<DelayView>,
    /// What takes longer than planned, since its owner has too little time.
    #[schema(max_items = 5000)]
    #[serde(default)]
    pub stretched: Vec<StretchView>,
    /// Milestones whose owner has no time for them at all.
    #[schema(max_items = 5000)]
    pub unstaffed: Vec<Uuid>,
}

/// What a variant comes to.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VariantResult {
    #[schema(max_length = 200)]
    pub name: String,
    /// The levelled end.
    pub end: NaiveDate,
    pub forecast: Outlook,
    pub lateness_days: i64,
    /// Persons who are overbooked if everything lies as early as its links allow.
    #[schema(max_items = 500)]
    pub overbooked: Vec<Uuid>,
    /// Each milestone beside the plan as it is, levelled as well.
    #[schema(max_items = 5000)]
    pub milestones: Vec<Move>,
}

/// A scenario's result: the plan as it is, and each variant beside it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioResult {
    pub as_it_is: VariantResult,
    #[schema(max_items = 10)]
    pub variants: Vec<VariantResult>,
}

/// A levelling, forecast or scenario.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComputationView {
    pub id: Uuid,
    pub roadmap_id: Uuid,
    pub kind: ComputationKind,
    pub state: ComputationState,
    /// Percent; 100 when done.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: i32,
    /// Seconds that are probably left, while it runs on the node that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_left: Option<i64>,
    pub seed: i64,
    /// SHA-256 of the plan that it was computed on: a result is adopted only while the plan is the same.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]*$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub snapshot: String,
    pub requested_by: Uuid,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60)]
    pub failure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levelling: Option<LevellingResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forecast: Option<ForecastResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<ScenarioResult>,
    pub created_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adopted_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// A page of computations without their results, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComputationList {
    #[schema(max_items = 100)]
    pub items: Vec<ComputationView>,
    pub page: PageView,
}

/// Which computations.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ComputationFilter {
    #[param(inline)]
    pub kind: Option<ComputationKind>,
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
