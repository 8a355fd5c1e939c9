//! What benefits come to: the ledger, what may be counted twice, and what a delay costs.

use super::BenefitOverlap;
use crate::capabilities::organisation::dto::Branch;
use crate::words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What amounts are in. They are never added across these.
    pub enum LedgerKind { Money = "money", Hours = "hours", Points = "points" }
}

/// Which part of the ledger.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct LedgerFilter {
    /// Benefits of this unit and all below it.
    pub unit_id: Option<Uuid>,
    /// Benefits of units of this service area.
    pub service_area_id: Option<Uuid>,
    /// Benefits of units whose service area belongs to this branch.
    #[param(inline)]
    pub branch: Option<Branch>,
    pub roadmap_id: Option<Uuid>,
    /// From the month of this day on; from the first where not said.
    pub from: Option<NaiveDate>,
    /// To the month of this day; to the last where not said.
    pub to: Option<NaiveDate>,
}

/// What one benefit has in the ledger.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerLine {
    pub benefit_id: Uuid,
    pub roadmap_id: Uuid,
    pub unit_id: Uuid,
    #[schema(max_length = 200)]
    pub title: String,
    #[serde(flatten)]
    #[schema(inline)]
    pub amount: Amount,
}

/// Effects over a period. What nobody has forecast or measured is absent, which is not zero.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Amount {
    /// All that is forecast in the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = 1200)]
    pub forecast: Option<f64>,
    /// All that was measured in the period.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = 950)]
    pub realised: Option<f64>,
    /// What was forecast of the months that have both.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = 1000)]
    pub forecast_of_measured: Option<f64>,
    /// Realised less forecast in the months that have both.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = -50)]
    pub difference: Option<f64>,
}

/// One kind of amount with the benefits behind it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerTotal {
    pub kind: LedgerKind,
    /// The ISO 4217 code, for money.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 3, pattern = "^[A-Z]{3}$", example = "NOK")]
    pub currency: Option<String>,
    #[serde(flatten)]
    #[schema(inline)]
    pub amount: Amount,
    /// How many of these benefits may count an effect that another of them counts as well.
    #[schema(minimum = 0, maximum = 1_000_000, example = 2)]
    pub overlapping: i32,
    /// The benefits behind the sums, by title.
    #[schema(max_items = 5000)]
    pub benefits: Vec<LedgerLine>,
}

/// The ledger. Abandoned benefits are left out.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Money, hours and points, each for itself.
    #[schema(max_items = 3)]
    pub totals: Vec<LedgerTotal>,
    /// Benefits without a baseline, whose effects nobody can tell.
    #[schema(max_items = 5000)]
    pub without_baseline: Vec<Uuid>,
}

/// Which pairs.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct OverlapFilter {
    /// Pairs with a benefit of this unit or one below it.
    pub unit_id: Option<Uuid>,
    /// Pairs with a benefit of this roadmap.
    pub roadmap_id: Option<Uuid>,
}

/// Two benefits that may count one effect twice.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OverlapPair {
    pub benefit_id: Uuid,
    pub roadmap_id: Uuid,
    #[schema(max_length = 200)]
    pub title: String,
    pub unit_id: Uuid,
    #[schema(max_length = 200)]
    pub indicator: String,
    #[schema(max_length = 60)]
    pub measure: String,
    pub other: BenefitOverlap,
}

/// What may be counted twice.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverlapList {
    /// At most five hundred pairs.
    #[schema(max_items = 500)]
    pub items: Vec<OverlapPair>,
    /// Whether there are more.
    pub truncated: bool,
}

/// The assumptions of a cost of delay.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct DelayFilter {
    /// By how many percent a year the effects grow, as the need does; 0 where not said.
    #[param(minimum = -50, maximum = 100, example = 2)]
    pub growth_percent_per_year: Option<f64>,
    /// Up to how many months later; 12 where not said.
    #[param(minimum = 1, maximum = 60, example = 12)]
    pub months: Option<i32>,
}

/// What one benefit loses.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenefitShare {
    pub benefit_id: Uuid,
    #[schema(max_length = 200)]
    pub title: String,
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = 240)]
    pub cost: f64,
}

/// What a delay costs in one kind of amount.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CostAt {
    pub kind: LedgerKind,
    /// The ISO 4217 code, for money.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 3, pattern = "^[A-Z]{3}$", example = "NOK")]
    pub currency: Option<String>,
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = 240)]
    pub cost: f64,
    /// The benefits behind it, the costliest first.
    #[schema(max_items = 500)]
    pub benefits: Vec<BenefitShare>,
}

/// What so many months of delay cost.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MonthCost {
    #[schema(minimum = 1, maximum = 60)]
    pub months: i32,
    #[schema(max_items = 3)]
    pub costs: Vec<CostAt>,
}

/// What it is expected to cost that the roadmap ends after its target.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleCost {
    /// The day by which the roadmap ends with this probability.
    pub date: NaiveDate,
    /// 50 or 80.
    #[schema(minimum = 1, maximum = 99, example = 80)]
    pub percent: i32,
    /// Months after the target, or after today where the target is past; 0 where it is held.
    #[schema(minimum = 0, maximum = 10_000, example = 2.5)]
    pub months_late: f64,
    #[schema(max_items = 3)]
    pub costs: Vec<CostAt>,
}

/// What a later date costs, by month, with its assumptions.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CostOfDelayView {
    pub roadmap_id: Uuid,
    /// How it is computed, in words.
    #[schema(max_length = 2000)]
    pub method: String,
    #[schema(minimum = -50, maximum = 100, example = 2)]
    pub growth_percent_per_year: f64,
    /// The first month whose effect can still be delayed.
    #[schema(example = "2026-11-01")]
    pub from_month: NaiveDate,
    #[schema(max_items = 60)]
    pub by_month: Vec<MonthCost>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_date: Option<NaiveDate>,
    /// Where the roadmap has a target and its plan can be forecast: what lies between the target and P50 and P80.
    #[schema(max_items = 2)]
    pub by_forecast: Vec<ScheduleCost>,
    /// Benefits that are left out: without a baseline or without a forecast ahead.
    #[schema(max_items = 500)]
    pub without_forecast: Vec<Uuid>,
}
