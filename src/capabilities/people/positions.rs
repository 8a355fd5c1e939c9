//! Use cases of positions.

use super::dto::{CreatePosition, PositionFilter, PositionList, PositionView, UpdatePosition};
use super::queries::{persons, positions};
use super::reach::Standing;
use super::service::has_left;
use super::{events, superiors};
use crate::access::{Action, Ctx, Permit, Target};
use crate::capabilities::organisation::service::{find_unit, unit_target};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::{PageView, Place};
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use chrono::{DateTime, Utc};
use kernel::national_id::holds_national_id;
use kernel::{PersonId, PositionId, UnitId};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use tables::{person, position};
use uuid::Uuid;

/// At most so many of one person, so that they stand in one answer.
pub(super) const MOST: u64 = 100;

pub(super) fn row_of(
    organiser: Uuid,
    id: Uuid,
    person: Uuid,
    fields: CreatePosition,
    now: DateTime<Utc>,
) -> position::Model {
    position::Model {
        organiser_id: organiser,
        id,
        person_id: person,
        unit_id: fields.unit_id,
        fte_hundredths: fields.fte_hundredths(),
        title: fields.title,
        from_date: fields.from,
        to_date: fields.to,
        superior_id: fields.superior_id,
        external_id: fields.external_id,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// What is wrong with a position that `holder` is to have. A circle of superiors is a conflict and ends the check.
///
/// # Errors
/// [`Code::Cycle`] with the names along it, and what the database says.
pub(super) async fn faults_of<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    holder: &person::Model,
    known: Option<&position::Model>,
    fields: &CreatePosition,
    place: &str,
) -> Result<Vec<Fault>> {
    let fault = |field: &str, code| Fault::new(format!("{place}/{field}"), code);
    let mut faults = Vec::new();
    if fields.to.is_some_and(|to| to < fields.from) {
        faults.push(fault(
            "to",
            FaultCode::Contradicts {
                other: "from".to_owned(),
            },
        ));
    }
    if let Some(left) = holder.left_on {
        let other = || FaultCode::Contradicts {
            other: "leftOn".to_owned(),
        };
        if fields.from > left {
            faults.push(fault("from", other()));
        } else if fields.to.is_none_or(|to| to > left) {
            faults.push(fault("to", other()));
        }
    }
    if known.is_none_or(|known| known.unit_id != fields.unit_id || known.from_date != fields.from) {
        match find_unit(db, ctx.scope(), fields.unit_id).await? {
            None => faults.push(fault(
                "unitId",
                FaultCode::NoSuch {
                    what: "unit".to_owned(),
                },
            )),
            Some(unit) if unit.fields.closed_on.is_some_and(|closed| closed < fields.from) => {
                faults.push(fault(
                    "from",
                    FaultCode::Contradicts {
                        other: "closedOn".to_owned(),
                    },
                ));
            }
            Some(_) => {}
        }
    }
    for (field, text) in [
        ("title", Some(&fields.title)),
        ("externalId", fields.external_id.as_ref()),
    ] {
        if text.is_some_and(|text| holds_national_id(text)) {
            faults.push(fault(field, FaultCode::Rule { rule: "national_id" }));
        }
    }
    match fields.superior_id {
        Some(superior) if superior == holder.id => {
            faults.push(fault("superiorId", FaultCode::Rule { rule: "own_superior" }));
        }
        Some(superior) => {
            let same = known.is_some_and(|known| known.superior_id == Some(superior));
            match persons::persons_by_id(db, ctx.scope(), &[superior])
                .await?
                .first()
            {
                None => faults.push(fault(
                    "superiorId",
                    FaultCode::NoSuch {
                        what: "person".to_owned(),
                    },
                )),
                Some(found) if !same && has_left(found, ctx.today()) => {
                    let note = "This person has left.";
                    faults.push(fault("superiorId", FaultCode::Rule { rule: "has_left" }).note(note));
                }
                Some(_) => {}
            }
            if faults.is_empty()
                && let Some(way) =
                    superiors::circle(db, ctx.scope(), holder.id, superior, (fields.from, fields.to)).await?
            {
                let subject = Subject::new("person", holder.id);
                return Err(AppError::new(Code::Cycle).with("path", way).about(subject));
            }
        }
        None => {}
    }
    Ok(faults)
}

/// Leave to give a person a position in a unit: the unit lies within reach, and so does the person, or stands nowhere yet.
async fn permit_in<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    holder: &person::Model,
    unit: Uuid,
) -> Result<Permit> {
    let standing = Standing::of(ctx, db, holder).await?;
    let target = unit_target(db, ctx.scope(), unit).await.ok();
    // A unit that does not exist is a fault of the body, for whoever may change the person.
    let Some(target) = target else {
        return Ok(standing.permit(ctx, Action::EditPeople)?.0);
    };
    if !standing.is_nowhere() {
        standing.permit(ctx, Action::EditPeople)?;
    }
    ctx.permit(Action::EditPeople, &target)
}

