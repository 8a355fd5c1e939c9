//! Wire shapes of the reports: the matrix of reach, equity, and what to look into. Every share comes with its numbers.

use super::deployment::DeploymentState;
use crate::capabilities::organisation::dto::{Branch, TextInput};
use crate::platform::paging::PageView;
use crate::words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Who will read it.
    pub enum Outside {
        Inside = "inside",
        /// Small counts are suppressed, since it leaves the organiser.
        Outside = "outside",
    }
}

words! {
    /// Where the share of users is going.
    pub enum Trend { Advancing = "advancing", Slow = "slow", Static = "static" }
}

words! {
    /// What there is to look into.
    pub enum AlertKind {
        /// Introduced, and hardly anybody uses it.
        IntroducedHardlyUsed = "introduced_hardly_used",
        /// Introduced, and nobody has measured for twelve months.
        IntroducedNotMeasured = "introduced_not_measured",
        /// Broad and equal once; what was measured since no longer bears it.
        NoLongerBroad = "no_longer_broad",
        /// Decided to introduce or to withdraw, and not done.
        DecidedNotMoved = "decided_not_moved",
        /// A pilot past its planned end about which nothing was decided.
        PilotStalled = "pilot_stalled",
        /// A unit in which nobody uses any of the technologies that it has, or that has none.
        UnitWithoutUse = "unit_without_use",
    }
}

/// How far it reaches: to how many it was offered, of those for whom it would suit.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReachView {
    #[schema(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-10")]
    pub month: String,
    #[schema(minimum = 0, maximum = 1_000_000, example = 64)]
    pub offered: i64,
    #[schema(minimum = 0, maximum = 1_000_000, example = 80)]
    pub eligible: i64,
    /// Absent where it would suit nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0.0, maximum = 1.0, example = 0.8)]
    pub share: Option<f64>,
}

/// How many use it, of those for whom it would suit.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UseView {
    #[schema(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-10")]
    pub month: String,
    #[schema(minimum = 0, maximum = 1_000_000, example = 41)]
    pub in_use: i64,
    #[schema(minimum = 0, maximum = 1_000_000, example = 12)]
    pub declined: i64,
    #[schema(minimum = 0, maximum = 1_000_000, example = 80)]
    pub eligible: i64,
    /// Absent where it would suit nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0.0, maximum = 1.0, example = 0.51)]
    pub share: Option<f64>,
}

/// Which part of the register the matrix shows, and of which period.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct MatrixFilter {
    /// The key of a technology; all of them where not said.
    #[param(max_length = 60, pattern = "^[a-z][a-z0-9-]*$", example = "safety-alarm")]
    pub technology: Option<String>,
    /// This unit and all below it.
    pub within: Option<Uuid>,
    pub service_area_id: Option<Uuid>,
    #[param(inline)]
    pub branch: Option<Branch>,
    /// The last month of the period; the present one where not said. States are those of its last day.
    #[param(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-10")]
    pub month: Option<String>,
    /// How many months the period has; twelve where not said. The newest value in it counts.
    #[param(minimum = 1, maximum = 60, example = 12)]
    pub months: Option<i32>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// Which part of the register a comparison is about, and of which period.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct EquityFilter {
    /// The key of a technology; all of them where not said.
    #[param(max_length = 60, pattern = "^[a-z][a-z0-9-]*$", example = "safety-alarm")]
    pub technology: Option<String>,
    /// This unit and all below it.
    pub within: Option<Uuid>,
    pub service_area_id: Option<Uuid>,
    #[param(inline)]
    pub branch: Option<Branch>,
    /// The last month of the period; the present one where not said. States are those of its last day.
    #[param(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-10")]
    pub month: Option<String>,
    /// How many months the period has; twelve where not said. The newest value in it counts.
    #[param(minimum = 1, maximum = 60, example = 12)]
    pub months: Option<i32>,
    /// Who will read it. Readers outside are told one fixed table: the whole organiser by branch, a closed quarter, and no count below five.
    #[param(inline)]
    pub audience: Option<Outside>,
    /// The quarter that readers outside are told of; the newest that is closed where not said.
    #[param(max_length = 7, pattern = "^2[0-9]{3}-Q[1-4]$", example = "2026-Q3")]
    pub quarter: Option<String>,
}

