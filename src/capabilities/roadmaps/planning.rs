//! What the planner asks of roadmaps, and what it changes when a computed plan is adopted.

use super::milestones::save_milestone;
use super::network::estimate;
use super::queries;
use crate::access::{Ctx, Permit, Sight, TenantScope};
use crate::capabilities::people;
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::ledger::Subject;
use crate::platform::tx::Tx;
use chrono::NaiveDate;
use schedule::Estimate;
use sea_orm::ConnectionTrait;
use tables::{dependency, milestone};
use uuid::Uuid;

/// The dependencies of a roadmap.
///
/// # Errors
/// What the database says.
pub async fn dependencies_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<dependency::Model>> {
    queries::dependencies(db, scope, roadmap).await
}

/// What persons have to do in other active roadmaps: neither done nor cancelled.
///
/// # Errors
/// What the database says.
pub async fn booked_elsewhere<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    owners: &[Uuid],
    roadmap: Uuid,
) -> Result<Vec<milestone::Model>> {
    queries::milestones_elsewhere(db, scope, owners, roadmap).await
}

/// What persons have to do in active roadmaps, and what they have reached since a day in any.
///
/// # Errors
/// What the database says.
pub async fn work_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    owners: &[Uuid],
    since: NaiveDate,
) -> Result<Vec<milestone::Model>> {
    queries::work_of(db, scope, owners, since).await
}

/// A baseline, as far as drift goes.
#[derive(Clone, Debug)]
pub struct Baseline {
    pub id: Uuid,
    pub name: String,
    pub items: Vec<BaselineItem>,
}

/// A milestone as a baseline has it.
#[derive(Clone, Debug)]
pub struct BaselineItem {
    pub milestone_id: Uuid,
    pub due_date: Option<NaiveDate>,
    pub likely_days: Option<i32>,
    pub effort: Option<f64>,
}

/// A roadmap's baseline by id, or its newest one.
///
/// # Errors
/// What the database says.
pub async fn baseline_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
    id: Option<Uuid>,
) -> Result<Option<Baseline>> {
    let found = queries::baselines(db, scope, roadmap).await?;
    let row = found.into_iter().find(|row| id.is_none_or(|id| row.id == id));
    row.map(|row| {
        let items: Vec<super::dto::BaselineMilestone> = serde_json::from_str(&row.content)?;
        Ok(Baseline {
            id: row.id,
            name: row.name,
            items: items
                .into_iter()
                .map(|item| BaselineItem {
                    milestone_id: item.milestone_id,
                    due_date: item.due_date,
                    likely_days: item.duration.map(|duration| duration.likely),
                    effort: item.effort,
                })
                .collect(),
        })
    })
    .transpose()
}

/// A milestone that was estimated and reached.
#[derive(Clone, Debug)]
pub struct FinishedWork {
    pub unit_id: Uuid,
    pub stage_key: String,
    pub estimate: Estimate,
    pub started_on: NaiveDate,
    pub finished_on: NaiveDate,
}

/// Milestones of roadmaps in sight that were estimated and reached: the newest five thousand.
///
/// # Errors
/// What the database says.
pub async fn finished_work<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
) -> Result<Vec<FinishedWork>> {
    let roadmaps = queries::visible_ids(db, scope, sight).await?;
    let rows = queries::finished_milestones(db, scope, roadmaps.as_deref()).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(row, unit_id, stage_key)| {
            Some(FinishedWork {
                unit_id,
                stage_key,
                estimate: estimate(&row)?,
                started_on: row.started_on?,
                finished_on: row.finished_on?,
            })
        })
        .collect())
}

/// A change of a milestone's plan. What is `None` stays.
#[derive(Clone, Debug)]
pub struct PlanChange {
    pub milestone: milestone::Model,
    pub owner_id: Option<Uuid>,
    pub not_before: Option<NaiveDate>,
    pub due_date: Option<NaiveDate>,
    /// A certain duration in working days.
    pub days: Option<i32>,
    /// Person-days.
    pub effort: Option<f64>,
    pub cancelled: bool,
}

impl PlanChange {
    fn applied(&self) -> milestone::Model {
        let mut row = self.milestone.clone();
        row.owner_id = self.owner_id.or(row.owner_id);
        row.not_before = self.not_before.or(row.not_before);
        row.due_date = self.due_date.or(row.due_date);
        if let Some(days) = self.days {
            (row.optimistic_days, row.likely_days, row.pessimistic_days) =
                (Some(days), Some(days), Some(days));
        }
        if let Some(effort) = self.effort {
            row.effort_hundredths = Some(super::rules::hundredths(effort));
        }
        if self.cancelled && row.status == "planned" {
            "cancelled".clone_into(&mut row.status);
        }
        // A date before which nothing may begin cannot lie behind the date by which it ends.
        if row
            .not_before
            .zip(row.due_date)
            .is_some_and(|(first, last)| last < first)
        {
            row.not_before = row.due_date;
        }
        row
    }

    /// Whether the milestone is as it would be already.
    pub fn changes_nothing(&self) -> bool {
        self.applied() == self.milestone
    }
}

/// Carries changes of a plan out, all or none. Leaves no entry in the chain: whoever calls does.
///
/// # Errors
/// A new owner who has left, a milestone that was changed in between, and what the database says.
pub async fn change_plan(tx: &Tx, ctx: &Ctx, permit: &Permit, changes: Vec<PlanChange>) -> Result<()> {
    let owners: Vec<Uuid> = changes.iter().filter_map(|change| change.owner_id).collect();
    if !people::service::persons_missing(tx.conn(), ctx.scope(), &owners, ctx.today())
        .await?
        .is_empty()
    {
        let what = "person".to_owned();
        return Err(AppError::fault("/ownerId", FaultCode::NoSuch { what }));
    }
    for change in changes {
        let held = queries::lock_milestone(tx.conn(), permit.scope(), change.milestone.id).await?;
        if held.version != change.milestone.version {
            let reason = "a milestone has changed in between";
            let error = AppError::new(Code::Conflict).with("reason", reason);
            return Err(error.about(Subject::new("milestone", held.id)));
        }
        save_milestone(tx, permit, &mut change.applied()).await?;
    }
    Ok(())
}
