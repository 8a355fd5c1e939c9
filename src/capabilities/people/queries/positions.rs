//! Queries of positions.

use super::{CHUNK, after_id, positions_of};
use crate::access::{Permit, TenantScope};
use crate::capabilities::people::dto::PositionFilter;
use crate::error::{AppError, Result};
use crate::platform::paging::Place;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use tables::{person, position, unit};
use uuid::Uuid;

/// The positions that run on a day, of persons who have not left, each with its person; by the position's id.
pub(crate) async fn running_on<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    day: NaiveDate,
) -> Result<Vec<(position::Model, person::Model)>> {
    use sea_orm::QueryTrait;
    let to = position::Column::ToDate;
    let running = positions_of(scope)
        .filter(position::Column::FromDate.lte(day))
        .filter(Condition::any().add(to.is_null()).add(to.gte(day)));
    let holders = running.clone().select_only().column(position::Column::PersonId);
    let left = person::Column::LeftOn;
    let persons = person::Entity::find()
        .filter(person::Column::OrganiserId.eq(scope.organiser()))
        .filter(person::Column::ErasedAt.is_null())
        .filter(Condition::any().add(left.is_null()).add(left.gt(day)))
        .filter(person::Column::Id.in_subquery(holders.into_query()))
        .all(db)
        .await?;
    let persons: std::collections::HashMap<Uuid, person::Model> =
        persons.into_iter().map(|person| (person.id, person)).collect();
    let positions = running.order_by_asc(position::Column::Id).all(db).await?;
    Ok(positions
        .into_iter()
        .filter_map(|row| {
            let person = persons.get(&row.person_id)?.clone();
            Some((row, person))
        })
        .collect())
}

/// Every position of these persons that names a superior.
pub(crate) async fn led_positions<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    persons: &[Uuid],
) -> Result<Vec<position::Model>> {
    let mut found = Vec::new();
    for ids in persons.chunks(CHUNK) {
        let query = positions_of(scope)
            .filter(position::Column::PersonId.is_in(ids.iter().copied()))
            .filter(position::Column::SuperiorId.is_not_null());
        found.extend(query.all(db).await?);
    }
    Ok(found)
}

