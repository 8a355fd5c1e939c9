//! Queries of roles held by accounts.

use super::accounts::units_below;
use crate::access::{Permit, Sight, TenantScope};
use crate::error::{AppError, Result};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use tables::{roadmap, role_grant, unit};
use uuid::Uuid;

/// Grants in force on a day.
pub(crate) fn in_force(day: NaiveDate) -> Condition {
    Condition::all()
        .add(
            Condition::any()
                .add(role_grant::Column::FromDate.is_null())
                .add(role_grant::Column::FromDate.lte(day)),
        )
        .add(
            Condition::any()
                .add(role_grant::Column::ToDate.is_null())
                .add(role_grant::Column::ToDate.gte(day)),
        )
}

/// Grants that lie within a sight.
pub(crate) fn grants_in_sight(scope: TenantScope, sight: &Sight) -> Condition {
    match sight {
        Sight::Everything => Condition::all(),
        Sight::Only { units, roadmaps } => Condition::any()
            .add(role_grant::Column::UnitId.in_subquery(units_below(scope, units).into_query()))
            .add(role_grant::Column::RoadmapId.is_in(roadmaps.iter().copied())),
    }
}

/// The grants in sight of some accounts, the oldest first.
pub(crate) async fn grants_of_accounts<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    accounts: &[Uuid],
) -> Result<Vec<role_grant::Model>> {
    Ok(role_grant::Entity::find()
        .filter(role_grant::Column::OrganiserId.eq(scope.organiser()))
        .filter(role_grant::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(grants_in_sight(scope, sight))
        .order_by_asc(role_grant::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn grant<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<role_grant::Model> {
    role_grant::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(crate) async fn lock_grant<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<role_grant::Model> {
    let found = role_grant::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(crate) async fn delete_grant<C: ConnectionTrait>(db: &C, permit: &Permit, id: Uuid) -> Result<()> {
    role_grant::Entity::delete_by_id((permit.scope().organiser(), id))
        .exec(db)
        .await?;
    Ok(())
}

/// The path of the unit that a roadmap belongs to; `None` where there is no such roadmap.
pub(crate) async fn unit_path_of_roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<Option<String>> {
    let Some(found) = roadmap::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let unit = unit::Entity::find_by_id((scope.organiser(), found.unit_id))
        .one(db)
        .await?;
    Ok(unit.map(|unit| unit.path))
}
