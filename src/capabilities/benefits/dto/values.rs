//! Readings of a benefit's indicator by month.

use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Which of a benefit's two series.
    pub enum Series { Forecast = "forecast", Realised = "realised" }
}

/// One reading of one month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"benefitId": "0190163d-8694-739b-aea5-966c26f8ad91", "series": "forecast", "month": "2026-12-01", "value": 390}))]
pub struct BenefitValueItem {
    pub benefit_id: Uuid,
    pub series: Series,
    /// The month, as its first day.
    #[schema(example = "2026-12-01")]
    pub month: NaiveDate,
    /// How the indicator stands in that month, in its unit of measure. Kept to four decimals.
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000, example = 390)]
    pub value: f64,
    /// Why forecast and realised differ; demanded of the realised reading where they do by more than the benefit
    /// tolerates.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "To ruter ble ikke lagt om før i november."
    )]
    pub cause: Option<String>,
}

/// Readings of any number of benefits and months.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordBenefitValues {
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<BenefitValueItem>,
}

/// What became of the readings.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordedValues {
    /// Readings of months that had none.
    #[schema(maximum = 1000)]
    pub added: i32,
    /// Readings that took the place of an earlier one, which stays.
    #[schema(maximum = 1000)]
    pub corrected: i32,
    /// Readings that were there already.
    #[schema(maximum = 1000)]
    pub unchanged: i32,
}

/// One reading as it was recorded.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenefitReading {
    pub id: Uuid,
    /// The account or API key that recorded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Uuid>,
    pub recorded_at: DateTime<Utc>,
}

/// A reading that was corrected later.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EarlierValue {
    pub series: Series,
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000, example = 400)]
    pub value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1000)]
    pub cause: Option<String>,
    #[serde(flatten)]
    #[schema(inline)]
    pub reading: BenefitReading,
}

/// Forecast against realised in one month. An effect is the improvement on the baseline times what a unit is worth.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenefitMonth {
    /// The month, as its first day.
    #[schema(example = "2026-12-01")]
    pub month: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000, example = 390)]
    pub forecast: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000, example = 400)]
    pub realised: Option<f64>,
    /// Who recorded the forecast that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forecast_reading: Option<BenefitReading>,
    /// Who recorded the realised value that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub realised_reading: Option<BenefitReading>,
    /// In money, hours or points.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = 30)]
    pub forecast_effect: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = 20)]
    pub realised_effect: Option<f64>,
    /// Realised less forecast effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = -10)]
    pub deviation: Option<f64>,
    /// The deviation in percent of the forecast effect; absent where no effect was forecast.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = -33.3)]
    pub deviation_percent: Option<f64>,
    /// Whether it is more than the benefit tolerates.
    pub exceeds: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1000)]
    pub cause: Option<String>,
    /// Readings that were corrected, the oldest first.
    #[schema(max_items = 200)]
    pub earlier: Vec<EarlierValue>,
}

/// A benefit's two series side by side.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenefitValues {
    pub benefit_id: Uuid,
    /// By month.
    #[schema(max_items = 1300)]
    pub items: Vec<BenefitMonth>,
    /// The sums of the effects within the benefit's period; of the forecast only the months that were measured as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<BenefitSeries>,
}

/// Sums over the months that have both series.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenefitSeries {
    #[schema(maximum = 1300)]
    pub months: i32,
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = 90)]
    pub forecast_effect: f64,
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = 75)]
    pub realised_effect: f64,
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64, example = -15)]
    pub deviation: f64,
}

/// Which months.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ValueFilter {
    /// From the month of this day on.
    pub from: Option<NaiveDate>,
    /// To the month of this day.
    pub to: Option<NaiveDate>,
}
