//! Procedures themselves: what they are about, whom they apply to, and what of them is published.

use super::catalogue::{self, Catalogue, Entry, target_of};
use super::dto::{
    CreateProcedure, ProcedureFilter, ProcedureList, ProcedureView, UpdateProcedure, WithdrawProcedure,
};
use super::rules::{self, Applies};
use super::states::{fields_of, procedure_view};
use super::{categories, events, queries, revisions};
use crate::access::{Action, Ctx, Target};
use crate::capabilities::{organisation, people};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::language::Language;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::{PageView, Place, Start};
use crate::platform::patch::Patch;
use crate::platform::{BASE, rows};
use chrono::NaiveDate;
use kernel::ProcedureId;
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use tables::{procedure, procedure_revision};
use uuid::Uuid;

/// At most so many, since all of them are looked through for a list or a fact.
const MOST: u64 = 5000;

/// The part of a list, already in the order of its ids, that a page shows.
pub(super) fn page_of<T>(place: &Place, mut items: Vec<T>, id: impl Fn(&T) -> Uuid) -> (Vec<T>, PageView) {
    match &place.start {
        Start::After(key) => {
            let last = key.last().and_then(|id| Uuid::try_parse(id).ok());
            items.retain(|item| last.is_none_or(|last| id(item) > last));
        }
        Start::Page(_) => {
            let before = usize::try_from(place.offset()).unwrap_or(usize::MAX);
            items.drain(..before.min(items.len()));
        }
    }
    items.truncate(usize::try_from(place.rows()).unwrap_or(usize::MAX));
    let page = place.finish(&mut items, |item| vec![id(item).to_string()]);
    (items, page)
}

/// The validator of what a reader sees: another day, revision or language is another representation. It begins with the
/// version, which a change is based on.
pub(super) fn etag_of(entry: &Entry, language: Language, today: NaiveDate) -> String {
    let number = entry.current(today).map_or(0, |row| row.number);
    let overdue = entry.row.review_on.is_some_and(|on| on < today);
    let mark = if overdue { "-overdue" } else { "" };
    format!("\"{}-{}-{number}{mark}\"", entry.row.version, language.tag())
}

pub(super) async fn list_procedures(ctx: &Ctx, filter: ProcedureFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadProcedures, |ctx, read| async move {
        let (scope, today) = (ctx.scope(), ctx.today());
        let Catalogue { mut entries, tree } = Catalogue::load(read.conn(), scope, today).await?;
        // A unit that does not exist, or is closed, is one that nothing applies to.
        let unit = filter.unit_id.map(|unit| tree.place(unit));
        entries.retain(|entry| {
            let row = &entry.row;
            let areas = &entry.applies.areas;
            filter
                .category
                .as_ref()
                .is_none_or(|key| *key == row.category_key)
                && filter.status.is_none_or(|status| status == entry.status(today))
                && filter.owner_id.is_none_or(|owner| row.owner_id == Some(owner))
                && filter
                    .review_by
                    .is_none_or(|day| row.review_on.is_some_and(|on| on <= day))
                && filter
                    .service_area_id
                    .is_none_or(|area| areas.is_empty() || areas.contains(&area))
                && unit.is_none_or(|unit| unit.is_some_and(|unit| entry.applies.covers(unit)))
        });
        let (entries, page) = page_of(&place, entries, |entry| entry.row.id);
        let shown: Vec<Uuid> = entries
            .iter()
            .filter_map(|entry| entry.current(today).map(|row| row.id))
            .collect();
        let texts = queries::texts_of(read.conn(), scope, &shown).await?;
        let items = entries
            .iter()
            .map(|entry| procedure_view(entry, &texts, ctx.language, today, false))
            .collect::<Result<_>>()?;
        let answer = Answer::list(page, |page| ProcedureList { items, page })?;
        Ok((Target::organiser(), answer))
    })
    .await
}

/// A procedure with the text that is published.
pub(super) async fn shown<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    id: Uuid,
) -> Result<(Entry, ProcedureView, String)> {
    let entry = catalogue::entry(db, ctx.scope(), id).await?;
    view_of(ctx, db, entry).await
}

