//! The only place that queries stages and gates as they are planned.

use crate::access::TenantScope;
use crate::error::{AppError, Result};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tables::{gate, stage};
use uuid::Uuid;

pub(crate) async fn stages<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<stage::Model>> {
    Ok(stage::Entity::find()
        .filter(stage::Column::OrganiserId.eq(scope.organiser()))
        .filter(stage::Column::RoadmapId.eq(roadmap))
        .order_by_asc(stage::Column::Number)
        .all(db)
        .await?)
}

pub(crate) async fn stage<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<stage::Model> {
    stage::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(crate) async fn lock_stage<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<stage::Model> {
    let found = stage::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// Locks every gate of a roadmap, always in the same order.
pub(crate) async fn lock_gates<C: ConnectionTrait>(db: &C, scope: TenantScope, roadmap: Uuid) -> Result<()> {
    gate::Entity::find()
        .filter(gate::Column::OrganiserId.eq(scope.organiser()))
        .filter(gate::Column::RoadmapId.eq(roadmap))
        .order_by_asc(gate::Column::Id)
        .lock_exclusive()
        .all(db)
        .await?;
    Ok(())
}

pub(crate) async fn gates<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<gate::Model>> {
    Ok(gate::Entity::find()
        .filter(gate::Column::OrganiserId.eq(scope.organiser()))
        .filter(gate::Column::RoadmapId.eq(roadmap))
        .all(db)
        .await?)
}
