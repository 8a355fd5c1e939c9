//! The only place that queries initiatives and what belongs to them.

use super::dto::InitiativeFilter;
use crate::access::{Permit, TenantScope};
use crate::capabilities::organisation;
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use std::collections::HashMap;
use tables::{
    initiative, initiative_area, initiative_champion, initiative_conflict, initiative_conflict_event,
    initiative_lesson, initiative_limit, initiative_link, initiative_readiness, initiative_selection,
    initiative_unit, initiative_value, initiative_workload, unit,
};
use uuid::Uuid;

/// The rows that one question may walk through.
const MOST: u64 = 10_000;

/// Reads one row.
macro_rules! one {
    ($($name:ident: $table:ident;)*) => {$(
        pub(super) async fn $name<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<$table::Model> {
            let found = $table::Entity::find_by_id((scope.organiser(), id)).one(db).await?;
            found.ok_or_else(AppError::not_found)
        }
    )*};
}

/// Locks one row, to be changed.
macro_rules! locked {
    ($($name:ident: $table:ident;)*) => {$(
        pub(super) async fn $name<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<$table::Model> {
            let found = $table::Entity::find_by_id((scope.organiser(), id)).lock_exclusive().one(db).await?;
            found.ok_or_else(AppError::not_found)
        }
    )*};
}

one! {
    initiative: initiative;
    initiative_conflict: initiative_conflict;
}

locked! {
    lock_initiative: initiative;
    lock_champion: initiative_champion;
    lock_link: initiative_link;
    lock_workload: initiative_workload;
    lock_conflict: initiative_conflict;
}

/// Reads the rows of some initiatives, in the order in which they were made.
macro_rules! of_initiatives {
    ($($name:ident: $table:ident by $column:ident, $order:ident;)*) => {$(
        pub(super) async fn $name<C: ConnectionTrait>(
            db: &C,
            scope: TenantScope,
            initiatives: &[Uuid],
        ) -> Result<Vec<$table::Model>> {
            if initiatives.is_empty() {
                return Ok(Vec::new());
            }
            Ok($table::Entity::find()
                .filter($table::Column::OrganiserId.eq(scope.organiser()))
                .filter($table::Column::$column.is_in(initiatives.iter().copied()))
                .order_by_asc($table::Column::$order)
                .limit(MOST)
                .all(db)
                .await?)
        }
    )*};
}

of_initiatives! {
    champions: initiative_champion by InitiativeId, Id;
    links_to: initiative_link by LaterId, Id;
    readiness: initiative_readiness by InitiativeId, Id;
    workloads: initiative_workload by InitiativeId, Id;
    values: initiative_value by InitiativeId, Id;
    lessons: initiative_lesson by InitiativeId, Id;
    conflicts: initiative_conflict by InitiativeId, Id;
    conflict_events: initiative_conflict_event by ConflictId, Id;
    area_rows: initiative_area by InitiativeId, ServiceAreaId;
    unit_rows: initiative_unit by InitiativeId, UnitId;
}

/// Initiatives of some roadmaps, or of all.
fn within(scope: TenantScope, roadmaps: Option<&[Uuid]>) -> Select<initiative::Entity> {
    let query = initiative::Entity::find().filter(initiative::Column::OrganiserId.eq(scope.organiser()));
    match roadmaps {
        Some(roadmaps) => query.filter(initiative::Column::RoadmapId.is_in(roadmaps.iter().copied())),
        None => query,
    }
}

