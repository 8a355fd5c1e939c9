//! From where and when procedures are opened, and whether the service answered.

use crate::capabilities::organisation::dto::Branch;
use crate::platform::paging::PageView;
use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What kind of device a procedure is opened on.
    pub enum DeviceClass { Phone = "phone", Tablet = "tablet", Pc = "pc" }
}

/// Where a procedure was opened.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CountOpening {
    /// The unit, for a device that several share. Where not said, it is the unit of the reader's largest position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Uuid>,
}

/// Which units and months.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ReachFilter {
    /// This unit and all below it.
    pub unit_id: Option<Uuid>,
    pub service_area_id: Option<Uuid>,
    #[param(inline)]
    pub branch: Option<Branch>,
    /// The first month, by any of its days; eleven months before the last where not said.
    pub from: Option<NaiveDate>,
    /// The last month, by any of its days; this month where not said.
    pub to: Option<NaiveDate>,
    /// Only units that were never opened from this kind of device.
    #[param(inline)]
    pub never_from: Option<DeviceClass>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// How often procedures were opened from a kind of device.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeviceReach {
    pub device: DeviceClass,
    #[schema(example = 42)]
    pub openings: i64,
    /// By hour of the week, in the organiser's time zone: the first is Monday from midnight to one o'clock. Left out
    /// where the unit has fewer than five active staff, whose hours would show who it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 168)]
    pub hours: Option<Vec<i64>>,
}

/// How a unit reaches procedures.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitReach {
    pub unit_id: Uuid,
    #[schema(max_length = 200, example = "Hjemmetjenesten nord")]
    pub name: String,
    #[schema(example = 120)]
    pub openings: i64,
    /// Of these, from 22 to 6 o'clock.
    #[schema(example = 14)]
    pub at_night: i64,
    /// Of these, on a Saturday or Sunday.
    #[schema(example = 31)]
    pub on_weekends: i64,
    #[schema(max_items = 3)]
    pub devices: Vec<DeviceReach>,
}

/// How procedures are reached, unit by unit, by their ids.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReachList {
    /// The first day of the first month that is counted.
    pub from: NaiveDate,
    /// The first day of the last month that is counted.
    pub to: NaiveDate,
    /// Units that the filter names.
    #[schema(maximum = 1_000_000, example = 12)]
    pub units: i64,
    /// Of these, who were never opened from a phone.
    #[schema(maximum = 1_000_000, example = 2)]
    pub never_from_phone: i64,
    #[schema(max_items = 100)]
    pub items: Vec<UnitReach>,
    pub page: PageView,
}

/// Whether the service answered from one instant to another.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AvailabilityPeriod {
    pub from: DateTime<Utc>,
    /// The end, which is no longer part of it.
    pub to: DateTime<Utc>,
    pub up: bool,
}

/// What an outside monitor saw.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordAvailability {
    /// Which monitor.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z][a-z0-9-]*$",
        example = "outside-monitor"
    )]
    pub source: String,
    /// One that says otherwise of the same instants takes the place of the earlier, which stays.
    #[schema(min_items = 1, max_items = 1000)]
    pub samples: Vec<AvailabilityPeriod>,
}

/// What became of samples.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordedAvailability {
    #[schema(maximum = 1000, example = 12)]
    pub added: i64,
    #[schema(maximum = 1000, example = 1)]
    pub corrected: i64,
    /// Known already.
    #[schema(maximum = 1000, example = 0)]
    pub unchanged: i64,
}

/// How many days back.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AvailabilityFilter {
    /// Whole days before today; 90 where not said.
    #[param(minimum = 1, maximum = 366)]
    pub days: Option<i64>,
}

/// How much of the time the service answered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AvailabilityView {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Percent of the time from `from` to `to`; left out where there is not a single sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100, example = 99.7)]
    pub percent: Option<f64>,
    #[schema(example = 7_000_000)]
    pub seconds_up: i64,
    #[schema(example = 600)]
    pub seconds_down: i64,
    /// Time of which nobody said anything; it counts as down.
    #[schema(example = 0)]
    pub seconds_unknown: i64,
    /// How the percentage is computed.
    #[schema(max_length = 1000)]
    pub method: String,
}
