//! API keys: made by administrators of the whole organiser, for machines; the secret is shown once.

use super::dto::{ApiKeyFields, ApiKeyList, ApiKeyView, CreateApiKey, CreatedApiKeyView, UpdateApiKey};
use super::{events, queries, rules};
use crate::access::actor::ActorKind;
use crate::access::{Action, Ctx, ShownOnce, Target, secret};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use kernel::ApiKeyId;
use serde_json::{json, to_value};
use std::collections::BTreeSet;
use tables::api_key;
use uuid::Uuid;

fn target(id: Uuid) -> Target {
    Target::organiser().about("api_key", id)
}

pub(super) async fn list_api_keys(ctx: &Ctx, place: Place) -> Result<Answer> {
    ctx.kept(Action::ReadAccess, |ctx, read| async move {
        let mut found = queries::api_keys(read.conn(), ctx.scope(), &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found.iter().map(ApiKeyView::of).collect::<Result<_>>()?;
        Ok((
            Target::organiser(),
            Answer::list(page, |page| ApiKeyList { items, page })?,
        ))
    })
    .await
}

pub(super) async fn read_api_key(ctx: &Ctx, id: ApiKeyId) -> Result<Answer> {
    ctx.kept(Action::ReadAccess, |ctx, read| async move {
        let row = queries::api_key(read.conn(), ctx.scope(), id.uuid()).await?;
        let view = ApiKeyView::of(&row)?;
        Ok((target(row.id), Answer::ok(&view, etag::of_version(row.version))?))
    })
    .await
}

/// Makes a key and shows its secret, this once. What is kept for a repeated `Idempotency-Key` is the same answer without it.
///
/// # Errors
/// Faults of the body, or no permission.
pub async fn create_api_key(ctx: &Ctx, body: CreateApiKey) -> Result<Answer> {
    let permit = ctx.permit(Action::EditAccess, &Target::organiser())?;
    let mut faults = rules::faults_of_expiry(body.expires_at, ctx.now);
    if body.scopes.iter().collect::<BTreeSet<_>>().len() < body.scopes.len() {
        faults.push(Fault::new("/scopes", FaultCode::NotUnique));
    }
    if !faults.is_empty() {
        return Err(AppError::invalid(faults));
    }
    let author = ctx.clone();
    ctx.create_secret(move |tx| async move {
        let ctx = author;
        let secret = secret::fresh("svk", ctx.scope().organiser());
        let row = api_key::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            name: body.name,
            hint: format!("…{}", &secret[secret.len() - 4..]),
            hash: secret::hash(&secret),
            scopes: to_value(&body.scopes)?,
            expires_at: body.expires_at,
            revoked_at: None,
            created_by: (ctx.actor.kind == ActorKind::User).then_some(ctx.actor.id),
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        tx.record(
            events::API_KEY_CREATED,
            Subject::new("api_key", row.id),
            json!({"scopes": row.scopes, "expiresAt": row.expires_at, "name": row.name}),
        )
        .await?;
        let answer = |secret: Option<String>| {
            let key = ApiKeyView::of(&row)?;
            let location = format!("{}/api-keys/{}", crate::platform::BASE, row.id);
            Answer::created(&CreatedApiKeyView { key, secret }, location, etag::of_version(1))
        };
        Ok(ShownOnce {
            kept: answer(None)?,
            answer: answer(Some(secret))?,
        })
    })
    .await
}

pub(super) async fn update_api_key(ctx: &Ctx, id: ApiKeyId, patch: UpdateApiKey) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_api_key(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(Action::EditAccess, &target(row.id))?;
        expected.check(row.version)?;
        let before = ApiKeyFields {
            name: row.name.clone(),
        };
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        let changed = api_key::Model {
            name: fields.name,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        tx.record(events::API_KEY_UPDATED, Subject::new("api_key", id), changes)
            .await?;
        Answer::ok(&ApiKeyView::of(&changed)?, etag::of_version(changed.version))
    })
    .await
}

pub(super) async fn revoke_api_key(ctx: &Ctx, id: ApiKeyId) -> Result<Answer> {
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_api_key(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(Action::EditAccess, &target(row.id))?;
        if row.revoked_at.is_some() {
            return Err(AppError::new(Code::WrongState)
                .with("state", "revoked")
                .with("needed", "active")
                .about(Subject::new("api_key", id)));
        }
        let changed = api_key::Model {
            revoked_at: Some(tx.now()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        tx.record(events::API_KEY_REVOKED, Subject::new("api_key", id), json!({}))
            .await?;
        Answer::ok(&ApiKeyView::of(&changed)?, etag::of_version(changed.version))
    })
    .await
}
