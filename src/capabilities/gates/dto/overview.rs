//! A roadmap at a glance.

use super::verdict::GateView;
use crate::capabilities::roadmaps::dto::{MilestoneView, RoadmapView, StageView};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// A roadmap with its stages, their gates and their milestones.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverviewView {
    pub roadmap: RoadmapView,
    /// The day as of which gates are judged and milestones are overdue.
    pub day: NaiveDate,
    #[schema(max_items = 30)]
    pub stages: Vec<StageOverviewView>,
}

/// A stage with its gate and its milestones.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageOverviewView {
    pub stage: StageView,
    pub gate: GateView,
    #[schema(max_items = 10000)]
    pub milestones: Vec<MilestoneView>,
    /// Milestones that are done.
    pub done: i64,
    /// Milestones that are neither done nor cancelled.
    pub open: i64,
    /// Of the open ones, those due before the day.
    pub overdue: i64,
}
