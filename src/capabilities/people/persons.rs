//! Use cases of persons.

use super::dto::{
    CreatePerson, PersonDetailView, PersonFields, PersonFilter, PersonList, PersonStatus, PersonView,
    PositionView, UpdatePerson,
};
use super::queries::{persons, positions};
use super::reach::Standing;
use super::{events, positions as desk};
use crate::access::{Action, Ctx, Target};
use crate::capabilities::organisation::service::unit_path;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::rows;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::PersonId;
use kernel::national_id::holds_national_id;
use serde_json::{json, to_value};
use tables::person;
use uuid::Uuid;

/// The validator of a person: the version, and the status, which the calendar may change.
pub(super) fn validator(row: &person::Model, day: NaiveDate) -> String {
    format!("\"{}-{}\"", row.version, PersonStatus::on(row, day))
}

/// A row with these fields; what is not a field is that of a new person.
pub(super) fn row_of(organiser: Uuid, id: Uuid, fields: PersonFields, now: DateTime<Utc>) -> person::Model {
    person::Model {
        organiser_id: organiser,
        id,
        given_key: kernel::fold_key(&fields.given_name),
        family_key: kernel::fold_key(&fields.family_name),
        given_name: fields.given_name,
        family_name: fields.family_name,
        email: fields.email,
        employee_number: fields.employee_number,
        external: fields.external,
        language: fields.language.map(|language| language.to_string()),
        left_on: None,
        erased_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// A national id is never kept, in whatever field it comes.
pub(super) fn faults_of_person(fields: &PersonFields) -> Vec<Fault> {
    let texts = [
        ("/givenName", Some(&fields.given_name)),
        ("/familyName", Some(&fields.family_name)),
        ("/email", fields.email.as_ref()),
        ("/employeeNumber", fields.employee_number.as_ref()),
    ];
    let held = texts
        .into_iter()
        .filter(|(_, text)| text.is_some_and(|text| holds_national_id(text)));
    held.map(|(pointer, _)| Fault::new(pointer, FaultCode::Rule { rule: "national_id" }))
        .collect()
}

pub(super) async fn list_persons(ctx: &Ctx, filter: PersonFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    // A list has no target of its own: what the reader may not see is not in it.
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let within = match filter.unit_id {
            Some(id) => {
                let path = unit_path(read.conn(), ctx.scope(), id).await?;
                let missing = || {
                    AppError::fault(
                        "/query/unitId",
                        FaultCode::NoSuch {
                            what: "unit".to_owned(),
                        },
                    )
                };
                Some(path.ok_or_else(missing)?)
            }
            None => None,
        };
        let sight = ctx.sight(Action::ReadPeople);
        let mut found = persons::persons(
            read.conn(),
            ctx.scope(),
            &sight,
            within,
            &filter,
            ctx.today(),
            &place,
        )
        .await?;
        let page = place.finish(&mut found, |row| {
            vec![row.family_key.clone(), row.given_key.clone(), row.id.to_string()]
        });
        let items = found
            .iter()
            .map(|row| PersonView::of(row, ctx.today()))
            .collect::<Result<_>>()?;
        Ok((
            Target::organiser(),
            Answer::list(page, |page| PersonList { items, page })?,
        ))
    })
    .await
}

pub(super) async fn read_person(ctx: &Ctx, id: PersonId) -> Result<Answer> {
    ctx.kept(Action::ReadPeople, |ctx, read| async move {
        let row = persons::person(read.conn(), ctx.scope(), id.uuid()).await?;
        let (_, target) = Standing::of(&ctx, read.conn(), &row)
            .await?
            .permit(&ctx, Action::ReadPeople)?;
        let positions = positions::positions_of_person(read.conn(), ctx.scope(), row.id).await?;
        let view = PersonDetailView {
            person: PersonView::of(&row, ctx.today())?,
            positions: positions.iter().map(PositionView::of).collect(),
        };
        Ok((target, Answer::ok(&view, validator(&row, ctx.today()))?))
    })
    .await
}

pub(super) async fn create_person(ctx: &Ctx, body: CreatePerson) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let id = ctx.new_id();
        let row = row_of(ctx.scope().organiser(), id, body.fields.clone(), tx.now());
        let mut faults = faults_of_person(&body.fields);
        let place = match &body.position {
            Some(position) => unit_path(tx.conn(), ctx.scope(), position.unit_id).await?,
            None => None,
        };
        let permit = ctx.permit(
            Action::EditPeople,
            &place.map_or_else(Target::organiser, Target::unit),
        )?;
        if let Some(position) = &body.position {
            faults.extend(desk::faults_of(&ctx, tx.conn(), &row, None, position, "/position").await?);
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let mut changes = json!({});
        if let Some(position) = body.position {
            let position = desk::row_of(ctx.scope().organiser(), ctx.new_id(), id, position, tx.now());
            changes = json!({"positionId": position.id, "unitId": position.unit_id});
            rows::insert(tx.conn(), &permit, position).await?;
        }
        let view = PersonView::of(&row, ctx.today())?;
        tx.record(events::PERSON_CREATED, Subject::new("person", id), changes)
            .await?;
        Answer::created(
            &view,
            format!("{}/persons/{id}", crate::platform::BASE),
            validator(&row, ctx.today()),
        )
    })
    .await
}

pub(super) async fn update_person(ctx: &Ctx, id: PersonId, patch: UpdatePerson) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = persons::lock_person(tx.conn(), ctx.scope(), id.uuid()).await?;
        let (permit, _) = Standing::of(&ctx, tx.conn(), &row)
            .await?
            .permit(&ctx, Action::EditPeople)?;
        expected.check(row.version)?;
        if row.erased_at.is_some() {
            return Err(AppError::new(Code::Immutable).about(Subject::new("person", row.id)));
        }
        let before = PersonView::of(&row, ctx.today())?;
        let fields = patch.apply(&ctx.state.schemas, &before.fields)?;
        let faults = faults_of_person(&fields);
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let changed = person::Model {
            left_on: row.left_on,
            version: row.version + 1,
            created_at: row.created_at,
            ..row_of(row.organiser_id, row.id, fields, tx.now())
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        let view = PersonView::of(&changed, ctx.today())?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&view)?, events::PERSONAL);
        tx.record(events::PERSON_UPDATED, Subject::new("person", row.id), changes)
            .await?;
        Answer::ok(&view, validator(&changed, ctx.today()))
    })
    .await
}
