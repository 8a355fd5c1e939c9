//! The only place that queries the series.

use super::{Within, after_id, deployment_ids};
use crate::access::{Permit, TenantScope};
use crate::capabilities::technology::dto::MeasureFilter;
use crate::capabilities::technology::months::Span;
use crate::capabilities::technology::register::Part;
use crate::error::Result;
use crate::platform::paging::Place;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use tables::technology_measure;
use uuid::Uuid;

/// Ids of one `IN` list.
const CHUNK: usize = 1000;

/// Rows of one insert: databases limit the parameters of a statement.
const ROWS: usize = 500;

fn current_of(scope: TenantScope) -> Select<technology_measure::Entity> {
    technology_measure::Entity::find()
        .filter(technology_measure::Column::OrganiserId.eq(scope.organiser()))
        .filter(technology_measure::Column::SupersededAt.is_null())
}

fn in_span(query: Select<technology_measure::Entity>, span: Span) -> Select<technology_measure::Entity> {
    query
        .filter(technology_measure::Column::Month.gte(span.from.to_string()))
        .filter(technology_measure::Column::Month.lte(span.to.to_string()))
        .order_by_asc(technology_measure::Column::Month)
        .order_by_asc(technology_measure::Column::Id)
}

/// The values in force of a deployment in some months.
pub(in crate::capabilities::technology) async fn measures_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    deployment: Uuid,
    span: Span,
) -> Result<Vec<technology_measure::Model>> {
    let query = current_of(scope).filter(technology_measure::Column::DeploymentId.eq(deployment));
    Ok(in_span(query, span).all(db).await?)
}

/// The values in force of a part of the register; of everybody, or of groups too.
pub(in crate::capabilities::technology) async fn measures_within<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    part: &Part<'_>,
) -> Result<Vec<technology_measure::Model>> {
    use technology_measure::Column;
    let mut query = match part.recorded_by {
        None => current_of(scope),
        Some(instant) => technology_measure::Entity::find()
            .filter(Column::OrganiserId.eq(scope.organiser()))
            .filter(Column::CreatedAt.lt(instant))
            .filter(
                Condition::any()
                    .add(Column::SupersededAt.is_null())
                    .add(Column::SupersededAt.gte(instant)),
            ),
    };
    let ids = deployment_ids(scope, part.within, part.technology);
    query = query.filter(Column::DeploymentId.in_subquery(ids));
    if !part.groups {
        query = query.filter(Column::GroupKey.eq(""));
    }
    Ok(in_span(query, part.span).all(db).await?)
}

/// The values in force of deployments in some months.
pub(in crate::capabilities::technology) async fn measures_in_force<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    deployments: &[Uuid],
    span: Span,
) -> Result<Vec<technology_measure::Model>> {
    let mut found = Vec::new();
    for some in deployments.chunks(CHUNK) {
        let query =
            current_of(scope).filter(technology_measure::Column::DeploymentId.is_in(some.iter().copied()));
        found.extend(in_span(query, span).all(db).await?);
    }
    Ok(found)
}

/// A page of values, in the order in which they were recorded.
pub(in crate::capabilities::technology) async fn measures<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    within: &Within,
    technology: Option<Uuid>,
    filter: &MeasureFilter,
    place: &Place,
) -> Result<Vec<technology_measure::Model>> {
    use technology_measure::Column;
    let mut query = technology_measure::Entity::find()
        .filter(Column::OrganiserId.eq(scope.organiser()))
        .filter(Column::DeploymentId.in_subquery(deployment_ids(scope, within, technology)));
    if filter.superseded != Some(true) {
        query = query.filter(Column::SupersededAt.is_null());
    }
    if let Some(deployment) = filter.deployment_id {
        query = query.filter(Column::DeploymentId.eq(deployment));
    }
    if let Some(from) = &filter.from {
        query = query.filter(Column::Month.gte(from.as_str()));
    }
    if let Some(to) = &filter.to {
        query = query.filter(Column::Month.lte(to.as_str()));
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

/// Marks values in whose place corrections come; their counts stay as they are.
pub(in crate::capabilities::technology) async fn supersede<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<()> {
    for some in ids.chunks(CHUNK) {
        technology_measure::Entity::update_many()
            .col_expr(technology_measure::Column::SupersededAt, Expr::val(now))
            .filter(technology_measure::Column::OrganiserId.eq(permit.scope().organiser()))
            .filter(technology_measure::Column::Id.is_in(some.iter().copied()))
            .exec(db)
            .await?;
    }
    Ok(())
}

pub(in crate::capabilities::technology) async fn insert_measures<C: ConnectionTrait>(
    db: &C,
    _permit: &Permit,
    rows: Vec<technology_measure::Model>,
) -> Result<()> {
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let some: Vec<_> = rows.by_ref().take(ROWS).collect();
        if some.is_empty() {
            return Ok(());
        }
        technology_measure::Entity::insert_many(some)
            .exec_without_returning(db)
            .await?;
    }
}
