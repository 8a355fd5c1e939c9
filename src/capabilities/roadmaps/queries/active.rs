//! What active roadmaps hold, and what in them has no owner.

use crate::access::TenantScope;
use crate::error::Result;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use tables::{gate, milestone, roadmap, stage};
use uuid::Uuid;

pub(crate) async fn active_roadmaps<C: ConnectionTrait>(
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

pub(crate) async fn active_gates<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Vec<gate::Model>> {
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

pub(crate) async fn stages_without_owner<C: ConnectionTrait>(
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

pub(crate) async fn gates_without_owner<C: ConnectionTrait>(
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

pub(crate) async fn milestones_without_owner<C: ConnectionTrait>(
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

/// Milestones of persons in active roadmaps but one, neither done nor cancelled.
pub(crate) async fn milestones_elsewhere<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    owners: &[Uuid],
    roadmap: Uuid,
) -> Result<Vec<milestone::Model>> {
    const CHUNK: usize = 1000;
    let mut found = Vec::new();
    for owners in owners.chunks(CHUNK) {
        let rows = milestone::Entity::find()
            .filter(milestone::Column::OrganiserId.eq(scope.organiser()))
            .filter(milestone::Column::OwnerId.is_in(owners.iter().copied()))
            .filter(milestone::Column::RoadmapId.ne(roadmap))
            .filter(milestone::Column::RoadmapId.in_subquery(active_ids(scope)))
            .filter(milestone::Column::Status.is_not_in(["done", "cancelled"]))
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Open milestones of persons in active roadmaps, and those that they have reached since a day.
pub(crate) async fn work_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    owners: &[Uuid],
    since: chrono::NaiveDate,
) -> Result<Vec<milestone::Model>> {
    let open = Condition::all()
        .add(milestone::Column::Status.is_not_in(["done", "cancelled"]))
        .add(milestone::Column::RoadmapId.in_subquery(active_ids(scope)));
    let done = Condition::all()
        .add(milestone::Column::Status.eq("done"))
        .add(milestone::Column::FinishedOn.gte(since));
    Ok(milestone::Entity::find()
        .filter(milestone::Column::OrganiserId.eq(scope.organiser()))
        .filter(milestone::Column::OwnerId.is_in(owners.iter().copied()))
        .filter(Condition::any().add(open).add(done))
        .order_by_asc(milestone::Column::Id)
        .all(db)
        .await?)
}

/// Milestones that were estimated and reached, the newest first, each with the unit of its roadmap and the key of its
/// stage; of some roadmaps, or of all (`None`).
pub(crate) async fn finished_milestones<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmaps: Option<&[Uuid]>,
) -> Result<Vec<(milestone::Model, Uuid, String)>> {
    const MOST: u64 = 5000;
    let mut query = milestone::Entity::find()
        .filter(milestone::Column::OrganiserId.eq(scope.organiser()))
        .filter(milestone::Column::Status.eq("done"))
        .filter(milestone::Column::LikelyDays.is_not_null())
        .filter(milestone::Column::StartedOn.is_not_null())
        .filter(milestone::Column::FinishedOn.is_not_null());
    if let Some(roadmaps) = roadmaps {
        query = query.filter(milestone::Column::RoadmapId.is_in(roadmaps.iter().copied()));
    }
    let rows = query
        .order_by_desc(milestone::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let units: std::collections::HashMap<Uuid, Uuid> = roadmap::Entity::find()
        .filter(roadmap::Column::OrganiserId.eq(scope.organiser()))
        .select_only()
        .column(roadmap::Column::Id)
        .column(roadmap::Column::UnitId)
        .into_tuple::<(Uuid, Uuid)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let stages: std::collections::HashMap<Uuid, String> = stage::Entity::find()
        .filter(stage::Column::OrganiserId.eq(scope.organiser()))
        .select_only()
        .column(stage::Column::Id)
        .column(stage::Column::Key)
        .into_tuple::<(Uuid, String)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let (unit, stage) = (*units.get(&row.roadmap_id)?, stages.get(&row.stage_id)?.clone());
            Some((row, unit, stage))
        })
        .collect())
}

/// The stages of all roadmaps that were not stopped.
pub(crate) async fn all_stages<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Vec<stage::Model>> {
    let going = roadmap::Entity::find()
        .filter(roadmap::Column::OrganiserId.eq(scope.organiser()))
        .filter(roadmap::Column::Status.ne("stopped"))
        .select_only()
        .column(roadmap::Column::Id)
        .into_query();
    Ok(stage::Entity::find()
        .filter(stage::Column::OrganiserId.eq(scope.organiser()))
        .filter(stage::Column::RoadmapId.in_subquery(going))
        .all(db)
        .await?)
}

/// The milestones of all roadmaps that are active.
pub(crate) async fn active_milestones<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<milestone::Model>> {
    Ok(milestone::Entity::find()
        .filter(milestone::Column::OrganiserId.eq(scope.organiser()))
        .filter(milestone::Column::RoadmapId.in_subquery(active_ids(scope)))
        .all(db)
        .await?)
}
