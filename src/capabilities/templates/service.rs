//! What other capabilities and the start of the service ask of templates.

use super::builtin::{self, BuiltIn};
use super::dto::{Origin, VersionStatus};
use super::{events, queries};
use crate::access::{Action, AppState, Ctx, Permit, Target, TenantScope};
use crate::error::{AppError, Code, Result};
use crate::platform::ledger::{self, Subject};
use crate::platform::rows;
use crate::platform::tx::Tx;
use chrono::{DateTime, Utc};
use kernel::TemplateVersionId;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json, to_value};
use sha2::{Digest, Sha256};
use tables::{template, template_version};
use uuid::Uuid;

pub use super::content::{
    DependencyContent, DurationContent, GateContent, MilestoneContent, RequiredEvidenceContent, StageContent,
    TemplateContent,
};
pub use super::difference::{Change, FieldChange, Happened, Part, difference};

/// A version's content with its status.
///
/// # Errors
/// 404 where the organiser has no such version.
pub async fn version_content<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: TemplateVersionId,
) -> Result<(VersionStatus, TemplateContent)> {
    let row = queries::version(db, scope, id.uuid()).await?;
    Ok((VersionStatus::from_row(&row.status)?, content_of(&row)?))
}

/// The newest published version of the template with a key: its id and its content.
///
/// # Errors
/// 404 where there is no such template, or none of its versions is published.
pub async fn newest_published<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    key: &str,
) -> Result<(Uuid, TemplateContent)> {
    let template = queries::template_with_key(db, scope, key)
        .await?
        .ok_or_else(AppError::not_found)?;
    let row = queries::newest_published(db, scope, template.id)
        .await?
        .ok_or_else(AppError::not_found)?;
    Ok((row.id, content_of(&row)?))
}

/// The typed content of a row.
pub(super) fn content_of(row: &template_version::Model) -> Result<TemplateContent> {
    Ok(serde_json::from_str(&row.content)?)
}

/// Gives a new organiser the built-in templates, published. Part of the write that creates the organiser.
///
/// # Errors
/// What the database says.
pub async fn install_builtin(ctx: &Ctx, tx: &Tx, permit: &Permit) -> Result<()> {
    for built_in in builtin::all() {
        install(ctx, tx, permit, built_in, None).await?;
    }
    Ok(())
}

/// Gives every organiser the built-in versions that it lacks: one audited write for each organiser that lacks any.
/// Called when the service starts, after the migrations.
///
/// # Errors
/// What the database says.
pub async fn refresh_builtin(state: &AppState) -> Result<()> {
    for organiser in queries::organiser_ids(state.database.readers()).await? {
        let ctx = Ctx::system(state, organiser);
        let read = ctx.read().await?;
        let lacking = lacking(read.conn(), ctx.scope()).await?;
        drop(read);
        if lacking.is_empty() {
            continue;
        }
        match refresh(&ctx).await {
            // Another node that starts at the same time was faster.
            Err(error) if error.code == Code::Duplicate => {}
            other => other?,
        }
    }
    Ok(())
}

async fn refresh(ctx: &Ctx) -> Result<()> {
    let permit = ctx.permit(Action::EditTemplates, &Target::organiser())?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let lacking = lacking(tx.conn(), author.scope()).await?;
        if lacking.is_empty() {
            tx.nothing_written();
            return Ok(());
        }
        let mut versions = Vec::new();
        for (built_in, template) in lacking {
            versions.push(json!({"key": built_in.content.key, "number": built_in.content.number}));
            install(&author, &tx, &permit, built_in, template).await?;
        }
        tx.record(
            events::TEMPLATES_REFRESHED,
            Subject::new("organiser", author.scope().organiser()),
            json!({"versions": versions}),
        )
        .await
    })
    .await
}

/// The built-in templates whose version an organiser lacks, each with its row where the organiser has an older version.
/// A template of the organiser's own that took the key first keeps it.
async fn lacking<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<(&'static BuiltIn, Option<template::Model>)>> {
    let mut lacking = Vec::new();
    for built_in in builtin::all() {
        match queries::template_with_key(db, scope, &built_in.content.key).await? {
            None => lacking.push((built_in, None)),
            Some(template) if template.origin == Origin::Own.as_str() => {
                tracing::warn!(
                    key = template.key,
                    "an own template has the key of a built-in one"
                );
            }
            Some(template) => {
                if queries::newest_number(db, scope, template.id).await? < built_in.content.number {
                    lacking.push((built_in, Some(template)));
                }
            }
        }
    }
    Ok(lacking)
}

/// Writes a built-in version, and its template where the organiser has none yet.
async fn install(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    built_in: &BuiltIn,
    template: Option<template::Model>,
) -> Result<()> {
    let template = if let Some(mut row) = template {
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), permit, row.clone()).await?;
        row
    } else {
        let row = template_row(ctx, &built_in.content.key, Origin::BuiltIn, tx.now());
        rows::insert(tx.conn(), permit, row.clone()).await?;
        row
    };
    let row = template_version::Model {
        status: VersionStatus::Published.to_string(),
        published_at: Some(tx.now()),
        ..version_row(ctx, template.id, &built_in.content, &built_in.value, tx.now())?
    };
    rows::insert(tx.conn(), permit, row).await
}

pub(super) fn template_row(ctx: &Ctx, key: &str, origin: Origin, now: DateTime<Utc>) -> template::Model {
    template::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        key: key.to_owned(),
        origin: origin.to_string(),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// A draft of a template with this content.
pub(super) fn version_row(
    ctx: &Ctx,
    template: Uuid,
    content: &TemplateContent,
    value: &Value,
    now: DateTime<Utc>,
) -> Result<template_version::Model> {
    let text = ledger::canonical(value);
    Ok(template_version::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        template_id: template,
        number: content.number,
        status: VersionStatus::Draft.to_string(),
        title: to_value(&content.title)?,
        content_hash: hash_of(&text),
        content: text,
        published_at: None,
        deprecated_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    })
}

/// SHA-256 over the canonical JSON of a content, by which anybody can tell whether two versions are the same.
pub(super) fn hash_of(text: &str) -> String {
    ledger::hex(&Sha256::digest(text.as_bytes()))
}
