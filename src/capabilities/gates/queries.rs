//! The only place that queries what happens at gates.

use crate::access::{Permit, TenantScope};
use crate::error::{AppError, Result};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tables::{decision, gate, gate_condition, gate_latch, gate_review, gate_vote, recorded_fact};
use uuid::Uuid;

pub(super) async fn latches<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gates: &[gate::Model],
) -> Result<Vec<(Uuid, String, NaiveDate)>> {
    let rows = gate_latch::Entity::find()
        .filter(gate_latch::Column::OrganiserId.eq(scope.organiser()))
        .filter(gate_latch::Column::GateId.is_in(gates.iter().map(|row| row.id)))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.gate_id, row.criterion_key, row.met_on))
        .collect())
}

pub(super) async fn reviews_of_roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<gate_review::Model>> {
    Ok(gate_review::Entity::find()
        .filter(gate_review::Column::OrganiserId.eq(scope.organiser()))
        .filter(gate_review::Column::RoadmapId.eq(roadmap))
        .order_by_desc(gate_review::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn votes_of_roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gates: &[gate::Model],
) -> Result<Vec<gate_vote::Model>> {
    Ok(gate_vote::Entity::find()
        .filter(gate_vote::Column::OrganiserId.eq(scope.organiser()))
        .filter(gate_vote::Column::GateId.is_in(gates.iter().map(|row| row.id)))
        .order_by_asc(gate_vote::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn decisions_of_roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<decision::Model>> {
    Ok(decision::Entity::find()
        .filter(decision::Column::OrganiserId.eq(scope.organiser()))
        .filter(decision::Column::RoadmapId.eq(roadmap))
        .order_by_desc(decision::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn decision<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<decision::Model> {
    decision::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(super) async fn conditions_of_roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<gate_condition::Model>> {
    Ok(gate_condition::Entity::find()
        .filter(gate_condition::Column::OrganiserId.eq(scope.organiser()))
        .filter(gate_condition::Column::RoadmapId.eq(roadmap))
        .order_by_asc(gate_condition::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn lock_condition<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<gate_condition::Model> {
    let found = gate_condition::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn recorded_of_roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<recorded_fact::Model>> {
    Ok(recorded_fact::Entity::find()
        .filter(recorded_fact::Column::OrganiserId.eq(scope.organiser()))
        .filter(recorded_fact::Column::RoadmapId.eq(roadmap))
        .filter(recorded_fact::Column::WithdrawnAt.is_null())
        .order_by_asc(recorded_fact::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn lock_recorded<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<recorded_fact::Model> {
    let found = recorded_fact::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// Locks a gate, so that two who ask for its review or decide it wait for each other.
pub(super) async fn lock_gate<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<gate::Model> {
    let found = gate::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn gate<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<gate::Model> {
    gate::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(super) async fn insert_latches<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    gate: Uuid,
    keys: &[String],
    day: NaiveDate,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    for key in keys {
        let row = gate_latch::Model {
            organiser_id: permit.scope().organiser(),
            gate_id: gate,
            criterion_key: key.clone(),
            met_on: day,
            created_at: now,
        };
        crate::platform::rows::insert(db, permit, row).await?;
    }
    Ok(())
}
