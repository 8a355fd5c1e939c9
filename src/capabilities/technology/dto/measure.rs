//! Wire shapes of the series: counts of service users by month, never service users themselves.

use crate::capabilities::organisation::dto::Branch;
use crate::platform::paging::PageView;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tables::technology_measure;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The counts of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTechnologyMeasure {
    #[schema(
        min_length = 7,
        max_length = 7,
        pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$",
        example = "2026-10"
    )]
    pub month: String,
    /// A part of the service users, by age, gender, language or way of living; everybody where not said. Nobody is in two
    /// groups of a kind, so that together they are at most everybody of the month.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 5,
        max_length = 40,
        pattern = "^(age|gender|language|living):[a-z0-9][a-z0-9-]{0,30}$",
        example = "age:80-89"
    )]
    pub group: Option<String>,
    /// For how many it would suit.
    #[schema(minimum = 0, maximum = 1_000_000, example = 80)]
    pub eligible: i32,
    /// To how many of them it has been offered so far.
    #[schema(minimum = 0, maximum = 1_000_000, example = 64)]
    pub offered: i32,
    /// How many of those use it.
    #[schema(minimum = 0, maximum = 1_000_000, example = 41)]
    pub in_use: i32,
    /// How many of those said no.
    #[schema(minimum = 0, maximum = 1_000_000, example = 12)]
    pub declined: i32,
    /// Why an earlier value is corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, example = "To var talt to ganger.")]
    pub reason: Option<String>,
}

/// The counts of a month in a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeasureRow {
    /// The key of the technology.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z][a-z0-9-]*$",
        example = "safety-alarm"
    )]
    pub technology: String,
    pub unit_id: Uuid,
    /// Where the technology stands in a service area within the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_area_id: Option<Uuid>,
    #[serde(flatten)]
    #[schema(inline)]
    pub counts: CreateTechnologyMeasure,
}

/// Many counts at once. Sent again, nothing changes; with another value, the earlier one is corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutTechnologyMeasures {
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<MeasureRow>,
}

/// What became of many counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct MeasuresSummary {
    /// Recorded for the first time.
    #[schema(minimum = 0, maximum = 1000, example = 12)]
    pub created: i32,
    /// Taking the place of an earlier value, which stays to be read.
    #[schema(minimum = 0, maximum = 1000, example = 1)]
    pub corrected: i32,
    /// Known already.
    #[schema(minimum = 0, maximum = 1000, example = 87)]
    pub unchanged: i32,
}

/// The counts of a month, as they were recorded.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MeasureView {
    pub id: Uuid,
    pub deployment_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub counts: CreateTechnologyMeasure,
    /// 1 for the first value, one more for each correction.
    #[schema(minimum = 1, maximum = 100_000, example = 1)]
    pub revision: i32,
    /// When a correction took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_at: Option<DateTime<Utc>>,
    pub recorded_at: DateTime<Utc>,
}

impl MeasureView {
    pub(in crate::capabilities::technology) fn of(row: &technology_measure::Model) -> Self {
        Self {
            id: row.id,
            deployment_id: row.deployment_id,
            counts: CreateTechnologyMeasure {
                month: row.month.clone(),
                group: Some(row.group_key.clone()).filter(|key| !key.is_empty()),
                eligible: row.eligible,
                offered: row.offered,
                in_use: row.in_use,
                declined: row.declined,
                reason: row.reason.clone(),
            },
            revision: row.revision,
            superseded_at: row.superseded_at,
            recorded_at: row.created_at,
        }
    }
}

/// A page of counts, in the order in which they were recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasureList {
    #[schema(max_items = 100)]
    pub items: Vec<MeasureView>,
    pub page: PageView,
}

/// Which counts.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct MeasureFilter {
    /// The key of a technology.
    #[param(max_length = 60, pattern = "^[a-z][a-z0-9-]*$", example = "safety-alarm")]
    pub technology: Option<String>,
    /// This unit and all below it.
    pub within: Option<Uuid>,
    pub service_area_id: Option<Uuid>,
    #[param(inline)]
    pub branch: Option<Branch>,
    pub deployment_id: Option<Uuid>,
    /// The first month.
    #[param(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-01")]
    pub from: Option<String>,
    /// The last month.
    #[param(max_length = 7, pattern = "^2[0-9]{3}-(0[1-9]|1[0-2])$", example = "2026-10")]
    pub to: Option<String>,
    /// Also values in whose place a correction came.
    pub superseded: Option<bool>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}
