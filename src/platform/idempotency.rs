//! Repeated creations: an `Idempotency-Key` makes the second request answer what the first did.
//!
//! The answer is kept in the same transaction as the write, for a day. Of two equal requests at the same time one runs
//! and the other is told so: within a node by a list, between nodes by an advisory lock of PostgreSQL.

use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::tx::Tx;
use actix_web::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use tables::idempotency;
use uuid::Uuid;

/// How long an answer is kept.
pub const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// A request that can be repeated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Once {
    pub organiser: Uuid,
    pub actor: Uuid,
    pub key: String,
    pub operation: &'static str,
    pub body_hash: String,
}

/// The requests with a key that are running on this node.
#[derive(Clone, Debug, Default)]
pub struct Running(Arc<Mutex<HashSet<(Uuid, Uuid, String)>>>);

/// Held while a request with a key runs.
#[derive(Debug)]
pub struct Hold {
    running: Running,
    name: (Uuid, Uuid, String),
}

impl Running {
    /// Notes the start of a request.
    ///
    /// # Errors
    /// [`Code::StillRunning`] while an equal one runs.
    ///
    /// # Panics
    /// Never: the lock is not held across anything that panics.
    pub fn hold(&self, once: &Once) -> Result<Hold> {
        let name = (once.organiser, once.actor, once.key.clone());
        let mut names = self.0.lock().expect("the lock is never held across a panic");
        if names.insert(name.clone()) {
            Ok(Hold {
                running: self.clone(),
                name,
            })
        } else {
            Err(AppError::later(Code::StillRunning, 1))
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Ok(mut names) = self.running.0.lock() {
            names.remove(&self.name);
        }
    }
}

/// The answer that was given to this request before, if any.
///
/// # Errors
/// [`Code::IdempotencyReused`] where the key belongs to another request, [`Code::StillRunning`] where another node works on it.
pub async fn recall(tx: &Tx, once: &Once) -> Result<Option<Answer>> {
    if tx.conn().get_database_backend() == DbBackend::Postgres {
        let name = format!("{}:{}:{}", once.organiser, once.actor, once.key);
        let statement = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS mine",
            [name.into()],
        );
        let row = tx.conn().query_one_raw(statement).await?;
        if !row
            .map(|row| row.try_get::<bool>("", "mine"))
            .transpose()?
            .unwrap_or(false)
        {
            return Err(AppError::later(Code::StillRunning, 1));
        }
    }
    let key = (once.organiser, once.actor, once.key.clone());
    let Some(kept) = idempotency::Entity::find_by_id(key).one(tx.conn()).await? else {
        return Ok(None);
    };
    if kept.created_at + KEPT_FOR < tx.now() {
        idempotency::Entity::delete_by_id((once.organiser, once.actor, once.key.clone()))
            .exec(tx.conn())
            .await?;
        return Ok(None);
    }
    if kept.body_hash != once.body_hash || kept.operation != once.operation {
        return Err(AppError::new(Code::IdempotencyReused));
    }
    let status = u16::try_from(kept.status)
        .ok()
        .and_then(|status| StatusCode::from_u16(status).ok());
    Ok(Some(Answer {
        status: status.unwrap_or(StatusCode::CREATED),
        etag: kept.etag,
        location: kept.location,
        next: None,
        body: Some(kept.body.into()).filter(|body: &actix_web::web::Bytes| !body.is_empty()),
        replayed: true,
        cookie: None,
    }))
}

/// Keeps the answer beside the write it belongs to.
///
/// # Errors
/// What the database says.
pub async fn keep(tx: &Tx, once: &Once, answer: &Answer) -> Result<()> {
    let body = answer
        .body
        .as_ref()
        .map(|body| String::from_utf8_lossy(body).into_owned())
        .unwrap_or_default();
    let row = idempotency::Model {
        organiser_id: once.organiser,
        actor_id: once.actor,
        key: once.key.clone(),
        operation: once.operation.to_owned(),
        body_hash: once.body_hash.clone(),
        status: i32::from(answer.status.as_u16()),
        location: answer.location.clone(),
        etag: answer.etag.clone(),
        body,
        created_at: tx.now(),
    };
    let row: idempotency::ActiveModel = row.into();
    idempotency::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Forgets the answers that are older than a day.
///
/// # Errors
/// What the database says.
pub async fn sweep<C: ConnectionTrait>(db: &C, organiser: Uuid, now: DateTime<Utc>) -> Result<u64> {
    let swept = idempotency::Entity::delete_many()
        .filter(idempotency::Column::OrganiserId.eq(organiser))
        .filter(idempotency::Column::CreatedAt.lt(now - KEPT_FOR))
        .exec(db)
        .await?;
    Ok(swept.rows_affected)
}
