//! The only place that queries the organisation's tables.

use super::dto::UnitFilter;
use crate::access::{Permit, Sight, TenantScope};
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, Func, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use tables::{calendar_day, organiser, service_area, unit};
use uuid::Uuid;

pub(super) async fn organiser<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<organiser::Model> {
    organiser::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(super) async fn lock_organiser<C: ConnectionTrait>(db: &C, permit: &Permit) -> Result<organiser::Model> {
    let found = organiser::Entity::find_by_id(permit.scope().organiser())
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn organisers<C: ConnectionTrait>(
    db: &C,
    _permit: &Permit,
    place: &Place,
) -> Result<Vec<organiser::Model>> {
    let mut query = organiser::Entity::find().filter(organiser::Column::Id.ne(Uuid::nil()));
    if let Start::After(key) = &place.start {
        query = query.filter(organiser::Column::Id.gt(last_id(key)?));
    }
    Ok(query
        .order_by_asc(organiser::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

fn units_of(scope: TenantScope) -> Select<unit::Entity> {
    unit::Entity::find().filter(unit::Column::OrganiserId.eq(scope.organiser()))
}

pub(super) async fn unit<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<unit::Model> {
    unit::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(super) async fn lock_unit<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<unit::Model> {
    let found = unit::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// Units in the order of the tree: a parent before its children.
pub(super) async fn units<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    within: Option<&str>,
    filter: &UnitFilter,
    place: &Place,
) -> Result<Vec<unit::Model>> {
    let mut query = units_of(scope);
    if let Sight::Only { units, .. } = sight {
        query = query.filter(
            units
                .iter()
                .fold(Condition::any(), |any, path| any.add(below(path))),
        );
    }
    if let Some(path) = within {
        query = query.filter(below(path));
    }
    if let Some(area) = filter.service_area_id {
        query = query.filter(unit::Column::ServiceAreaId.eq(area));
    }
    if let Some(day) = filter.open_on {
        query = query
            .filter(
                Condition::any()
                    .add(unit::Column::OpenedOn.is_null())
                    .add(unit::Column::OpenedOn.lte(day)),
            )
            .filter(
                Condition::any()
                    .add(unit::Column::ClosedOn.is_null())
                    .add(unit::Column::ClosedOn.gte(day)),
            );
    }
    if let Start::After(key) = &place.start {
        query = query.filter(unit::Column::Path.gt(key.first().cloned().unwrap_or_default()));
    }
    Ok(query
        .order_by_asc(unit::Column::Path)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// A path's whole subtree as a range, which an index serves: `0` is the character after `/`.
pub(crate) fn below(path: &str) -> Condition {
    let end = format!("{}0", path.trim_end_matches('/'));
    Condition::all()
        .add(unit::Column::Path.gte(path))
        .add(unit::Column::Path.lt(end))
}

/// The ids of all units in some subtrees, as a query to be used within another.
pub fn units_within(scope: TenantScope, paths: &[String]) -> SelectStatement {
    let within = paths
        .iter()
        .fold(Condition::any(), |any, path| any.add(below(path)));
    // No path at all reaches nothing; an empty condition would reach everything.
    let within = if paths.is_empty() {
        within.add(unit::Column::Id.is_null())
    } else {
        within
    };
    units_of(scope)
        .filter(within)
        .select_only()
        .column(unit::Column::Id)
        .into_query()
}

/// The units with these ids, in no order; unknown ones are left out.
pub(super) async fn units_by_id<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<Vec<unit::Model>> {
    Ok(units_of(scope)
        .filter(unit::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?)
}

/// Every unit of a subtree, itself included.
pub(super) async fn subtree<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    path: &str,
) -> Result<Vec<unit::Model>> {
    Ok(units_of(scope)
        .filter(below(path))
        .order_by_asc(unit::Column::Path)
        .all(db)
        .await?)
}

/// Every unit of the organiser.
pub(super) async fn all_units<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Vec<unit::Model>> {
    Ok(units_of(scope).order_by_asc(unit::Column::Path).all(db).await?)
}

/// Puts `new` in the place of `old` at the beginning of every path of a subtree.
pub(super) async fn move_subtree<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    old: &str,
    new: &str,
) -> Result<()> {
    let rest = i32::try_from(old.len() + 1).unwrap_or(i32::MAX);
    unit::Entity::update_many()
        .col_expr(
            unit::Column::Path,
            Expr::val(new.to_owned()).binary(
                BinOper::Custom("||"),
                Func::cust("substr").arg(Expr::col(unit::Column::Path)).arg(rest),
            ),
        )
        .filter(unit::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(below(old))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) async fn service_areas<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<service_area::Model>> {
    Ok(service_area::Entity::find()
        .filter(service_area::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(service_area::Column::Key)
        .all(db)
        .await?)
}

pub(super) async fn count_service_areas<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<u64> {
    Ok(service_area::Entity::find()
        .filter(service_area::Column::OrganiserId.eq(scope.organiser()))
        .count(db)
        .await?)
}

pub(super) async fn service_area<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<service_area::Model> {
    let found = service_area::Entity::find_by_id((scope.organiser(), id)).lock_exclusive();
    found.one(db).await?.ok_or_else(AppError::not_found)
}

pub(super) async fn find_service_area<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<Option<service_area::Model>> {
    Ok(service_area::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?)
}

pub(super) async fn calendar_days<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<calendar_day::Model>> {
    Ok(calendar_day::Entity::find()
        .filter(calendar_day::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(calendar_day::Column::Date)
        .all(db)
        .await?)
}

pub(super) async fn lock_calendar_day<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<calendar_day::Model> {
    let found = calendar_day::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn delete_calendar_day<C: ConnectionTrait>(db: &C, permit: &Permit, id: Uuid) -> Result<()> {
    calendar_day::Entity::delete_by_id((permit.scope().organiser(), id))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) async fn person_exists<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<bool> {
    Ok(tables::person::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .is_some())
}
