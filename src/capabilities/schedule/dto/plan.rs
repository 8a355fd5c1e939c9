//! Plans, load and drift as they are shown.

use super::{Outlook, Variant};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A milestone in the plan. Dates are working days; `finish` is the last one.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlannedMilestone {
    pub milestone_id: Uuid,
    pub stage_id: Uuid,
    #[schema(max_length = 200)]
    pub title: String,
    #[schema(max_length = 20, pattern = "^[a-z_]+$", example = "planned")]
    pub status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    pub start: NaiveDate,
    pub finish: NaiveDate,
    pub late_start: NaiveDate,
    pub late_finish: NaiveDate,
    /// Working days by which it can slip before the end does; below zero where the end cannot be held.
    #[schema(minimum = -1_000_000, maximum = 1_000_000, example = 3)]
    pub total_float: i32,
    /// Working days by which it can slip before anything else does.
    #[schema(minimum = -1_000_000, maximum = 1_000_000, example = 3)]
    pub free_float: i32,
    pub critical: bool,
    /// Working days by which it delays the end.
    pub drag: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_date: Option<NaiveDate>,
    /// Working days after its due date.
    pub late_days: i32,
}

/// A stage's gate in the plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlannedGate {
    pub stage_id: Uuid,
    #[schema(max_length = 200)]
    pub title: String,
    /// The day by which everything before it can be done.
    pub date: NaiveDate,
    #[schema(minimum = -1_000_000, maximum = 1_000_000, example = 3)]
    pub total_float: i32,
    pub critical: bool,
}

/// Why a milestone begins later than it could.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DelayView {
    pub milestone_id: Uuid,
    /// When it could begin by its links and dates alone.
    pub could_start: NaiveDate,
    pub starts: NaiveDate,
    /// Working days between.
    #[schema(minimum = -1_000_000, maximum = 1_000_000, example = 3)]
    pub days: i32,
    /// `booked`, `crowded` or `away`.
    #[schema(max_length = 10, pattern = "^[a-z]+$", example = "booked")]
    pub cause: String,
    /// Who is booked or away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<Uuid>,
    /// How much of their time others take on the days between.
    #[schema(minimum = 0, maximum = 100)]
    pub booked_percent: i32,
    /// The milestones that take it, the most first.
    #[schema(max_items = 5)]
    pub behind: Vec<Uuid>,
    /// All of it in words.
    #[schema(max_length = 500)]
    pub detail: String,
}

/// Why a milestone takes longer than planned.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StretchView {
    pub milestone_id: Uuid,
    pub person_id: Uuid,
    /// Working days that it takes with all the time that its effort asks for.
    #[schema(minimum = 0, maximum = 1_000_000, example = 10)]
    pub planned_days: i32,
    /// Working days that it takes with the time that the person has on these days.
    #[schema(minimum = 0, maximum = 1_000_000, example = 40)]
    pub takes_days: i32,
    /// All of it in words.
    #[schema(max_length = 500)]
    pub detail: String,
}

/// Somebody with more work than time.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OverbookedPerson {
    pub person_id: Uuid,
    #[schema(max_length = 201)]
    pub name: String,
    /// The Monday of the worst week.
    pub worst_week: NaiveDate,
    /// Person-days in that week.
    #[schema(minimum = 0, maximum = 1_000_000, example = 1.5)]
    pub booked_days: f64,
    #[schema(minimum = 0, maximum = 1_000_000, example = 1.5)]
    pub available_days: f64,
    /// Weeks with more work than time.
    pub weeks_over: i32,
    /// In words.
    #[schema(max_length = 500)]
    pub detail: String,
}

/// Something that makes the plan less sure than it looks.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanWarning {
    /// `no_estimate`, `no_effort`, `no_owner`, `no_time`, `overdue` or `assumed_share`.
    #[schema(max_length = 40, pattern = "^[a-z_]+$", example = "no_estimate")]
    pub code: String,
    /// The milestones that it is about.
    #[schema(max_items = 5000)]
    pub milestone_ids: Vec<Uuid>,
    /// In words.
    #[schema(max_length = 500)]
    pub detail: String,
}

/// A proposal that repairs the plan: what to change, and what comes of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Remedy {
    /// Send it to `POST /roadmaps/{roadmapId}/scenarios` to look at it, and adopt it there.
    pub variant: Variant,
    pub end_before: NaiveDate,
    pub end_after: NaiveDate,
    /// Persons who are overbooked afterwards, if everything lies where it is told to.
    pub overbooked_after: i32,
}

