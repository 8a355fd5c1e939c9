//! Queries of the library: one's own practices, those of everybody that are not withdrawn, and what was taken up.

use super::open_shared;
use crate::access::{SharedScope, TenantScope};
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tables::{practice, practice_adoption, practice_revision};
use uuid::Uuid;

/// The library holds at most so many practices in one answer's search.
const MOST: u64 = 2000;

pub(in crate::capabilities::benchmarks) async fn practice<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<practice::Model> {
    let found = practice::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(in crate::capabilities::benchmarks) async fn lock_practice<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<practice::Model> {
    let found = practice::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// The revisions of one's own practice, the newest first.
pub(in crate::capabilities::benchmarks) async fn revisions<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    practice: Uuid,
) -> Result<Vec<practice_revision::Model>> {
    Ok(practice_revision::Entity::find()
        .filter(practice_revision::Column::OrganiserId.eq(scope.organiser()))
        .filter(practice_revision::Column::PracticeId.eq(practice))
        .order_by_desc(practice_revision::Column::Number)
        .limit(100)
        .all(db)
        .await?)
}

/// Every practice that is not withdrawn, the newest first, with its newest revision. Two queries.
pub(in crate::capabilities::benchmarks) async fn library<C: ConnectionTrait>(
    db: &C,
    shared: SharedScope,
) -> Result<Vec<(practice::Model, practice_revision::Model)>> {
    open_shared(db, shared).await?;
    let practices = practice::Entity::find()
        .filter(practice::Column::WithdrawnAt.is_null())
        .order_by_desc(practice::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let mut newest = std::collections::HashMap::new();
    for some in practices.chunks(500) {
        let ids = some.iter().map(|row| row.id);
        let found = practice_revision::Entity::find()
            .filter(practice_revision::Column::PracticeId.is_in(ids))
            .all(db)
            .await?;
        for row in found {
            newest.insert((row.practice_id, row.number), row);
        }
    }
    Ok(practices
        .into_iter()
        .filter_map(|row| {
            let revision = newest.remove(&(row.id, row.revision))?;
            Some((row, revision))
        })
        .collect())
}

/// Of some practices of anybody's, those that stand in the library.
pub(in crate::capabilities::benchmarks) async fn in_library<C: ConnectionTrait>(
    db: &C,
    shared: SharedScope,
    ids: &[Uuid],
) -> Result<Vec<practice::Model>> {
    open_shared(db, shared).await?;
    Ok(practice::Entity::find()
        .filter(practice::Column::WithdrawnAt.is_null())
        .filter(practice::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?)
}

/// The revisions of a practice that stands in the library, the newest first; 404 where it does not.
pub(in crate::capabilities::benchmarks) async fn library_revisions<C: ConnectionTrait>(
    db: &C,
    shared: SharedScope,
    id: Uuid,
) -> Result<Vec<practice_revision::Model>> {
    let found = in_library(db, shared, &[id]).await?;
    let found = found.first().ok_or_else(AppError::not_found)?;
    Ok(practice_revision::Entity::find()
        .filter(practice_revision::Column::OrganiserId.eq(found.organiser_id))
        .filter(practice_revision::Column::PracticeId.eq(found.id))
        .order_by_desc(practice_revision::Column::Number)
        .limit(100)
        .all(db)
        .await?)
}

pub(in crate::capabilities::benchmarks) async fn adoption<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<practice_adoption::Model> {
    let found = practice_adoption::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(in crate::capabilities::benchmarks) async fn lock_adoption<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<practice_adoption::Model> {
    let found = practice_adoption::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// A page of what was taken up, the newest first.
pub(in crate::capabilities::benchmarks) async fn adoptions<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    place: &Place,
) -> Result<Vec<practice_adoption::Model>> {
    let mut query = practice_adoption::Entity::find()
        .filter(practice_adoption::Column::OrganiserId.eq(scope.organiser()));
    if let Start::After(key) = &place.start {
        query = query.filter(practice_adoption::Column::Id.lt(last_id(key)?));
    }
    Ok(query
        .order_by_desc(practice_adoption::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}
