//! Acting owners: who may report on a milestone for its owner, from a day to a day.

use super::dto::{ActingOwnerList, ActingOwnerView, CreateActingOwner};
use super::{events, queries, service};
use crate::access::{Action, Ctx};
use crate::capabilities::people;
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use kernel::{ActingOwnerId, MilestoneId};
use serde_json::{json, to_value};
use tables::acting_owner;

pub(super) async fn list_acting_owners(ctx: &Ctx, id: MilestoneId) -> Result<Answer> {
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let row = queries::milestone(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(read.conn(), ctx.scope(), row.roadmap_id).await?;
        let found = queries::acting_owners(read.conn(), ctx.scope(), id.uuid()).await?;
        Ok((
            target,
            Answer::plain(&ActingOwnerList {
                items: found.iter().map(ActingOwnerView::of).collect(),
            })?,
        ))
    })
    .await
}

pub(super) async fn create_acting_owner(
    ctx: &Ctx,
    id: MilestoneId,
    body: CreateActingOwner,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let milestone = queries::milestone(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(tx.conn(), ctx.scope(), milestone.roadmap_id).await?;
        let permit = ctx.permit(Action::PlanRoadmap, &target.about("milestone", id))?;
        let mut faults = Vec::new();
        if body.to_date < body.from_date {
            faults.push(Fault::new(
                "/toDate",
                FaultCode::Contradicts {
                    other: "fromDate".to_owned(),
                },
            ));
        }
        if !people::service::persons_missing(tx.conn(), ctx.scope(), &[body.person_id], ctx.today())
            .await?
            .is_empty()
        {
            faults.push(Fault::new(
                "/personId",
                FaultCode::NoSuch {
                    what: "person".to_owned(),
                },
            ));
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let row = acting_owner::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            roadmap_id: milestone.roadmap_id,
            milestone_id: milestone.id,
            person_id: body.person_id,
            from_date: body.from_date,
            to_date: body.to_date,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let view = ActingOwnerView::of(&row);
        tx.record(
            events::ACTING_OWNER_CREATED,
            Subject::new("acting_owner", row.id),
            to_value(&view)?,
        )
        .await?;
        let location = format!("{}/milestones/{id}/acting-owners", crate::platform::BASE);
        Answer::created(&view, location, etag::of_version(1))
    })
    .await
}

/// Ends an acting ownership with yesterday, so that it holds no more.
pub(super) async fn end_acting_owner(ctx: &Ctx, id: ActingOwnerId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_acting_owner(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(tx.conn(), ctx.scope(), row.roadmap_id).await?;
        let permit = ctx.permit(Action::PlanRoadmap, &target.about("acting_owner", id))?;
        expected.check(row.version)?;
        let yesterday = ctx.today().pred_opt().unwrap_or(ctx.today());
        row.to_date = row.to_date.min(yesterday);
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(
            events::ACTING_OWNER_ENDED,
            Subject::new("acting_owner", id),
            json!({"toDate": row.to_date}),
        )
        .await?;
        Answer::ok(&ActingOwnerView::of(&row), etag::of_version(row.version))
    })
    .await
}