/// Where to look.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AlertFilter {
    /// The key of a technology; all of them where not said.
    #[param(max_length = 60, pattern = "^[a-z][a-z0-9-]*$", example = "safety-alarm")]
    pub technology: Option<String>,
    /// This unit and all below it.
    pub within: Option<Uuid>,
    pub service_area_id: Option<Uuid>,
    #[param(inline)]
    pub branch: Option<Branch>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// A technology of the matrix.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatrixColumn {
    pub technology_id: Uuid,
    #[schema(max_length = 60, pattern = "^[a-z][a-z0-9-]*$", example = "safety-alarm")]
    pub key: String,
    pub title: TextInput,
}

/// Where a technology stands in a unit: its state, its reach and its use, each by itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatrixCell {
    pub technology_id: Uuid,
    pub deployment_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_area_id: Option<Uuid>,
    pub state: DeploymentState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<ReachView>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub in_use: Option<UseView>,
}

/// A unit of the matrix.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MatrixRow {
    pub unit_id: Uuid,
    #[schema(max_length = 200, example = "Hjemmetjenesten sør")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<Branch>,
    #[schema(max_items = 1000)]
    pub cells: Vec<MatrixCell>,
}

/// Units by technologies.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatrixView {
    /// The last month of the period; each cell says of which month in it its counts are.
    #[schema(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-10")]
    pub month: String,
    #[schema(max_items = 300)]
    pub technologies: Vec<MatrixColumn>,
    /// Units in the order of the tree.
    #[schema(max_items = 100)]
    pub items: Vec<MatrixRow>,
    pub page: PageView,
}

/// A share of users with its numbers; what is absent is not known, or suppressed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateView {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000_000, example = 80)]
    pub eligible: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000_000, example = 64)]
    pub offered: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000_000, example = 41)]
    pub in_use: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000_000, example = 12)]
    pub declined: Option<i64>,
    /// In use divided by eligible.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0.0, maximum = 1.0, example = 0.51)]
    pub rate: Option<f64>,
    /// Whether a number is left out because it is small or would give a small one away.
    pub suppressed: bool,
}

/// How the shares of users differ.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpreadView {
    /// Over how many units or groups.
    #[schema(minimum = 0, maximum = 100_000, example = 14)]
    pub compared: i64,
    #[schema(minimum = 0.0, maximum = 1.0, example = 0.2)]
    pub lowest: f64,
    #[schema(minimum = 0.0, maximum = 1.0, example = 0.45)]
    pub median: f64,
    #[schema(minimum = 0.0, maximum = 1.0, example = 0.7)]
    pub highest: f64,
    /// The highest divided by the lowest; absent where the lowest is nought.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1.0, maximum = 1_000_000.0, example = 3.5)]
    pub ratio: Option<f64>,
    /// The highest less the lowest.
    #[schema(minimum = 0.0, maximum = 1.0, example = 0.5)]
    pub difference: f64,
    /// Nought where all are equal; absent where nobody uses it at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0.0, maximum = 1.0, example = 0.18)]
    pub gini: Option<f64>,
    /// How many have no user at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 2)]
    pub without_use: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0.0, maximum = 1.0, example = 0.14)]
    pub without_use_share: Option<f64>,
}

/// A unit's share of users.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitRateView {
    pub unit_id: Uuid,
    #[schema(max_length = 200, example = "Hjemmetjenesten sør")]
    pub name: String,
    #[serde(flatten)]
    #[schema(inline)]
    pub rate: RateView,
}

