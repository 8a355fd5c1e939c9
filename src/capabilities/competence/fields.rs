//! Use cases of fields: the built-in ones are read, an organiser's own are added, changed and closed.

use super::dto::{CompetenceFieldList, CompetenceFieldView, CreateCompetenceField, UpdateCompetenceField};
use super::{catalogue, events, queries};
use crate::access::{Action, Ctx, Target};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use kernel::CompetenceFieldId;
use serde_json::{json, to_value};
use tables::competence_field;

/// At most so many of an organiser's own, so that the list stays one answer.
const MOST: usize = 100;

pub(super) async fn list_fields(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let items = catalogue::all(read.conn(), ctx.scope()).await?;
        Ok((
            Target::organiser(),
            Answer::plain(&CompetenceFieldList { items })?,
        ))
    })
    .await
}

pub(super) async fn read_field(ctx: &Ctx, id: CompetenceFieldId) -> Result<Answer> {
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let row = queries::field(read.conn(), ctx.scope(), id.uuid(), false).await?;
        let answer = Answer::ok(&CompetenceFieldView::of(&row)?, etag::of_version(row.version))?;
        Ok((Target::organiser(), answer))
    })
    .await
}

pub(super) async fn create_field(ctx: &Ctx, body: CreateCompetenceField) -> Result<Answer> {
    let permit = ctx.permit(Action::EditCompetenceFields, &Target::organiser())?;
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let known = catalogue::all(tx.conn(), ctx.scope()).await?;
        if known.iter().filter(|field| field.id.is_some()).count() >= MOST {
            let reason = format!("at most {MOST} fields of its own");
            return Err(AppError::new(Code::Conflict).with("reason", reason));
        }
        if known.iter().any(|field| field.fields.key == body.key) {
            return Err(AppError::fault("/key", FaultCode::NotUnique));
        }
        let row = competence_field::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            key: body.key.clone(),
            title: to_value(&body.title)?,
            description: to_value(&body.description)?,
            levels: to_value(&body.levels)?,
            closed_on: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("competence_field", row.id);
        tx.record(events::FIELD_CREATED, subject, to_value(&body)?)
            .await?;
        let location = format!("{}/competence-fields/{}", crate::platform::BASE, row.id);
        Answer::created(&CompetenceFieldView::of(&row)?, location, etag::of_version(1))
    })
    .await
}

/// What a closed field takes no more.
fn closed(row: &competence_field::Model) -> AppError {
    AppError::new(Code::WrongState)
        .with("state", "closed")
        .with("needed", "open")
        .about(Subject::new("competence_field", row.id))
}

pub(super) async fn update_field(
    ctx: &Ctx,
    id: CompetenceFieldId,
    patch: UpdateCompetenceField,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::field(tx.conn(), ctx.scope(), id.uuid(), true).await?;
        let target = Target::organiser().about("competence_field", id);
        let permit = ctx.permit(Action::EditCompetenceFields, &target)?;
        expected.check(row.version)?;
        if row.closed_on.is_some() {
            return Err(closed(&row));
        }
        let before = CompetenceFieldView::of(&row)?.fields;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        if fields.key != before.key {
            let rule = "key_is_kept";
            return Err(AppError::invalid(vec![Fault::new(
                "/key",
                FaultCode::Rule { rule },
            )]));
        }
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        let row = competence_field::Model {
            title: to_value(&fields.title)?,
            description: to_value(&fields.description)?,
            levels: to_value(&fields.levels)?,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("competence_field", id);
        tx.record(events::FIELD_UPDATED, subject, changes).await?;
        Answer::ok(&CompetenceFieldView::of(&row)?, etag::of_version(row.version))
    })
    .await
}

pub(super) async fn close_field(ctx: &Ctx, id: CompetenceFieldId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::field(tx.conn(), ctx.scope(), id.uuid(), true).await?;
        let target = Target::organiser().about("competence_field", id);
        let permit = ctx.permit(Action::EditCompetenceFields, &target)?;
        expected.check(row.version)?;
        if row.closed_on.is_some() {
            return Err(closed(&row));
        }
        let row = competence_field::Model {
            closed_on: Some(ctx.today()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("competence_field", id);
        tx.record(events::FIELD_CLOSED, subject, json!({"closedOn": row.closed_on}))
            .await?;
        Answer::ok(&CompetenceFieldView::of(&row)?, etag::of_version(row.version))
    })
    .await
}
