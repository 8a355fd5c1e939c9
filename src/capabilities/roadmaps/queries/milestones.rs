//! The only place that queries milestones and who acts for their owners.

use crate::access::TenantScope;
use crate::capabilities::roadmaps::dto::{MilestoneFilter, MilestoneSort, MilestoneStatus};
use crate::error::{AppError, FaultCode, Result};
use crate::platform::paging::{Place, Start, last_id};
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tables::{acting_owner, milestone};
use uuid::Uuid;

pub(crate) async fn milestone<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<milestone::Model> {
    milestone::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?
        .ok_or_else(AppError::not_found)
}

pub(crate) async fn lock_milestone<C: ConnectionTrait>(
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
pub(crate) async fn milestones_of<C: ConnectionTrait>(
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
pub(crate) async fn milestones<C: ConnectionTrait>(
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
        let id = last_id(key)?;
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

pub(crate) async fn acting_owners<C: ConnectionTrait>(
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

pub(crate) async fn lock_acting_owner<C: ConnectionTrait>(
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
