//! Queries of persons.

use super::{CHUNK, foreign_cursor, persons_of, positions_of, units_in_sight};
use crate::access::{Sight, TenantScope};
use crate::capabilities::organisation::service::units_within;
use crate::capabilities::people::dto::{PersonFilter, PersonStatus};
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start};
use chrono::NaiveDate;
use sea_orm::sea_query::{LikeExpr, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use tables::{account, person, position};
use uuid::Uuid;

/// The persons with these ids, in no order; unknown ones are left out.
pub(crate) async fn persons_by_id<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<Vec<person::Model>> {
    let mut found = Vec::new();
    for ids in ids.chunks(CHUNK) {
        found.extend(
            persons_of(scope)
                .filter(person::Column::Id.is_in(ids.iter().copied()))
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// Everybody who has left on a day.
pub(crate) async fn departed_on<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    day: NaiveDate,
) -> Result<Vec<person::Model>> {
    let left = persons_of(scope).filter(person::Column::LeftOn.lte(day));
    Ok(left.order_by_asc(person::Column::Id).all(db).await?)
}

pub(crate) async fn person<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<person::Model> {
    let found = person::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(crate) async fn lock_person<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<person::Model> {
    let found = person::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// Everybody with an employee number, locked for the import that compares them with a file.
pub(crate) async fn numbered_persons<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    lock: bool,
) -> Result<Vec<person::Model>> {
    let query = persons_of(scope)
        .filter(person::Column::EmployeeNumber.is_not_null())
        .order_by_asc(person::Column::Id);
    let query = if lock { query.lock_exclusive() } else { query };
    Ok(query.all(db).await?)
}

/// The ids of the persons who belong to some of these units: by a position that has not ended, or, for those who have
/// left, by any they had.
pub(crate) fn belonging(scope: TenantScope, units: &SelectStatement, day: NaiveDate) -> Condition {
    let holders = |positions: Select<position::Entity>| {
        positions
            .filter(position::Column::UnitId.in_subquery(units.clone()))
            .select_only()
            .column(position::Column::PersonId)
            .into_query()
    };
    let to = position::Column::ToDate;
    let running = positions_of(scope).filter(Condition::any().add(to.is_null()).add(to.gte(day)));
    let former = Condition::any()
        .add(person::Column::LeftOn.lte(day))
        .add(person::Column::ErasedAt.is_not_null());
    Condition::any()
        .add(person::Column::Id.in_subquery(holders(running)))
        .add(
            Condition::all()
                .add(former)
                .add(person::Column::Id.in_subquery(holders(positions_of(scope)))),
        )
}

/// The ids of everybody in sight.
pub(crate) async fn persons_in_sight<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    day: NaiveDate,
) -> Result<Vec<Uuid>> {
    let mut query = persons_of(scope);
    if let Some(units) = units_in_sight(scope, sight) {
        query = query.filter(belonging(scope, &units, day));
    }
    Ok(query
        .select_only()
        .column(person::Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// Persons by family name and given name.
pub(crate) async fn persons<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    within: Option<String>,
    filter: &PersonFilter,
    day: NaiveDate,
    place: &Place,
) -> Result<Vec<person::Model>> {
    let mut query = persons_of(scope);
    if let Some(units) = units_in_sight(scope, sight) {
        query = query.filter(belonging(scope, &units, day));
    }
    if let Some(path) = within {
        query = query.filter(belonging(scope, &units_within(scope, &[path]), day));
    }
    let left = person::Column::LeftOn;
    match filter.status {
        Some(PersonStatus::Erased) => query = query.filter(person::Column::ErasedAt.is_not_null()),
        Some(PersonStatus::Left) => {
            query = query
                .filter(person::Column::ErasedAt.is_null())
                .filter(left.lte(day));
        }
        Some(PersonStatus::Active) => {
            query = query
                .filter(person::Column::ErasedAt.is_null())
                .filter(Condition::any().add(left.is_null()).add(left.gt(day)));
        }
        None => {}
    }
    if let Some(number) = &filter.employee_number {
        query = query.filter(person::Column::EmployeeNumber.eq(number));
    }
    for word in filter.q.as_deref().unwrap_or_default().split_whitespace() {
        let begins = beginning(&kernel::fold_key(word));
        query = query.filter(
            Condition::any()
                .add(person::Column::FamilyKey.like(begins.clone()))
                .add(person::Column::GivenKey.like(begins)),
        );
    }
    if let Start::After(key) = &place.start {
        let [family, given, id] = key.as_slice() else {
            return Err(foreign_cursor());
        };
        let id = Uuid::try_parse(id).map_err(|_| foreign_cursor())?;
        let (by_family, by_given) = (person::Column::FamilyKey, person::Column::GivenKey);
        query = query.filter(
            Condition::any()
                .add(by_family.gt(family))
                .add(Condition::all().add(by_family.eq(family)).add(by_given.gt(given)))
                .add(
                    Condition::all()
                        .add(by_family.eq(family))
                        .add(by_given.eq(given))
                        .add(person::Column::Id.gt(id)),
                ),
        );
    }
    Ok(query
        .order_by_asc(person::Column::FamilyKey)
        .order_by_asc(person::Column::GivenKey)
        .order_by_asc(person::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// A pattern for what begins with `text`, whatever signs stand in it.
fn beginning(text: &str) -> LikeExpr {
    let mut pattern = String::with_capacity(text.len() + 1);
    for sign in text.chars() {
        if matches!(sign, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('!')
}

/// How many accounts the person can still log in with.
pub(crate) async fn open_accounts<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<u64> {
    Ok(account::Entity::find()
        .filter(account::Column::OrganiserId.eq(scope.organiser()))
        .filter(account::Column::PersonId.eq(id))
        .filter(account::Column::Status.eq("active"))
        .count(db)
        .await?)
}
