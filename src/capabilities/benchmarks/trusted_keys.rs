//! The keys of other installations that the operator trusts, shown by fingerprint.

use super::dto::{CreateTrustedKey, TrustedKeyList, TrustedKeyView};
use super::{events, queries};
use crate::access::{Action, Ctx, Target};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{Subject, hex};
use crate::platform::{BASE, etag, rows};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::TrustedKeyId;
use serde_json::json;
use sha2::{Digest, Sha256};
use tables::benchmark_trusted_key;

/// At most so many keys.
const MOST: usize = 200;

/// The refusal of a file.
pub(super) fn refused(rule: &'static str, note: &str) -> AppError {
    let fault = Fault::new("/jws", FaultCode::Rule { rule }).note(note);
    AppError::new(Code::ImportRefused).with_faults(vec![fault])
}

/// SHA-256 of a public key's bytes; `None` where these are no 32 bytes.
pub(super) fn fingerprint_of(public_key: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(public_key).ok()?;
    (bytes.len() == 32).then(|| hex(&Sha256::digest(&bytes)))
}

pub(super) async fn list_trusted_keys(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ManageOrganisers, |ctx, read| async move {
        let found = queries::trusted_keys(read.conn(), ctx.scope()).await?;
        let items = found.iter().map(TrustedKeyView::of).collect();
        Ok((Target::organiser(), Answer::plain(&TrustedKeyList { items })?))
    })
    .await
}

pub(super) async fn create_trusted_key(ctx: &Ctx, body: CreateTrustedKey) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let permit = ctx.permit(Action::ManageOrganisers, &Target::organiser())?;
        tx.hold_still().await?;
        let Some(fingerprint) = fingerprint_of(&body.public_key) else {
            let expected = "32 bytes in base64url".to_owned();
            return Err(AppError::fault("/publicKey", FaultCode::Format { expected }));
        };
        let known = queries::trusted_keys(tx.conn(), ctx.scope()).await?;
        if known.len() >= MOST {
            let limit = MOST as u64;
            return Err(AppError::fault("/publicKey", FaultCode::TooMany { limit }));
        }
        if known.iter().any(|key| key.fingerprint == fingerprint) {
            return Err(AppError::new(Code::Duplicate));
        }
        let row = benchmark_trusted_key::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            name: body.name,
            kid: body.kid,
            public_key: body.public_key,
            fingerprint,
            revoked_at: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({"name": row.name, "kid": row.kid, "fingerprint": row.fingerprint});
        tx.record(
            events::KEY_TRUSTED,
            Subject::new("benchmark_trusted_key", row.id),
            changes,
        )
        .await?;
        let address = format!("{BASE}/benchmark-trusted-keys");
        Answer::created(&TrustedKeyView::of(&row), address, etag::of_version(1))
    })
    .await
}

/// Its files are refused from now on, and what they brought is gone from every answer.
pub(super) async fn revoke_trusted_key(ctx: &Ctx, id: TrustedKeyId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let permit = ctx.permit(Action::ManageOrganisers, &Target::organiser())?;
        let row = queries::lock_trusted_key(tx.conn(), ctx.scope(), id.uuid()).await?;
        expected.check(row.version)?;
        if row.revoked_at.is_some() {
            return Err(AppError::new(Code::WrongState)
                .with("state", "revoked")
                .with("needed", "trusted"));
        }
        let row = benchmark_trusted_key::Model {
            revoked_at: Some(tx.now()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let brought = queries::imported_by(tx.conn(), ctx.scope(), row.id).await?;
        let ids: Vec<_> = brought.iter().map(|one| one.id).collect();
        queries::withdraw_imported(tx.conn(), &permit, &ids, tx.now()).await?;
        let changes = json!({"fingerprint": row.fingerprint, "withdrawn": ids.len()});
        tx.record(
            events::KEY_REVOKED,
            Subject::new("benchmark_trusted_key", id),
            changes,
        )
        .await?;
        Answer::ok(&TrustedKeyView::of(&row), etag::of_version(row.version))
    })
    .await
}
