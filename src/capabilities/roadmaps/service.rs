//! What other capabilities ask of roadmaps.

use super::dto::{MilestoneView, RoadmapStatus, RoadmapView, StageView};
use super::history::{self, Kind, Version};
use super::queries;
use crate::access::{Permit, Sight, Target, TenantScope};
use crate::capabilities::organisation;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::language::Language;
use crate::platform::rows;
use crate::platform::tx::Tx;
use gate::stage::StageState;
use kernel::StageId;
use sea_orm::ConnectionTrait;
use std::collections::HashSet;
use tables::{gate as gate_row, milestone, roadmap, stage};
use uuid::Uuid;

pub use super::planning::{
    Baseline, BaselineItem, FinishedWork, PlanChange, baseline_of, booked_elsewhere, change_plan,
    dependencies_of, finished_work, work_of,
};

/// A roadmap with its parts, in a fixed number of queries.
#[derive(Debug)]
pub struct OverviewRows {
    pub roadmap: roadmap::Model,
    pub service_areas: Vec<Uuid>,
    pub stages: Vec<stage::Model>,
    pub gates: Vec<gate_row::Model>,
    pub milestones: Vec<milestone::Model>,
}

/// The target that permissions on anything in a roadmap are asked for; 404 where it is unknown.
pub async fn roadmap_target<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<Target> {
    let row = queries::roadmap(db, scope, id).await?;
    target_of(db, scope, &row).await
}

pub(super) async fn target_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    row: &roadmap::Model,
) -> Result<Target> {
    let path = organisation::service::unit_path(db, scope, row.unit_id).await?;
    let path = path.ok_or_else(|| AppError::internal("a roadmap without its unit"))?;
    Ok(Target {
        roadmap: Some(row.id),
        stopped: row.status == RoadmapStatus::Stopped.as_str(),
        ..Target::unit(path).about("roadmap", row.id)
    })
}

/// A milestone with the target that permissions on it are asked for: its owner and who acts for them today own it.
pub async fn milestone_target<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
    today: chrono::NaiveDate,
) -> Result<(Target, milestone::Model)> {
    let row = queries::milestone(db, scope, id).await?;
    let target = target_of_milestone(db, scope, &row, today).await?;
    Ok((target, row))
}

pub(super) async fn target_of_milestone<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    row: &milestone::Model,
    today: chrono::NaiveDate,
) -> Result<Target> {
    let mut target = roadmap_target(db, scope, row.roadmap_id)
        .await?
        .about("milestone", row.id);
    target.owners.extend(row.owner_id);
    let acting = queries::acting_owners(db, scope, row.id).await?;
    target.owners.extend(
        acting
            .iter()
            .filter(|one| one.from_date <= today && today <= one.to_date)
            .map(|one| one.person_id),
    );
    Ok(target)
}

/// A stage with the target that permissions on it are asked for.
pub async fn stage_target<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<(Target, stage::Model)> {
    let row = queries::stage(db, scope, id).await?;
    let mut target = roadmap_target(db, scope, row.roadmap_id)
        .await?
        .about("stage", row.id);
    target.owners.extend(row.owner_id);
    Ok((target, row))
}

/// The roadmap that a stage belongs to.
pub async fn roadmap_of_stage<C: ConnectionTrait>(db: &C, scope: TenantScope, id: StageId) -> Result<Uuid> {
    Ok(queries::stage(db, scope, id.uuid()).await?.roadmap_id)
}

/// The roadmaps that a sight shows; `None` means every one.
///
/// # Errors
/// What the database says.
pub async fn visible_roadmaps<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
) -> Result<Option<Vec<Uuid>>> {
    queries::visible_ids(db, scope, sight).await
}

/// The unit that a roadmap is for.
///
/// # Errors
/// 404 where there is no such roadmap, and what the database says.
pub async fn unit_of<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<Uuid> {
    Ok(queries::roadmap(db, scope, id).await?.unit_id)
}

/// Those of `ids` that are milestones of a roadmap.
///
/// # Errors
/// What the database says.
pub async fn milestones_among<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>> {
    let all = queries::milestones_of(db, scope, roadmap).await?;
    Ok(all
        .iter()
        .map(|row| row.id)
        .filter(|id| ids.contains(id))
        .collect())
}

