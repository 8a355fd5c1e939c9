//! The only place that queries engagement and maturity.

use super::{Within, after_id};
use crate::access::{Permit, TenantScope};
use crate::capabilities::technology::dto::{EngagementFilter, MaturityFilter};
use crate::error::{AppError, Result};
use crate::platform::paging::Place;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tables::{technology_engagement, technology_maturity};
use uuid::Uuid;

/// A page of activities, the latest first made last.
pub(in crate::capabilities::technology) async fn engagements<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    within: &Within,
    filter: &EngagementFilter,
    place: &Place,
) -> Result<Vec<technology_engagement::Model>> {
    use technology_engagement::Column;
    let mut query = technology_engagement::Entity::find().filter(Column::OrganiserId.eq(scope.organiser()));
    for units in within.units(scope) {
        query = query.filter(Column::UnitId.in_subquery(units));
    }
    if let Some(limits) = &within.areas {
        query = query.filter(Column::UnitId.is_in(limits.units.iter().copied()));
    }
    if let Some(technology) = filter.technology_id {
        query = query.filter(Column::TechnologyId.eq(technology));
    }
    if let Some(audience) = filter.audience {
        query = query.filter(Column::Audience.eq(audience.as_str()));
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::HeldOn.gte(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(Column::HeldOn.lte(to));
    }
    if let Some(last) = after_id(place)? {
        query = query.filter(Column::Id.gt(last));
    }
    Ok(query
        .order_by_asc(Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

pub(in crate::capabilities::technology) async fn engagement<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<technology_engagement::Model> {
    let found = technology_engagement::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(in crate::capabilities::technology) async fn lock_engagement<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<technology_engagement::Model> {
    let found = technology_engagement::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(in crate::capabilities::technology) async fn delete_engagement<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    id: Uuid,
) -> Result<()> {
    technology_engagement::Entity::delete_by_id((permit.scope().organiser(), id))
        .exec(db)
        .await?;
    Ok(())
}

pub(in crate::capabilities::technology) async fn maturity_rounds<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    filter: &MaturityFilter,
) -> Result<Vec<technology_maturity::Model>> {
    use technology_maturity::Column;
    let mut query = technology_maturity::Entity::find().filter(Column::OrganiserId.eq(scope.organiser()));
    if let Some(year) = filter.year {
        query = query.filter(Column::Year.eq(year));
    }
    if let Some(branch) = filter.branch {
        query = query.filter(Column::Branch.eq(branch.as_str()));
    }
    Ok(query
        .order_by_asc(Column::Year)
        .order_by_asc(Column::Branch)
        .order_by_asc(Column::Indicator)
        .limit(1200)
        .all(db)
        .await?)
}

pub(in crate::capabilities::technology) async fn maturity_round<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<technology_maturity::Model> {
    let found = technology_maturity::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(in crate::capabilities::technology) async fn lock_maturity_round<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<technology_maturity::Model> {
    let found = technology_maturity::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}
