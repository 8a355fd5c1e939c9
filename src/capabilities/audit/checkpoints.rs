//! Signed checkpoints, published outside the database: in the object store, and appended to a file in a folder of its own.

use super::dto::{CheckpointFilter, CheckpointList, CheckpointView};
use super::seal::{self, Claims, KIND, Sealed};
use super::{events, queries};
use crate::access::{Action, AppState, Ctx, Target};
use crate::error::{AppError, Result};
use crate::platform::answer::Answer;
use crate::platform::etag;
use crate::platform::ledger::{Subject, hex};
use crate::platform::paging::{Place, Start};
use crate::platform::tx::Tx;
use chrono::TimeDelta;
use sea_orm::ConnectionTrait;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;
use uuid::Uuid;

/// After so many entries a new checkpoint is due …
const ENTRIES: i64 = 1000;
/// … or after this time, where there is anything new.
const INTERVAL: TimeDelta = TimeDelta::hours(1);

/// Where an organiser's checkpoints are in the object store.
fn prefix(organiser: Uuid) -> String {
    format!("checkpoints/{organiser}")
}

/// The name of one checkpoint in the object store: names sort as the chain grows.
fn name(organiser: Uuid, count: i64) -> String {
    format!("{}/{count:020}.jws", prefix(organiser))
}

/// The file to which an organiser's checkpoints are appended.
fn file(state: &AppState, organiser: Uuid) -> PathBuf {
    state
        .settings
        .audit
        .checkpoint_folder
        .join(format!("{organiser}.jsonl"))
}

/// Every checkpoint of an organiser that is outside the database, from both places, each once.
///
/// # Errors
/// A store or a file that cannot be read.
pub async fn published(state: &AppState, organiser: Uuid) -> Result<Vec<Sealed>> {
    let names = state.blobs.names(&prefix(organiser)).await?;
    let stored = state.blobs.fetch_all(names).await?;
    let mut sealed: Vec<Sealed> = stored
        .into_iter()
        .map(|(source, bytes)| Sealed {
            source,
            jws: String::from_utf8_lossy(&bytes).trim().to_owned(),
        })
        .collect();
    let path = file(state, organiser);
    if let Some(bytes) = optional(&path)? {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        sealed.extend(seal::lines(organiser, &path.display().to_string(), &text));
    }
    let mut seen = HashSet::new();
    sealed.retain(|one| seen.insert(one.jws.clone()));
    Ok(sealed)
}

fn optional(path: &std::path::Path) -> Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(AppError::internal(error)),
    }
}

/// Signs the chain as it stands and publishes that. Its own entry comes first, so that the checkpoint covers it.
pub(super) async fn create_audit_checkpoint(ctx: &Ctx) -> Result<Answer> {
    ctx.permit(Action::PublishCheckpoint, &Target::organiser())?;
    let organiser = ctx.scope().organiser();
    let author = ctx.clone();
    let answer = ctx
        .create(move |tx| async move {
            let view = record_and_sign(&author, &tx).await?;
            let address = format!("{}/audit-checkpoints?count={}", crate::platform::BASE, view.count);
            Answer::created(&view, address, etag::of_version(view.count))
        })
        .await?;
    // Only now, since a write that was not committed must not leave a signature.
    let body = answer.body.as_deref().unwrap_or_default();
    put_out(&ctx.state, organiser, serde_json::from_slice(body)?).await?;
    Ok(answer)
}

async fn record_and_sign(ctx: &Ctx, tx: &Tx) -> Result<CheckpointView> {
    let organiser = ctx.scope().organiser();
    let subject = Subject::new("organiser", organiser);
    tx.record(events::CHECKPOINT_PUBLISHED, subject, json!({}))
        .await?;
    let head = queries::head(tx.conn(), organiser).await?;
    let head = head.ok_or_else(|| AppError::internal("an entry was written without a head"))?;
    let claims = Claims {
        organiser_id: head.organiser_id,
        count: head.count,
        head_hash: head.hash,
        time: ctx.now,
        iss: ctx.state.keys.issuer().to_owned(),
    };
    let jws = ctx.state.keys.sign(KIND, &claims)?;
    Ok(CheckpointView::of(claims, jws))
}

/// Where a checkpoint came to be outside the database, as far as it was not there before.
#[derive(Debug, Default)]
pub struct Traces {
    /// A new object's name.
    pub object: Option<String>,
    /// A new file.
    pub file: Option<PathBuf>,
}

/// Puts a checkpoint where it is found outside the database; one that is there already is left as it is.
async fn put_out(state: &AppState, organiser: Uuid, view: CheckpointView) -> Result<Traces> {
    let object = name(organiser, view.count);
    let new = state
        .blobs
        .publish(&object, view.jws.clone().into_bytes())
        .await?;
    let path = file(state, organiser);
    let traces = Traces {
        object: Some(object).filter(|_| new),
        file: Some(path.clone()).filter(|path| !path.exists()),
    };
    actix_web::web::block(move || append(&path, organiser, &view))
        .await
        .map_err(AppError::internal)?
        .map_err(AppError::internal)?;
    Ok(traces)
}

