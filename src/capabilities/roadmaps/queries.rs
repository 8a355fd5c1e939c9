//! The only place that queries the plan's tables.

use super::dto::{MilestoneFilter, MilestoneSort, MilestoneStatus, RoadmapFilter};
use crate::access::{Permit, Sight, TenantScope};
use crate::capabilities::organisation;
use crate::error::{AppError, FaultCode, Result};
use crate::platform::paging::{Place, Start};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use tables::{
    acting_owner, baseline, comment, dependency, gate, milestone, roadmap, roadmap_service_area, stage, unit,
};
use uuid::Uuid;

pub(super) async fn roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<roadmap::Model> {
    roadmap::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(super) async fn lock_roadmap<C: ConnectionTrait>(
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

pub(super) async fn roadmaps<C: ConnectionTrait>(
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
        query = query.filter(roadmap::Column::Id.gt(cursor_id(key)?));
    }
    Ok(query
        .order_by_asc(roadmap::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// The ids of all roadmaps that a sight shows; `None` means every one.
pub(super) async fn visible_ids<C: ConnectionTrait>(
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

pub(super) fn cursor_id(key: &[String]) -> Result<Uuid> {
    let refused = || {
        AppError::fault(
            "/query/cursor",
            FaultCode::Format {
                expected: "nextCursor".to_owned(),
            },
        )
    };
    key.last()
        .and_then(|id| Uuid::try_parse(id).ok())
        .ok_or_else(refused)
}

pub(super) async fn areas_of<C: ConnectionTrait>(
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

pub(super) async fn clear_areas<C: ConnectionTrait>(db: &C, permit: &Permit, roadmap: Uuid) -> Result<()> {
    roadmap_service_area::Entity::delete_many()
        .filter(roadmap_service_area::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(roadmap_service_area::Column::RoadmapId.eq(roadmap))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) async fn stages<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<stage::Model>> {
    Ok(stage::Entity::find()
        .filter(stage::Column::OrganiserId.eq(scope.organiser()))
        .filter(stage::Column::RoadmapId.eq(roadmap))
        .order_by_asc(stage::Column::Number)
        .all(db)
        .await?)
}

pub(super) async fn stage<C: ConnectionTrait>(db: &C, scope: TenantScope, id: Uuid) -> Result<stage::Model> {
    stage::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(super) async fn lock_stage<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<stage::Model> {
    let found = stage::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn gates<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<gate::Model>> {
    Ok(gate::Entity::find()
        .filter(gate::Column::OrganiserId.eq(scope.organiser()))
        .filter(gate::Column::RoadmapId.eq(roadmap))
        .all(db)
        .await?)
}

pub(super) async fn milestone<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<milestone::Model> {
    milestone::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(super) async fn lock_milestone<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<milestone::Model> {
    let found = milestone::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// Every milestone of a roadmap, in the order in which they were made.
pub(super) async fn milestones_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<milestone::Model>> {
    Ok(milestone::Entity::find()
        .filter(milestone::Column::OrganiserId.eq(scope.organiser()))
        .filter(milestone::Column::RoadmapId.eq(roadmap))
        .order_by_asc(milestone::Column::Id)
        .all(db)
        .await?)
}

/// A page of milestones, of one roadmap or of all in `roadmaps` (`None`: every roadmap).
pub(super) async fn milestones<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmaps: Option<&[Uuid]>,
    filter: &MilestoneFilter,
    place: &Place,
    today: NaiveDate,
) -> Result<Vec<milestone::Model>> {
    use milestone::Column;
    let mut query = milestone::Entity::find().filter(Column::OrganiserId.eq(scope.organiser()));
    query = match roadmaps {
        Some([one]) => query.filter(Column::RoadmapId.eq(*one)),
        Some(many) => query.filter(Column::RoadmapId.is_in(many.iter().copied())),
        None => query,
    };
    if let Some(stage) = filter.stage_id {
        query = query.filter(Column::StageId.eq(stage));
    }
    if let Some(owner) = filter.owner_id {
        query = query.filter(Column::OwnerId.eq(owner));
    }
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status.as_str()));
    }
    if let Some(day) = filter.due_before {
        query = query.filter(Column::DueDate.lt(day));
    }
    if let Some(day) = filter.due_after {
        query = query.filter(Column::DueDate.gt(day));
    }
    if filter.overdue == Some(true) {
        let over = [
            MilestoneStatus::Done.as_str(),
            MilestoneStatus::Cancelled.as_str(),
        ];
        query = query
            .filter(Column::DueDate.lt(today))
            .filter(Column::Status.is_not_in(over));
    }
    let by_due = filter.sort == Some(MilestoneSort::DueDate);
    if by_due {
        query = query
            .filter(Column::DueDate.is_not_null())
            .order_by_asc(Column::DueDate);
    }
    if let Start::After(key) = &place.start {
        let id = cursor_id(key)?;
        query = if by_due {
            let refused = || {
                AppError::fault(
                    "/query/cursor",
                    FaultCode::Format {
                        expected: "nextCursor".to_owned(),
                    },
                )
            };
            let due: NaiveDate = key.first().and_then(|due| due.parse().ok()).ok_or_else(refused)?;
            query.filter(
                Condition::any().add(Column::DueDate.gt(due)).add(
                    Condition::all()
                        .add(Column::DueDate.eq(due))
                        .add(Column::Id.gt(id)),
                ),
            )
        } else {
            query.filter(Column::Id.gt(id))
        };
    }
    Ok(query
        .order_by_asc(Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

pub(super) async fn acting_owners<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    milestone: Uuid,
) -> Result<Vec<acting_owner::Model>> {
    Ok(acting_owner::Entity::find()
        .filter(acting_owner::Column::OrganiserId.eq(scope.organiser()))
        .filter(acting_owner::Column::MilestoneId.eq(milestone))
        .order_by_asc(acting_owner::Column::FromDate)
        .order_by_asc(acting_owner::Column::Id)
        .limit(200)
        .all(db)
        .await?)
}

pub(super) async fn lock_acting_owner<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<acting_owner::Model> {
    let found = acting_owner::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn dependencies<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<dependency::Model>> {
    Ok(dependency::Entity::find()
        .filter(dependency::Column::OrganiserId.eq(scope.organiser()))
        .filter(dependency::Column::RoadmapId.eq(roadmap))
        .order_by_asc(dependency::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn dependency<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<dependency::Model> {
    dependency::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(super) async fn delete_dependency<C: ConnectionTrait>(db: &C, permit: &Permit, id: Uuid) -> Result<()> {
    dependency::Entity::delete_by_id((permit.scope().organiser(), id))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) async fn comments<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    milestone: Uuid,
    place: &Place,
) -> Result<Vec<comment::Model>> {
    let mut query = comment::Entity::find()
        .filter(comment::Column::OrganiserId.eq(scope.organiser()))
        .filter(comment::Column::MilestoneId.eq(milestone));
    if let Start::After(key) = &place.start {
        query = query.filter(comment::Column::Id.gt(cursor_id(key)?));
    }
    Ok(query
        .order_by_asc(comment::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

pub(super) async fn lock_comment<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<comment::Model> {
    let found = comment::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn baselines<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<baseline::Model>> {
    Ok(baseline::Entity::find()
        .filter(baseline::Column::OrganiserId.eq(scope.organiser()))
        .filter(baseline::Column::RoadmapId.eq(roadmap))
        .order_by_desc(baseline::Column::Id)
        .limit(500)
        .all(db)
        .await?)
}

pub(super) async fn baseline<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<baseline::Model> {
    baseline::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(super) async fn active_roadmaps<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<roadmap::Model>> {
    Ok(active(scope).all(db).await?)
}

fn active(scope: TenantScope) -> Select<roadmap::Entity> {
    roadmap::Entity::find()
        .filter(roadmap::Column::OrganiserId.eq(scope.organiser()))
        .filter(roadmap::Column::Status.eq("active"))
}

fn active_ids(scope: TenantScope) -> sea_orm::sea_query::SelectStatement {
    active(scope)
        .select_only()
        .column(roadmap::Column::Id)
        .into_query()
}

pub(super) async fn active_gates<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Vec<gate::Model>> {
    Ok(gate::Entity::find()
        .filter(gate::Column::OrganiserId.eq(scope.organiser()))
        .filter(gate::Column::RoadmapId.in_subquery(active_ids(scope)))
        .all(db)
        .await?)
}

/// Nobody's, or one of theirs who are gone.
fn unowned<Col: ColumnTrait>(owner: Col, gone: &[Uuid]) -> Condition {
    Condition::any()
        .add(owner.is_null())
        .add(owner.is_in(gone.iter().copied()))
}

pub(super) async fn stages_without_owner<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gone: &[Uuid],
) -> Result<Vec<stage::Model>> {
    Ok(stage::Entity::find()
        .filter(stage::Column::OrganiserId.eq(scope.organiser()))
        .filter(stage::Column::RoadmapId.in_subquery(active_ids(scope)))
        .filter(unowned(stage::Column::OwnerId, gone))
        .all(db)
        .await?)
}

pub(super) async fn gates_without_owner<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gone: &[Uuid],
) -> Result<Vec<gate::Model>> {
    Ok(gate::Entity::find()
        .filter(gate::Column::OrganiserId.eq(scope.organiser()))
        .filter(gate::Column::RoadmapId.in_subquery(active_ids(scope)))
        .filter(unowned(gate::Column::OwnerId, gone))
        .all(db)
        .await?)
}

pub(super) async fn milestones_without_owner<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gone: &[Uuid],
) -> Result<Vec<milestone::Model>> {
    Ok(milestone::Entity::find()
        .filter(milestone::Column::OrganiserId.eq(scope.organiser()))
        .filter(milestone::Column::RoadmapId.in_subquery(active_ids(scope)))
        .filter(milestone::Column::Status.is_not_in(["done", "cancelled"]))
        .filter(unowned(milestone::Column::OwnerId, gone))
        .all(db)
        .await?)
}
