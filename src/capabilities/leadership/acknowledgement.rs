//! Use cases of the acknowledgement's text: its versions, and where a group stands.

use super::dto::{
    AcknowledgementTextList, AcknowledgementTextView, AcknowledgementView, CreateAcknowledgementText,
    MemberSignature,
};
use super::rules::{self, Edition};
use super::service::seen_group;
use super::{events, queries, texts};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::people;
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use chrono::NaiveDate;
use kernel::{AcknowledgementTextId, LeadershipGroupId};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use std::collections::{BTreeMap, HashMap};
use tables::{acknowledgement_signature, acknowledgement_text};
use uuid::Uuid;

/// At most so many versions of a group or of the organiser, so that the list stays one answer.
const MOST: usize = 100;

/// The text that ships with the product.
fn built_in() -> Result<AcknowledgementTextView> {
    let text = texts::acknowledgement();
    Ok(AcknowledgementTextView {
        id: None,
        group_id: None,
        number: 0,
        title: text.title.clone(),
        body: text.body.clone(),
        fingerprint: texts::fingerprint(&text.title, &text.body)?,
        sign_again: true,
        created_at: None,
    })
}

/// What a group has been asked to sign, the oldest first: the built-in text, then the organiser's, until the group got one
/// of its own.
pub(super) async fn editions<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
) -> Result<Vec<AcknowledgementTextView>> {
    let rows = queries::texts(db, scope, Some(group)).await?;
    let (own, everywhere): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.group_id.is_some());
    let age = |row: &acknowledgement_text::Model| (row.created_at, row.id);
    let since = own.first().map(|row| age(row));
    let before = |row: &&&acknowledgement_text::Model| since.is_none_or(|since| age(row) < since);
    let rows = everywhere.iter().filter(before).chain(&own);
    let views = rows.map(|row| AcknowledgementTextView::of(row));
    [built_in()].into_iter().chain(views).collect()
}

/// As far as signatures care.
fn plain(editions: &[AcknowledgementTextView]) -> Vec<Edition> {
    let one = |view: &AcknowledgementTextView| Edition {
        text: view.id,
        fingerprint: view.fingerprint.clone(),
        sign_again: view.sign_again,
    };
    editions.iter().map(one).collect()
}

/// The signatures that hold for what is asked now, the oldest first, of those who are members since some days.
pub(super) async fn holding_signatures<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
    asked: &[AcknowledgementTextView],
    since: &BTreeMap<Uuid, NaiveDate>,
) -> Result<Vec<acknowledgement_signature::Model>> {
    let editions = plain(asked);
    let holding = rules::holding(&editions);
    let signatures = queries::standing_signatures(db, scope, group).await?;
    let held = signatures.into_iter().filter(|row| {
        let is_this =
            |edition: &Edition| edition.text == row.text_id && edition.fingerprint == row.fingerprint;
        rules::counts(row.signed_at.date_naive(), since.get(&row.person_id)) && holding.iter().any(is_this)
    });
    Ok(held.collect())
}

pub(super) async fn list_acknowledgement_texts(ctx: &Ctx, group: LeadershipGroupId) -> Result<Answer> {
    ctx.kept(Action::ReadSurveys, |ctx, read| async move {
        people::service::leadership_group_target(read.conn(), ctx.scope(), group.uuid()).await?;
        let items = editions(read.conn(), ctx.scope(), group.uuid()).await?;
        Ok((
            Target::organiser(),
            Answer::plain(&AcknowledgementTextList { items })?,
        ))
    })
    .await
}

pub(super) async fn read_acknowledgement_text(ctx: &Ctx, id: AcknowledgementTextId) -> Result<Answer> {
    ctx.kept(Action::ReadSurveys, |ctx, read| async move {
        let row = queries::text(read.conn(), ctx.scope(), id.uuid()).await?;
        let view = AcknowledgementTextView::of(&row)?;
        Ok((
            Target::organiser(),
            Answer::ok(&view, etag::of_version(row.version))?,
        ))
    })
    .await
}

