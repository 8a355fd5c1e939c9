//! The only place that queries computations.

use super::dto::ComputationFilter;
use crate::access::TenantScope;
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tables::computation;
use uuid::Uuid;

pub(super) async fn computation<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<computation::Model> {
    let found = computation::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_computation<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<computation::Model> {
    let found = computation::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// A roadmap's computations, the newest first.
pub(super) async fn computations<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
    filter: &ComputationFilter,
    place: &Place,
) -> Result<Vec<computation::Model>> {
    let mut query = computation::Entity::find()
        .filter(computation::Column::OrganiserId.eq(scope.organiser()))
        .filter(computation::Column::RoadmapId.eq(roadmap));
    if let Some(kind) = filter.kind {
        query = query.filter(computation::Column::Kind.eq(kind.as_str()));
    }
    if let Start::After(key) = &place.start {
        let last = key
            .last()
            .and_then(|id| Uuid::try_parse(id).ok())
            .unwrap_or_default();
        query = query.filter(computation::Column::Id.lt(last));
    }
    Ok(query
        .order_by_desc(computation::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// Computations that nobody works on: queued, or begun before an instant by a node that is gone.
pub(super) async fn orphaned<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    before: DateTime<Utc>,
) -> Result<Vec<computation::Model>> {
    let lost = Condition::all()
        .add(computation::Column::State.eq("running"))
        .add(computation::Column::StartedAt.lt(before));
    let waiting = Condition::all()
        .add(computation::Column::State.eq("queued"))
        .add(computation::Column::CreatedAt.lt(before));
    Ok(computation::Entity::find()
        .filter(computation::Column::OrganiserId.eq(scope.organiser()))
        .filter(Condition::any().add(lost).add(waiting))
        .order_by_asc(computation::Column::Id)
        .limit(20)
        .all(db)
        .await?)
}