/// What a roadmap reaches, as other capabilities need it to measure something of it.
#[derive(Clone, Debug)]
pub struct Reach {
    pub roadmap: Uuid,
    pub unit: Uuid,
    /// The path of its unit: what belongs to units below it begins with this.
    pub unit_path: String,
    /// The service areas that it covers.
    pub service_areas: Vec<Uuid>,
    /// Its leadership group.
    pub group: Option<Uuid>,
    /// Who belongs to its leadership group today.
    pub members: Vec<Uuid>,
    pub today: chrono::NaiveDate,
}

/// Everything about a roadmap's plan.
pub async fn overview_rows<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<OverviewRows> {
    Ok(OverviewRows {
        roadmap: queries::roadmap(db, scope, id).await?,
        service_areas: queries::areas_of(db, scope, &[id])
            .await?
            .into_iter()
            .map(|row| row.service_area_id)
            .collect(),
        stages: queries::stages(db, scope, id).await?,
        gates: queries::gates(db, scope, id).await?,
        milestones: queries::milestones_of(db, scope, id).await?,
    })
}

/// The gates of all active roadmaps.
///
/// # Errors
/// What the database says.
pub async fn active_gates<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Vec<gate_row::Model>> {
    queries::active_gates(db, scope).await
}

/// How far an organiser's roadmaps have come.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Stages of roadmaps that were not stopped.
    pub stages: usize,
    /// Of each stage that has passed, the days from its opening to its passing.
    pub days: Vec<i64>,
    /// Milestones of active roadmaps that were not cancelled.
    pub milestones: usize,
    /// Those of them on which something was reported in the last ninety days.
    pub moved: usize,
}

/// How far the organiser's roadmaps have come. Two queries.
///
/// # Errors
/// What the database says.
pub async fn progress<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    today: chrono::NaiveDate,
) -> Result<Progress> {
    let stages = queries::all_stages(db, scope).await?;
    let days = stages
        .iter()
        .filter(|row| row.state == StageState::Passed.as_str())
        .filter_map(|row| Some((row.passed_at? - row.opened_at?).num_days()))
        .collect();
    let since = today - chrono::TimeDelta::days(90);
    let mut milestones = queries::active_milestones(db, scope).await?;
    milestones.retain(|row| row.status != "cancelled");
    let moved = milestones
        .iter()
        .filter(|row| row.version > 1 && row.updated_at.date_naive() >= since);
    Ok(Progress {
        stages: stages.len(),
        days,
        moved: moved.count(),
        milestones: milestones.len(),
    })
}

/// What could have lost its owner: all active roadmaps, and in them what nobody or one of `gone` owns.
#[derive(Debug)]
pub struct WithoutOwner {
    pub active: Vec<roadmap::Model>,
    pub stages: Vec<stage::Model>,
    pub gates: Vec<gate_row::Model>,
    /// Those that are neither done nor cancelled.
    pub milestones: Vec<milestone::Model>,
}

/// What in active roadmaps nobody owns, or one of `gone`. Four queries.
///
/// # Errors
/// What the database says.
pub async fn without_owner<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gone: &[Uuid],
) -> Result<WithoutOwner> {
    Ok(WithoutOwner {
        active: queries::active_roadmaps(db, scope).await?,
        stages: queries::stages_without_owner(db, scope, gone).await?,
        gates: queries::gates_without_owner(db, scope, gone).await?,
        milestones: queries::milestones_without_owner(db, scope, gone).await?,
    })
}

/// The view of a roadmap's row with its service areas, for capabilities that compose it.
pub fn roadmap_view(row: &roadmap::Model, areas: &[Uuid]) -> Result<RoadmapView> {
    RoadmapView::of(row, areas)
}

/// The view of a milestone's row, for capabilities that compose it.
pub fn milestone_view(row: &milestone::Model) -> Result<MilestoneView> {
    MilestoneView::of(row)
}