pub(super) async fn create_position(ctx: &Ctx, holder: PersonId, body: CreatePosition) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let holder = persons::lock_person(tx.conn(), ctx.scope(), holder.uuid()).await?;
        let permit = permit_in(&ctx, tx.conn(), &holder, body.unit_id).await?;
        if holder.erased_at.is_some() {
            return Err(AppError::new(Code::Immutable).about(Subject::new("person", holder.id)));
        }
        let faults = faults_of(&ctx, tx.conn(), &holder, None, &body, "").await?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        if positions::count_positions(tx.conn(), ctx.scope(), holder.id).await? >= MOST {
            let reason = format!("at most {MOST} positions of one person");
            return Err(AppError::new(Code::Conflict).with("reason", reason));
        }
        let row = row_of(ctx.scope().organiser(), ctx.new_id(), holder.id, body, tx.now());
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        positions::touch_persons(tx.conn(), &permit, &[holder.id], tx.now()).await?;
        let changes =
            json!({"personId": row.person_id, "unitId": row.unit_id, "superiorId": row.superior_id});
        tx.record(
            events::POSITION_CREATED,
            Subject::new("position", row.id),
            changes,
        )
        .await?;
        let address = format!("{}/positions/{}", crate::platform::BASE, row.id);
        Answer::created(&PositionView::of(&row), address, etag::of_version(1))
    })
    .await
}

pub(super) async fn update_position(ctx: &Ctx, id: PositionId, patch: UpdatePosition) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = positions::lock_position(tx.conn(), ctx.scope(), id.uuid()).await?;
        let holder = persons::lock_person(tx.conn(), ctx.scope(), row.person_id).await?;
        let standing = Standing::of(&ctx, tx.conn(), &holder).await?;
        if standing.target(&ctx, Action::ReadPeople).is_none() {
            standing.permit(&ctx, Action::EditPeople)?;
        }
        let target = unit_target(tx.conn(), ctx.scope(), row.unit_id).await?;
        let permit = ctx.permit(Action::EditPeople, &target)?;
        expected.check(row.version)?;
        let before = CreatePosition::of(&row);
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        if fields.unit_id != row.unit_id {
            permit_in(&ctx, tx.conn(), &holder, fields.unit_id).await?;
        }
        let faults = faults_of(&ctx, tx.conn(), &holder, Some(&row), &fields, "").await?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let changed = position::Model {
            version: row.version + 1,
            created_at: row.created_at,
            ..row_of(row.organiser_id, row.id, row.person_id, fields, tx.now())
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        positions::touch_persons(tx.conn(), &permit, &[row.person_id], tx.now()).await?;
        let after = to_value(CreatePosition::of(&changed))?;
        let changes = ledger::difference(&to_value(&before)?, &after, events::PERSONAL);
        tx.record(
            events::POSITION_UPDATED,
            Subject::new("position", row.id),
            changes,
        )
        .await?;
        Answer::ok(&PositionView::of(&changed), etag::of_version(changed.version))
    })
    .await
}

pub(super) async fn read_position(ctx: &Ctx, id: PositionId) -> Result<Answer> {
    ctx.kept(Action::ReadPeople, |ctx, read| async move {
        let row = positions::position(read.conn(), ctx.scope(), id.uuid()).await?;
        let holder = persons::person(read.conn(), ctx.scope(), row.person_id).await?;
        let (_, target) = Standing::of(&ctx, read.conn(), &holder)
            .await?
            .permit(&ctx, Action::ReadPeople)?;
        Ok((
            target,
            Answer::ok(&PositionView::of(&row), etag::of_version(row.version))?,
        ))
    })
    .await
}

pub(super) async fn list_person_positions(ctx: &Ctx, holder: PersonId) -> Result<Answer> {
    ctx.kept(Action::ReadPeople, |ctx, read| async move {
        let holder = persons::person(read.conn(), ctx.scope(), holder.uuid()).await?;
        let (_, target) = Standing::of(&ctx, read.conn(), &holder)
            .await?
            .permit(&ctx, Action::ReadPeople)?;
        let found = positions::positions_of_person(read.conn(), ctx.scope(), holder.id).await?;
        let items = found.iter().map(PositionView::of).collect();
        let page = PageView {
            limit: 100,
            page: Some(1),
            next_cursor: None,
        };
        Ok((target, Answer::list(page, |page| PositionList { items, page })?))
    })
    .await
}

pub(super) async fn list_unit_positions(ctx: &Ctx, unit: UnitId, filter: PositionFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadPeople, |ctx, read| async move {
        let target: Target = unit_target(read.conn(), ctx.scope(), unit.uuid()).await?;
        ctx.permit(Action::ReadPeople, &target)?;
        let mut found =
            positions::positions_of_unit(read.conn(), ctx.scope(), unit.uuid(), &filter, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found.iter().map(PositionView::of).collect();
        Ok((target, Answer::list(page, |page| PositionList { items, page })?))
    })
    .await
}
