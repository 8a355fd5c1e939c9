//! Queries of API keys.

use crate::access::TenantScope;
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tables::api_key;
use uuid::Uuid;

/// Keys, the oldest first.
pub(crate) async fn api_keys<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    place: &Place,
) -> Result<Vec<api_key::Model>> {
    let mut query = api_key::Entity::find().filter(api_key::Column::OrganiserId.eq(scope.organiser()));
    if let Start::After(key) = &place.start {
        query = query.filter(api_key::Column::Id.gt(last_id(key)?));
    }
    Ok(query
        .order_by_asc(api_key::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

pub(crate) async fn api_key<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<api_key::Model> {
    api_key::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(crate) async fn lock_api_key<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<api_key::Model> {
    let found = api_key::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}
