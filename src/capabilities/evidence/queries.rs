//! The only place that queries evidence, its uses and the blobs behind it.

use super::dto::EvidenceFilter;
use crate::access::{Permit, TenantScope};
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use tables::{blob, evidence, evidence_use, gate, milestone};
use uuid::Uuid;

/// Those of `ids` that are milestones of the roadmap.
pub(super) async fn milestones<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
    ids: Vec<Uuid>,
) -> Result<Vec<milestone::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(milestone::Entity::find()
        .filter(milestone::Column::OrganiserId.eq(scope.organiser()))
        .filter(milestone::Column::RoadmapId.eq(roadmap))
        .filter(milestone::Column::Id.is_in(ids))
        .all(db)
        .await?)
}

/// The gates of those of `stages` that belong to the roadmap.
pub(super) async fn gates<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
    stages: Vec<Uuid>,
) -> Result<Vec<gate::Model>> {
    if stages.is_empty() {
        return Ok(Vec::new());
    }
    Ok(gate::Entity::find()
        .filter(gate::Column::OrganiserId.eq(scope.organiser()))
        .filter(gate::Column::RoadmapId.eq(roadmap))
        .filter(gate::Column::StageId.is_in(stages))
        .all(db)
        .await?)
}

pub(super) async fn find_evidence<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<Option<evidence::Model>> {
    Ok(evidence::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?)
}

pub(super) async fn evidence<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<evidence::Model> {
    find_evidence(db, scope, id)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(super) async fn lock_evidence<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<evidence::Model> {
    let found = evidence::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// A page of a roadmap's evidence, the newest first.
pub(super) async fn evidence_page<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
    filter: &EvidenceFilter,
    place: &Place,
) -> Result<Vec<evidence::Model>> {
    let mut query = evidence::Entity::find()
        .filter(evidence::Column::OrganiserId.eq(scope.organiser()))
        .filter(evidence::Column::RoadmapId.eq(roadmap));
    if let Some(status) = filter.status {
        query = query.filter(evidence::Column::Status.eq(status.as_str()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(evidence::Column::Kind.eq(kind.as_str()));
    }
    if let Some(owner) = filter.owner_id {
        query = query.filter(evidence::Column::OwnerId.eq(owner));
    }
    if let Some(day) = filter.expiring_before {
        query = query.filter(evidence::Column::ValidUntil.lt(day));
    }
    let used = [
        (evidence_use::Column::MilestoneId, filter.milestone_id),
        (evidence_use::Column::StageId, filter.stage_id),
    ];
    for (column, id) in used {
        if let Some(id) = id {
            let uses = Query::select()
                .column(evidence_use::Column::EvidenceId)
                .from(evidence_use::Entity)
                .and_where(evidence_use::Column::OrganiserId.eq(scope.organiser()))
                .and_where(column.eq(id))
                .to_owned();
            query = query.filter(evidence::Column::Id.in_subquery(uses));
        }
    }
    if let Start::After(key) = &place.start {
        query = query.filter(evidence::Column::Id.lt(last_id(key)?));
    }
    Ok(query
        .order_by_desc(evidence::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// All evidence of a roadmap.
pub(super) async fn evidence_of_roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<evidence::Model>> {
    Ok(evidence::Entity::find()
        .filter(evidence::Column::OrganiserId.eq(scope.organiser()))
        .filter(evidence::Column::RoadmapId.eq(roadmap))
        .order_by_asc(evidence::Column::Id)
        .all(db)
        .await?)
}

/// Evidence by ids.
pub(super) async fn evidence_by_ids<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<Vec<evidence::Model>> {
    Ok(evidence::Entity::find()
        .filter(evidence::Column::OrganiserId.eq(scope.organiser()))
        .filter(evidence::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(evidence::Column::Id)
        .all(db)
        .await?)
}

/// Evidence that still stands and has no owner, or one of `gone`.
pub(super) async fn unowned<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gone: &[Uuid],
) -> Result<Vec<evidence::Model>> {
    Ok(evidence::Entity::find()
        .filter(evidence::Column::OrganiserId.eq(scope.organiser()))
        .filter(evidence::Column::Status.is_in(["submitted", "accepted"]))
        .filter(
            Condition::any()
                .add(evidence::Column::OwnerId.is_null())
                .add(evidence::Column::OwnerId.is_in(gone.iter().copied())),
        )
        .order_by_asc(evidence::Column::Id)
        .all(db)
        .await?)
}

/// The uses of several pieces of evidence, in the order in which they were added.
pub(super) async fn uses_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    evidence: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<evidence_use::Model>> {
    Ok(evidence_use::Entity::find()
        .filter(evidence_use::Column::OrganiserId.eq(scope.organiser()))
        .filter(evidence_use::Column::EvidenceId.is_in(evidence))
        .order_by_asc(evidence_use::Column::Id)
        .all(db)
        .await?)
}

/// Every use in a roadmap.
pub(super) async fn uses_of_roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<evidence_use::Model>> {
    Ok(evidence_use::Entity::find()
        .filter(evidence_use::Column::OrganiserId.eq(scope.organiser()))
        .filter(evidence_use::Column::RoadmapId.eq(roadmap))
        .order_by_asc(evidence_use::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn evidence_use<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<evidence_use::Model> {
    let found = evidence_use::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn insert_uses<C: ConnectionTrait>(
    db: &C,
    _permit: &Permit,
    uses: &[evidence_use::Model],
) -> Result<()> {
    if !uses.is_empty() {
        let rows = uses.iter().cloned().map(IntoActiveModel::into_active_model);
        evidence_use::Entity::insert_many(rows)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Confirms the uses that evidence has when it is accepted.
pub(super) async fn confirm_uses<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    evidence: Uuid,
    reviewer: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    evidence_use::Entity::update_many()
        .col_expr(evidence_use::Column::ConfirmedAt, Expr::value(now))
        .col_expr(evidence_use::Column::ConfirmedBy, Expr::value(reviewer))
        .filter(evidence_use::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(evidence_use::Column::EvidenceId.eq(evidence))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) async fn delete_use<C: ConnectionTrait>(db: &C, permit: &Permit, id: Uuid) -> Result<()> {
    evidence_use::Entity::delete_by_id((permit.scope().organiser(), id))
        .exec(db)
        .await?;
    Ok(())
}

/// Notes that the organiser holds these bytes; where it does already, nothing changes.
pub(super) async fn keep_blob<C: ConnectionTrait>(db: &C, _permit: &Permit, row: blob::Model) -> Result<()> {
    blob::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([blob::Column::OrganiserId, blob::Column::Hash])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}
