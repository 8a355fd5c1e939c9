//! Upkeep: forgetting what has expired, keeping SQLite's write-ahead log small, signing the audit chains.

use super::{Bell, every};
use crate::access::AppState;
use crate::capabilities::audit;
use crate::error::Result;
use crate::platform::idempotency;
use sea_orm::{EntityTrait, QuerySelect};
use std::time::Duration;
use tables::organiser;
use uuid::Uuid;

const SWEEP: Duration = Duration::from_mins(10);
const CHECKPOINT: Duration = Duration::from_mins(1);
const SEAL: Duration = Duration::from_mins(1);

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
    })
    .await;
}

/// Forgets the answers to repeated requests that are older than a day, and says how many those were.
///
/// # Errors
/// What the database says.
pub async fn forget_answers(state: &AppState) -> Result<u64> {
    let mut organisers: Vec<Uuid> = organiser::Entity::find()
        .select_only()
        .column(organiser::Column::Id)
        .into_tuple()
        .all(state.database.readers())
        .await?;
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

/// Folds the write-ahead log into the file.
pub(super) async fn checkpoint(state: AppState, bell: Bell) {
    every(CHECKPOINT, bell, || async {
        if let Err(error) = state.writer.checkpoint().await {
            tracing::warn!(%error, "the write-ahead log could not be folded in; trying again later");
        }
    })
    .await;
}