async fn view_of<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    entry: Entry,
) -> Result<(Entry, ProcedureView, String)> {
    let today = ctx.today();
    let current: Vec<Uuid> = entry.current(today).map(|row| row.id).into_iter().collect();
    let texts = queries::texts_of(db, ctx.scope(), &current).await?;
    let view = procedure_view(&entry, &texts, ctx.language, today, true)?;
    let tag = etag_of(&entry, ctx.language, today);
    Ok((entry, view, tag))
}

pub(super) async fn read_procedure(ctx: &Ctx, id: ProcedureId) -> Result<Answer> {
    ctx.kept(Action::ReadProcedures, |ctx, read| async move {
        let (_, view, tag) = shown(&ctx, read.conn(), id.uuid()).await?;
        Ok((Target::organiser(), Answer::ok(&view, tag)?))
    })
    .await
}

/// What only the database can tell about a procedure's fields; answers whom it would apply to.
async fn check<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    fields: &CreateProcedure,
    before: Option<&CreateProcedure>,
    faults: &mut Vec<Fault>,
) -> Result<()> {
    let no_such = |pointer: String, what: &str| {
        let what = what.to_owned();
        Fault::new(pointer, FaultCode::NoSuch { what })
    };
    let known = organisation::service::unit_paths(db, ctx.scope(), &fields.unit_ids).await?;
    for (index, unit) in fields.unit_ids.iter().enumerate() {
        if !known.contains_key(unit) {
            faults.push(no_such(format!("/unitIds/{index}"), "unit"));
        }
    }
    let areas = organisation::service::service_areas(db, ctx.scope()).await?;
    for (index, area) in fields.service_area_ids.iter().enumerate() {
        if !areas.iter().any(|known| known.id == *area) {
            faults.push(no_such(format!("/serviceAreaIds/{index}"), "service area"));
        }
    }
    if before.is_none_or(|before| before.category != fields.category) {
        let all = categories::all(db, ctx.scope()).await?;
        if !all.iter().any(|one| one.key == fields.category && one.active) {
            faults.push(no_such("/category".to_owned(), "active category"));
        }
    }
    if let Some(owner) = fields.owner_id
        && before.is_none_or(|before| before.owner_id != fields.owner_id)
    {
        let missing = people::service::persons_missing(db, ctx.scope(), &[owner], ctx.today()).await?;
        if !missing.is_empty() {
            faults.push(no_such("/ownerId".to_owned(), "person"));
        }
    }
    Ok(())
}

/// Whom a procedure with these fields applies to; unknown units are left out.
async fn applies<C: ConnectionTrait>(ctx: &Ctx, db: &C, fields: &CreateProcedure) -> Result<Applies> {
    let mut paths = organisation::service::unit_paths(db, ctx.scope(), &fields.unit_ids).await?;
    Ok(Applies {
        paths: fields
            .unit_ids
            .iter()
            .filter_map(|unit| paths.remove(unit))
            .collect(),
        areas: fields.service_area_ids.clone(),
    })
}

pub(super) async fn create_procedure(ctx: &Ctx, body: CreateProcedure) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let applies = applies(&ctx, tx.conn(), &body).await?;
        let permit = ctx.permit(Action::EditProcedures, &target_of(&applies, body.owner_id))?;
        let mut faults = rules::faults_of_procedure(&body);
        check(&ctx, tx.conn(), &body, None, &mut faults).await?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        if queries::count_procedures(tx.conn(), ctx.scope()).await? >= MOST {
            return Err(AppError::new(Code::Conflict).with("reason", format!("at most {MOST} procedures")));
        }
        let row = procedure::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            key: body.key.clone(),
            title: body.title.clone(),
            category_key: body.category.clone(),
            owner_id: body.owner_id,
            review_on: body.review_on,
            withdrawn_at: None,
            withdrawal_reason: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        queries::put_places(tx.conn(), &permit, row.id, &body.unit_ids, &body.service_area_ids).await?;
        let subject = Subject::new("procedure", row.id);
        tx.record(events::PROCEDURE_CREATED, subject, to_value(&body)?)
            .await?;
        let location = format!("{BASE}/procedures/{}", row.id);
        let entry = catalogue::complete(tx.conn(), ctx.scope(), row).await?;
        let (_, view, tag) = view_of(&ctx, tx.conn(), entry).await?;
        Answer::created(&view, location, tag)
    })
    .await
}

