//! The register: barriers are raised, changed, ruled out with a reason, and opened again.

use super::dto::{
    BarrierDetail, BarrierEffectView, BarrierFilter, BarrierList, BarrierState, BarrierView, CreateBarrier,
    ReopenBarrier, RuleOutBarrier, UpdateBarrier,
};
use super::{categories, events, queries};
use crate::access::{Action, Ctx, Target};
use crate::capabilities::{organisation, people, roadmaps};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Event, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use kernel::{BarrierId, RoadmapId};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_string, to_value};
use tables::barrier;
use uuid::Uuid;

/// What permissions on a roadmap's barrier are asked for: its owner's own.
pub(super) async fn target<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    roadmap: Uuid,
    owner: Option<Uuid>,
) -> Result<Target> {
    let mut target = roadmaps::service::roadmap_target(db, ctx.scope(), roadmap).await?;
    target.owners.extend(owner);
    Ok(target)
}

pub(super) async fn list_barriers(ctx: &Ctx, filter: BarrierFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadBarriers, |ctx, read| async move {
        let sight = ctx.sight(Action::ReadBarriers);
        let roadmaps = roadmaps::service::visible_roadmaps(read.conn(), ctx.scope(), &sight).await?;
        let path = match filter.unit_id {
            Some(unit) => Some(unit_path(read.conn(), &ctx, unit).await?),
            None => None,
        };
        let (roadmaps, path) = (roadmaps.as_deref(), path.as_deref());
        let mut found = queries::barriers(read.conn(), ctx.scope(), roadmaps, path, &filter, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found.iter().map(BarrierView::of).collect::<Result<_>>()?;
        Ok((
            sight.standing(),
            Answer::list(page, |page| BarrierList { items, page })?,
        ))
    })
    .await
}

/// The path of a unit that a filter names.
pub(super) async fn unit_path<C: ConnectionTrait>(db: &C, ctx: &Ctx, unit: Uuid) -> Result<String> {
    let path = organisation::service::unit_path(db, ctx.scope(), unit).await?;
    path.ok_or_else(|| {
        let what = "unit".to_owned();
        AppError::fault("/query/unitId", FaultCode::NoSuch { what })
    })
}

pub(super) async fn read_barrier(ctx: &Ctx, id: BarrierId) -> Result<Answer> {
    ctx.kept(Action::ReadBarriers, |ctx, read| async move {
        let row = queries::barrier(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target(read.conn(), &ctx, row.roadmap_id, row.owner_id).await?;
        let effects = queries::effects(read.conn(), ctx.scope(), row.id).await?;
        let detail = BarrierDetail {
            barrier: BarrierView::of(&row)?,
            effects: effects.iter().map(BarrierEffectView::of).collect(),
        };
        let answer = Answer::ok(&detail, etag::of_version(row.version))?;
        Ok((target.about("barrier", id), answer))
    })
    .await
}

/// Whether somebody's roles reach a place: being named as the owner is not enough to come in from outside.
fn reaches(ctx: &Ctx, target: &Target) -> bool {
    ctx.allows(Action::ReadBarriers, target) || ctx.allows(Action::EditBarriers, target)
}

/// Whether a unit is the roadmap's own or below it, or somewhere else that somebody's roles reach.
fn in_reach(ctx: &Ctx, roadmap: &Target, path: &str) -> bool {
    let own = roadmap.unit_path.as_ref();
    own.is_some_and(|own| path.starts_with(own)) || reaches(ctx, &Target::unit(path))
}

/// Everything that is wrong with a barrier.
async fn check<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    roadmap: &Target,
    fields: &CreateBarrier,
    before: Option<&CreateBarrier>,
) -> Result<()> {
    let new = before.is_none_or(|before| before.category != fields.category);
    let mut faults = Vec::new();
    let no_such = |pointer: &str, what: &str| {
        let what = what.to_owned();
        Fault::new(pointer, FaultCode::NoSuch { what })
    };
    let kinds = categories::all(db, ctx.scope()).await?;
    match kinds.iter().find(|kind| kind.fields.key == fields.category) {
        None => faults.push(no_such("/category", "barrier category")),
        Some(kind) if new && !kind.fields.active => {
            faults.push(Fault::new("/category", FaultCode::Rule { rule: "not_active" }));
        }
        Some(_) => {}
    }
    if let Some(owner) = fields.owner_id
        && !people::service::persons_missing(db, ctx.scope(), &[owner], ctx.today())
            .await?
            .is_empty()
    {
        faults.push(no_such("/ownerId", "person"));
    }
    if let Some(unit) = fields.unit_id
        && before.is_none_or(|before| before.unit_id != fields.unit_id)
    {
        let path = organisation::service::unit_path(db, ctx.scope(), unit).await?;
        if !path.is_some_and(|path| in_reach(ctx, roadmap, &path)) {
            faults.push(no_such("/unitId", "unit"));
        }
    }
    if let Some(risk) = &fields.risk {
        if !(risk.optimistic <= risk.likely && risk.likely <= risk.pessimistic) {
            let rule = "estimate_out_of_order";
            faults.push(Fault::new("/risk/likely", FaultCode::Rule { rule }));
        }
        let of = roadmap.roadmap.unwrap_or_default();
        let known = roadmaps::service::milestones_among(db, ctx.scope(), of, &risk.milestone_ids).await?;
        for (place, id) in risk.milestone_ids.iter().enumerate() {
            if !known.contains(id) {
                faults.push(no_such(
                    &format!("/risk/milestoneIds/{place}"),
                    "milestone of this roadmap",
                ));
            }
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

pub(super) async fn create_barrier(ctx: &Ctx, roadmap: RoadmapId, body: CreateBarrier) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let mut target = target(tx.conn(), &ctx, roadmap.uuid(), None).await?;
        if !reaches(&ctx, &target) {
            return Err(AppError::not_found());
        }
        target.owners.extend(body.owner_id);
        let permit = ctx.permit(Action::EditBarriers, &target)?;
        check(tx.conn(), &ctx, &target, &body, None).await?;
        let unit = match body.unit_id {
            Some(unit) => unit,
            None => roadmaps::service::unit_of(tx.conn(), ctx.scope(), roadmap.uuid()).await?,
        };
        let row = barrier::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            roadmap_id: roadmap.uuid(),
            unit_id: unit,
            category: body.category.clone(),
            title: body.title.clone(),
            description: body.description.clone(),
            severity: body.severity,
            state: BarrierState::Open.to_string(),
            countermeasure: body.countermeasure.clone(),
            owner_id: body.owner_id,
            reason: None,
            risk: body.risk.as_ref().map(to_string).transpose()?,
            closed_on: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        tx.record(events::CREATED, Subject::new("barrier", row.id), to_value(&body)?)
            .await?;
        let location = format!("{}/barriers/{}", crate::platform::BASE, row.id);
        Answer::created(&BarrierView::of(&row)?, location, etag::of_version(1))
    })
    .await
}

