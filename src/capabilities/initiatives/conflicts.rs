//! The log of conflicts between units: what about, whom it went to, what was decided. What happened is added and stays.

use super::dto::{
    ConflictEventView, ConflictFilter, ConflictState, CreateInitiativeConflict, DecideConflict,
    EscalateConflict, InitiativeConflictDetail, InitiativeConflictList, InitiativeConflictView,
};
use super::service::{room, standing, target_of, units_below, visible};
use super::{events, queries};
use crate::access::{Action, Ctx, Permit, Target};
use crate::capabilities::{organisation, people};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::paging::{Place, Start, last_id};
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use kernel::{InitiativeConflictId, InitiativeId};
use sea_orm::ConnectionTrait;
use serde_json::{from_str, json, to_string, to_value};
use tables::{initiative_conflict, initiative_conflict_event};
use uuid::Uuid;

/// Conflicts of one initiative.
const MOST: usize = 200;
/// What may happen to one conflict.
const MOST_EVENTS: usize = 200;

fn view_of(row: &initiative_conflict::Model) -> Result<InitiativeConflictView> {
    Ok(InitiativeConflictView {
        id: row.id,
        initiative_id: row.initiative_id,
        fields: CreateInitiativeConflict {
            unit_ids: from_str(&row.units).map_err(AppError::internal)?,
            description: row.description.clone(),
        },
        state: ConflictState::from_row(&row.state)?,
        escalated_to: row.escalated_to,
        escalated_on: row.escalated_on,
        decision: row.decision.clone(),
        decided_by: row.decided_by,
        decided_on: row.decided_on,
        version: row.version,
        created_at: row.created_at,
    })
}

async fn detail<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    row: &initiative_conflict::Model,
) -> Result<InitiativeConflictDetail> {
    let events = queries::conflict_events(db, ctx.scope(), &[row.id]).await?;
    let history = events.into_iter().map(|one| {
        Ok(ConflictEventView {
            state: ConflictState::from_row(&one.state)?,
            note: one.note,
            person_id: one.person_id,
            created_at: one.created_at,
        })
    });
    Ok(InitiativeConflictDetail {
        conflict: view_of(row)?,
        history: history.collect::<Result<_>>()?,
    })
}

/// What permissions on a conflict are asked for: those of its initiative.
async fn target<C: ConnectionTrait>(ctx: &Ctx, db: &C, row: &initiative_conflict::Model) -> Result<Target> {
    let initiative = queries::initiative(db, ctx.scope(), row.initiative_id).await?;
    let target = target_of(db, ctx.scope(), &initiative).await?;
    Ok(target.about("initiative_conflict", row.id))
}

pub(super) async fn list_initiative_conflicts(ctx: &Ctx, filter: ConflictFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let db = read.conn();
        let below = units_below(&ctx, db, filter.unit_id).await?;
        let after = match &place.start {
            Start::After(key) => Some(last_id(key)?),
            Start::Page(_) => None,
        };
        let all = visible(&ctx, db).await?;
        let asked = all.iter().map(|row| row.id);
        let ids: Vec<Uuid> = asked
            .filter(|id| filter.initiative_id.is_none_or(|wanted| wanted == *id))
            .collect();
        let found = queries::conflicts(db, ctx.scope(), &ids).await?;
        let views = found.iter().rev().map(view_of).collect::<Result<Vec<_>>>()?;
        let fits = |one: &InitiativeConflictView| {
            let mut units = one.fields.unit_ids.iter();
            filter.state.is_none_or(|state| one.state == state)
                && below
                    .as_ref()
                    .is_none_or(|below| units.any(|unit| below.contains(unit)))
                && after.is_none_or(|after| one.id < after)
        };
        let skip = usize::try_from(place.offset()).unwrap_or(usize::MAX);
        let take = usize::try_from(place.rows()).unwrap_or(usize::MAX);
        let mut items: Vec<_> = views.into_iter().filter(fits).skip(skip).take(take).collect();
        let page = place.finish(&mut items, |one| vec![one.id.to_string()]);
        let answer = Answer::list(page, |page| InitiativeConflictList { items, page })?;
        Ok((standing(&ctx), answer))
    })
    .await
}

pub(super) async fn read_initiative_conflict(ctx: &Ctx, id: InitiativeConflictId) -> Result<Answer> {
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let row = queries::initiative_conflict(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target(&ctx, read.conn(), &row).await?;
        let view = detail(&ctx, read.conn(), &row).await?;
        Ok((target, Answer::ok(&view, etag::of_version(row.version))?))
    })
    .await
}

