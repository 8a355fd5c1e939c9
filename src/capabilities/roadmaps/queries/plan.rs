//! The only place that queries dependencies, comments and baselines.

use crate::access::{Permit, TenantScope};
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tables::{baseline, comment, dependency};
use uuid::Uuid;

pub(crate) async fn dependencies<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<dependency::Model>> {
    Ok(dependency::Entity::find()
        .filter(dependency::Column::OrganiserId.eq(scope.organiser()))
        .filter(dependency::Column::RoadmapId.eq(roadmap))
        .order_by_asc(dependency::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn dependency<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<dependency::Model> {
    dependency::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(crate) async fn delete_dependency<C: ConnectionTrait>(db: &C, permit: &Permit, id: Uuid) -> Result<()> {
    dependency::Entity::delete_by_id((permit.scope().organiser(), id))
        .exec(db)
        .await?;
    Ok(())
}

pub(crate) async fn comments<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    milestone: Uuid,
    place: &Place,
) -> Result<Vec<comment::Model>> {
    let mut query = comment::Entity::find()
        .filter(comment::Column::OrganiserId.eq(scope.organiser()))
        .filter(comment::Column::MilestoneId.eq(milestone));
    if let Start::After(key) = &place.start {
        query = query.filter(comment::Column::Id.gt(last_id(key)?));
    }
    Ok(query
        .order_by_asc(comment::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

pub(crate) async fn lock_comment<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<comment::Model> {
    let found = comment::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(crate) async fn baselines<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<baseline::Model>> {
    Ok(baseline::Entity::find()
        .filter(baseline::Column::OrganiserId.eq(scope.organiser()))
        .filter(baseline::Column::RoadmapId.eq(roadmap))
        .order_by_desc(baseline::Column::Id)
        .limit(500)
        .all(db)
        .await?)
}

pub(crate) async fn baseline<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<baseline::Model> {
    baseline::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}
