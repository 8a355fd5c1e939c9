//! The plan of a file of persons, told apart by employee number.

use super::plan::{Bounds, OUTSIDE, Plan, Reading, Seen, differing};
use super::sheet::Sheet;
use crate::access::Ctx;
use crate::capabilities::organisation::dto::LanguageCode;
use crate::capabilities::people::dto::{FieldName, ImportRowView, PersonFields};
use crate::capabilities::people::persons::{faults_of_person, row_of};
use crate::capabilities::people::queries::persons;
use crate::error::{FaultCode, Result};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json, to_value};
use std::collections::{HashMap, HashSet};
use tables::person;
use uuid::Uuid;

/// Plans a file of persons.
pub(super) async fn plan<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    sheet: &Sheet,
    bounds: &Bounds,
    lock: bool,
) -> Result<Plan<Vec<person::Model>>> {
    let known = persons::numbered_persons(db, ctx.scope(), lock).await?;
    let reached = reach(ctx, db, bounds).await?;
    let within = |id: Uuid| reached.as_ref().is_none_or(|reached| reached.contains(&id));
    let by_number: HashMap<&str, &person::Model> = known
        .iter()
        .filter_map(|row| Some((row.employee_number.as_deref()?, row)))
        .collect();
    let mut plan = Plan {
        rows: Vec::new(),
        vanished: Vec::new(),
        present: Vec::new(),
        writes: Vec::new(),
    };
    let mut seen = Seen::default();
    for row in &sheet.rows {
        let mut reading = Reading::of(sheet, row, ctx.language);
        if reading.is_broken() {
            plan.rows.push(reading.outcome(None, false, Vec::new()));
            continue;
        }
        match reading.text("employeeNumber") {
            Some(number) => seen.note(number.to_owned(), "employeeNumber", &mut reading),
            None => reading.fault("employeeNumber", &FaultCode::Required),
        }
        let before = reading
            .text("employeeNumber")
            .and_then(|number| by_number.get(number))
            .copied();
        if let Some(before) = before {
            plan.present.push(before.id);
        }
        let reachable = before.map_or_else(|| bounds.is_whole(), |before| within(before.id));
        if !reachable && reading.text("employeeNumber").is_some() {
            reading.rule("employeeNumber", "outside_reach", OUTSIDE);
        }
        let (outcome, write) = one(ctx, reading, before)?;
        plan.rows.push(outcome);
        plan.writes.extend(write);
    }
    let present: HashSet<Uuid> = plan.present.iter().copied().collect();
    let here = |row: &&person::Model| row.left_on.is_none() && row.erased_at.is_none();
    let missing = known
        .iter()
        .filter(here)
        .map(|row| row.id)
        .filter(|id| !present.contains(id) && within(*id));
    plan.vanished = missing.collect();
    Ok(plan)
}

/// The persons that the importer reaches; `None` where all.
async fn reach<C: ConnectionTrait>(ctx: &Ctx, db: &C, bounds: &Bounds) -> Result<Option<HashSet<Uuid>>> {
    if bounds.is_whole() {
        return Ok(None);
    }
    let sight = ctx.sight(crate::access::Action::ImportPeople);
    Ok(Some(
        persons::persons_in_sight(db, ctx.scope(), &sight, ctx.today())
            .await?
            .into_iter()
            .collect(),
    ))
}

/// What becomes of one row.
fn one(
    ctx: &Ctx,
    mut reading: Reading<'_>,
    before: Option<&person::Model>,
) -> Result<(ImportRowView, Option<person::Model>)> {
    let current = before.map(PersonFields::of).transpose()?;
    let mut body = current
        .as_ref()
        .map(to_value)
        .transpose()?
        .unwrap_or_else(|| json!({"external": false}));
    for field in ["employeeNumber", "givenName", "familyName", "email"] {
        lay(&mut body, &reading, field, reading.text(field).map(Value::from));
    }
    let language = reading
        .text("language")
        .map(|text| Value::from(language_of(text)));
    lay(&mut body, &reading, "language", language);
    if reading.has("external") {
        body["external"] = Value::from(reading.yes("external").unwrap_or(false));
    }
    let judged = ctx.state.schemas.check("PersonFields", &body, "");
    if let Err(refused) = judged {
        reading.adopt(&refused.faults, &[]);
    }
    let subject = before.map(|row| row.id);
    if !reading.faults.is_empty() {
        return Ok((reading.outcome(subject, before.is_some(), Vec::new()), None));
    }
    let fields: PersonFields = serde_json::from_value(body.clone())?;
    reading.adopt(&faults_of_person(&fields), &[]);
    let mut changed = match &current {
        Some(current) => differing(&to_value(current)?, &body),
        None => Vec::new(),
    };
    // Who is in the file again has come back.
    if before.is_some_and(|row| row.left_on.is_some_and(|left| left <= ctx.today())) {
        changed.push(FieldName("leftOn".to_owned()));
    }
    let write = match before {
        _ if !reading.faults.is_empty() => None,
        Some(_) if changed.is_empty() => None,
        Some(row) => Some(person::Model {
            left_on: row.left_on.filter(|left| *left > ctx.today()),
            version: row.version + 1,
            created_at: row.created_at,
            ..row_of(row.organiser_id, row.id, fields, ctx.now)
        }),
        None => Some(row_of(ctx.scope().organiser(), ctx.new_id(), fields, ctx.now)),
    };
    Ok((reading.outcome(subject, before.is_some(), changed), write))
}

/// Lays a value over a body: an empty one empties the field, a missing column leaves it.
fn lay(body: &mut Value, reading: &Reading<'_>, field: &str, value: Option<Value>) {
    if !reading.has(field) {
        return;
    }
    match (value, body.as_object_mut()) {
        (Some(value), _) => body[field] = value,
        (None, Some(body)) => {
            body.remove(field);
        }
        (None, None) => {}
    }
}

/// The codes under which HR systems keep the three languages.
fn language_of(text: &str) -> String {
    let text = kernel::fold_key(text);
    match text.as_str() {
        "nb" | "no" | "nb-no" | "nob" | "bokmål" | "norsk" => LanguageCode::Nb.to_string(),
        "sv" | "sv-se" | "swe" | "svenska" => LanguageCode::Sv.to_string(),
        "en" | "en-gb" | "en-us" | "eng" | "english" => LanguageCode::En.to_string(),
        _ => text,
    }
}
