//! Dependencies, comments, acting owners, baselines and upgrades.

use crate::error::Result;
use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::{acting_owner, baseline, comment, dependency};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// What a dependency ties: finish or start of the predecessor to start or finish of the successor.
    pub enum DependencyKind { FinishStart = "FS", StartStart = "SS", FinishFinish = "FF", StartFinish = "SF" }
}

/// A new dependency: the milestone in the address waits for the predecessor.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateDependency {
    pub predecessor_id: Uuid,
    pub kind: DependencyKind,
    /// Working days between; negative for an overlap.
    #[serde(default)]
    #[schema(minimum = -365, maximum = 365, example = 0)]
    pub lag_days: i32,
}

/// A dependency.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DependencyView {
    pub id: Uuid,
    pub predecessor_id: Uuid,
    pub successor_id: Uuid,
    pub kind: DependencyKind,
    #[schema(minimum = -365, maximum = 365)]
    pub lag_days: i32,
    pub version: i64,
}

/// A new dependency, and what moved because of it where the roadmap is planned automatically.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewDependency {
    #[serde(flatten)]
    #[schema(inline)]
    pub dependency: DependencyView,
    #[schema(max_items = 5000)]
    pub moved: Vec<super::MovedMilestone>,
}

impl DependencyView {
    pub(in crate::capabilities::roadmaps) fn of(row: &dependency::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            predecessor_id: row.predecessor_id,
            successor_id: row.successor_id,
            kind: DependencyKind::from_row(&row.kind)?,
            lag_days: row.lag_days,
            version: row.version,
        })
    }
}

/// The dependencies of a roadmap.
#[derive(Debug, Serialize, ToSchema)]
pub struct DependencyList {
    #[schema(max_items = 20000)]
    pub items: Vec<DependencyView>,
}

/// A new comment.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateComment {
    #[schema(
        min_length = 1,
        max_length = 5000,
        example = "Leverandøren har bekreftet datoen."
    )]
    pub text: String,
}

/// A comment. A withdrawn one keeps its place and loses its text.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommentView {
    pub id: Uuid,
    pub milestone_id: Uuid,
    /// The account that wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_id: Option<Uuid>,
    #[schema(max_length = 5000)]
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

impl CommentView {
    pub(in crate::capabilities::roadmaps) fn of(row: &comment::Model) -> Self {
        Self {
            id: row.id,
            milestone_id: row.milestone_id,
            author_id: row.author_id,
            text: row.text.clone(),
            withdrawn_at: row.withdrawn_at,
            version: row.version,
            created_at: row.created_at,
        }
    }
}

/// The comments on a milestone, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentList {
    #[schema(max_items = 100)]
    pub items: Vec<CommentView>,
    pub page: crate::platform::paging::PageView,
}

/// Somebody who acts for the owner.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateActingOwner {
    pub person_id: Uuid,
    pub from_date: NaiveDate,
    pub to_date: NaiveDate,
}

/// An acting owner.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActingOwnerView {
    pub id: Uuid,
    pub milestone_id: Uuid,
    pub person_id: Uuid,
    pub from_date: NaiveDate,
    pub to_date: NaiveDate,
    pub version: i64,
}

impl ActingOwnerView {
    pub(in crate::capabilities::roadmaps) fn of(row: &acting_owner::Model) -> Self {
        Self {
            id: row.id,
            milestone_id: row.milestone_id,
            person_id: row.person_id,
            from_date: row.from_date,
            to_date: row.to_date,
            version: row.version,
        }
    }
}

/// The acting owners of a milestone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActingOwnerList {
    #[schema(max_items = 200)]
    pub items: Vec<ActingOwnerView>,
}

/// A new baseline of the plan as it is now.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBaseline {
    #[schema(min_length = 1, max_length = 200, example = "Vedtatt plan 2026")]
    pub name: String,
}

/// What a baseline keeps of a milestone.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BaselineMilestone {
    pub milestone_id: Uuid,
    pub stage_id: Uuid,
    #[schema(max_length = 200)]
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_date: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<super::Estimate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000)]
    pub effort: Option<f64>,
    pub status: super::MilestoneStatus,
}

/// A baseline.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BaselineView {
    pub id: Uuid,
    pub roadmap_id: Uuid,
    #[schema(max_length = 200)]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    /// The plan as it was; left out in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10000)]
    pub milestones: Option<Vec<BaselineMilestone>>,
    pub version: i64,
}

impl BaselineView {
    pub(in crate::capabilities::roadmaps) fn of(row: &baseline::Model, whole: bool) -> Result<Self> {
        Ok(Self {
            id: row.id,
            roadmap_id: row.roadmap_id,
            name: row.name.clone(),
            created_by: row.created_by,
            created_at: row.created_at,
            milestones: if whole {
                Some(serde_json::from_str(&row.content)?)
            } else {
                None
            },
            version: row.version,
        })
    }
}

/// The baselines of a roadmap, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct BaselineList {
    #[schema(max_items = 500)]
    pub items: Vec<BaselineView>,
}

/// To which version of its template a roadmap goes.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpgradeRoadmap {
    pub template_version_id: Uuid,
}

words! {
    /// What an upgrade does to a part of the roadmap.
    pub enum UpgradeStep {
        StageAdded = "stage_added",
        StageChanged = "stage_changed",
        GateChanged = "gate_changed",
        /// The stage has passed: its gate stays as it was decided.
        GateKept = "gate_kept",
        MilestoneAdded = "milestone_added",
        /// No longer in the template; it stays in the roadmap.
        StageKept = "stage_kept",
        MilestoneKept = "milestone_kept",
    }
}

/// One change of an upgrade.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct UpgradeChange {
    pub step: UpgradeStep,
    /// The key of the stage.
    #[schema(max_length = 60)]
    pub stage: String,
    /// The key of the milestone, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60)]
    pub milestone: Option<String>,
}

/// What an upgrade changes, or changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpgradeView {
    pub roadmap_id: Uuid,
    pub template_version_id: Uuid,
    #[schema(max_items = 5000)]
    pub changes: Vec<UpgradeChange>,
}
