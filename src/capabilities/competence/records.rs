//! Records of what people can: made in person, corrected by a later one, withdrawn with a reason, never rewritten.

use super::dto::{
    CompetenceRecordFilter, CompetenceRecordList, CompetenceRecordView, CompetenceSource,
    CreateCompetenceRecord, WithdrawCompetenceRecord,
};
use super::rules::{self, Held};
use super::sight::permit_about;
use super::{catalogue, events, queries};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::people;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::paging::Place;
use crate::platform::rows;
use chrono::NaiveDate;
use kernel::{CompetenceRecordId, PersonId};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use tables::competence_record;
use uuid::Uuid;

/// The records of a person that count on a day, one for each field.
async fn counting<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    person: Uuid,
    day: NaiveDate,
) -> Result<HashSet<Uuid>> {
    let mut by_field: HashMap<String, Vec<Held>> = HashMap::new();
    for row in queries::standing_records(db, scope, &[person]).await? {
        let held = Held::of(&row)?;
        by_field.entry(row.field).or_default().push(held);
    }
    Ok(by_field
        .values()
        .filter_map(|records| rules::counting(records, day))
        .map(|held| held.id)
        .collect())
}

pub(super) async fn list_records(
    ctx: &Ctx,
    person: PersonId,
    filter: CompetenceRecordFilter,
) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadCompetenceRecords, |ctx, read| async move {
        let db = read.conn();
        let (_, target) = permit_about(&ctx, db, person.uuid(), Action::ReadCompetenceRecords).await?;
        let counting = counting(db, ctx.scope(), person.uuid(), ctx.today()).await?;
        let mut found = queries::records(db, ctx.scope(), person.uuid(), &filter, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found
            .iter()
            .map(|row| CompetenceRecordView::of(row, counting.contains(&row.id)))
            .collect::<Result<_>>()?;
        Ok((
            target,
            Answer::list(page, |page| CompetenceRecordList { items, page })?,
        ))
    })
    .await
}

pub(super) async fn read_record(ctx: &Ctx, id: CompetenceRecordId) -> Result<Answer> {
    ctx.kept(Action::ReadCompetenceRecords, |ctx, read| async move {
        let row = queries::record(read.conn(), ctx.scope(), id.uuid(), false).await?;
        let target = shown(&ctx, read.conn(), row.person_id).await?;
        let counting = counting(read.conn(), ctx.scope(), row.person_id, ctx.today()).await?;
        let view = CompetenceRecordView::of(&row, counting.contains(&row.id))?;
        let answer = Answer::ok(&view, validator(&view))?;
        Ok((target.about("competence_record", id), answer))
    })
    .await
}

/// The validator of a record: the version, and whether it counts, which the day and other records may change.
fn validator(view: &CompetenceRecordView) -> String {
    let standing = if view.counts { "counts" } else { "rests" };
    format!("\"{}-{standing}\"", view.version)
}

/// The target through which a record of a person is shown; 404 where it is not: that somebody was assessed is personal.
async fn shown<C: ConnectionTrait>(ctx: &Ctx, db: &C, person: Uuid) -> Result<Target> {
    match permit_about(ctx, db, person, Action::ReadCompetenceRecords).await {
        Ok((_, target)) => Ok(target),
        Err(error) if error.code == Code::Forbidden => Err(AppError::not_found()),
        Err(error) => Err(error),
    }
}

/// What is wrong with what is said of somebody, beside who says it.
pub(super) fn faults_of_dates(
    at: &str,
    assessed_on: NaiveDate,
    valid_until: Option<NaiveDate>,
    today: NaiveDate,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if assessed_on > today {
        let rule = "in_the_future";
        faults.push(Fault::new(format!("{at}/assessedOn"), FaultCode::Rule { rule }));
    }
    if valid_until.is_some_and(|until| until < assessed_on) {
        let other = "assessedOn".to_owned();
        faults.push(Fault::new(
            format!("{at}/validUntil"),
            FaultCode::Contradicts { other },
        ));
    }
    faults
}

/// The fields in which something may be recorded today.
pub(super) async fn open_fields<C: ConnectionTrait>(db: &C, ctx: &Ctx) -> Result<HashSet<String>> {
    let fields = catalogue::all(db, ctx.scope()).await?;
    let open = fields.into_iter().filter(|field| field.closed_on.is_none());
    Ok(open.map(|field| field.fields.key).collect())
}

