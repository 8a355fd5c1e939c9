//! Queries of public series.

use crate::access::{Permit, TenantScope};
use crate::capabilities::benchmarks::dto::{KpiComparisonFilter, KpiFilter, KpiGender};
use crate::error::{AppError, Result};
use crate::platform::paging::{PageFilter, Place, Start, last_id};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use tables::{kpi_import, kpi_value};
use uuid::Uuid;

/// Ids of one `IN` list, and rows of one insert: SQLite and PostgreSQL limit the parameters of a statement.
const CHUNK: usize = 1000;

fn imports_of(scope: TenantScope) -> Select<kpi_import::Entity> {
    kpi_import::Entity::find().filter(kpi_import::Column::OrganiserId.eq(scope.organiser()))
}

fn values_of(scope: TenantScope) -> Select<kpi_value::Entity> {
    kpi_value::Entity::find().filter(kpi_value::Column::OrganiserId.eq(scope.organiser()))
}

pub(in crate::capabilities::benchmarks) async fn kpi_import<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<kpi_import::Model> {
    let found = kpi_import::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// A page of files, the newest first.
pub(in crate::capabilities::benchmarks) async fn kpi_imports<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    place: &Place,
) -> Result<Vec<kpi_import::Model>> {
    let mut query = imports_of(scope);
    if let Start::After(key) = &place.start {
        query = query.filter(kpi_import::Column::Id.lt(last_id(key)?));
    }
    Ok(query
        .order_by_desc(kpi_import::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// The files that figures come from.
pub(in crate::capabilities::benchmarks) async fn kpi_imports_among<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<Vec<kpi_import::Model>> {
    Ok(imports_of(scope)
        .filter(kpi_import::Column::Id.is_in(ids.iter().take(CHUNK).copied()))
        .order_by_asc(kpi_import::Column::Id)
        .all(db)
        .await?)
}

/// A page of figures, in the order in which they were taken in.
pub(in crate::capabilities::benchmarks) async fn kpi_values<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    filter: &KpiFilter,
    place: &Place,
) -> Result<Vec<kpi_value::Model>> {
    use kpi_value::Column;
    let wanted = Condition::all()
        .add_option(filter.kpi.as_ref().map(|kpi| Column::Kpi.eq(kpi)))
        .add_option(
            filter
                .municipality
                .as_ref()
                .map(|code| Column::Municipality.eq(code)),
        )
        .add_option(filter.year.map(|year| Column::Year.eq(year)))
        .add_option(filter.gender.map(|gender| Column::Gender.eq(gender.as_str())))
        .add_option(filter.import_id.map(|id| Column::ImportId.eq(id)))
        .add_option((filter.superseded != Some(true)).then(|| Column::SupersededAt.is_null()));
    let mut query = values_of(scope).filter(wanted);
    if let Start::After(key) = &place.start {
        query = query.filter(Column::Id.gt(last_id(key)?));
    }
    Ok(query
        .order_by_asc(Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// The figures in force of some series.
pub(in crate::capabilities::benchmarks) async fn kpis_in_force<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    kpis: &[String],
) -> Result<Vec<kpi_value::Model>> {
    let mut found = Vec::new();
    for some in kpis.chunks(CHUNK) {
        found.extend(
            values_of(scope)
                .filter(kpi_value::Column::SupersededAt.is_null())
                .filter(kpi_value::Column::Kpi.is_in(some))
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// The figures in force of a series in a year.
pub(in crate::capabilities::benchmarks) async fn kpi_year<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    filter: &KpiComparisonFilter,
) -> Result<Vec<kpi_value::Model>> {
    let gender = filter.gender.unwrap_or(KpiGender::All);
    Ok(values_of(scope)
        .filter(kpi_value::Column::SupersededAt.is_null())
        .filter(kpi_value::Column::Value.is_not_null())
        .filter(kpi_value::Column::Kpi.eq(&filter.kpi))
        .filter(kpi_value::Column::Year.eq(filter.year))
        .filter(kpi_value::Column::Gender.eq(gender.as_str()))
        .order_by_asc(kpi_value::Column::Municipality)
        .limit(CHUNK as u64)
        .all(db)
        .await?)
}

pub(in crate::capabilities::benchmarks) async fn supersede_kpis<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<()> {
    for some in ids.chunks(CHUNK) {
        kpi_value::Entity::update_many()
            .col_expr(kpi_value::Column::SupersededAt, Expr::val(now))
            .filter(kpi_value::Column::OrganiserId.eq(permit.scope().organiser()))
            .filter(kpi_value::Column::Id.is_in(some.iter().copied()))
            .exec(db)
            .await?;
    }
    Ok(())
}

pub(in crate::capabilities::benchmarks) async fn insert_kpis<C: ConnectionTrait>(
    db: &C,
    _permit: &Permit,
    rows: Vec<kpi_value::Model>,
) -> Result<()> {
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let some: Vec<_> = rows.by_ref().take(CHUNK).collect();
        if some.is_empty() {
            return Ok(());
        }
        kpi_value::Entity::insert_many(some)
            .exec_without_returning(db)
            .await?;
    }
}

/// The parameters of a list without filters, as a place.
pub(in crate::capabilities::benchmarks) fn place_of(filter: &PageFilter) -> Result<Place> {
    Place::new(filter.page, filter.limit, filter.cursor.as_deref())
}