/// All of some roadmaps, the newest first.
pub(super) async fn all<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmaps: Option<&[Uuid]>,
) -> Result<Vec<initiative::Model>> {
    Ok(within(scope, roadmaps)
        .order_by_desc(initiative::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}

/// What a list of initiatives is narrowed to.
#[derive(Debug, Default)]
pub(super) struct Where {
    /// The path of a unit.
    pub(super) path: Option<String>,
    /// The service areas of a branch.
    pub(super) branch: Option<Vec<Uuid>>,
}

/// A page of initiatives, the newest first.
pub(super) async fn initiatives<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmaps: Option<&[Uuid]>,
    filter: &InitiativeFilter,
    wanted: &Where,
    place: &Place,
) -> Result<Vec<initiative::Model>> {
    let in_areas = |areas: Vec<Uuid>| {
        let found = Query::select()
            .column(initiative_area::Column::InitiativeId)
            .from(initiative_area::Entity)
            .and_where(initiative_area::Column::OrganiserId.eq(scope.organiser()))
            .and_where(initiative_area::Column::ServiceAreaId.is_in(areas))
            .to_owned();
        initiative::Column::Id.in_subquery(found)
    };
    let in_units = |path: &str| {
        let units = Query::select()
            .column(unit::Column::Id)
            .from(unit::Entity)
            .and_where(unit::Column::OrganiserId.eq(scope.organiser()))
            .cond_where(organisation::service::subtree_condition(path))
            .to_owned();
        let found = Query::select()
            .column(initiative_unit::Column::InitiativeId)
            .from(initiative_unit::Entity)
            .and_where(initiative_unit::Column::OrganiserId.eq(scope.organiser()))
            .and_where(initiative_unit::Column::UnitId.in_subquery(units))
            .to_owned();
        initiative::Column::Id.in_subquery(found)
    };
    let conditions = Condition::all()
        .add_option(wanted.path.as_deref().map(in_units))
        .add_option(wanted.branch.clone().map(in_areas))
        .add_option(filter.service_area_id.map(|id| in_areas(vec![id])))
        .add_option(filter.size.map(|size| initiative::Column::Size.eq(size.as_str())))
        .add_option(
            filter
                .state
                .map(|state| initiative::Column::State.eq(state.as_str())),
        );
    let mut query = within(scope, roadmaps).filter(conditions);
    if let Start::After(key) = &place.start {
        query = query.filter(initiative::Column::Id.lt(last_id(key)?));
    }
    Ok(query
        .order_by_desc(initiative::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// The service areas of initiatives. One query.
pub(super) async fn areas<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    initiatives: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Uuid>>> {
    let mut found: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in area_rows(db, scope, initiatives).await? {
        found
            .entry(row.initiative_id)
            .or_default()
            .push(row.service_area_id);
    }
    Ok(found)
}

/// The units of initiatives. One query.
pub(super) async fn units<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    initiatives: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Uuid>>> {
    let mut found: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in unit_rows(db, scope, initiatives).await? {
        found.entry(row.initiative_id).or_default().push(row.unit_id);
    }
    Ok(found)
}

/// Takes away who takes part, to be written anew.
pub(super) async fn clear_parts<C: ConnectionTrait>(db: &C, permit: &Permit, initiative: Uuid) -> Result<()> {
    initiative_area::Entity::delete_many()
        .filter(initiative_area::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(initiative_area::Column::InitiativeId.eq(initiative))
        .exec(db)
        .await?;
    initiative_unit::Entity::delete_many()
        .filter(initiative_unit::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(initiative_unit::Column::InitiativeId.eq(initiative))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) async fn delete_link<C: ConnectionTrait>(db: &C, permit: &Permit, id: Uuid) -> Result<()> {
    initiative_link::Entity::delete_by_id((permit.scope().organiser(), id))
        .exec(db)
        .await?;
    Ok(())
}

/// The choices of a roadmap, the newest first.
pub(super) async fn selections<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<initiative_selection::Model>> {
    Ok(initiative_selection::Entity::find()
        .filter(initiative_selection::Column::OrganiserId.eq(scope.organiser()))
        .filter(initiative_selection::Column::RoadmapId.eq(roadmap))
        .order_by_desc(initiative_selection::Column::Id)
        .limit(1000)
        .all(db)
        .await?)
}

/// The limits that count now.
pub(super) async fn limits<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Option<initiative_limit::Model>> {
    Ok(initiative_limit::Entity::find()
        .filter(initiative_limit::Column::OrganiserId.eq(scope.organiser()))
        .order_by_desc(initiative_limit::Column::Id)
        .one(db)
        .await?)
}

/// The units at and below a path.
pub(super) async fn units_under<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    path: &str,
) -> Result<Vec<Uuid>> {
    let found = unit::Entity::find()
        .filter(unit::Column::OrganiserId.eq(scope.organiser()))
        .filter(organisation::service::subtree_condition(path))
        .all(db)
        .await?;
    Ok(found.into_iter().map(|row| row.id).collect())
}