/// Publishes a checkpoint that was signed before: a restore brings it along.
///
/// # Errors
/// Text that is no checkpoint, a store or folder that cannot be written.
pub async fn publish_again(state: &AppState, organiser: Uuid, jws: &str) -> Result<Traces> {
    let claims = seal::peek(jws).filter(|claims| claims.organiser_id == organiser);
    let claims = claims.ok_or_else(|| AppError::internal("this is no checkpoint of the organiser"))?;
    put_out(state, organiser, CheckpointView::of(claims, jws.to_owned())).await
}

fn append(path: &std::path::Path, organiser: Uuid, view: &CheckpointView) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    file.lock()?;
    if String::from_utf8_lossy(&std::fs::read(path)?).contains(&view.jws) {
        return Ok(());
    }
    let line = json!({
        "organiserId": organiser,
        "count": view.count,
        "headHash": view.head_hash,
        "time": view.time,
        "jws": view.jws,
    });
    writeln!(file, "{line}")?;
    file.sync_all()
}

/// Publishes a checkpoint for every organiser whose chain has grown by 1,000 entries, or at all within the last hour.
/// The worker calls it every minute. Answers how many were published; what fails for one organiser is logged and does not hold up the others.
///
/// # Errors
/// A database that does not name its organisers.
pub async fn publish_due(state: &AppState) -> Result<usize> {
    let mut published = 0;
    for organiser in queries::organisers(state.database.readers()).await? {
        let ctx = Ctx::system(state, organiser);
        match publish_where_due(&ctx).await {
            Ok(true) => published += 1,
            Ok(false) => {}
            Err(error) => tracing::error!(%organiser, %error, "a checkpoint could not be published"),
        }
    }
    Ok(published)
}

async fn publish_where_due(ctx: &Ctx) -> Result<bool> {
    let read = ctx.read().await?;
    if !is_due(ctx, read.conn()).await? {
        return Ok(false);
    }
    drop(read);
    let author = ctx.clone();
    let view = ctx
        .write(move |tx| async move {
            // Asked again under the lock that orders the chain's writers: another node may have been faster.
            queries::lock_head(tx.conn(), author.scope().organiser()).await?;
            if !is_due(&author, tx.conn()).await? {
                tx.nothing_written();
                return Ok(None);
            }
            record_and_sign(&author, &tx).await.map(Some)
        })
        .await?;
    let Some(view) = view else { return Ok(false) };
    put_out(&ctx.state, ctx.scope().organiser(), view).await?;
    Ok(true)
}

async fn is_due<C: ConnectionTrait>(ctx: &Ctx, db: &C) -> Result<bool> {
    let organiser = ctx.scope().organiser();
    let Some(head) = queries::head(db, organiser).await? else {
        return Ok(false);
    };
    let last = queries::newest_of(db, organiser, events::CHECKPOINT_PUBLISHED.name).await?;
    Ok(last.is_none_or(|last| {
        let new = head.count - last.sequence;
        new >= ENTRIES || (new > 0 && ctx.now - last.at >= INTERVAL)
    }))
}

/// The checkpoints in the object store, newest first.
pub(super) async fn list_audit_checkpoints(ctx: &Ctx, filter: &CheckpointFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.permit(Action::ReadAudit, &Target::organiser())?;
    let organiser = ctx.scope().organiser();
    let mut names = ctx.state.blobs.names(&prefix(organiser)).await?;
    if let Some(count) = filter.count {
        let wanted = name(organiser, count);
        names.retain(|name| *name == wanted);
    }
    names.reverse();
    if let Start::After(key) = &place.start {
        let last = key.last().map_or("", String::as_str);
        names.retain(|name| name.as_str() < last);
    }
    let skip = usize::try_from(place.offset()).unwrap_or(usize::MAX);
    let take = usize::try_from(place.rows()).unwrap_or(usize::MAX);
    let mut names: Vec<String> = names.into_iter().skip(skip).take(take).collect();
    let page = place.finish(&mut names, |name| vec![name.clone()]);
    let items = ctx
        .state
        .blobs
        .fetch_all(names)
        .await?
        .into_iter()
        .filter_map(|(_, bytes)| view_of(&bytes))
        .collect();
    let list = CheckpointList { items, page };
    // They are not in the database, so no version stands for them: the validator is the content's own hash.
    let tag = hex(&Sha256::digest(serde_json::to_vec(&list)?));
    Ok(ctx.conditional(Answer::ok(&list, format!("\"{tag}\""))?))
}

/// A damaged object has no view; a verification names it.
fn view_of(bytes: &[u8]) -> Option<CheckpointView> {
    let jws = String::from_utf8_lossy(bytes).trim().to_owned();
    seal::peek(&jws).map(|claims| CheckpointView::of(claims, jws))
}
