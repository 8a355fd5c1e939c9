//! The only place that queries shares, absences and limits.

use crate::access::{Permit, TenantScope};
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tables::{absence, capacity_share, change_limit};
use uuid::Uuid;

/// Ids of one `IN` list.
const CHUNK: usize = 1000;

/// Every share of an organiser: a few dozen.
pub(super) async fn all_shares<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<capacity_share::Model>> {
    Ok(capacity_share::Entity::find()
        .filter(capacity_share::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(capacity_share::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn shares<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    place: &Place,
) -> Result<Vec<capacity_share::Model>> {
    let mut query =
        capacity_share::Entity::find().filter(capacity_share::Column::OrganiserId.eq(scope.organiser()));
    if let Start::After(key) = &place.start {
        let last = key
            .last()
            .and_then(|id| Uuid::try_parse(id).ok())
            .unwrap_or_default();
        query = query.filter(capacity_share::Column::Id.gt(last));
    }
    Ok(query
        .order_by_asc(capacity_share::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

pub(super) async fn share<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<capacity_share::Model> {
    let found = capacity_share::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_share<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<capacity_share::Model> {
    let found = capacity_share::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn delete_share<C: ConnectionTrait>(db: &C, permit: &Permit, id: Uuid) -> Result<()> {
    capacity_share::Entity::delete_by_id((permit.scope().organiser(), id))
        .exec(db)
        .await?;
    Ok(())
}

/// Absences of persons that have not ended before a day.
pub(super) async fn absences<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    persons: &[Uuid],
    since: NaiveDate,
) -> Result<Vec<absence::Model>> {
    let mut found = Vec::new();
    for persons in persons.chunks(CHUNK) {
        let rows = absence::Entity::find()
            .filter(absence::Column::OrganiserId.eq(scope.organiser()))
            .filter(absence::Column::PersonId.is_in(persons.iter().copied()))
            .filter(absence::Column::ToDate.gte(since))
            .order_by_asc(absence::Column::FromDate)
            .order_by_asc(absence::Column::Id)
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

pub(super) async fn absence<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<absence::Model> {
    let found = absence::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_absence<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<absence::Model> {
    let found = absence::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn delete_absence<C: ConnectionTrait>(db: &C, permit: &Permit, id: Uuid) -> Result<()> {
    absence::Entity::delete_by_id((permit.scope().organiser(), id))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) async fn limit<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    unit: Uuid,
) -> Result<Option<change_limit::Model>> {
    Ok(change_limit::Entity::find_by_id((scope.organiser(), unit))
        .one(db)
        .await?)
}

pub(super) async fn lock_limit<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    unit: Uuid,
) -> Result<Option<change_limit::Model>> {
    Ok(change_limit::Entity::find_by_id((scope.organiser(), unit))
        .lock_exclusive()
        .one(db)
        .await?)
}

pub(super) async fn delete_limit<C: ConnectionTrait>(db: &C, permit: &Permit, unit: Uuid) -> Result<()> {
    change_limit::Entity::delete_by_id((permit.scope().organiser(), unit))
        .exec(db)
        .await?;
    Ok(())
}
