//! Many records at once, from the HR system: judged row by row, stored all or not at all.
//!
//! A key needs the scope `people_write`, not `measures_write`: a row names a person by employee number, and only a
//! system that may write persons knows those; a meter or a report has no business with what one person can.

use super::dto::{
    CompetenceRow, CompetenceRowFault, CompetenceRowReport, CompetenceRowsReport, CompetenceSource,
    CreateCompetenceRecord, ImportedSource, PutCompetenceRecords, RowOutcome,
};
use super::records::{self, says_the_same};
use super::{events, queries};
use crate::access::{Action, Ctx, Target};
use crate::capabilities::people;
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use tables::competence_record;
use uuid::Uuid;

/// A row, judged.
enum Judged {
    Refused(Vec<Fault>),
    /// Known already.
    Same,
    New {
        person: Uuid,
        body: CreateCompetenceRecord,
        /// In whose place it comes.
        before: Option<Box<competence_record::Model>>,
    },
}

fn source_of(source: ImportedSource) -> CompetenceSource {
    match source {
        ImportedSource::HrImport => CompetenceSource::HrImport,
        ImportedSource::Course => CompetenceSource::Course,
    }
}

type Key = (Uuid, String, String, NaiveDate);

/// Judges every row against what stands. A fixed number of queries.
async fn judge<C: ConnectionTrait>(ctx: &Ctx, db: &C, items: &[CompetenceRow]) -> Result<Vec<Judged>> {
    let persons = people::service::persons_by_number(db, ctx.scope()).await?;
    let named: HashSet<Uuid> = items
        .iter()
        .filter_map(|row| persons.get(&row.employee_number).copied())
        .collect();
    let named: Vec<Uuid> = named.into_iter().collect();
    let gone: HashSet<Uuid> = people::service::persons_missing(db, ctx.scope(), &named, ctx.today())
        .await?
        .into_iter()
        .collect();
    let fields = records::open_fields(db, ctx).await?;
    let mut held: HashMap<Key, competence_record::Model> = HashMap::new();
    for row in queries::standing_records(db, ctx.scope(), &named).await? {
        let key = (
            row.person_id,
            row.field.clone(),
            row.source.clone(),
            row.assessed_on,
        );
        held.insert(key, row);
    }
    let mut seen: HashSet<Key> = HashSet::new();
    let mut judged = Vec::with_capacity(items.len());
    for (index, row) in items.iter().enumerate() {
        let at = format!("/items/{index}");
        let mut faults = records::faults_of_dates(&at, row.assessed_on, row.valid_until, ctx.today());
        if !fields.contains(&row.field) {
            let what = "competence field".to_owned();
            faults.push(Fault::new(format!("{at}/field"), FaultCode::NoSuch { what }));
        }
        let number = format!("{at}/employeeNumber");
        let person = persons
            .get(&row.employee_number)
            .filter(|person| !gone.contains(*person));
        let Some(person) = person.copied() else {
            let what = "person".to_owned();
            faults.push(Fault::new(number, FaultCode::NoSuch { what }));
            judged.push(Judged::Refused(faults));
            continue;
        };
        if ctx.actor.person == Some(person) {
            let rule = "not_about_oneself";
            faults.push(Fault::new(number, FaultCode::Rule { rule }));
        }
        let source = source_of(row.source);
        let key = (person, row.field.clone(), source.to_string(), row.assessed_on);
        if !seen.insert(key.clone()) {
            faults.push(Fault::new(at, FaultCode::NotUnique));
        }
        let before = held.get(&key);
        let same = |before: &competence_record::Model| {
            says_the_same(before, row.level, row.valid_until, row.note.as_deref())
        };
        judged.push(if !faults.is_empty() {
            Judged::Refused(faults)
        } else if before.is_some_and(same) {
            Judged::Same
        } else {
            Judged::New {
                person,
                body: CreateCompetenceRecord {
                    field: row.field.clone(),
                    level: row.level,
                    source,
                    assessed_on: row.assessed_on,
                    valid_until: row.valid_until,
                    note: row.note.clone(),
                    reason: None,
                },
                before: before.cloned().map(Box::new),
            }
        });
    }
    Ok(judged)
}

/// What becomes of each row, in the reader's language.
fn report(ctx: &Ctx, judged: &[Judged]) -> CompetenceRowsReport {
    let mut report = CompetenceRowsReport::default();
    for (index, one) in judged.iter().enumerate() {
        let (outcome, count) = match one {
            Judged::Refused(_) => (RowOutcome::Refused, &mut report.refused),
            Judged::Same => (RowOutcome::Unchanged, &mut report.unchanged),
            Judged::New { before: Some(_), .. } => (RowOutcome::Corrected, &mut report.corrected),
            Judged::New { before: None, .. } => (RowOutcome::Created, &mut report.created),
        };
        *count += 1;
        let faults: &[Fault] = match one {
            Judged::Refused(faults) => faults,
            _ => &[],
        };
        let of = |fault: &Fault| CompetenceRowFault {
            pointer: fault.pointer.clone(),
            code: fault.code.word().to_owned(),
            message: fault.code.explain(ctx.language),
        };
        report.rows.push(CompetenceRowReport {
            index: i32::try_from(index).unwrap_or(i32::MAX),
            outcome,
            faults: faults.iter().map(of).collect(),
        });
    }
    report
}

/// What would become of many records; nothing is stored.
pub(super) async fn check_records(ctx: &Ctx, body: PutCompetenceRecords) -> Result<Answer> {
    ctx.permit(Action::ImportCompetence, &Target::organiser())?;
    let read = ctx.read().await?;
    let judged = judge(ctx, read.conn(), &body.items).await?;
    Answer::plain(&report(ctx, &judged))
}

/// Stores many records: every row, or none where one is refused.
pub(super) async fn put_records(ctx: &Ctx, body: PutCompetenceRecords) -> Result<Answer> {
    let permit = ctx.permit(Action::ImportCompetence, &Target::organiser())?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        tx.hold_still().await?;
        let judged = judge(&ctx, tx.conn(), &body.items).await?;
        let report = report(&ctx, &judged);
        let (mut faults, mut gone, mut new) = (Vec::new(), Vec::new(), Vec::new());
        for one in judged {
            match one {
                Judged::Refused(found) => faults.extend(found),
                Judged::Same => {}
                Judged::New { person, body, before } => {
                    gone.extend(before.as_ref().map(|row| row.id));
                    new.push(records::row_of(&ctx, tx.now(), person, body, before.as_deref()));
                }
            }
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        queries::supersede(tx.conn(), &permit, &gone, tx.now()).await?;
        queries::insert_records(tx.conn(), &permit, new).await?;
        let changes = json!({
            "created": report.created, "corrected": report.corrected, "unchanged": report.unchanged,
        });
        let subject = Subject::new("organiser", ctx.scope().organiser());
        tx.record(events::RECORDS_PUT, subject, changes).await?;
        Answer::plain(&report)
    })
    .await
}