async fn check<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    person: Uuid,
    body: &CreateCompetenceRecord,
) -> Result<()> {
    let mut faults = Vec::new();
    if !open_fields(db, ctx).await?.contains(&body.field) {
        let what = "competence field".to_owned();
        faults.push(Fault::new("/field", FaultCode::NoSuch { what }));
    }
    if let Some(rule) = rules::unsaid(body.source, ctx.actor.person == Some(person)) {
        faults.push(Fault::new("/source", FaultCode::Rule { rule }));
    }
    faults.extend(faults_of_dates(
        "",
        body.assessed_on,
        body.valid_until,
        ctx.today(),
    ));
    if !people::service::persons_missing(db, ctx.scope(), &[person], ctx.today())
        .await?
        .is_empty()
    {
        let rule = "has_left";
        faults.push(Fault::new("/path/personId", FaultCode::Rule { rule }));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

pub(super) fn says_the_same(
    row: &competence_record::Model,
    level: i32,
    valid_until: Option<NaiveDate>,
    note: Option<&str>,
) -> bool {
    row.level == level && row.valid_until == valid_until && row.note.as_deref() == note
}

/// A record in the place of `before`, where there is one.
pub(super) fn row_of(
    ctx: &Ctx,
    now: chrono::DateTime<chrono::Utc>,
    person: Uuid,
    body: CreateCompetenceRecord,
    before: Option<&competence_record::Model>,
) -> competence_record::Model {
    competence_record::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        person_id: person,
        field: body.field,
        level: body.level,
        source: body.source.to_string(),
        assessed_on: body.assessed_on,
        valid_until: body.valid_until,
        note: body.note,
        reason: body.reason,
        revision: before.map_or(0, |row| row.revision) + 1,
        recorded_by: ctx.actor.person.unwrap_or(ctx.actor.id),
        superseded_at: None,
        withdrawn_at: None,
        withdrawal_reason: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

pub(super) async fn create_record(
    ctx: &Ctx,
    person: PersonId,
    body: CreateCompetenceRecord,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let (permit, _) = permit_about(&ctx, tx.conn(), person.uuid(), Action::RecordCompetence).await?;
        check(tx.conn(), &ctx, person.uuid(), &body).await?;
        // Of a field, source and day only one record stands.
        tx.hold_still().await?;
        let key = (
            person.uuid(),
            body.field.as_str(),
            body.source.as_str(),
            body.assessed_on,
        );
        let before = queries::standing_record(tx.conn(), ctx.scope(), key).await?;
        let subject = Subject::new("person", person);
        if let Some(row) = &before {
            if says_the_same(row, body.level, body.valid_until, body.note.as_deref()) {
                return Err(AppError::new(Code::Duplicate).about(subject));
            }
            queries::supersede(tx.conn(), &permit, &[row.id], tx.now()).await?;
        }
        let row = row_of(&ctx, tx.now(), person.uuid(), body, before.as_ref());
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        // The level is personal: the chain says that something was recorded, and what it takes the place of.
        let changes = json!({
            "personId": person, "field": row.field, "source": row.source, "assessedOn": row.assessed_on,
            "revision": row.revision, "supersedes": before.map(|row| row.id),
        });
        let subject = Subject::new("competence_record", row.id);
        tx.record(events::RECORDED, subject, changes).await?;
        let counting = counting(tx.conn(), ctx.scope(), row.person_id, ctx.today()).await?;
        let location = format!("{}/competence-records/{}", crate::platform::BASE, row.id);
        let view = CompetenceRecordView::of(&row, counting.contains(&row.id))?;
        let validator = validator(&view);
        Answer::created(&view, location, validator)
    })
    .await
}

pub(super) async fn withdraw_record(
    ctx: &Ctx,
    id: CompetenceRecordId,
    body: WithdrawCompetenceRecord,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::record(tx.conn(), ctx.scope(), id.uuid(), true).await?;
        // Who does not see a record cannot know of it.
        shown(&ctx, tx.conn(), row.person_id).await?;
        let (permit, _) = permit_about(&ctx, tx.conn(), row.person_id, Action::RecordCompetence).await?;
        expected.check(row.version)?;
        let subject = Subject::new("competence_record", id);
        if row.superseded_at.is_some() || row.withdrawn_at.is_some() {
            return Err(AppError::new(Code::WrongState)
                .with("state", "superseded, withdrawn")
                .with("needed", "standing")
                .about(subject));
        }
        // Nobody takes back what only others may say; what came from HR is taken back by others as well.
        let source = CompetenceSource::from_row(&row.source)?;
        let about_oneself = ctx.actor.person == Some(row.person_id);
        if (source == CompetenceSource::SelfAssessed) != about_oneself {
            let error = AppError::new(Code::Forbidden).with("action", Action::RecordCompetence.as_str());
            return Err(error.about(subject));
        }
        let row = competence_record::Model {
            withdrawn_at: Some(tx.now()),
            withdrawal_reason: Some(body.reason),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({"personId": row.person_id, "field": row.field, "source": row.source});
        tx.record(events::WITHDRAWN, subject, changes).await?;
        let view = CompetenceRecordView::of(&row, false)?;
        let validator = validator(&view);
        Answer::ok(&view, validator)
    })
    .await
}