/// The plan of a roadmap as of today.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleView {
    pub roadmap_id: Uuid,
    pub day: NaiveDate,
    pub start: NaiveDate,
    /// When everything can be done by links and dates alone.
    pub end: NaiveDate,
    /// When everything can be done with the time that people have.
    pub levelled_end: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_date: Option<NaiveDate>,
    #[schema(max_items = 5000)]
    pub milestones: Vec<PlannedMilestone>,
    #[schema(max_items = 30)]
    pub gates: Vec<PlannedGate>,
    /// How sure the end is, with people's time counted.
    pub forecast: Outlook,
    #[schema(max_items = 500)]
    pub overbooked: Vec<OverbookedPerson>,
    #[schema(max_items = 5000)]
    pub delays: Vec<DelayView>,
    /// What takes longer than planned, since its owner has too little time.
    #[schema(max_items = 5000)]
    pub stretched: Vec<StretchView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    #[schema(max_items = 20)]
    pub warnings: Vec<PlanWarning>,
}

/// Booked against available in one week.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WeekLoad {
    pub monday: NaiveDate,
    /// Person-days.
    #[schema(minimum = 0, maximum = 1_000_000, example = 1.5)]
    pub booked: f64,
    #[schema(minimum = 0, maximum = 1_000_000, example = 1.5)]
    pub available: f64,
    /// What it would be in the levelled plan.
    #[schema(minimum = 0, maximum = 1_000_000, example = 1.5)]
    pub levelled: f64,
    pub over: bool,
}

/// One person's weeks.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonLoad {
    pub person_id: Uuid,
    #[schema(max_length = 201)]
    pub name: String,
    #[schema(max_items = 260)]
    pub weeks: Vec<WeekLoad>,
}

/// How many milestones run at once in the roadmap's unit, by week.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitLoad {
    pub unit_id: Uuid,
    #[schema(max_items = 260)]
    pub weeks: Vec<WeekLoad>,
}

/// Who is booked how much.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoadView {
    pub roadmap_id: Uuid,
    /// Owners of this roadmap's milestones; what they do in other roadmaps has been taken off their time.
    #[schema(max_items = 500)]
    pub persons: Vec<PersonLoad>,
    /// Where the unit has a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitLoad>,
}

/// How one milestone stands against a baseline.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MilestoneDrift {
    pub milestone_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline_finish: Option<NaiveDate>,
    /// When it was or will be reached, by the plan as it is.
    pub finish: NaiveDate,
    /// Working days later than the baseline; absent for what was added since.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1_000_000, maximum = 1_000_000, example = 3)]
    pub days: Option<i32>,
}

/// How a roadmap stands against a baseline: earned schedule (Lipke 2003).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DriftView {
    pub roadmap_id: Uuid,
    pub baseline_id: Uuid,
    #[schema(max_length = 200)]
    pub baseline_name: String,
    /// Person-days (or working days, where a milestone has no effort) that the baseline had planned to be done by today.
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 12.5)]
    pub planned: f64,
    /// What is done of it.
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 12.5)]
    pub earned: f64,
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 12.5)]
    pub whole: f64,
    /// Working days ahead of the baseline; below zero behind it.
    #[schema(minimum = -1_000_000, maximum = 1_000_000, example = -4.5)]
    pub schedule_variance_days: f64,
    /// Earned schedule ÷ actual time; below 1 the plan runs late. Absent before the baseline begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1_000_000, example = 0.9)]
    pub schedule_performance: Option<f64>,
    #[schema(max_items = 5000)]
    pub milestones: Vec<MilestoneDrift>,
}

/// What finished milestones teach about estimates.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CorrectionView {
    /// The roadmaps' unit; absent for all units together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Uuid>,
    /// The stage's key; absent for all stages together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60)]
    pub stage_key: Option<String>,
    /// The median of actual ÷ estimated duration: multiply an estimate by it. Never applied by itself.
    #[schema(minimum = 0, maximum = 100_000, example = 1.3)]
    pub factor: f64,
    /// The interval in which the median lies with 95 per cent confidence; absent under six milestones.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 1.3)]
    pub low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 1.3)]
    pub high: Option<f64>,
    /// Finished milestones behind it.
    pub samples: i32,
}

/// What finished milestones teach, the largest group first.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorrectionList {
    #[schema(max_items = 500)]
    pub items: Vec<CorrectionView>,
}