pub(super) async fn update_barrier(ctx: &Ctx, id: BarrierId, patch: UpdateBarrier) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_barrier(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target(tx.conn(), &ctx, row.roadmap_id, row.owner_id).await?;
        let target = target.about("barrier", id);
        let permit = ctx.permit(Action::EditBarriers, &target)?;
        expected.check(row.version)?;
        if row.state != BarrierState::Open.as_str() {
            return Err(wrong_state(&row, BarrierState::Open.as_str()));
        }
        let before = BarrierView::of(&row)?.fields;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        check(tx.conn(), &ctx, &target, &fields, Some(&before)).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        let row = barrier::Model {
            unit_id: fields.unit_id.unwrap_or(row.unit_id),
            category: fields.category,
            title: fields.title,
            description: fields.description,
            severity: fields.severity,
            countermeasure: fields.countermeasure,
            owner_id: fields.owner_id,
            risk: fields.risk.as_ref().map(to_string).transpose()?,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(events::UPDATED, Subject::new("barrier", id), changes)
            .await?;
        Answer::ok(&BarrierView::of(&row)?, etag::of_version(row.version))
    })
    .await
}

pub(super) async fn rule_out_barrier(ctx: &Ctx, id: BarrierId, body: RuleOutBarrier) -> Result<Answer> {
    turn(ctx, id, BarrierState::RuledOut, body.reason, events::RULED_OUT).await
}

pub(super) async fn reopen_barrier(ctx: &Ctx, id: BarrierId, body: ReopenBarrier) -> Result<Answer> {
    turn(ctx, id, BarrierState::Open, body.reason, events::REOPENED).await
}

/// What is asked needs another state of the barrier.
pub(super) fn wrong_state(row: &barrier::Model, needed: &str) -> AppError {
    AppError::new(Code::WrongState)
        .with("state", row.state.clone())
        .with("needed", needed)
        .about(Subject::new("barrier", row.id))
}

/// Rules a barrier out, or opens it again.
async fn turn(ctx: &Ctx, id: BarrierId, to: BarrierState, reason: String, event: Event) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_barrier(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target(tx.conn(), &ctx, row.roadmap_id, row.owner_id).await?;
        let permit = ctx.permit(Action::EditBarriers, &target.about("barrier", id))?;
        expected.check(row.version)?;
        let from = BarrierState::from_row(&row.state)?;
        if (from == BarrierState::Open) == (to == BarrierState::Open) {
            let needed = if to == BarrierState::Open {
                "ruled_out, solved"
            } else {
                "open"
            };
            return Err(wrong_state(&row, needed));
        }
        let row = barrier::Model {
            state: to.to_string(),
            reason: Some(reason.clone()),
            closed_on: (to != BarrierState::Open).then(|| ctx.today()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({"state": {"from": from, "to": to}, "reason": reason});
        tx.record(event, Subject::new("barrier", id), changes).await?;
        Answer::ok(&BarrierView::of(&row)?, etag::of_version(row.version))
    })
    .await
}
