//! The only place that queries what happens at gates.

use crate::access::{Permit, TenantScope};
use crate::error::{AppError, Result};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use tables::{decision, gate, gate_condition, gate_latch, gate_review, gate_vote, recorded_fact};
use uuid::Uuid;

/// Ids of one `IN` list: SQLite and PostgreSQL limit the parameters of a statement.
const CHUNK: usize = 1000;

pub(super) async fn latches<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gates: &[gate::Model],
) -> Result<Vec<gate_latch::Model>> {
    Ok(gate_latch::Entity::find()
        .filter(gate_latch::Column::OrganiserId.eq(scope.organiser()))
        .filter(gate_latch::Column::GateId.is_in(gates.iter().map(|row| row.id)))
        .all(db)
        .await?)
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

pub(super) async fn review<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<gate_review::Model> {
    gate_review::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
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

/// The conditions that are not fulfilled and are set by a decision in force.
pub(super) async fn open_conditions<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    owners: &[Uuid],
) -> Result<Vec<gate_condition::Model>> {
    let mut found = Vec::new();
    for owners in owners.chunks(CHUNK) {
        let rows = gate_condition::Entity::find()
            .filter(gate_condition::Column::OrganiserId.eq(scope.organiser()))
            .filter(gate_condition::Column::FulfilledAt.is_null())
            .filter(gate_condition::Column::OwnerId.is_in(owners.iter().copied()))
            .filter(
                gate_condition::Column::DecisionId.in_subquery(
                    gate::Entity::find()
                        .select_only()
                        .column(gate::Column::DecidedId)
                        .filter(gate::Column::OrganiserId.eq(scope.organiser()))
                        .filter(gate::Column::DecidedId.is_not_null())
                        .into_query(),
                ),
            )
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
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

pub(super) async fn condition<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<gate_condition::Model> {
    gate_condition::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
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

/// Remembers criteria of a gate as met, in the place of what was remembered of an earlier criterion by the same key.
pub(super) async fn insert_latches<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    gate: &gate::Model,
    keys: &[String],
    day: NaiveDate,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let rule = super::bundle::Bundle::rule(gate)?;
    for criterion in rule.criteria() {
        if !keys.contains(&criterion.key) {
            continue;
        }
        let row = gate_latch::Model {
            organiser_id: permit.scope().organiser(),
            gate_id: gate.id,
            criterion_key: criterion.key.clone(),
            basis: super::bundle::basis_of(criterion)?,
            met_on: day,
            created_at: now,
        };
        gate_latch::Entity::delete_by_id((row.organiser_id, row.gate_id, row.criterion_key.clone()))
            .exec(db)
            .await?;
        crate::platform::rows::insert(db, permit, row).await?;
    }
    Ok(())
}
