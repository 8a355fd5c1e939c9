//! Wire shapes of comparisons and of divergence.

use super::release::{Band, Every, IndicatorUnit};
use crate::words;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

words! {
    /// A group of organisers, as seen from one's own.
    #[derive(Default)]
    pub enum PeerGroup {
        /// Everybody who has released.
        #[default]
        All = "all",
        /// Those of one's own country.
        Country = "country",
        /// Those of one's own country and band of population.
        Band = "band",
    }
}

words! {
    /// How far apart organisers move.
    pub enum DivergenceVerdict {
        /// The interval of the trend lies above nought: the best move away.
        Diverging = "diverging",
        /// It lies below nought: those behind catch up.
        Converging = "converging",
        /// It holds nought.
        NoClearTrend = "no_clear_trend",
        TooFewPeriods = "too_few_periods",
    }
}

/// What to compare.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ComparisonFilter {
    #[param(
        max_length = 100,
        pattern = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?$",
        example = "technology-use"
    )]
    pub indicator: String,
    /// A month or quarter that has ended.
    #[param(
        max_length = 7,
        pattern = "^2[0-9]{3}-(0[1-9]|1[0-2]|Q[1-4])$",
        example = "2026-Q3"
    )]
    pub period: String,
}

/// A group's figures. Where they are not shown, nothing is said of why.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PeersView {
    #[schema(inline)]
    pub group: PeerGroup,
    /// Its country, where it is one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2, pattern = "^[A-Z]{2}$", example = "NO")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub band: Option<Band>,
    /// Not shown: fewer than five organisers, or figures from which fewer than five could be worked out.
    pub shown: bool,
    /// How many organisers the figures rest on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 5, maximum = 100_000, example = 12)]
    pub organisers: Option<i64>,
    /// Rounded to hundredths of a share, or tenths of a month; so are the next two.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 0.41)]
    pub lower_quartile: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 0.52)]
    pub median: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 0.66)]
    pub upper_quartile: Option<f64>,
    /// Whether one's own organiser is among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_included: Option<bool>,
    /// Where one's own value stands, in percent and steps of ten.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100, example = 60)]
    pub own_percentile: Option<i64>,
}

/// One's own organiser among its peers.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonView {
    #[schema(
        max_length = 100,
        pattern = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?$",
        example = "technology-use"
    )]
    pub indicator: String,
    /// In the reader's language.
    #[schema(max_length = 400, example = "Velferdsteknologi i bruk")]
    pub title: String,
    #[schema(inline)]
    pub unit: IndicatorUnit,
    #[schema(
        max_length = 7,
        pattern = "^2[0-9]{3}-(0[1-9]|1[0-2]|Q[1-4])$",
        example = "2026-Q3"
    )]
    pub period: String,
    /// What one's own organiser has released for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 0.56)]
    pub own_value: Option<f64>,
    #[schema(max_items = 3)]
    pub groups: Vec<PeersView>,
    /// The rule by which groups are shown, in the reader's language.
    #[schema(max_length = 1500)]
    pub rule: String,
}

/// Whose divergence.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct DivergenceFilter {
    #[param(
        max_length = 100,
        pattern = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?$",
        example = "technology-use"
    )]
    pub indicator: String,
    /// All of them where not said.
    #[param(inline)]
    pub group: Option<PeerGroup>,
    /// Quarters where not said.
    #[param(inline)]
    pub every: Option<Every>,
}

/// How far apart a group was in a period.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpreadPoint {
    #[schema(
        max_length = 7,
        pattern = "^2[0-9]{3}-(0[1-9]|1[0-2]|Q[1-4])$",
        example = "2026-Q3"
    )]
    pub period: String,
    #[schema(minimum = 5, maximum = 100_000, example = 12)]
    pub organisers: i64,
    #[schema(minimum = 0, maximum = 100_000, example = 0.41)]
    pub lower_quartile: f64,
    #[schema(minimum = 0, maximum = 100_000, example = 0.66)]
    pub upper_quartile: f64,
    /// Upper to lower quartile; absent where the lower one is nought.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1_000_000, example = 1.61)]
    pub ratio: Option<f64>,
}

/// The trend of the ratio.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DivergenceTrend {
    /// The change of the ratio from one period to the next: the median of all slopes (Theil–Sen).
    #[schema(minimum = -1_000_000, maximum = 1_000_000, example = 0.04)]
    pub change: f64,
    /// The interval that holds it at 95 % (Sen 1968).
    #[schema(minimum = -1_000_000, maximum = 1_000_000, example = 0.01)]
    pub low: f64,
    #[schema(minimum = -1_000_000, maximum = 1_000_000, example = 0.08)]
    pub high: f64,
    #[schema(minimum = 5, maximum = 10_000, example = 8)]
    pub periods: i64,
}

/// How far apart organisers are, and whether they move apart.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DivergenceView {
    #[schema(
        max_length = 100,
        pattern = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?$",
        example = "technology-use"
    )]
    pub indicator: String,
    /// In the reader's language.
    #[schema(max_length = 400, example = "Velferdsteknologi i bruk")]
    pub title: String,
    #[schema(inline)]
    pub group: PeerGroup,
    /// The periods that can be shown, oldest first.
    #[schema(max_items = 10_000)]
    pub points: Vec<SpreadPoint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trend: Option<DivergenceTrend>,
    #[schema(inline)]
    pub verdict: DivergenceVerdict,
    /// The same in words of the reader's language.
    #[schema(
        max_length = 600,
        example = "De beste drar fra: forholdet øker med 0,04 i hver periode."
    )]
    pub summary: String,
}
