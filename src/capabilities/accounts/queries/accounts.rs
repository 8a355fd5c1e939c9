//! Queries of accounts.

use super::grants::{grants_in_sight, in_force};
use crate::access::{Role, Sight, TenantScope};
use crate::capabilities::accounts::dto::AccountFilter;
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use tables::{account, organiser, person, position, role_grant, unit};
use uuid::Uuid;

/// Takes the organiser's own row, so that of two changes of who is administrator one waits for the other.
/// 404 where there is no such organiser.
pub(crate) async fn lock_organiser<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<()> {
    let found = organiser::Entity::find_by_id(scope.organiser())
        .lock_exclusive()
        .one(db)
        .await?;
    // The instance itself has no row; its accounts are made on the command line.
    if found.is_none() && !scope.organiser().is_nil() {
        return Err(AppError::not_found());
    }
    Ok(())
}

pub(crate) async fn account<C: ConnectionTrait>(
    db: &C,
    organiser: Uuid,
    id: Uuid,
) -> Result<Option<account::Model>> {
    Ok(account::Entity::find_by_id((organiser, id)).one(db).await?)
}

pub(crate) async fn lock_account<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<account::Model> {
    let found = account::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

fn accounts_of(scope: TenantScope) -> Select<account::Entity> {
    account::Entity::find().filter(account::Column::OrganiserId.eq(scope.organiser()))
}

/// Accounts in sight, the oldest first.
pub(crate) async fn accounts<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    filter: &AccountFilter,
    today: NaiveDate,
    place: &Place,
) -> Result<Vec<account::Model>> {
    let mut query = accounts_of(scope).filter(in_sight(scope, sight, today));
    if let Some(status) = filter.status {
        query = query.filter(account::Column::Status.eq(status.as_str()));
    }
    if let Some(person) = filter.person_id {
        query = query.filter(account::Column::PersonId.eq(person));
    }
    if let Some(role) = filter.role {
        query = query.filter(account::Column::Id.in_subquery(holders(scope, role, today).into_query()));
    }
    if let Start::After(key) = &place.start {
        query = query.filter(account::Column::Id.gt(last_id(key)?));
    }
    Ok(query
        .order_by_asc(account::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// One account, where it is in sight.
pub(crate) async fn account_in_sight<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    today: NaiveDate,
    id: Uuid,
) -> Result<account::Model> {
    accounts_of(scope)
        .filter(account::Column::Id.eq(id))
        .filter(in_sight(scope, sight, today))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

/// An account is in sight where it holds a role, or its person a position, in what the reader administers.
fn in_sight(scope: TenantScope, sight: &Sight, today: NaiveDate) -> Condition {
    let Sight::Only { units, .. } = sight else {
        return Condition::all();
    };
    let granted = role_grant::Entity::find()
        .select_only()
        .column(role_grant::Column::AccountId)
        .filter(role_grant::Column::OrganiserId.eq(scope.organiser()))
        .filter(grants_in_sight(scope, sight));
    let placed = position::Entity::find()
        .select_only()
        .column(position::Column::PersonId)
        .filter(position::Column::OrganiserId.eq(scope.organiser()))
        .filter(
            Condition::any()
                .add(position::Column::ToDate.is_null())
                .add(position::Column::ToDate.gte(today)),
        )
        .filter(position::Column::UnitId.in_subquery(units_below(scope, units).into_query()));
    Condition::any()
        .add(account::Column::Id.in_subquery(granted.into_query()))
        .add(account::Column::PersonId.in_subquery(placed.into_query()))
}

/// The ids of all units in these subtrees.
pub(crate) fn units_below(scope: TenantScope, paths: &[String]) -> Select<unit::Entity> {
    let any = paths.iter().fold(Condition::any(), |any, path| {
        // `0` is the character after `/`, so that an index serves the whole subtree as a range.
        let end = format!("{}0", path.trim_end_matches('/'));
        any.add(
            Condition::all()
                .add(unit::Column::Path.gte(path))
                .add(unit::Column::Path.lt(end)),
        )
    });
    unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::OrganiserId.eq(scope.organiser()))
        .filter(any)
}

fn holders(scope: TenantScope, role: Role, today: NaiveDate) -> Select<role_grant::Entity> {
    role_grant::Entity::find()
        .select_only()
        .column(role_grant::Column::AccountId)
        .filter(role_grant::Column::OrganiserId.eq(scope.organiser()))
        .filter(role_grant::Column::Role.eq(role.as_str()))
        .filter(in_force(today))
}

/// Whether another account that can be used belongs to this person.
pub(crate) async fn person_has_other_account<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    person: Uuid,
    except: Uuid,
) -> Result<bool> {
    let others = accounts_of(scope)
        .filter(account::Column::PersonId.eq(person))
        .filter(account::Column::Status.eq("active"))
        .filter(account::Column::Id.ne(except));
    Ok(others.count(db).await? > 0)
}

/// The grants of administrators of the whole organiser that are in force, each with the end of its account's person,
/// where the account can be used.
pub(crate) async fn administrators<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    today: NaiveDate,
) -> Result<Vec<(role_grant::Model, Option<person::Model>)>> {
    let grants = role_grant::Entity::find()
        .filter(role_grant::Column::OrganiserId.eq(scope.organiser()))
        .filter(role_grant::Column::Role.eq(Role::Administrator.as_str()))
        .filter(role_grant::Column::UnitId.is_null())
        .filter(role_grant::Column::RoadmapId.is_null())
        .filter(in_force(today))
        .all(db)
        .await?;
    let accounts = accounts_of(scope)
        .filter(account::Column::Status.eq("active"))
        .filter(account::Column::Id.is_in(grants.iter().map(|grant| grant.account_id)))
        .all(db)
        .await?;
    let persons = person::Entity::find()
        .filter(person::Column::OrganiserId.eq(scope.organiser()))
        .filter(person::Column::Id.is_in(accounts.iter().filter_map(|account| account.person_id)))
        .all(db)
        .await?;
    Ok(grants
        .into_iter()
        .filter_map(|grant| {
            let account = accounts.iter().find(|account| account.id == grant.account_id)?;
            let person = persons.iter().find(|person| Some(person.id) == account.person_id);
            Some((grant, person.cloned()))
        })
        .collect())
}
