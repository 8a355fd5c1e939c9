//! Asks the database at intervals how far each organiser's chain has come, so that what other processes write (the
//! command line beside the service, another node whose notification was lost) is seen here within a bounded time.

use super::{Bell, every};
use crate::access::AppState;
use crate::error::{AppError, Result};
use crate::platform::database::Database;
use crate::platform::epochs::{Doubt, Epoch};
use sea_orm::{DbBackend, EntityTrait};
use sqlx::{Executor, Row};
use std::collections::HashSet;
use std::fmt::Write;
use std::time::Duration;
use tables::audit_head;
use uuid::Uuid;

const INTERVAL: Duration = Duration::from_secs(1);
/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many organisers are asked for in one message to PostgreSQL.
const PER_MESSAGE: usize = 200;

pub(super) async fn poll(state: AppState, bell: Bell) {
    every(INTERVAL, bell, || refresh(&state)).await;
}

async fn refresh(state: &AppState) {
    let organisers = state.epochs.organisers();
    let asked = tokio::time::timeout(PATIENCE, heads(&state.database, &organisers)).await;
    match asked.unwrap_or_else(|_| Err(AppError::internal("no answer in time"))) {
        Ok(heads) => {
            for (organiser, epoch) in heads {
                state.epochs.advance(organiser, epoch);
            }
            state.epochs.trust(Doubt::Blind);
        }
        Err(error) => {
            state.epochs.doubt(Doubt::Blind);
            tracing::warn!(%error, "the chains cannot be read; kept answers are not served until they can");
        }
    }
}

/// The epochs of these organisers.
async fn heads(database: &Database, organisers: &[Uuid]) -> Result<Vec<(Uuid, Epoch)>> {
    if database.backend() == DbBackend::Postgres {
        return of_postgres(database, organisers).await;
    }
    let wanted: HashSet<&Uuid> = organisers.iter().collect();
    let heads = audit_head::Entity::find().all(database.readers()).await?;
    Ok(heads
        .into_iter()
        .filter(|head| wanted.contains(&head.organiser_id))
        .map(|head| {
            let epoch = Epoch {
                data: head.count,
                access: head.access_count,
            };
            (head.organiser_id, epoch)
        })
        .collect())
}

/// Row level security shows one organiser at a time, so the organiser is set before each question; many pairs travel in
/// one message, which PostgreSQL runs as one transaction.
async fn of_postgres(database: &Database, organisers: &[Uuid]) -> Result<Vec<(Uuid, Epoch)>> {
    let pool = database.readers().get_postgres_connection_pool();
    let mut heads = Vec::with_capacity(organisers.len());
    for group in organisers.chunks(PER_MESSAGE) {
        let mut message = String::new();
        for id in group {
            let _ = write!(
                message,
                "SELECT set_config('app.organiser', '{id}', true);\
                 SELECT organiser_id, count, access_count FROM audit_head WHERE organiser_id = '{id}';"
            );
        }
        let rows = pool
            .fetch_all(sqlx::raw_sql(sqlx::AssertSqlSafe(message)))
            .await
            .map_err(AppError::internal)?;
        for row in rows {
            // The answers of `set_config` come among them.
            if let (Ok(organiser), Ok(data), Ok(access)) = (
                row.try_get("organiser_id"),
                row.try_get("count"),
                row.try_get("access_count"),
            ) {
                heads.push((organiser, Epoch { data, access }));
            }
        }
    }
    Ok(heads)
}