/// Adds what happened.
async fn happened(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    row: &initiative_conflict::Model,
    (note, person): (&str, Option<Uuid>),
) -> Result<()> {
    let before = queries::conflict_events(tx.conn(), ctx.scope(), &[row.id]).await?;
    room(before.len(), MOST_EVENTS, "entries of a conflict")?;
    let event = initiative_conflict_event::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        conflict_id: row.id,
        state: row.state.clone(),
        note: note.to_owned(),
        person_id: person,
        recorded_by: ctx.actor.person,
        created_at: tx.now(),
    };
    rows::insert(tx.conn(), permit, event).await
}

pub(super) async fn create_initiative_conflict(
    ctx: &Ctx,
    id: InitiativeId,
    body: CreateInitiativeConflict,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let initiative = queries::initiative(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &initiative).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target)?;
        let units = organisation::service::all_units(tx.conn(), ctx.scope()).await?;
        let mut faults = Vec::new();
        for (at, unit) in body.unit_ids.iter().enumerate() {
            if !units.iter().any(|one| one.id == *unit) {
                let what = "unit".to_owned();
                faults.push(Fault::new(format!("/unitIds/{at}"), FaultCode::NoSuch { what }));
            } else if body.unit_ids[..at].contains(unit) {
                faults.push(Fault::new(format!("/unitIds/{at}"), FaultCode::NotUnique));
            }
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let own = queries::conflicts(tx.conn(), ctx.scope(), &[initiative.id]).await?;
        room(own.len(), MOST, "conflicts of an initiative")?;
        let row = initiative_conflict::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            initiative_id: initiative.id,
            units: to_string(&body.unit_ids)?,
            description: body.description.clone(),
            state: ConflictState::Open.to_string(),
            escalated_to: None,
            escalated_on: None,
            decision: None,
            decided_by: None,
            decided_on: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        happened(&ctx, &tx, &permit, &row, (&body.description, ctx.actor.person)).await?;
        let subject = Subject::new("initiative_conflict", row.id);
        tx.record(events::CONFLICT_CREATED, subject, to_value(&body)?)
            .await?;
        let location = format!("{}/initiative-conflicts/{}", crate::platform::BASE, row.id);
        let view = detail(&ctx, tx.conn(), &row).await?;
        Answer::created(&view, location, etag::of_version(1))
    })
    .await
}

/// A decided conflict is decided; what comes up anew is a new one.
fn undecided(row: &initiative_conflict::Model) -> Result<()> {
    if row.state == ConflictState::Decided.as_str() {
        return Err(AppError::new(Code::WrongState)
            .with("state", row.state.clone())
            .with("needed", "open, escalated")
            .about(Subject::new("initiative_conflict", row.id)));
    }
    Ok(())
}

pub(super) async fn escalate_conflict(
    ctx: &Ctx,
    id: InitiativeConflictId,
    body: EscalateConflict,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_conflict(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target(&ctx, tx.conn(), &row).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target)?;
        expected.check(row.version)?;
        undecided(&row)?;
        let gone =
            people::service::persons_missing(tx.conn(), ctx.scope(), &[body.person_id], ctx.today()).await?;
        if !gone.is_empty() {
            let what = "person".to_owned();
            return Err(AppError::fault("/personId", FaultCode::NoSuch { what }));
        }
        let row = initiative_conflict::Model {
            state: ConflictState::Escalated.to_string(),
            escalated_to: Some(body.person_id),
            escalated_on: Some(ctx.today()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        happened(&ctx, &tx, &permit, &row, (&body.note, Some(body.person_id))).await?;
        let subject = Subject::new("initiative_conflict", id);
        tx.record(events::CONFLICT_ESCALATED, subject, to_value(&body)?)
            .await?;
        let view = detail(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, etag::of_version(row.version))
    })
    .await
}

pub(super) async fn decide_conflict(
    ctx: &Ctx,
    id: InitiativeConflictId,
    body: DecideConflict,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_conflict(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target(&ctx, tx.conn(), &row).await?;
        let permit = ctx.permit(Action::SettleInitiativeConflicts, &target)?;
        expected.check(row.version)?;
        undecided(&row)?;
        let before = row.state.clone();
        let row = initiative_conflict::Model {
            state: ConflictState::Decided.to_string(),
            decision: Some(body.decision.clone()),
            decided_by: ctx.actor.person,
            decided_on: Some(ctx.today()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        happened(&ctx, &tx, &permit, &row, (&body.decision, ctx.actor.person)).await?;
        let changes = json!({"decision": body.decision, "state": {"from": before, "to": row.state}});
        let subject = Subject::new("initiative_conflict", id);
        tx.record(events::CONFLICT_DECIDED, subject, changes).await?;
        let view = detail(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, etag::of_version(row.version))
    })
    .await
}
