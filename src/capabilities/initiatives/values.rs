//! Measured value for users and for staff: recorded, corrected by a later row, and never overwritten.

use super::dto::{
    Gainers, InitiativeState, InitiativeValueItem, InitiativeValueList, InitiativeValueView,
    RecordInitiativeValues, RecordedInitiativeValues,
};
use super::service::{room, target_of, wrong_state};
use super::{events, queries};
use crate::access::{Action, Ctx};
use crate::capabilities::evidence;
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use chrono::NaiveDate;
use kernel::InitiativeId;
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use std::collections::{HashMap, HashSet};
use tables::{initiative, initiative_value};
use uuid::Uuid;

/// Values of one initiative, corrected ones too.
const MOST: usize = 5000;
const SCALE: f64 = 10_000.0;

#[expect(clippy::cast_possible_truncation, reason = "at most 1e13, as the schema says")]
fn scaled(value: f64) -> i64 {
    (value * SCALE).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "at most 1e13, far below 2^53")]
fn unscaled(value: i64) -> f64 {
    value as f64 / SCALE
}

/// What a value is of; a second one of the same corrects the first.
type Of = (String, String, String, NaiveDate, NaiveDate);

fn of_row(row: &initiative_value::Model) -> Of {
    (
        row.people.clone(),
        row.indicator.to_lowercase(),
        row.measure.to_lowercase(),
        row.from_date,
        row.to_date,
    )
}

fn of_item(item: &InitiativeValueItem) -> Of {
    (
        item.group.to_string(),
        item.indicator.trim().to_lowercase(),
        item.measure.trim().to_lowercase(),
        item.from,
        item.to,
    )
}

pub(super) async fn list_initiative_values(ctx: &Ctx, id: InitiativeId) -> Result<Answer> {
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let row = queries::initiative(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(read.conn(), ctx.scope(), &row).await?;
        let found = queries::values(read.conn(), ctx.scope(), &[row.id]).await?;
        let newest: HashMap<Of, Uuid> = found.iter().map(|row| (of_row(row), row.id)).collect();
        let mut items = Vec::with_capacity(found.len());
        for row in &found {
            items.push(InitiativeValueView {
                id: row.id,
                fields: InitiativeValueItem {
                    group: Gainers::from_row(&row.people)?,
                    indicator: row.indicator.clone(),
                    measure: row.measure.clone(),
                    from: row.from_date,
                    to: row.to_date,
                    value: unscaled(row.value),
                    evidence_id: row.evidence_id,
                },
                revision: row.revision,
                superseded: newest.get(&of_row(row)) != Some(&row.id),
                recorded_by: row.recorded_by,
                recorded_at: row.created_at,
            });
        }
        let has = |group| items.iter().any(|one| one.fields.group == group);
        let for_both = has(Gainers::Users) && has(Gainers::Staff);
        Ok((target, Answer::plain(&InitiativeValueList { items, for_both })?))
    })
    .await
}

/// Everything that is wrong with values that were sent.
async fn check<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    row: &initiative::Model,
    items: &[InitiativeValueItem],
) -> Result<()> {
    let mut faults = Vec::new();
    let mut named: Vec<Uuid> = items.iter().filter_map(|item| item.evidence_id).collect();
    named.sort_unstable();
    named.dedup();
    let known = if named.is_empty() {
        Vec::new()
    } else {
        evidence::service::evidence_states(db, ctx.scope(), &named, ctx.today()).await?
    };
    let mut seen = HashSet::new();
    for (at, item) in items.iter().enumerate() {
        if item.to < item.from {
            let other = "from".to_owned();
            faults.push(Fault::new(
                format!("/items/{at}/to"),
                FaultCode::Contradicts { other },
            ));
        }
        if item.to > ctx.today() {
            let rule = "in_the_future";
            let note = "a measured value is of a time that has passed";
            faults.push(Fault::new(format!("/items/{at}/to"), FaultCode::Rule { rule }).note(note));
        }
        let own = |id: &Uuid| {
            let mut all = known.iter();
            all.any(|one| one.id == *id && one.roadmap_id == row.roadmap_id)
        };
        if item.evidence_id.is_some_and(|id| !own(&id)) {
            let what = "evidence of this roadmap".to_owned();
            faults.push(Fault::new(
                format!("/items/{at}/evidenceId"),
                FaultCode::NoSuch { what },
            ));
        }
        if !seen.insert(of_item(item)) {
            faults.push(Fault::new(format!("/items/{at}"), FaultCode::NotUnique));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

/// Takes values in. What is there already changes nothing, so that the same request may be sent again.
pub(super) async fn record_initiative_values(
    ctx: &Ctx,
    id: InitiativeId,
    body: RecordInitiativeValues,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        // Locked, so that two corrections of one value do not get the same number.
        let row = queries::lock_initiative(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::MeasureInitiatives, &target)?;
        if matches!(
            InitiativeState::from_row(&row.state)?,
            InitiativeState::Idea | InitiativeState::Prioritised
        ) {
            return Err(wrong_state(&row, "started, delivered, realised, stopped"));
        }
        check(tx.conn(), &ctx, &row, &body.items).await?;
        let found = queries::values(tx.conn(), ctx.scope(), &[row.id]).await?;
        room(found.len(), MOST - body.items.len(), "values of an initiative")?;
        let newest: HashMap<Of, &initiative_value::Model> =
            found.iter().map(|row| (of_row(row), row)).collect();
        let mut counts = RecordedInitiativeValues::default();
        let mut changes = Vec::new();
        for item in &body.items {
            let before = newest.get(&of_item(item));
            let value = scaled(item.value);
            match before {
                Some(before) if before.value == value && before.evidence_id == item.evidence_id => {
                    counts.unchanged += 1;
                    continue;
                }
                Some(_) => counts.corrected += 1,
                None => counts.recorded += 1,
            }
            let new = initiative_value::Model {
                organiser_id: ctx.scope().organiser(),
                id: ctx.new_id(),
                initiative_id: row.id,
                people: item.group.to_string(),
                indicator: item.indicator.trim().to_owned(),
                measure: item.measure.trim().to_owned(),
                from_date: item.from,
                to_date: item.to,
                revision: before.map_or(1, |before| before.revision + 1),
                value,
                evidence_id: item.evidence_id,
                recorded_by: ctx.actor.person,
                created_at: tx.now(),
            };
            changes.push(to_value(item)?);
            rows::insert(tx.conn(), &permit, new).await?;
        }
        let changes = json!({
            "values": changes, "recorded": counts.recorded, "corrected": counts.corrected, "unchanged": counts.unchanged,
        });
        let subject = Subject::new("initiative", id);
        tx.record(events::VALUES_RECORDED, subject, changes).await?;
        Answer::plain(&counts)
    })
    .await
}
