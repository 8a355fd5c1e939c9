//! A plan that follows itself: where a roadmap is planned automatically, a change of one milestone moves the due dates of
//! those that wait for it, in the same transaction, and says which and why. Whose time is booked is not asked here: that
//! is levelling.

use super::dto::MovedMilestone;
use super::milestones::save_milestone;
use super::network::Draft;
use super::{queries, service};
use crate::access::{Ctx, Permit, TenantScope};
use crate::capabilities::organisation;
use crate::error::{AppError, Result};
use crate::platform::tx::Tx;
use schedule::{LinkKind, Network, Placement, Progress, repair};
use sea_orm::ConnectionTrait;
use tables::{milestone, roadmap};
use uuid::Uuid;

/// Locks a milestone that is to be changed; where its roadmap is planned automatically the roadmap first, since the
/// change may move others.
pub(super) async fn lock<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<(milestone::Model, roadmap::Model)> {
    let found = queries::milestone(db, scope, id).await?;
    let mut roadmap = queries::roadmap(db, scope, found.roadmap_id).await?;
    if roadmap.automatic {
        roadmap = queries::lock_roadmap(db, scope, found.roadmap_id).await?;
    }
    Ok((queries::lock_milestone(db, scope, id).await?, roadmap))
}

/// Moves what waits for something that has changed. Nothing moves where the roadmap is planned by hand.
pub(super) async fn follow(
    tx: &Tx,
    ctx: &Ctx,
    permit: &Permit,
    roadmap: &roadmap::Model,
) -> Result<Vec<MovedMilestone>> {
    if !roadmap.automatic {
        return Ok(Vec::new());
    }
    let rows = service::overview_rows(tx.conn(), ctx.scope(), roadmap.id).await?;
    let dependencies = queries::dependencies(tx.conn(), ctx.scope(), roadmap.id).await?;
    let calendar = organisation::service::working_calendar(tx.conn(), ctx.scope()).await?;
    let mut draft = Draft::new(rows, &dependencies, &calendar, ctx.today())?;
    for one in &mut draft.plan.activities {
        one.owner = None;
        one.unit = None;
    }
    let network =
        Network::new(&draft.plan).map_err(|_| AppError::internal("a plan that goes round was let in"))?;
    let placement = repair(&draft.plan, &network);
    let mut moved = Vec::new();
    for (index, row) in draft.milestones.iter().enumerate() {
        let one = &draft.plan.activities[index];
        let (Some(due), Some(told), Progress::Planned) = (row.due_date, one.told, one.progress) else {
            continue;
        };
        // Only what is pushed moves: a plan with room to spare keeps its dates.
        let (start, finish) = (placement.start[index], placement.finish[index]);
        let new = draft.axis.last(finish);
        if start <= told || new <= due {
            continue;
        }
        let mut held = queries::lock_milestone(tx.conn(), ctx.scope(), row.id).await?;
        held.due_date = Some(new);
        save_milestone(tx, permit, &mut held).await?;
        moved.push(MovedMilestone {
            milestone_id: row.id,
            due_before: due,
            due_after: new,
            days: start - told,
            because_of: because(&draft, &placement, index),
            version: held.version,
        });
    }
    Ok(moved)
}

/// The milestone that decides where a moved one begins; through a gate, the last one before it.
fn because(draft: &Draft, placement: &Placement, moved: usize) -> Option<Uuid> {
    let mut at = moved;
    loop {
        let bound = |link: &&schedule::Link| {
            let from = link.from as usize;
            link.lag
                + match link.kind {
                    LinkKind::FinishStart | LinkKind::FinishFinish => placement.finish[from],
                    LinkKind::StartStart | LinkKind::StartFinish => placement.start[from],
                }
        };
        let deciding = draft
            .plan
            .links
            .iter()
            .filter(|link| link.to as usize == at)
            .max_by_key(bound)?;
        let from = deciding.from as usize;
        match draft.milestones.get(from) {
            Some(row) => return Some(row.id),
            None => at = from,
        }
    }
}
