//! Upkeep: forgetting what has expired, keeping SQLite's write-ahead log small, signing the audit chains, remembering what
//! gates saw met.

use super::{Bell, every};
use crate::access::AppState;
use crate::capabilities::{audit, gates, schedule};
use crate::error::Result;
use crate::platform::idempotency;
use chrono::{NaiveDate, TimeDelta};
use sea_orm::{EntityTrait, QuerySelect};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;
use tables::organiser;
use uuid::Uuid;

const SWEEP: Duration = Duration::from_mins(10);
const CHECKPOINT: Duration = Duration::from_mins(1);
const SEAL: Duration = Duration::from_mins(1);
const REMEMBER: Duration = Duration::from_secs(30);
const TAKE_OVER: Duration = Duration::from_mins(1);
/// An upload that is older was cut off: no request lasts so long.
const UPLOAD_HOURS: i64 = 24;

/// Signs the audit chains that have grown, and publishes the signatures.
pub(super) async fn seal(state: AppState, bell: Bell) {
    every(SEAL, bell, || async {
        if let Err(error) = audit::service::publish_due(&state).await {
            tracing::warn!(%error, "the audit chains could not be signed; trying again later");
        }
    })
    .await;
}

/// Forgets old answers to repeated requests, and callers who have not been seen for a while.
pub(super) async fn sweep(state: AppState, bell: Bell) {
    every(SWEEP, bell, || async {
        state.limits.sweep();
        if let Err(error) = forget_answers(&state).await {
            tracing::warn!(%error, "old answers could not be forgotten; trying again later");
        }
        let before = state.clock.now() - TimeDelta::hours(UPLOAD_HOURS);
        match state.blobs.sweep_uploads(before).await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(swept, "uploads that were cut off were taken away"),
            Err(error) => {
                tracing::warn!(%error, "uploads that were cut off could not be taken away; trying again later");
            }
        }
    })
    .await;
}

/// Forgets the answers to repeated requests that are older than a day, and says how many those were.
///
/// # Errors
/// What the database says.
pub async fn forget_answers(state: &AppState) -> Result<u64> {
    let mut organisers = organisers(state).await?;
    organisers.push(Uuid::nil());
    let mut forgotten = 0;
    for organiser in organisers {
        let now = state.clock.now();
        forgotten += state
            .writer
            .housekeep(organiser, now, move |tx| async move {
                idempotency::sweep(tx.conn(), organiser, now).await
            })
            .await?;
    }
    Ok(forgotten)
}

async fn organisers(state: &AppState) -> Result<Vec<Uuid>> {
    Ok(organiser::Entity::find()
        .select_only()
        .column(organiser::Column::Id)
        .into_tuple()
        .all(state.database.readers())
        .await?)
}

/// Up to which entry of its chain, and on which day, each organiser's gates were looked at.
type Looked = Mutex<HashMap<Uuid, (i64, NaiveDate)>>;

/// Remembers criteria that are met for the first time, where anything was written or a day has begun since the last look.
pub(super) async fn remember(state: AppState, bell: Bell) {
    let looked = Looked::default();
    every(REMEMBER, bell, || async {
        if let Err(error) = remember_changed(&state, &looked).await {
            tracing::warn!(%error, "what gates saw met could not be remembered; trying again later");
        }
    })
    .await;
}

async fn remember_changed(state: &AppState, looked: &Looked) -> Result<()> {
    for organiser in organisers(state).await? {
        let before = (
            state.writer.read(organiser).await?.epoch.data,
            state.clock.now().date_naive(),
        );
        let known = || looked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known().get(&organiser) != Some(&before) {
            gates::memory::remember(state, organiser).await?;
            known().insert(organiser, before);
        }
    }
    Ok(())
}

/// Takes over long computations whose node is gone.
pub(super) async fn take_over(state: AppState, bell: Bell) {
    every(TAKE_OVER, bell, || async {
        if let Err(error) = take_over_all(&state).await {
            tracing::warn!(%error, "computations could not be taken over; trying again later");
        }
    })
    .await;
}

async fn take_over_all(state: &AppState) -> Result<()> {
    for organiser in organisers(state).await? {
        schedule::take_over(state, organiser).await?;
    }
    Ok(())
}

/// Folds the write-ahead log into the file.
pub(super) async fn checkpoint(state: AppState, bell: Bell) {
    every(CHECKPOINT, bell, || async {
        if let Err(error) = state.writer.checkpoint().await {
            tracing::warn!(%error, "the write-ahead log could not be folded in; trying again later");
        }
    })
    .await;
}