pub(crate) async fn position<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<position::Model> {
    let found = position::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(crate) async fn lock_position<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<position::Model> {
    let found = position::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// The positions with these ids, in no order; unknown ones are left out.
pub(crate) async fn positions_by_id<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<Vec<position::Model>> {
    let mut found = Vec::new();
    for ids in ids.chunks(CHUNK) {
        found.extend(
            positions_of(scope)
                .filter(position::Column::Id.is_in(ids.iter().copied()))
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// All positions of a person, the latest first.
pub(crate) async fn positions_of_person<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    person: Uuid,
) -> Result<Vec<position::Model>> {
    Ok(positions_of(scope)
        .filter(position::Column::PersonId.eq(person))
        .order_by_desc(position::Column::FromDate)
        .order_by_desc(position::Column::Id)
        .all(db)
        .await?)
}

/// Positions of one unit, the one made last first.
pub(crate) async fn positions_of_unit<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    unit: Uuid,
    filter: &PositionFilter,
    place: &Place,
) -> Result<Vec<position::Model>> {
    let mut query = positions_of(scope).filter(position::Column::UnitId.eq(unit));
    if let Some(day) = filter.active_on {
        let to = position::Column::ToDate;
        query = query
            .filter(position::Column::FromDate.lte(day))
            .filter(Condition::any().add(to.is_null()).add(to.gte(day)));
    }
    if let Some(id) = after_id(place)? {
        query = query.filter(position::Column::Id.lt(id));
    }
    Ok(query
        .order_by_desc(position::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

pub(crate) async fn count_positions<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    person: Uuid,
) -> Result<u64> {
    Ok(positions_of(scope)
        .filter(position::Column::PersonId.eq(person))
        .count(db)
        .await?)
}

/// Every position of the organiser, for the import that compares them with a file.
pub(crate) async fn all_positions<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    lock: bool,
) -> Result<Vec<position::Model>> {
    let query = positions_of(scope).order_by_asc(position::Column::Id);
    let query = if lock { query.lock_exclusive() } else { query };
    Ok(query.all(db).await?)
}

/// The paths of the units in which each of these persons has a position: with its last day, where it has one.
pub(crate) async fn unit_paths<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    person: Uuid,
) -> Result<Vec<(String, Option<NaiveDate>)>> {
    let positions = positions_of_person(db, scope, person).await?;
    let ids = positions.iter().map(|position| position.unit_id);
    let units = unit::Entity::find()
        .filter(unit::Column::OrganiserId.eq(scope.organiser()))
        .filter(unit::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let path = |id| {
        units
            .iter()
            .find(|unit| unit.id == id)
            .map(|unit| unit.path.clone())
    };
    Ok(positions
        .iter()
        .filter_map(|position| Some((path(position.unit_id)?, position.to_date)))
        .collect())
}

/// The ids of the positions in some units.
pub(crate) fn positions_in(scope: TenantScope, units: &SelectStatement) -> SelectStatement {
    use sea_orm::QueryTrait;
    positions_of(scope)
        .filter(position::Column::UnitId.in_subquery(units.clone()))
        .select_only()
        .column(position::Column::Id)
        .into_query()
}

/// Ends what of a person's positions runs beyond a day. Answers how many.
pub(crate) async fn end_positions<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    person: Uuid,
    last_day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<u64> {
    let to = position::Column::ToDate;
    let ended = position::Entity::update_many()
        .col_expr(to, Expr::value(last_day))
        .col_expr(
            position::Column::Version,
            Expr::col(position::Column::Version).add(1),
        )
        .col_expr(position::Column::UpdatedAt, Expr::value(now))
        .filter(position::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(position::Column::PersonId.eq(person))
        .filter(Condition::any().add(to.is_null()).add(to.gt(last_day)))
        .exec(db)
        .await?;
    Ok(ended.rows_affected)
}

/// Takes the HR system's ids from a person's positions.
pub(crate) async fn forget_external_ids<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    person: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    position::Entity::update_many()
        .col_expr(position::Column::ExternalId, Expr::value(Option::<String>::None))
        .col_expr(
            position::Column::Version,
            Expr::col(position::Column::Version).add(1),
        )
        .col_expr(position::Column::UpdatedAt, Expr::value(now))
        .filter(position::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(position::Column::PersonId.eq(person))
        .exec(db)
        .await?;
    Ok(())
}

/// Raises the versions of persons whose positions changed: a person is shown with them.
pub(crate) async fn touch_persons<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    persons: &[Uuid],
    now: DateTime<Utc>,
) -> Result<()> {
    for ids in persons.chunks(CHUNK) {
        person::Entity::update_many()
            .col_expr(person::Column::Version, Expr::col(person::Column::Version).add(1))
            .col_expr(person::Column::UpdatedAt, Expr::value(now))
            .filter(person::Column::OrganiserId.eq(permit.scope().organiser()))
            .filter(person::Column::Id.is_in(ids.iter().copied()))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// The positions of persons with the paths of their units.
pub(crate) async fn with_paths<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    persons: &[Uuid],
) -> Result<Vec<(position::Model, String)>> {
    let mut found = Vec::new();
    for persons in persons.chunks(super::CHUNK) {
        let rows = position::Entity::find()
            .filter(position::Column::OrganiserId.eq(scope.organiser()))
            .filter(position::Column::PersonId.is_in(persons.iter().copied()))
            .order_by_asc(position::Column::Id)
            .all(db)
            .await?;
        found.extend(rows);
    }
    let units: Vec<unit::Model> = unit::Entity::find()
        .filter(unit::Column::OrganiserId.eq(scope.organiser()))
        .all(db)
        .await?;
    let paths: std::collections::HashMap<Uuid, String> =
        units.into_iter().map(|unit| (unit.id, unit.path)).collect();
    Ok(found
        .into_iter()
        .filter_map(|row| {
            let path = paths.get(&row.unit_id)?.clone();
            Some((row, path))
        })
        .collect())
}
