//! When somebody is away: percent of their time, and never why.

use super::dto::{AbsenceList, AbsenceView, CreateAbsence, UpdateAbsence};
use super::{events, queries, rules};
use crate::access::{Action, Ctx};
use crate::capabilities::people;
use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use chrono::Days;
use kernel::{AbsenceId, PersonId};
use serde_json::to_value;
use tables::absence;

/// Absences of one person in one answer.
const MOST: usize = 500;

pub(super) async fn list_absences(ctx: &Ctx, person: PersonId) -> Result<Answer> {
    ctx.kept(Action::ReadCapacity, |ctx, read| async move {
        let (_, target) =
            people::service::permit_person(&ctx, read.conn(), person.uuid(), Action::ReadCapacity).await?;
        let since = ctx
            .today()
            .checked_sub_days(Days::new(365))
            .unwrap_or(ctx.today());
        let rows = queries::absences(read.conn(), ctx.scope(), &[person.uuid()], since).await?;
        let items = rows.iter().take(MOST).map(AbsenceView::of).collect();
        Ok((target, Answer::plain(&AbsenceList { items })?))
    })
    .await
}

pub(super) async fn read_absence(ctx: &Ctx, id: AbsenceId) -> Result<Answer> {
    ctx.kept(Action::ReadCapacity, |ctx, read| async move {
        let row = queries::absence(read.conn(), ctx.scope(), id.uuid()).await?;
        let (_, target) =
            people::service::permit_person(&ctx, read.conn(), row.person_id, Action::ReadCapacity).await?;
        Ok((
            target,
            Answer::ok(&AbsenceView::of(&row), etag::of_version(row.version))?,
        ))
    })
    .await
}

pub(super) async fn create_absence(ctx: &Ctx, person: PersonId, body: CreateAbsence) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let (permit, _) =
            people::service::permit_person(&ctx, tx.conn(), person.uuid(), Action::EditCapacity).await?;
        check(&body)?;
        let since = ctx
            .today()
            .checked_sub_days(Days::new(365))
            .unwrap_or(ctx.today());
        let known = queries::absences(tx.conn(), ctx.scope(), &[person.uuid()], since).await?;
        if known.len() >= MOST {
            let reason = format!("at most {MOST} absences of one person");
            let error = AppError::new(Code::Conflict).with("reason", reason);
            return Err(error.about(Subject::new("person", person)));
        }
        let row = absence::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            person_id: person.uuid(),
            from_date: body.from,
            to_date: body.to,
            percent: body.percent,
            external_id: body.external_id.clone(),
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        tx.record(
            events::ABSENCE_CREATED,
            Subject::new("absence", row.id),
            to_value(&body)?,
        )
        .await?;
        let location = format!("{}/absences/{}", crate::platform::BASE, row.id);
        Answer::created(&AbsenceView::of(&row), location, etag::of_version(1))
    })
    .await
}

fn check(fields: &CreateAbsence) -> Result<()> {
    let faults = rules::faults_of_absence(fields);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

pub(super) async fn update_absence(ctx: &Ctx, id: AbsenceId, patch: UpdateAbsence) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_absence(tx.conn(), ctx.scope(), id.uuid()).await?;
        let (permit, _) =
            people::service::permit_person(&ctx, tx.conn(), row.person_id, Action::EditCapacity).await?;
        expected.check(row.version)?;
        let before = AbsenceView::of(&row).fields;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        check(&fields)?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        let row = absence::Model {
            from_date: fields.from,
            to_date: fields.to,
            percent: fields.percent,
            external_id: fields.external_id,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(events::ABSENCE_UPDATED, Subject::new("absence", id), changes)
            .await?;
        Answer::ok(&AbsenceView::of(&row), etag::of_version(row.version))
    })
    .await
}

pub(super) async fn delete_absence(ctx: &Ctx, id: AbsenceId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_absence(tx.conn(), ctx.scope(), id.uuid()).await?;
        let (permit, _) =
            people::service::permit_person(&ctx, tx.conn(), row.person_id, Action::EditCapacity).await?;
        expected.check(row.version)?;
        queries::delete_absence(tx.conn(), &permit, row.id).await?;
        let gone = to_value(AbsenceView::of(&row).fields)?;
        tx.record(events::ABSENCE_DELETED, Subject::new("absence", id), gone)
            .await?;
        Ok(Answer::done())
    })
    .await
}
