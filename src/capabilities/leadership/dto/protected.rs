//! Time that a group protects for development.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Over how many weeks.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ProtectedFilter {
    /// Weeks ahead that time is counted in, and back that work done is counted in; 12 where not said.
    #[param(minimum = 1, maximum = 52)]
    pub weeks: Option<i64>,
}

/// What a member has set aside, and what is asked of them.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberTime {
    pub person_id: Uuid,
    #[schema(max_length = 300, example = "Demo Leder")]
    pub name: String,
    /// Percent of a full position that the member works today.
    #[schema(minimum = 0, maximum = 1000, example = 100.0)]
    pub works: f64,
    /// Percent of a full position that is set aside today; nothing where nobody has set anything aside for the member.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1000, example = 10.0)]
    pub set_aside: Option<f64>,
    /// Person-days that are set aside in the weeks ahead, without days of absence.
    #[schema(minimum = 0, maximum = 100_000, example = 6.0)]
    pub planned_days: f64,
    /// Person-days of the member's open milestones that fall into the weeks ahead.
    #[schema(minimum = 0, maximum = 100_000, example = 7.5)]
    pub booked_days: f64,
    /// Person-days of the milestones that the member has reported as done in the weeks back.
    #[schema(minimum = 0, maximum = 100_000, example = 4.0)]
    pub done_days: f64,
    /// The open milestones that are counted, as far as the reader sees their roadmaps, a hundred at most by due date.
    #[schema(max_items = 100)]
    pub milestone_ids: Vec<Uuid>,
}

/// A group's protected time with the numbers behind it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProtectedCapacityView {
    pub group_id: Uuid,
    /// The first day ahead: today.
    pub from: NaiveDate,
    /// The last day ahead.
    pub to: NaiveDate,
    /// Set aside of all that the members shown work today, 0 to 1; nothing where nothing was set aside for any of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1, example = 0.08)]
    pub share: Option<f64>,
    #[schema(minimum = 0, maximum = 1_000_000, example = 30.0)]
    pub planned_days: f64,
    #[schema(minimum = 0, maximum = 1_000_000, example = 34.5)]
    pub booked_days: f64,
    #[schema(minimum = 0, maximum = 1_000_000, example = 12.0)]
    pub done_days: f64,
    /// The members whose time the reader may see.
    #[schema(max_items = 500)]
    pub members: Vec<MemberTime>,
    /// Members who work where the reader sees nobody's time. No number here counts them.
    #[schema(minimum = 0, maximum = 100_000, example = 0)]
    pub members_not_shown: i32,
}