/// The view of a stage's row, for capabilities that compose it.
pub fn stage_view(row: &stage::Model) -> Result<StageView> {
    StageView::of(row)
}

/// A stage's state.
pub fn state_of(row: &stage::Model) -> Result<StageState> {
    [
        StageState::Locked,
        StageState::Open,
        StageState::InReview,
        StageState::Passed,
    ]
    .into_iter()
    .find(|state| state.as_str() == row.state)
    .ok_or_else(|| AppError::internal(format!("the database holds an unknown state: {}", row.state)))
}

/// That something waits for earlier stages, which are the reasons.
pub fn locked_behind<'s>(language: Language, stages: impl IntoIterator<Item = &'s stage::Model>) -> AppError {
    let reasons = stages
        .into_iter()
        .map(|one| {
            let title = one.title[language.tag()].as_str().unwrap_or_default();
            let rule = "stage_not_passed";
            Fault::new(format!("/stages/{}", one.key), FaultCode::Rule { rule })
                .note(format!("{}. {title} ({})", one.number, one.state))
        })
        .collect();
    AppError::new(Code::StageLocked).with_faults(reasons)
}

/// Sets a stage's state. A stage that passes opens those that waited for it; the roadmap is complete when all have passed.
pub async fn set_stage_state(tx: &Tx, permit: &Permit, id: Uuid, state: StageState) -> Result<()> {
    let mut row = queries::lock_stage(tx.conn(), permit.scope(), id).await?;
    state.as_str().clone_into(&mut row.state);
    match state {
        StageState::Passed => row.passed_at = Some(tx.now()),
        StageState::Open if row.opened_at.is_none() => row.opened_at = Some(tx.now()),
        _ => {}
    }
    save_stage(tx, permit, &mut row).await?;
    let stages = queries::stages(tx.conn(), permit.scope(), row.roadmap_id).await?;
    if state == StageState::Passed {
        for mut next in stages
            .iter()
            .filter(|next| next.state == StageState::Locked.as_str())
            .cloned()
        {
            let after: Vec<String> = serde_json::from_value(next.after.clone())?;
            let passed = |key: &String| {
                stages
                    .iter()
                    .any(|one| one.key == *key && one.state == StageState::Passed.as_str())
            };
            if after.iter().all(passed) {
                StageState::Open.as_str().clone_into(&mut next.state);
                next.opened_at = Some(tx.now());
                save_stage(tx, permit, &mut next).await?;
            }
        }
    }
    set_status(tx, permit, row.roadmap_id, status_by(&stages)).await
}

/// A roadmap is complete when all its stages have passed.
pub(super) fn status_by(stages: &[stage::Model]) -> RoadmapStatus {
    if stages.iter().all(|one| one.state == StageState::Passed.as_str()) {
        RoadmapStatus::Completed
    } else {
        RoadmapStatus::Active
    }
}

/// Stops a roadmap for good.
pub async fn stop_roadmap(tx: &Tx, permit: &Permit, id: Uuid) -> Result<()> {
    set_status(tx, permit, id, RoadmapStatus::Stopped).await
}

async fn set_status(tx: &Tx, permit: &Permit, id: Uuid, status: RoadmapStatus) -> Result<()> {
    let mut row = queries::lock_roadmap(tx.conn(), permit.scope(), id).await?;
    // What was stopped stays so.
    if row.status == status.as_str() || row.status == RoadmapStatus::Stopped.as_str() {
        return Ok(());
    }
    status.as_str().clone_into(&mut row.status);
    super::plans::save_roadmap(tx, permit, &mut row).await
}

/// Writes a stage's next version and keeps it in the history.
pub(super) async fn save_stage(tx: &Tx, permit: &Permit, row: &mut stage::Model) -> Result<()> {
    row.version += 1;
    row.updated_at = tx.now();
    rows::replace(tx.conn(), permit, row.clone()).await?;
    let view = StageView::of(row)?;
    let version = Version {
        kind: Kind::Stage,
        roadmap: row.roadmap_id,
        subject: row.id,
        number: row.version,
        view: &view,
    };
    history::keep(tx.conn(), permit, tx.now(), version).await
}
