//! The only place that queries benchmarks. What reads across organisers demands a [`SharedScope`] and reads the tables
//! of released rows only; on PostgreSQL the database itself shows them to nobody who has not asked for them.

mod exchange;
mod kpi;
mod library;

pub(super) use exchange::*;
pub(super) use kpi::*;
pub(super) use library::*;

use super::dto::ReleaseFilter;
use crate::access::{SharedScope, TenantScope};
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tables::{benchmark_imported, benchmark_release};
use uuid::Uuid;

/// Asks PostgreSQL for released rows too, until the end of this transaction. SQLite has no such lock to open.
async fn open_shared<C: ConnectionTrait>(db: &C, _: SharedScope) -> Result<()> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared("SELECT set_config('app.shared', 'released', true)")
            .await?;
    }
    Ok(())
}

/// What stands or stood for an indicator in every organiser: the last release of each period, withdrawn ones without value.
pub(super) async fn released<C: ConnectionTrait>(
    db: &C,
    shared: SharedScope,
    indicator: &str,
) -> Result<Vec<benchmark_release::Model>> {
    open_shared(db, shared).await?;
    Ok(benchmark_release::Entity::find()
        .filter(benchmark_release::Column::Indicator.eq(indicator))
        .filter(benchmark_release::Column::SupersededAt.is_null())
        .order_by_asc(benchmark_release::Column::Id)
        .all(db)
        .await?)
}

/// What other installations sent for an indicator, withdrawn ones without value.
pub(super) async fn imported<C: ConnectionTrait>(
    db: &C,
    shared: SharedScope,
    indicator: &str,
) -> Result<Vec<benchmark_imported::Model>> {
    open_shared(db, shared).await?;
    Ok(benchmark_imported::Entity::find()
        .filter(benchmark_imported::Column::Indicator.eq(indicator))
        .order_by_asc(benchmark_imported::Column::Id)
        .all(db)
        .await?)
}

fn of(scope: TenantScope) -> sea_orm::Select<benchmark_release::Entity> {
    benchmark_release::Entity::find().filter(benchmark_release::Column::OrganiserId.eq(scope.organiser()))
}

/// A page of an organiser's own releases, the newest first.
pub(super) async fn releases<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    filter: &ReleaseFilter,
    place: &Place,
) -> Result<Vec<benchmark_release::Model>> {
    use benchmark_release::Column;
    let stands = Condition::all()
        .add(Column::SupersededAt.is_null())
        .add(Column::WithdrawnAt.is_null());
    let wanted = Condition::all()
        .add_option(filter.indicator.as_ref().map(|key| Column::Indicator.eq(key)))
        .add_option(filter.period.as_ref().map(|period| Column::Period.eq(period)))
        .add_option(match filter.standing {
            Some(true) => Some(stands),
            Some(false) => Some(stands.not()),
            None => None,
        });
    let mut query = of(scope).filter(wanted);
    if let Start::After(key) = &place.start {
        query = query.filter(Column::Id.lt(last_id(key)?));
    }
    Ok(query
        .order_by_desc(Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

pub(super) async fn release<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<benchmark_release::Model> {
    let found = benchmark_release::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_release<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<benchmark_release::Model> {
    let found = benchmark_release::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// Every release of an indicator and period, the newest first, locked.
pub(super) async fn lock_releases_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    indicator: &str,
    period: &str,
) -> Result<Vec<benchmark_release::Model>> {
    Ok(of(scope)
        .filter(benchmark_release::Column::Indicator.eq(indicator))
        .filter(benchmark_release::Column::Period.eq(period))
        .order_by_desc(benchmark_release::Column::Revision)
        .lock_exclusive()
        .all(db)
        .await?)
}
