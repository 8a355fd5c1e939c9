//! The only place that queries procedures, their revisions and texts, acknowledgements, reach and availability.

use super::fulltext;
use crate::access::{Permit, TenantScope};
use crate::error::{AppError, Result};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use tables::{
    availability_sample, procedure, procedure_acknowledgement, procedure_area, procedure_category,
    procedure_reach, procedure_revision, procedure_text, procedure_unit,
};
use uuid::Uuid;

/// Ids of one `IN` list.
const CHUNK: usize = 1000;

pub(super) async fn categories<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<procedure_category::Model>> {
    Ok(procedure_category::Entity::find()
        .filter(procedure_category::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(procedure_category::Column::Key)
        .all(db)
        .await?)
}

pub(super) async fn category<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<procedure_category::Model> {
    let found = procedure_category::Entity::find_by_id((scope.organiser(), id)).lock_exclusive();
    found.one(db).await?.ok_or_else(AppError::not_found)
}

pub(super) async fn all_procedures<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<procedure::Model>> {
    Ok(procedure::Entity::find()
        .filter(procedure::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(procedure::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn count_procedures<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<u64> {
    Ok(procedure::Entity::find()
        .filter(procedure::Column::OrganiserId.eq(scope.organiser()))
        .count(db)
        .await?)
}

/// How many procedures stand in a category.
pub(super) async fn count_in_category<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    key: &str,
) -> Result<u64> {
    Ok(procedure::Entity::find()
        .filter(procedure::Column::OrganiserId.eq(scope.organiser()))
        .filter(procedure::Column::CategoryKey.eq(key))
        .count(db)
        .await?)
}

pub(super) async fn procedure<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<procedure::Model> {
    let found = procedure::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_procedure<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<procedure::Model> {
    let found = procedure::Entity::find_by_id((scope.organiser(), id)).lock_exclusive();
    found.one(db).await?.ok_or_else(AppError::not_found)
}

pub(super) async fn units_of_all<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<procedure_unit::Model>> {
    Ok(procedure_unit::Entity::find()
        .filter(procedure_unit::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(procedure_unit::Column::UnitId)
        .all(db)
        .await?)
}

pub(super) async fn areas_of_all<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<procedure_area::Model>> {
    Ok(procedure_area::Entity::find()
        .filter(procedure_area::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(procedure_area::Column::ServiceAreaId)
        .all(db)
        .await?)
}

pub(super) async fn units_of<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<Vec<Uuid>> {
    let rows = procedure_unit::Entity::find()
        .filter(procedure_unit::Column::OrganiserId.eq(scope.organiser()))
        .filter(procedure_unit::Column::ProcedureId.eq(id))
        .order_by_asc(procedure_unit::Column::UnitId)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.unit_id).collect())
}

pub(super) async fn areas_of<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<Vec<Uuid>> {
    let rows = procedure_area::Entity::find()
        .filter(procedure_area::Column::OrganiserId.eq(scope.organiser()))
        .filter(procedure_area::Column::ProcedureId.eq(id))
        .order_by_asc(procedure_area::Column::ServiceAreaId)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.service_area_id).collect())
}

/// Puts these units and service areas in the place of those that a procedure applied to.
pub(super) async fn put_places<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    id: Uuid,
    units: &[Uuid],
    areas: &[Uuid],
) -> Result<()> {
    let organiser_id = permit.scope().organiser();
    procedure_unit::Entity::delete_many()
        .filter(procedure_unit::Column::OrganiserId.eq(organiser_id))
        .filter(procedure_unit::Column::ProcedureId.eq(id))
        .exec(db)
        .await?;
    procedure_area::Entity::delete_many()
        .filter(procedure_area::Column::OrganiserId.eq(organiser_id))
        .filter(procedure_area::Column::ProcedureId.eq(id))
        .exec(db)
        .await?;
    for unit_id in units {
        let row = procedure_unit::Model {
            organiser_id,
            procedure_id: id,
            unit_id: *unit_id,
        };
        crate::platform::rows::insert(db, permit, row).await?;
    }
    for service_area_id in areas {
        let row = procedure_area::Model {
            organiser_id,
            procedure_id: id,
            service_area_id: *service_area_id,
        };
        crate::platform::rows::insert(db, permit, row).await?;
    }
    Ok(())
}

pub(super) async fn approved_of_all<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<procedure_revision::Model>> {
    Ok(procedure_revision::Entity::find()
        .filter(procedure_revision::Column::OrganiserId.eq(scope.organiser()))
        .filter(procedure_revision::Column::State.eq("approved"))
        .order_by_asc(procedure_revision::Column::Number)
        .all(db)
        .await?)
}

pub(super) async fn approved_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<Vec<procedure_revision::Model>> {
    let mut all = revisions_of(db, scope, id).await?;
    all.retain(|row| row.state == "approved");
    all.reverse();
    Ok(all)
}

/// The revisions of a procedure, the newest first.
pub(super) async fn revisions_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<Vec<procedure_revision::Model>> {
    Ok(procedure_revision::Entity::find()
        .filter(procedure_revision::Column::OrganiserId.eq(scope.organiser()))
        .filter(procedure_revision::Column::ProcedureId.eq(id))
        .order_by_desc(procedure_revision::Column::Number)
        .all(db)
        .await?)
}

pub(super) async fn revision<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<procedure_revision::Model> {
    let found = procedure_revision::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_revision<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<procedure_revision::Model> {
    let found = procedure_revision::Entity::find_by_id((scope.organiser(), id)).lock_exclusive();
    found.one(db).await?.ok_or_else(AppError::not_found)
}

/// The texts of revisions.
pub(super) async fn texts_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    revisions: &[Uuid],
) -> Result<Vec<procedure_text::Model>> {
    let mut found = Vec::new();
    for ids in revisions.chunks(CHUNK) {
        let rows = procedure_text::Entity::find()
            .filter(procedure_text::Column::OrganiserId.eq(scope.organiser()))
            .filter(procedure_text::Column::RevisionId.is_in(ids.iter().copied()))
            .order_by_asc(procedure_text::Column::RevisionId)
            .order_by_asc(procedure_text::Column::Language)
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The revisions and languages of the texts in which every one of some words stands.
pub(super) async fn texts_with<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    wanted: &[String],
) -> Result<Vec<(Uuid, String)>> {
    Ok(procedure_text::Entity::find()
        .filter(procedure_text::Column::OrganiserId.eq(scope.organiser()))
        .filter(fulltext::condition(db.get_database_backend(), scope, wanted))
        .select_only()
        .column(procedure_text::Column::RevisionId)
        .column(procedure_text::Column::Language)
        .order_by_asc(procedure_text::Column::RevisionId)
        .into_tuple()
        .all(db)
        .await?)
}

/// Puts these texts in the place of those of a draft.
pub(super) async fn put_texts<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    revision: Uuid,
    texts: Vec<procedure_text::Model>,
) -> Result<()> {
    procedure_text::Entity::delete_many()
        .filter(procedure_text::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(procedure_text::Column::RevisionId.eq(revision))
        .exec(db)
        .await?;
    for text in texts {
        crate::platform::rows::insert(db, permit, text).await?;
    }
    Ok(())
}

/// Who has acknowledged which of some revisions.
pub(super) async fn acknowledged<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    revisions: &[Uuid],
) -> Result<Vec<procedure_acknowledgement::Model>> {
    let mut found = Vec::new();
    for ids in revisions.chunks(CHUNK) {
        let rows = procedure_acknowledgement::Entity::find()
            .filter(procedure_acknowledgement::Column::OrganiserId.eq(scope.organiser()))
            .filter(procedure_acknowledgement::Column::RevisionId.is_in(ids.iter().copied()))
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Whether a person has acknowledged a revision.
pub(super) async fn has_acknowledged<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    revision: Uuid,
    person: Uuid,
) -> Result<bool> {
    let found = procedure_acknowledgement::Entity::find_by_id((scope.organiser(), revision, person))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Adds one opening to its count.
pub(super) async fn count_opening<C: ConnectionTrait>(
    db: &C,
    _permit: &Permit,
    cell: procedure_reach::Model,
) -> Result<()> {
    use procedure_reach::Column;
    let more = Expr::col((procedure_reach::Entity, Column::Openings)).add(1);
    let again = OnConflict::columns([
        Column::OrganiserId,
        Column::Month,
        Column::UnitId,
        Column::Device,
        Column::Hour,
    ])
    .value(Column::Openings, more)
    .to_owned();
    procedure_reach::Entity::insert(cell.into_active_model())
        .on_conflict(again)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// What was counted in some months, of one unit where it is named.
pub(super) async fn reach<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    (from, to): (NaiveDate, NaiveDate),
    unit: Option<Uuid>,
) -> Result<Vec<procedure_reach::Model>> {
    let mut query = procedure_reach::Entity::find()
        .filter(procedure_reach::Column::OrganiserId.eq(scope.organiser()))
        .filter(procedure_reach::Column::Month.gte(from))
        .filter(procedure_reach::Column::Month.lte(to));
    if let Some(unit) = unit {
        query = query.filter(procedure_reach::Column::UnitId.eq(unit));
    }
    Ok(query.all(db).await?)
}

/// The samples in force that touch a span of time: from, to, and whether the service answered.
pub(super) async fn samples<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(DateTime<Utc>, DateTime<Utc>, bool)>> {
    Ok(availability_sample::Entity::find()
        .filter(availability_sample::Column::OrganiserId.eq(scope.organiser()))
        .filter(availability_sample::Column::FromAt.lt(to))
        .filter(availability_sample::Column::ToAt.gt(from))
        .filter(availability_sample::Column::SupersededAt.is_null())
        .select_only()
        .column(availability_sample::Column::FromAt)
        .column(availability_sample::Column::ToAt)
        .column(availability_sample::Column::Up)
        .into_tuple()
        .all(db)
        .await?)
}

/// The samples of a source in force that begin at some instants.
pub(super) async fn samples_beginning<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    source: &str,
    begins: &[DateTime<Utc>],
) -> Result<Vec<availability_sample::Model>> {
    Ok(availability_sample::Entity::find()
        .filter(availability_sample::Column::OrganiserId.eq(scope.organiser()))
        .filter(availability_sample::Column::Source.eq(source))
        .filter(availability_sample::Column::FromAt.is_in(begins.iter().copied()))
        .filter(availability_sample::Column::SupersededAt.is_null())
        .all(db)
        .await?)
}
