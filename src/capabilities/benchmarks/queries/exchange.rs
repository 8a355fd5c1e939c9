//! Queries of what installations exchange. These rows belong to the instance.

use super::open_shared;
use crate::access::{Permit, SharedScope, TenantScope};
use crate::error::{AppError, Result};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tables::{benchmark_file, benchmark_imported, benchmark_release, benchmark_trusted_key};
use uuid::Uuid;

/// What stands in every organiser and may go on to other installations.
pub(in crate::capabilities::benchmarks) async fn for_partners<C: ConnectionTrait>(
    db: &C,
    shared: SharedScope,
) -> Result<Vec<benchmark_release::Model>> {
    open_shared(db, shared).await?;
    Ok(benchmark_release::Entity::find()
        .filter(benchmark_release::Column::Partners.eq(true))
        .filter(benchmark_release::Column::SupersededAt.is_null())
        .filter(benchmark_release::Column::WithdrawnAt.is_null())
        .order_by_asc(benchmark_release::Column::Id)
        .all(db)
        .await?)
}

pub(in crate::capabilities::benchmarks) async fn trusted_keys<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<benchmark_trusted_key::Model>> {
    Ok(benchmark_trusted_key::Entity::find()
        .filter(benchmark_trusted_key::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(benchmark_trusted_key::Column::Id)
        .limit(200)
        .all(db)
        .await?)
}

pub(in crate::capabilities::benchmarks) async fn lock_trusted_key<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<benchmark_trusted_key::Model> {
    let found = benchmark_trusted_key::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// The files that were taken in, the newest first.
pub(in crate::capabilities::benchmarks) async fn files<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<benchmark_file::Model>> {
    Ok(benchmark_file::Entity::find()
        .filter(benchmark_file::Column::OrganiserId.eq(scope.organiser()))
        .order_by_desc(benchmark_file::Column::Id)
        .limit(200)
        .all(db)
        .await?)
}

/// The last file of a key.
pub(in crate::capabilities::benchmarks) async fn last_file<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    key: Uuid,
) -> Result<Option<benchmark_file::Model>> {
    Ok(benchmark_file::Entity::find()
        .filter(benchmark_file::Column::OrganiserId.eq(scope.organiser()))
        .filter(benchmark_file::Column::KeyId.eq(key))
        .order_by_desc(benchmark_file::Column::ExportedAt)
        .one(db)
        .await?)
}

/// Everything that a key's files have brought.
pub(in crate::capabilities::benchmarks) async fn imported_by<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    key: Uuid,
) -> Result<Vec<benchmark_imported::Model>> {
    Ok(benchmark_imported::Entity::find()
        .filter(benchmark_imported::Column::OrganiserId.eq(scope.organiser()))
        .filter(benchmark_imported::Column::KeyId.eq(key))
        .all(db)
        .await?)
}

/// Takes what was imported back: its value is gone.
pub(in crate::capabilities::benchmarks) async fn withdraw_imported<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<()> {
    for some in ids.chunks(1000) {
        benchmark_imported::Entity::update_many()
            .col_expr(benchmark_imported::Column::Value, Expr::val(None::<i64>))
            .col_expr(benchmark_imported::Column::WithdrawnAt, Expr::val(now))
            .filter(benchmark_imported::Column::OrganiserId.eq(permit.scope().organiser()))
            .filter(benchmark_imported::Column::Id.is_in(some.iter().copied()))
            .filter(benchmark_imported::Column::WithdrawnAt.is_null())
            .exec(db)
            .await?;
    }
    Ok(())
}
