//! The only place that queries fields, target levels, records and capacity routes.

use super::dto::{CapacityRouteKind, CompetenceRecordFilter};
use crate::access::{Permit, Sight, TenantScope};
use crate::capabilities::organisation;
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use tables::{capacity_route, competence_field, competence_record, competence_target, unit};
use uuid::Uuid;

/// Ids of one `IN` list.
const CHUNK: usize = 1000;

/// Rows of one insert: databases limit the parameters of a statement.
const ROWS: usize = 500;

/// The organiser's own fields, by their key.
pub(super) async fn fields<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<competence_field::Model>> {
    Ok(competence_field::Entity::find()
        .filter(competence_field::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(competence_field::Column::Key)
        .all(db)
        .await?)
}

pub(super) async fn field<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
    lock: bool,
) -> Result<competence_field::Model> {
    let query = competence_field::Entity::find_by_id((scope.organiser(), id));
    let query = if lock { query.lock_exclusive() } else { query };
    query.one(db).await?.ok_or_else(AppError::not_found)
}

pub(super) async fn targets<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<competence_target::Model>> {
    Ok(competence_target::Entity::find()
        .filter(competence_target::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(competence_target::Column::Field)
        .order_by_asc(competence_target::Column::Role)
        .order_by_asc(competence_target::Column::PositionTitle)
        .all(db)
        .await?)
}

pub(super) async fn forget_targets<C: ConnectionTrait>(db: &C, permit: &Permit, ids: &[Uuid]) -> Result<()> {
    competence_target::Entity::delete_many()
        .filter(competence_target::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(competence_target::Column::Id.is_in(ids.iter().copied()))
        .exec(db)
        .await?;
    Ok(())
}

fn records_of(scope: TenantScope) -> Select<competence_record::Entity> {
    competence_record::Entity::find().filter(competence_record::Column::OrganiserId.eq(scope.organiser()))
}

fn standing(query: Select<competence_record::Entity>) -> Select<competence_record::Entity> {
    query
        .filter(competence_record::Column::SupersededAt.is_null())
        .filter(competence_record::Column::WithdrawnAt.is_null())
}

/// What stands of persons: neither corrected nor withdrawn.
pub(super) async fn standing_records<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    persons: &[Uuid],
) -> Result<Vec<competence_record::Model>> {
    let mut found = Vec::new();
    for some in persons.chunks(CHUNK) {
        let query = standing(records_of(scope));
        let query = query.filter(competence_record::Column::PersonId.is_in(some.iter().copied()));
        found.extend(query.order_by_asc(competence_record::Column::Id).all(db).await?);
    }
    Ok(found)
}

/// The record that stands of a person, field, source and day.
pub(super) async fn standing_record<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    (person, field, source, day): (Uuid, &str, &str, NaiveDate),
) -> Result<Option<competence_record::Model>> {
    Ok(standing(records_of(scope))
        .filter(competence_record::Column::PersonId.eq(person))
        .filter(competence_record::Column::Field.eq(field))
        .filter(competence_record::Column::Source.eq(source))
        .filter(competence_record::Column::AssessedOn.eq(day))
        .one(db)
        .await?)
}

/// A page of a person's records, the newest first.
pub(super) async fn records<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    person: Uuid,
    filter: &CompetenceRecordFilter,
    place: &Place,
) -> Result<Vec<competence_record::Model>> {
    let mut query = records_of(scope).filter(competence_record::Column::PersonId.eq(person));
    if !filter.superseded.unwrap_or(false) {
        query = standing(query);
    }
    let field = filter.field.as_ref();
    let wanted = Condition::all()
        .add_option(field.map(|field| competence_record::Column::Field.eq(field)))
        .add_option(
            filter
                .source
                .map(|source| competence_record::Column::Source.eq(source.as_str())),
        );
    query = query.filter(wanted);
    if let Start::After(key) = &place.start {
        query = query.filter(competence_record::Column::Id.lt(last_id(key)?));
    }
    Ok(query
        .order_by_desc(competence_record::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

pub(super) async fn record<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
    lock: bool,
) -> Result<competence_record::Model> {
    let query = competence_record::Entity::find_by_id((scope.organiser(), id));
    let query = if lock { query.lock_exclusive() } else { query };
    query.one(db).await?.ok_or_else(AppError::not_found)
}

/// Marks records in whose place corrections come; what they say stays as it is.
pub(super) async fn supersede<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<()> {
    for some in ids.chunks(CHUNK) {
        competence_record::Entity::update_many()
            .col_expr(competence_record::Column::SupersededAt, Expr::val(now))
            .col_expr(competence_record::Column::UpdatedAt, Expr::val(now))
            .col_expr(
                competence_record::Column::Version,
                Expr::col(competence_record::Column::Version).add(1),
            )
            .filter(competence_record::Column::OrganiserId.eq(permit.scope().organiser()))
            .filter(competence_record::Column::Id.is_in(some.iter().copied()))
            .exec(db)
            .await?;
    }
    Ok(())
}

pub(super) async fn insert_records<C: ConnectionTrait>(
    db: &C,
    _permit: &Permit,
    rows: Vec<competence_record::Model>,
) -> Result<()> {
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let some: Vec<_> = rows.by_ref().take(ROWS).collect();
        if some.is_empty() {
            return Ok(());
        }
        competence_record::Entity::insert_many(some)
            .exec_without_returning(db)
            .await?;
    }
}

fn units(scope: TenantScope, condition: Condition) -> SelectStatement {
    Query::select()
        .column(unit::Column::Id)
        .from(unit::Entity)
        .and_where(unit::Column::OrganiserId.eq(scope.organiser()))
        .cond_where(condition)
        .to_owned()
}

/// Capacity routes of units in sight, of a subtree and of a kind, the newest first.
pub(super) async fn routes<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    path: Option<&str>,
    kind: Option<CapacityRouteKind>,
) -> Result<Vec<capacity_route::Model>> {
    let mut query =
        capacity_route::Entity::find().filter(capacity_route::Column::OrganiserId.eq(scope.organiser()));
    if let Sight::Only { units: paths, .. } = sight {
        let below = paths.iter().fold(Condition::any(), |all, path| {
            all.add(organisation::service::subtree_condition(path))
        });
        // An empty alternative would be no condition at all.
        let below = if paths.is_empty() {
            Condition::all().add(unit::Column::Id.is_null())
        } else {
            below
        };
        query = query.filter(capacity_route::Column::UnitId.in_subquery(units(scope, below)));
    }
    if let Some(path) = path {
        let below = organisation::service::subtree_condition(path);
        query = query.filter(capacity_route::Column::UnitId.in_subquery(units(scope, below)));
    }
    if let Some(kind) = kind {
        query = query.filter(capacity_route::Column::Kind.eq(kind.as_str()));
    }
    Ok(query.order_by_desc(capacity_route::Column::Id).all(db).await?)
}

pub(super) async fn route<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
    lock: bool,
) -> Result<capacity_route::Model> {
    let query = capacity_route::Entity::find_by_id((scope.organiser(), id));
    let query = if lock { query.lock_exclusive() } else { query };
    query.one(db).await?.ok_or_else(AppError::not_found)
}