pub(super) async fn update_procedure(ctx: &Ctx, id: ProcedureId, patch: UpdateProcedure) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_procedure(tx.conn(), ctx.scope(), id.uuid()).await?;
        let entry = catalogue::complete(tx.conn(), ctx.scope(), row.clone()).await?;
        ctx.permit(Action::EditProcedures, &entry.target())?;
        expected.check(row.version)?;
        refuse_withdrawn(&row)?;
        let before = fields_of(&entry);
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        // Who may write it where it applies may not thereby write where they otherwise may not.
        let wished = applies(&ctx, tx.conn(), &fields).await?;
        let target = target_of(&wished, fields.owner_id.or(before.owner_id)).about("procedure", row.id);
        let permit = ctx.permit(Action::EditProcedures, &target)?;
        if fields.category != before.category || wished.reaches_beyond(&entry.applies) {
            approve_places(&ctx, &entry, &target)?;
        }
        let mut faults = rules::faults_of_procedure(&fields);
        check(&ctx, tx.conn(), &fields, Some(&before), &mut faults).await?;
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        let row = procedure::Model {
            key: fields.key,
            title: fields.title,
            category_key: fields.category,
            owner_id: fields.owner_id,
            review_on: fields.review_on,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let (units, areas) = (fields.unit_ids, fields.service_area_ids);
        queries::put_places(tx.conn(), &permit, row.id, &units, &areas).await?;
        let subject = Subject::new("procedure", row.id);
        tx.record(events::PROCEDURE_UPDATED, subject, changes).await?;
        let entry = catalogue::complete(tx.conn(), ctx.scope(), row).await?;
        let (_, view, tag) = view_of(&ctx, tx.conn(), entry).await?;
        Answer::ok(&view, tag)
    })
    .await
}

/// To more units, or as another category, what is approved goes only by who may approve it there and did not write it.
fn approve_places(ctx: &Ctx, entry: &Entry, target: &Target) -> Result<()> {
    let today = ctx.today();
    let coming = |row: &&procedure_revision::Model| row.effective_from.is_some_and(|from| from > today);
    let holds = entry.current(today).into_iter();
    let approved: Vec<_> = holds.chain(entry.approved.iter().filter(coming)).collect();
    if approved.is_empty() {
        return Ok(());
    }
    ctx.permit(Action::ApproveProcedures, target)?;
    for row in approved {
        if revisions::wrote(ctx, row)? {
            return Err(AppError::new(Code::FourEyes).about(Subject::new("procedure", entry.row.id)));
        }
    }
    Ok(())
}

/// What was withdrawn is withdrawn for good.
pub(super) fn refuse_withdrawn(row: &procedure::Model) -> Result<()> {
    if row.withdrawn_at.is_none() {
        return Ok(());
    }
    let refused = AppError::new(Code::WrongState)
        .with("state", "withdrawn")
        .with("needed", "draft, published");
    Err(refused.about(Subject::new("procedure", row.id)))
}

pub(super) async fn withdraw_procedure(
    ctx: &Ctx,
    id: ProcedureId,
    body: WithdrawProcedure,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_procedure(tx.conn(), ctx.scope(), id.uuid()).await?;
        let entry = catalogue::complete(tx.conn(), ctx.scope(), row.clone()).await?;
        let permit = ctx.permit(Action::ApproveProcedures, &entry.target())?;
        expected.check(row.version)?;
        refuse_withdrawn(&row)?;
        let row = procedure::Model {
            withdrawn_at: Some(tx.now()),
            withdrawal_reason: Some(body.reason.clone()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("procedure", row.id);
        tx.record(
            events::PROCEDURE_WITHDRAWN,
            subject,
            json!({"reason": body.reason}),
        )
        .await?;
        let entry = Entry { row, ..entry };
        let (_, view, tag) = view_of(&ctx, tx.conn(), entry).await?;
        Answer::ok(&view, tag)
    })
    .await
}