/// A group's share of users, over all units that measured it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupRateView {
    #[schema(
        max_length = 40,
        pattern = "^(age|gender|language|living):[a-z0-9-]+$",
        example = "age:80-89"
    )]
    pub group: String,
    #[serde(flatten)]
    #[schema(inline)]
    pub rate: RateView,
}

/// The gap between the two branches, each with the places of its service areas. Readers outside are told it where none of the counts that it rests on is small.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BranchGapView {
    pub social_services: RateView,
    pub municipal_health_care: RateView,
    /// The share in social services less that in municipal health care.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1.0, maximum = 1.0, example = 0.12)]
    pub gap: Option<f64>,
}

impl BranchGapView {
    pub(in crate::capabilities::technology) fn of(rate: impl Fn(Branch) -> RateView) -> Self {
        let social = rate(Branch::SocialServices);
        let health = rate(Branch::MunicipalHealthCare);
        Self {
            gap: social
                .rate
                .zip(health.rate)
                .map(|(social, health)| social - health),
            social_services: social,
            municipal_health_care: health,
        }
    }
}

/// Where the share of users went, in the places that were measured at least three months apart.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrendView {
    pub trend: Trend,
    /// The first month of any of these places.
    #[schema(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-01")]
    pub from: String,
    /// The last month of any of these places.
    #[schema(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-10")]
    pub to: String,
    /// Percentage points in a year; five and more are advancing, one and more slow.
    #[schema(minimum = -1200.0, maximum = 1200.0, example = 6.5)]
    pub points_a_year: f64,
    /// How many places there are.
    #[schema(minimum = 1, maximum = 100_000, example = 12)]
    pub places: i64,
}

/// How equally a technology is used.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TechnologyEquityView {
    pub technology_id: Uuid,
    #[schema(max_length = 60, pattern = "^[a-z][a-z0-9-]*$", example = "safety-alarm")]
    pub key: String,
    pub title: TextInput,
    /// In how many units it is at least piloted.
    #[schema(minimum = 0, maximum = 100_000, example = 14)]
    pub units_deployed: i64,
    /// How many of these measured it in the period.
    #[schema(minimum = 0, maximum = 100_000, example = 13)]
    pub units_measured: i64,
    /// The oldest month of the counts that are added up here; each place gives its newest ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-07")]
    pub oldest_month: Option<String>,
    /// The newest month of the counts that are added up here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-10")]
    pub newest_month: Option<String>,
    pub total: RateView,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<SpreadView>,
    pub branches: BranchGapView,
    /// Not told to readers outside, and neither are groups and the trend.
    #[schema(max_items = 10000)]
    pub units: Vec<UnitRateView>,
    #[schema(max_items = 200)]
    pub groups: Vec<GroupRateView>,
    /// How the groups differ, kind by kind the widest difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_spread: Option<SpreadView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trend: Option<TrendView>,
}

/// How equally technologies are used. A low share is a question to look into, never a verdict.
#[derive(Debug, Serialize, ToSchema)]
pub struct EquityReport {
    #[schema(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2025-11")]
    pub from: String,
    #[schema(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-10")]
    pub to: String,
    pub audience: Outside,
    #[schema(max_items = 300)]
    pub items: Vec<TechnologyEquityView>,
}

/// Something to look into.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlertView {
    pub kind: AlertKind,
    pub unit_id: Uuid,
    #[schema(max_length = 200, example = "Hjemmetjenesten sør")]
    pub unit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub technology_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<Uuid>,
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// What to ask, in the reader's language; never a verdict.
    #[schema(
        max_length = 1000,
        example = "Trygghetsalarm er innført, men 1 av 80 bruker den. Hva ligger bak?"
    )]
    pub question: String,
}

/// A page of what there is to look into, by unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertList {
    #[schema(max_items = 100)]
    pub items: Vec<AlertView>,
    pub page: PageView,
}
