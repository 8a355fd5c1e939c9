//! The only place that queries the audit tables for reading.

use super::dto::{EntryFilter, EntryOrder};
use crate::access::TenantScope;
use crate::error::{AppError, FaultCode, Result};
use crate::platform::paging::{Place, Start};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use tables::{audit_entry, audit_head, organiser};
use uuid::Uuid;

fn entries_of(organiser: Uuid) -> Select<audit_entry::Entity> {
    audit_entry::Entity::find().filter(audit_entry::Column::OrganiserId.eq(organiser))
}

pub(super) async fn entries<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    filter: &EntryFilter,
    place: &Place,
) -> Result<Vec<audit_entry::Model>> {
    let mut query = entries_of(scope.organiser());
    if let Some(sequence) = filter.sequence {
        query = query.filter(audit_entry::Column::Sequence.eq(sequence));
    }
    if let Some(action) = &filter.action {
        query = query.filter(audit_entry::Column::Action.eq(action));
    }
    if let Some(kind) = &filter.target_kind {
        query = query.filter(audit_entry::Column::TargetKind.eq(kind));
    }
    if let Some(id) = filter.target_id {
        query = query.filter(audit_entry::Column::TargetId.eq(id));
    }
    if let Some(id) = filter.actor_id {
        query = query.filter(audit_entry::Column::ActorId.eq(id));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(audit_entry::Column::Outcome.eq(outcome.as_str()));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_entry::Column::At.gte(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(audit_entry::Column::At.lt(to));
    }
    let newest = filter.order.unwrap_or(EntryOrder::Newest) == EntryOrder::Newest;
    if let Start::After(key) = &place.start {
        let last = sequence_of(key)?;
        query = query.filter(if newest {
            audit_entry::Column::Sequence.lt(last)
        } else {
            audit_entry::Column::Sequence.gt(last)
        });
    }
    let query = if newest {
        query.order_by_desc(audit_entry::Column::Sequence)
    } else {
        query.order_by_asc(audit_entry::Column::Sequence)
    };
    Ok(query.offset(place.offset()).limit(place.rows()).all(db).await?)
}

fn sequence_of(key: &[String]) -> Result<i64> {
    key.last().and_then(|text| text.parse().ok()).ok_or_else(|| {
        AppError::fault(
            "/query/cursor",
            FaultCode::Format {
                expected: "nextCursor".to_owned(),
            },
        )
    })
}

/// The row with the chain's length and last hash.
pub(super) async fn head<C: ConnectionTrait>(db: &C, organiser: Uuid) -> Result<Option<audit_head::Model>> {
    Ok(audit_head::Entity::find_by_id(organiser).one(db).await?)
}

/// Locks the head, which orders the writers of a chain.
pub(super) async fn lock_head<C: ConnectionTrait>(db: &C, organiser: Uuid) -> Result<()> {
    audit_head::Entity::find_by_id(organiser)
        .lock_exclusive()
        .one(db)
        .await?;
    Ok(())
}

/// The highest sequence that is there, whatever the head says; 0 without entries.
pub(super) async fn last_sequence<C: ConnectionTrait>(db: &C, organiser: Uuid) -> Result<i64> {
    Ok(sequences(organiser)
        .order_by_desc(audit_entry::Column::Sequence)
        .into_tuple::<i64>()
        .one(db)
        .await?
        .unwrap_or(0))
}

fn sequences(organiser: Uuid) -> Select<audit_entry::Entity> {
    entries_of(organiser)
        .select_only()
        .column(audit_entry::Column::Sequence)
}

/// The first and last sequence of the entries written from `from` until before `to`.
///
/// Requests that overlap may stand in the chain in another order than their instants, so the range between is whole.
pub(super) async fn range<C: ConnectionTrait>(
    db: &C,
    organiser: Uuid,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> Result<Option<(i64, i64)>> {
    let mut query = sequences(organiser);
    if let Some(from) = from {
        query = query.filter(audit_entry::Column::At.gte(from));
    }
    if let Some(to) = to {
        query = query.filter(audit_entry::Column::At.lt(to));
    }
    let first = query
        .clone()
        .order_by_asc(audit_entry::Column::Sequence)
        .into_tuple::<i64>()
        .one(db)
        .await?;
    let last = query
        .order_by_desc(audit_entry::Column::Sequence)
        .into_tuple::<i64>()
        .one(db)
        .await?;
    Ok(first.zip(last))
}

/// The next entries after a sequence up to another, at most `most`.
pub(super) async fn after<C: ConnectionTrait>(
    db: &C,
    organiser: Uuid,
    sequence: i64,
    to: i64,
    most: u64,
) -> Result<Vec<audit_entry::Model>, DbErr> {
    entries_of(organiser)
        .filter(audit_entry::Column::Sequence.gt(sequence))
        .filter(audit_entry::Column::Sequence.lte(to))
        .order_by_asc(audit_entry::Column::Sequence)
        .limit(most)
        .all(db)
        .await
}

/// The sequences of the next entries, which can be read where an entry's other columns cannot.
pub(super) async fn sequences_after<C: ConnectionTrait>(
    db: &C,
    organiser: Uuid,
    sequence: i64,
    most: u64,
) -> Result<Vec<i64>> {
    Ok(sequences(organiser)
        .filter(audit_entry::Column::Sequence.gt(sequence))
        .order_by_asc(audit_entry::Column::Sequence)
        .limit(most)
        .into_tuple::<i64>()
        .all(db)
        .await?)
}

/// The newest entry of an action.
pub(super) async fn newest_of<C: ConnectionTrait>(
    db: &C,
    organiser: Uuid,
    action: &str,
) -> Result<Option<audit_entry::Model>> {
    Ok(entries_of(organiser)
        .filter(audit_entry::Column::Action.eq(action))
        .order_by_desc(audit_entry::Column::Sequence)
        .one(db)
        .await?)
}

/// Every organiser that can have a chain: those of the instance, and the instance itself (nil).
pub(super) async fn organisers<C: ConnectionTrait>(db: &C) -> Result<Vec<Uuid>> {
    let mut ids = organiser::Entity::find()
        .select_only()
        .column(organiser::Column::Id)
        .order_by_asc(organiser::Column::Id)
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    if !ids.contains(&Uuid::nil()) {
        ids.insert(0, Uuid::nil());
    }
    Ok(ids)
}
