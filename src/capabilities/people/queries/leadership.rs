//! Queries of leadership groups and their members.

use super::{after_id, groups_of, members_of, units_in_sight};
use crate::access::{Permit, Sight, TenantScope};
use crate::error::{AppError, Result};
use crate::platform::paging::Place;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use tables::{leadership_group, leadership_member};
use uuid::Uuid;

fn on(query: Select<leadership_member::Entity>, day: NaiveDate) -> Select<leadership_member::Entity> {
    let to = leadership_member::Column::ToDate;
    query
        .filter(leadership_member::Column::FromDate.lte(day))
        .filter(Condition::any().add(to.is_null()).add(to.gte(day)))
}

/// The memberships of a group that hold on a day.
pub(crate) async fn members_on<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
    day: NaiveDate,
) -> Result<Vec<leadership_member::Model>> {
    let members = members_of(scope).filter(leadership_member::Column::GroupId.eq(group));
    Ok(on(members, day)
        .order_by_asc(leadership_member::Column::Id)
        .all(db)
        .await?)
}

/// The memberships of every group that hold on a day.
pub(crate) async fn all_members_on<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    day: NaiveDate,
) -> Result<Vec<leadership_member::Model>> {
    Ok(on(members_of(scope), day).all(db).await?)
}

/// A page of a group's memberships.
pub(crate) async fn members<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
    active_on: Option<NaiveDate>,
    place: &Place,
) -> Result<Vec<leadership_member::Model>> {
    let mut query = members_of(scope).filter(leadership_member::Column::GroupId.eq(group));
    if let Some(day) = active_on {
        query = on(query, day);
    }
    if let Some(id) = after_id(place)? {
        query = query.filter(leadership_member::Column::Id.gt(id));
    }
    let query = query.order_by_asc(leadership_member::Column::Id);
    Ok(query.offset(place.offset()).limit(place.rows()).all(db).await?)
}

/// The memberships of one person in one group.
pub(crate) async fn memberships<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
    person: Uuid,
) -> Result<Vec<leadership_member::Model>> {
    Ok(members_of(scope)
        .filter(leadership_member::Column::GroupId.eq(group))
        .filter(leadership_member::Column::PersonId.eq(person))
        .all(db)
        .await?)
}

/// The memberships of one person in all groups.
pub(crate) async fn memberships_of_person<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    person: Uuid,
) -> Result<Vec<leadership_member::Model>> {
    Ok(members_of(scope)
        .filter(leadership_member::Column::PersonId.eq(person))
        .all(db)
        .await?)
}

pub(crate) async fn member<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<leadership_member::Model> {
    let found = leadership_member::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(crate) async fn lock_member<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<leadership_member::Model> {
    let found = leadership_member::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// Groups in sight, the oldest first.
pub(crate) async fn groups<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    place: &Place,
) -> Result<Vec<leadership_group::Model>> {
    let mut query = groups_of(scope);
    if let Some(units) = units_in_sight(scope, sight) {
        query = query.filter(leadership_group::Column::UnitId.in_subquery(units));
    }
    if let Some(id) = after_id(place)? {
        query = query.filter(leadership_group::Column::Id.gt(id));
    }
    let query = query.order_by_asc(leadership_group::Column::Id);
    Ok(query.offset(place.offset()).limit(place.rows()).all(db).await?)
}

pub(crate) async fn group<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<leadership_group::Model> {
    let found = leadership_group::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(crate) async fn lock_group<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<leadership_group::Model> {
    let found = leadership_group::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// Ends what of a person's memberships runs beyond a day. Answers how many.
pub(crate) async fn end_memberships<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    person: Uuid,
    last_day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<u64> {
    let to = leadership_member::Column::ToDate;
    let ended = leadership_member::Entity::update_many()
        .col_expr(to, Expr::value(last_day))
        .col_expr(
            leadership_member::Column::Version,
            Expr::col(leadership_member::Column::Version).add(1),
        )
        .col_expr(leadership_member::Column::UpdatedAt, Expr::value(now))
        .filter(leadership_member::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(leadership_member::Column::PersonId.eq(person))
        .filter(Condition::any().add(to.is_null()).add(to.gt(last_day)))
        .exec(db)
        .await?;
    Ok(ended.rows_affected)
}
