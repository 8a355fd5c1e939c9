//! Somebody leaves, comes back, or is erased. The chain of evidence and decisions keeps pointing at the person.

use super::dto::{PersonStatus, PersonView, RecordDeparture};
use super::events;
use super::persons::validator;
use super::queries::{leadership, persons, positions};
use super::reach::Standing;
use super::service::has_left;
use crate::access::{Action, Ctx, Permit};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use crate::platform::tx::Tx;
use chrono::NaiveDate;
use kernel::PersonId;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tables::person;
use uuid::Uuid;

/// What speaks against a last day: positions or memberships that would begin after it.
async fn faults_of<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    person: Uuid,
    last_day: NaiveDate,
) -> Result<Vec<Fault>> {
    let positions = positions::positions_of_person(db, ctx.scope(), person).await?;
    let memberships = leadership::memberships_of_person(db, ctx.scope(), person).await?;
    let later = |what: &str, begins: NaiveDate| {
        let other = format!("{what} from {begins}");
        Fault::new("/leftOn", FaultCode::Contradicts { other })
    };
    let from_positions = positions.iter().filter(|row| row.from_date > last_day);
    let from_memberships = memberships.iter().filter(|row| row.from_date > last_day);
    Ok(from_positions
        .map(|row| later("a position", row.from_date))
        .chain(from_memberships.map(|row| later("a membership", row.from_date)))
        .collect())
}

/// Records the last day and ends what runs beyond it. The caller records it in the chain, with what this answers.
pub(super) async fn leave(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    row: person::Model,
    last_day: NaiveDate,
) -> Result<(person::Model, Value)> {
    if row.erased_at.is_some() {
        return Err(AppError::new(Code::Immutable).about(Subject::new("person", row.id)));
    }
    let faults = faults_of(tx.conn(), ctx, row.id, last_day).await?;
    if !faults.is_empty() {
        return Err(AppError::invalid(faults));
    }
    let ended = positions::end_positions(tx.conn(), permit, row.id, last_day, tx.now()).await?;
    let memberships = leadership::end_memberships(tx.conn(), permit, row.id, last_day, tx.now()).await?;
    let changed = person::Model {
        left_on: Some(last_day),
        version: row.version + 1,
        updated_at: tx.now(),
        ..row
    };
    rows::replace(tx.conn(), permit, changed.clone()).await?;
    let changes = json!({"leftOn": "changed", "positionsEnded": ended, "membershipsEnded": memberships});
    Ok((changed, changes))
}

pub(super) async fn record_departure(ctx: &Ctx, id: PersonId, body: RecordDeparture) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = persons::lock_person(tx.conn(), ctx.scope(), id.uuid()).await?;
        let (permit, _) = Standing::of(&ctx, tx.conn(), &row)
            .await?
            .permit(&ctx, Action::EditPeople)?;
        expected.check(row.version)?;
        let (changed, changes) = leave(&ctx, &tx, &permit, row, body.left_on).await?;
        tx.record(events::PERSON_LEFT, Subject::new("person", changed.id), changes)
            .await?;
        Answer::ok(
            &PersonView::of(&changed, ctx.today())?,
            validator(&changed, ctx.today()),
        )
    })
    .await
}

pub(super) async fn withdraw_departure(ctx: &Ctx, id: PersonId) -> Result<Answer> {
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
        if row.left_on.is_none() {
            return Err(AppError::not_found());
        }
        let changed = person::Model {
            left_on: None,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        let subject = Subject::new("person", changed.id);
        tx.record(events::DEPARTURE_WITHDRAWN, subject, json!({"leftOn": "changed"}))
            .await?;
        Answer::ok(
            &PersonView::of(&changed, ctx.today())?,
            validator(&changed, ctx.today()),
        )
    })
    .await
}

/// The name that an erased person is shown by: it tells two of them apart and nothing else.
fn pseudonym(id: Uuid) -> (String, String) {
    let text = id.simple().to_string();
    ("Person".to_owned(), text[text.len() - 8..].to_owned())
}

pub(super) async fn erase_person(ctx: &Ctx, id: PersonId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = persons::lock_person(tx.conn(), ctx.scope(), id.uuid()).await?;
        let (permit, _) = Standing::of(&ctx, tx.conn(), &row)
            .await?
            .permit(&ctx, Action::EditPeople)?;
        expected.check(row.version)?;
        let subject = Subject::new("person", row.id);
        let status = PersonStatus::on(&row, ctx.today());
        if status == PersonStatus::Erased || !has_left(&row, ctx.today()) {
            let needed = PersonStatus::Left.as_str();
            let refused = AppError::new(Code::WrongState)
                .with("state", status.as_str())
                .with("needed", needed);
            return Err(refused.about(subject));
        }
        if persons::open_accounts(tx.conn(), ctx.scope(), row.id).await? > 0 {
            let open = Fault::new("/path/personId", FaultCode::Rule { rule: "open_account" });
            let note = "The person can still log in; close the account first.";
            return Err(AppError::new(Code::InUse)
                .with_faults(vec![open.note(note)])
                .about(subject));
        }
        let (given_name, family_name) = pseudonym(row.id);
        positions::forget_external_ids(tx.conn(), &permit, row.id, tx.now()).await?;
        let changed = person::Model {
            given_key: kernel::fold_key(&given_name),
            family_key: kernel::fold_key(&family_name),
            given_name,
            family_name,
            email: None,
            employee_number: None,
            language: None,
            erased_at: Some(tx.now()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        tx.record(events::PERSON_ERASED, subject, json!({})).await?;
        Answer::ok(
            &PersonView::of(&changed, ctx.today())?,
            validator(&changed, ctx.today()),
        )
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudonyms_differ_and_say_nothing() {
        let one = pseudonym(Uuid::from_u128(0x0190_163d_8694_739b_aea5_966c_26f8_ad91));
        assert_eq!(one, ("Person".to_owned(), "26f8ad91".to_owned()));
        assert_ne!(
            one,
            pseudonym(Uuid::from_u128(0x0190_163d_8694_739b_aea5_966c_26f8_ad92))
        );
    }
}
