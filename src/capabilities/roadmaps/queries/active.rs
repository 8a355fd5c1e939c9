//! What active roadmaps hold, and what in them has no owner.

use crate::access::TenantScope;
use crate::error::Result;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
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