pub(super) async fn create_acknowledgement_text(
    ctx: &Ctx,
    body: CreateAcknowledgementText,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let place = match body.group_id {
            Some(group) => {
                match people::service::leadership_group_target(tx.conn(), ctx.scope(), group).await {
                    Err(error) if error.code == Code::NotFound => None,
                    found => Some(found?.0),
                }
            }
            None => Some(Target::organiser()),
        };
        let target = place.clone().unwrap_or_else(Target::organiser);
        let permit = ctx.permit(Action::EditAcknowledgementTexts, &target)?;
        if place.is_none() {
            let what = "leadership group".to_owned();
            return Err(AppError::fault("/groupId", FaultCode::NoSuch { what }));
        }
        // Two versions at once would bear the same number.
        tx.hold_still().await?;
        let known = queries::texts(tx.conn(), ctx.scope(), body.group_id).await?;
        let count = known.iter().filter(|row| row.group_id == body.group_id).count();
        if count >= MOST {
            let reason = format!("at most {MOST} versions");
            return Err(AppError::new(Code::Conflict).with("reason", reason));
        }
        let row = acknowledgement_text::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            group_id: body.group_id,
            number: i32::try_from(count + 1).map_err(AppError::internal)?,
            title: to_value(&body.title)?,
            body: to_value(&body.body)?,
            fingerprint: texts::fingerprint(&body.title, &body.body)?,
            sign_again: body.sign_again,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({
            "groupId": row.group_id, "number": row.number, "title": row.title,
            "fingerprint": row.fingerprint, "signAgain": row.sign_again,
        });
        tx.record(
            events::TEXT_CREATED,
            Subject::new("acknowledgement_text", row.id),
            changes,
        )
        .await?;
        let address = format!("{}/acknowledgement-texts/{}", crate::platform::BASE, row.id);
        Answer::created(&AcknowledgementTextView::of(&row)?, address, etag::of_version(1))
    })
    .await
}

pub(super) async fn read_acknowledgement(ctx: &Ctx, group: LeadershipGroupId) -> Result<Answer> {
    ctx.kept(Action::ReadAcknowledgement, |ctx, read| async move {
        let db = read.conn();
        let (target, group) = seen_group(&ctx, db, group.uuid()).await?;
        let mut asked = editions(db, ctx.scope(), group.id).await?;
        let since = people::service::leadership_members_since(db, ctx.scope(), group.id, ctx.today()).await?;
        let signatures = holding_signatures(db, ctx.scope(), group.id, &asked, &since).await?;
        let signatures: HashMap<Uuid, _> = signatures.into_iter().map(|row| (row.person_id, row)).collect();
        let members: Vec<Uuid> = since.into_keys().collect();
        let names = people::service::person_names(db, ctx.scope(), &members).await?;
        let text = asked.pop().ok_or_else(|| AppError::internal("no text at all"))?;
        let members: Vec<MemberSignature> = members
            .into_iter()
            .map(|person| {
                let signature = signatures.get(&person);
                MemberSignature {
                    person_id: person,
                    name: names.get(&person).cloned().unwrap_or_default(),
                    signature_id: signature.map(|row| row.id),
                    signed_at: signature.map(|row| row.signed_at),
                    text_number: signature.map(|row| row.text_number),
                    fingerprint: signature.map(|row| row.fingerprint.clone()),
                    signed_other_version: signature.is_some_and(|row| row.text_id != text.id),
                }
            })
            .collect();
        let signed = members.iter().filter(|one| one.signed_at.is_some()).count();
        let other = members.iter().filter(|one| one.signed_other_version).count();
        let view = AcknowledgementView {
            group_id: group.id,
            text,
            signed: i32::try_from(signed).unwrap_or(i32::MAX),
            signed_other_version: i32::try_from(other).unwrap_or(i32::MAX),
            share: super::service::share(signed, members.len()),
            members,
        };
        Ok((target, Answer::plain(&view)?))
    })
    .await
}
