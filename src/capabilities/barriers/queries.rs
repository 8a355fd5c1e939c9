//! The only place that queries barriers, their effects and their kinds.

use super::dto::BarrierFilter;
use crate::access::TenantScope;
use crate::capabilities::organisation;
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use tables::{barrier, barrier_category, barrier_effect, unit};
use uuid::Uuid;

/// The rows that one question may walk through.
const MOST: u64 = 10_000;

/// Barriers of some roadmaps, or of all; and of a subtree of units, by its path.
fn within(scope: TenantScope, roadmaps: Option<&[Uuid]>, path: Option<&str>) -> Select<barrier::Entity> {
    let mut query = barrier::Entity::find().filter(barrier::Column::OrganiserId.eq(scope.organiser()));
    if let Some(roadmaps) = roadmaps {
        query = query.filter(barrier::Column::RoadmapId.is_in(roadmaps.iter().copied()));
    }
    if let Some(path) = path {
        let units = Query::select()
            .column(unit::Column::Id)
            .from(unit::Entity)
            .and_where(unit::Column::OrganiserId.eq(scope.organiser()))
            .cond_where(organisation::service::subtree_condition(path))
            .to_owned();
        query = query.filter(barrier::Column::UnitId.in_subquery(units));
    }
    query
}

/// A page of barriers, the newest first.
pub(super) async fn barriers<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmaps: Option<&[Uuid]>,
    path: Option<&str>,
    filter: &BarrierFilter,
    place: &Place,
) -> Result<Vec<barrier::Model>> {
    let mut query = within(scope, roadmaps, path);
    let wanted = Condition::all()
        .add_option(filter.roadmap_id.map(|id| barrier::Column::RoadmapId.eq(id)))
        .add_option(filter.owner_id.map(|id| barrier::Column::OwnerId.eq(id)))
        .add_option(
            filter
                .category
                .as_ref()
                .map(|key| barrier::Column::Category.eq(key)),
        )
        .add_option(
            filter
                .state
                .map(|state| barrier::Column::State.eq(state.as_str())),
        )
        .add_option(
            filter
                .severity_from
                .map(|least| barrier::Column::Severity.gte(least)),
        );
    query = query.filter(wanted);
    if let Start::After(key) = &place.start {
        query = query.filter(barrier::Column::Id.lt(last_id(key)?));
    }
    Ok(query
        .order_by_desc(barrier::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// All barriers of some roadmaps and units, the newest first.
pub(super) async fn all<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmaps: Option<&[Uuid]>,
    path: Option<&str>,
) -> Result<Vec<barrier::Model>> {
    Ok(within(scope, roadmaps, path)
        .order_by_desc(barrier::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}

/// Open barriers without an owner, or with one of these.
pub(super) async fn without_owner<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gone: &[Uuid],
) -> Result<Vec<barrier::Model>> {
    Ok(within(scope, None, None)
        .filter(barrier::Column::State.eq("open"))
        .filter(
            Condition::any()
                .add(barrier::Column::OwnerId.is_null())
                .add(barrier::Column::OwnerId.is_in(gone.iter().copied())),
        )
        .order_by_asc(barrier::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn barrier<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<barrier::Model> {
    let found = barrier::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_barrier<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<barrier::Model> {
    let found = barrier::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// What was found of a barrier, the newest first.
pub(super) async fn effects<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    barrier: Uuid,
) -> Result<Vec<barrier_effect::Model>> {
    Ok(barrier_effect::Entity::find()
        .filter(barrier_effect::Column::OrganiserId.eq(scope.organiser()))
        .filter(barrier_effect::Column::BarrierId.eq(barrier))
        .order_by_desc(barrier_effect::Column::OnDate)
        .order_by_desc(barrier_effect::Column::Id)
        .limit(500)
        .all(db)
        .await?)
}

pub(super) async fn count_effects<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    barrier: Uuid,
) -> Result<u64> {
    Ok(barrier_effect::Entity::find()
        .filter(barrier_effect::Column::OrganiserId.eq(scope.organiser()))
        .filter(barrier_effect::Column::BarrierId.eq(barrier))
        .count(db)
        .await?)
}

/// The organiser's own kinds, by their key.
pub(super) async fn categories<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<barrier_category::Model>> {
    Ok(barrier_category::Entity::find()
        .filter(barrier_category::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(barrier_category::Column::Key)
        .all(db)
        .await?)
}

pub(super) async fn category<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<barrier_category::Model> {
    let found = barrier_category::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_category<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<barrier_category::Model> {
    let found = barrier_category::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}
