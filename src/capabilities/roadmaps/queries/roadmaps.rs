//! The only place that queries roadmaps and their service areas.

use crate::access::{Permit, Sight, TenantScope};
use crate::capabilities::organisation;
use crate::capabilities::roadmaps::dto::RoadmapFilter;
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use tables::{roadmap, roadmap_service_area, unit};
use uuid::Uuid;

pub(crate) async fn roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<roadmap::Model> {
    roadmap::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(crate) async fn lock_roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<roadmap::Model> {
    let found = roadmap::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// The roadmaps that a sight shows.
fn visible(scope: TenantScope, sight: &Sight) -> Select<roadmap::Entity> {
    let query = roadmap::Entity::find().filter(roadmap::Column::OrganiserId.eq(scope.organiser()));
    let Sight::Only { units, roadmaps } = sight else {
        return query;
    };
    let mut any = Condition::any().add(roadmap::Column::Id.is_in(roadmaps.iter().copied()));
    for path in units {
        any = any.add(roadmap::Column::UnitId.in_subquery(units_below(scope, path)));
    }
    query.filter(any)
}

fn units_below(scope: TenantScope, path: &str) -> sea_orm::sea_query::SelectStatement {
    unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::OrganiserId.eq(scope.organiser()))
        .filter(organisation::service::subtree_condition(path))
        .into_query()
}

pub(crate) async fn roadmaps<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    below: Option<&str>,
    filter: &RoadmapFilter,
    place: &Place,
) -> Result<Vec<roadmap::Model>> {
    let mut query = visible(scope, sight);
    if let Some(path) = below {
        query = query.filter(roadmap::Column::UnitId.in_subquery(units_below(scope, path)));
    }
    if let Some(status) = filter.status {
        query = query.filter(roadmap::Column::Status.eq(status.as_str()));
    }
    if let Some(sponsor) = filter.sponsor_id {
        query = query.filter(roadmap::Column::SponsorId.eq(sponsor));
    }
    if let Start::After(key) = &place.start {
        query = query.filter(roadmap::Column::Id.gt(last_id(key)?));
    }
    Ok(query
        .order_by_asc(roadmap::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// The ids of all roadmaps that a sight shows; `None` means every one.
pub(crate) async fn visible_ids<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
) -> Result<Option<Vec<Uuid>>> {
    if *sight == Sight::Everything {
        return Ok(None);
    }
    let ids = visible(scope, sight)
        .select_only()
        .column(roadmap::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(Some(ids))
}

pub(crate) async fn areas_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmaps: &[Uuid],
) -> Result<Vec<roadmap_service_area::Model>> {
    Ok(roadmap_service_area::Entity::find()
        .filter(roadmap_service_area::Column::OrganiserId.eq(scope.organiser()))
        .filter(roadmap_service_area::Column::RoadmapId.is_in(roadmaps.iter().copied()))
        .order_by_asc(roadmap_service_area::Column::ServiceAreaId)
        .all(db)
        .await?)
}

pub(crate) async fn clear_areas<C: ConnectionTrait>(db: &C, permit: &Permit, roadmap: Uuid) -> Result<()> {
    roadmap_service_area::Entity::delete_many()
        .filter(roadmap_service_area::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(roadmap_service_area::Column::RoadmapId.eq(roadmap))
        .exec(db)
        .await?;
    Ok(())
}
