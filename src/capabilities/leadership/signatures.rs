//! Use cases of signatures: given in person, and withdrawn by whoever gave them.

use super::acknowledgement::{editions, holding_signatures};
use super::dto::{SignAcknowledgement, SignatureList, SignatureView};
use super::service::seen_group;
use super::{events, queries};
use crate::access::{Action, Ctx};
use crate::capabilities::people;
use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::paging::{PageFilter, Place};
use crate::platform::{etag, rows};
use kernel::{LeadershipGroupId, SignatureId};
use serde_json::json;
use tables::acknowledgement_signature;
use uuid::Uuid;

pub(super) async fn list_signatures(
    ctx: &Ctx,
    group: LeadershipGroupId,
    filter: &PageFilter,
) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadAcknowledgement, |ctx, read| async move {
        let (target, group) = seen_group(&ctx, read.conn(), group.uuid()).await?;
        let mut found = queries::signatures(read.conn(), ctx.scope(), group.id, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found.iter().map(SignatureView::of).collect();
        Ok((target, Answer::list(page, |page| SignatureList { items, page })?))
    })
    .await
}

pub(super) async fn read_signature(ctx: &Ctx, id: SignatureId) -> Result<Answer> {
    ctx.kept(Action::ReadAcknowledgement, |ctx, read| async move {
        let row = queries::signature(read.conn(), ctx.scope(), id.uuid()).await?;
        let (target, _) = seen_group(&ctx, read.conn(), row.group_id).await?;
        Ok((
            target.about("acknowledgement_signature", id),
            Answer::ok(&SignatureView::of(&row), etag::of_version(row.version))?,
        ))
    })
    .await
}

pub(super) async fn sign_acknowledgement(
    ctx: &Ctx,
    group: LeadershipGroupId,
    body: SignAcknowledgement,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let (mut target, group) =
            people::service::leadership_group_target(tx.conn(), ctx.scope(), group.uuid()).await?;
        let since =
            people::service::leadership_members_since(tx.conn(), ctx.scope(), group.id, ctx.today()).await?;
        target.owners = since.keys().copied().collect();
        let permit = ctx.permit(Action::SignAcknowledgement, &target)?;
        let person = ctx.actor.person.ok_or_else(AppError::not_found)?;
        // Nobody signs twice at once, and the text that is signed is the one that is asked for.
        tx.hold_still().await?;
        let asked = editions(tx.conn(), ctx.scope(), group.id).await?;
        let text = asked.last().ok_or_else(|| AppError::internal("no text at all"))?;
        if text.fingerprint != body.fingerprint {
            let reason = "another text has taken the place of the one that was read";
            let error = AppError::new(Code::Conflict).with("reason", reason);
            return Err(error.about(Subject::new("leadership_group", group.id)));
        }
        let held = holding_signatures(tx.conn(), ctx.scope(), group.id, &asked, &since).await?;
        let same = |row: &acknowledgement_signature::Model| {
            row.person_id == person && row.fingerprint == text.fingerprint && row.text_id == text.id
        };
        if held.iter().any(same) {
            return Err(AppError::new(Code::Duplicate).about(Subject::new("leadership_group", group.id)));
        }
        let row = acknowledgement_signature::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            group_id: group.id,
            person_id: person,
            text_id: text.id,
            text_number: text.number,
            fingerprint: text.fingerprint.clone(),
            signed_at: tx.now(),
            withdrawn_at: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({
            "groupId": row.group_id, "personId": person, "textId": row.text_id,
            "textNumber": row.text_number, "fingerprint": row.fingerprint,
        });
        let subject = Subject::new("acknowledgement_signature", row.id);
        tx.record(events::SIGNED, subject, changes).await?;
        let address = format!("{}/signatures/{}", crate::platform::BASE, row.id);
        Answer::created(&SignatureView::of(&row), address, etag::of_version(1))
    })
    .await
}

pub(super) async fn withdraw_signature(ctx: &Ctx, id: SignatureId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_signature(tx.conn(), ctx.scope(), id.uuid()).await?;
        let (target, _) =
            people::service::leadership_group_target(tx.conn(), ctx.scope(), row.group_id).await?;
        let mut target = target.about("acknowledgement_signature", id);
        target.owners = vec![row.person_id];
        let permit = ctx.permit(Action::SignAcknowledgement, &target)?;
        expected.check(row.version)?;
        if row.withdrawn_at.is_some() {
            let error = AppError::new(Code::WrongState)
                .with("state", "withdrawn")
                .with("needed", "signed");
            return Err(error.about(Subject::new("acknowledgement_signature", id)));
        }
        // What stands under an earlier text would take the place of the one that is withdrawn.
        tx.hold_still().await?;
        let asked = editions(tx.conn(), ctx.scope(), row.group_id).await?;
        let since =
            people::service::leadership_members_since(tx.conn(), ctx.scope(), row.group_id, ctx.today())
                .await?;
        let mut gone = holding_signatures(tx.conn(), ctx.scope(), row.group_id, &asked, &since).await?;
        gone.retain(|one| one.person_id == row.person_id);
        if gone.iter().all(|one| one.id != row.id) {
            gone = vec![row.clone()];
        }
        let withdrawn = |row: acknowledgement_signature::Model| acknowledgement_signature::Model {
            withdrawn_at: Some(tx.now()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        let ids: Vec<Uuid> = gone.iter().map(|one| one.id).collect();
        for one in gone {
            rows::replace(tx.conn(), &permit, withdrawn(one)).await?;
        }
        let row = withdrawn(row);
        let changes = json!({
            "groupId": row.group_id, "personId": row.person_id, "textId": row.text_id, "signatureIds": ids,
        });
        let subject = Subject::new("acknowledgement_signature", id);
        tx.record(events::SIGNATURE_WITHDRAWN, subject, changes).await?;
        Answer::ok(&SignatureView::of(&row), etag::of_version(row.version))
    })
    .await
}
