//! The only place that queries benefits, their baselines, readings and reviews.

mod values;

use super::dto::{BenefitFilter, BenefitReviewFilter, LedgerFilter};
use crate::access::{Sight, TenantScope};
use crate::capabilities::organisation::dto::Branch;
use crate::capabilities::organisation::service::subtree_condition;
use crate::error::{AppError, FaultCode, Result};
use crate::platform::paging::{Place, Start};
use chrono::NaiveDate;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use std::collections::HashMap;
use tables::{benefit, benefit_baseline, benefit_review, roadmap, service_area, unit};
use uuid::Uuid;

pub(super) use values::{insert_values, measured_months, values, values_in};

/// Ids of one `IN` list: SQLite and PostgreSQL limit the parameters of a statement.
const CHUNK: usize = 1000;

/// Where benefits lie.
#[derive(Clone, Debug, Default)]
pub(super) struct Where {
    /// A unit's path, for its subtree.
    pub(super) below: Option<String>,
    pub(super) service_area: Option<Uuid>,
    pub(super) branch: Option<Branch>,
    pub(super) roadmap: Option<Uuid>,
}

impl Where {
    pub(super) fn of_list(filter: &BenefitFilter, below: Option<String>) -> Self {
        Self {
            below,
            service_area: filter.service_area_id,
            branch: filter.branch,
            roadmap: filter.roadmap_id,
        }
    }

    pub(super) fn of_reviews(filter: &BenefitReviewFilter, below: Option<String>) -> Self {
        Self {
            below,
            service_area: filter.service_area_id,
            branch: filter.branch,
            roadmap: filter.roadmap_id,
        }
    }

    pub(super) fn of_ledger(filter: &LedgerFilter, below: Option<String>) -> Self {
        Self {
            below,
            service_area: filter.service_area_id,
            branch: filter.branch,
            roadmap: filter.roadmap_id,
        }
    }
}

fn of(scope: TenantScope) -> Select<benefit::Entity> {
    benefit::Entity::find().filter(benefit::Column::OrganiserId.eq(scope.organiser()))
}

fn units(scope: TenantScope) -> Select<unit::Entity> {
    unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::OrganiserId.eq(scope.organiser()))
}

/// The benefits that a sight shows: those of its roadmaps, and of roadmaps of its units.
fn visible(scope: TenantScope, sight: &Sight) -> Select<benefit::Entity> {
    let Sight::Only {
        units: paths,
        roadmaps,
    } = sight
    else {
        return of(scope);
    };
    let mut any = Condition::any().add(benefit::Column::RoadmapId.is_in(roadmaps.iter().copied()));
    for path in paths {
        let below = roadmap::Entity::find()
            .select_only()
            .column(roadmap::Column::Id)
            .filter(roadmap::Column::OrganiserId.eq(scope.organiser()))
            .filter(
                roadmap::Column::UnitId
                    .in_subquery(units(scope).filter(subtree_condition(path)).into_query()),
            );
        any = any.add(benefit::Column::RoadmapId.in_subquery(below.into_query()));
    }
    of(scope).filter(any)
}

fn within(scope: TenantScope, query: Select<benefit::Entity>, place: &Where) -> Select<benefit::Entity> {
    let mut query = query;
    if let Some(roadmap) = place.roadmap {
        query = query.filter(benefit::Column::RoadmapId.eq(roadmap));
    }
    if place.below.is_some() || place.service_area.is_some() || place.branch.is_some() {
        query = query.filter(benefit::Column::UnitId.in_subquery(units_at(scope, place)));
    }
    query
}

fn units_at(scope: TenantScope, place: &Where) -> SelectStatement {
    let mut found = units(scope);
    if let Some(path) = &place.below {
        found = found.filter(subtree_condition(path));
    }
    if let Some(area) = place.service_area {
        found = found.filter(unit::Column::ServiceAreaId.eq(area));
    }
    if let Some(branch) = place.branch {
        let areas = service_area::Entity::find()
            .select_only()
            .column(service_area::Column::Id)
            .filter(service_area::Column::OrganiserId.eq(scope.organiser()))
            .filter(service_area::Column::Branch.eq(branch.as_str()));
        found = found.filter(unit::Column::ServiceAreaId.in_subquery(areas.into_query()));
    }
    found.into_query()
}

pub(super) async fn benefits<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    below: Option<String>,
    filter: &BenefitFilter,
    place: &Place,
) -> Result<Vec<benefit::Model>> {
    let mut query = within(scope, visible(scope, sight), &Where::of_list(filter, below));
    if let Some(state) = filter.state {
        query = query.filter(benefit::Column::State.eq(state.as_str()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(benefit::Column::Kind.eq(kind.as_str()));
    }
    if let Some(owner) = filter.owner_id {
        query = query.filter(benefit::Column::OwnerId.eq(owner));
    }
    if let Some(from) = filter.from {
        let open = Condition::any()
            .add(benefit::Column::ToDate.is_null())
            .add(benefit::Column::ToDate.gte(from));
        query = query.filter(open);
    }
    if let Some(to) = filter.to {
        query = query.filter(benefit::Column::FromDate.lte(to));
    }
    if let Some(key) = &filter.initiative_key {
        query = query.filter(benefit::Column::InitiativeKey.eq(key.as_str()));
    }
    if let Start::After(key) = &place.start {
        query = query.filter(benefit::Column::Id.gt(cursor_id(key)?));
    }
    Ok(query
        .order_by_asc(benefit::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

fn foreign_cursor() -> AppError {
    let expected = "nextCursor".to_owned();
    AppError::fault("/query/cursor", FaultCode::Format { expected })
}

fn cursor_id(key: &[String]) -> Result<Uuid> {
    key.last()
        .and_then(|id| Uuid::try_parse(id).ok())
        .ok_or_else(foreign_cursor)
}

/// Every benefit that a sight shows at a place and that was not abandoned.
pub(super) async fn standing<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    place: &Where,
) -> Result<Vec<benefit::Model>> {
    Ok(within(scope, visible(scope, sight), place)
        .filter(benefit::Column::State.ne("abandoned"))
        .order_by_asc(benefit::Column::Title)
        .order_by_asc(benefit::Column::Id)
        .all(db)
        .await?)
}

/// Benefits that were not abandoned and have no owner, or one of these.
pub(super) async fn without_owner<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gone: &[Uuid],
) -> Result<Vec<benefit::Model>> {
    Ok(of(scope)
        .filter(benefit::Column::State.ne("abandoned"))
        .filter(
            Condition::any()
                .add(benefit::Column::OwnerId.is_null())
                .add(benefit::Column::OwnerId.is_in(gone.iter().copied())),
        )
        .order_by_asc(benefit::Column::Id)
        .all(db)
        .await?)
}

/// The benefits of a roadmap that were not abandoned.
pub(super) async fn of_roadmap<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<benefit::Model>> {
    Ok(of(scope)
        .filter(benefit::Column::RoadmapId.eq(roadmap))
        .filter(benefit::Column::State.ne("abandoned"))
        .order_by_asc(benefit::Column::Id)
        .all(db)
        .await?)
}

/// Benefits that measure one of these indicators and were not abandoned, as far as a sight shows them.
pub(super) async fn of_indicators<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    keys: &[String],
) -> Result<Vec<benefit::Model>> {
    Ok(visible(scope, sight)
        .filter(benefit::Column::IndicatorKey.is_in(keys.iter().map(String::as_str)))
        .filter(benefit::Column::State.ne("abandoned"))
        .order_by_asc(benefit::Column::Id)
        .all(db)
        .await?)
}

pub(super) async fn benefit<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<benefit::Model> {
    let found = benefit::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_benefit<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<benefit::Model> {
    let found = benefit::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// Locks benefits in the order of their ids, so that two who record at once wait for each other and never in a circle.
pub(super) async fn lock_benefits<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<Vec<benefit::Model>> {
    let mut found = Vec::new();
    for ids in ids.chunks(CHUNK) {
        let rows = of(scope)
            .filter(benefit::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(benefit::Column::Id)
            .lock_exclusive()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The paths of units.
pub(super) async fn unit_paths<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>> {
    let mut found = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        let rows: Vec<(Uuid, String)> = units(scope)
            .column(unit::Column::Path)
            .filter(unit::Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Every locked baseline of a benefit, the first first.
pub(super) async fn baselines<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    benefit: Uuid,
) -> Result<Vec<benefit_baseline::Model>> {
    Ok(benefit_baseline::Entity::find()
        .filter(benefit_baseline::Column::OrganiserId.eq(scope.organiser()))
        .filter(benefit_baseline::Column::BenefitId.eq(benefit))
        .order_by_asc(benefit_baseline::Column::Number)
        .all(db)
        .await?)
}

/// A page of reviews, the one due first first.
pub(super) async fn reviews<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    filter: &BenefitReviewFilter,
    below: Option<String>,
    today: NaiveDate,
    place: &Place,
) -> Result<Vec<benefit_review::Model>> {
    let mut shown = within(scope, visible(scope, sight), &Where::of_reviews(filter, below));
    if let Some(id) = filter.benefit_id {
        shown = shown.filter(benefit::Column::Id.eq(id));
    }
    let shown = shown.select_only().column(benefit::Column::Id).into_query();
    let mut query = of_reviews(scope).filter(benefit_review::Column::BenefitId.in_subquery(shown));
    let abandoned = of(scope)
        .filter(benefit::Column::State.eq("abandoned"))
        .select_only()
        .column(benefit::Column::Id)
        .into_query();
    if let Some(from) = filter.due_from {
        query = query.filter(benefit_review::Column::DueOn.gte(from));
    }
    if let Some(to) = filter.due_to {
        query = query.filter(benefit_review::Column::DueOn.lte(to));
    }
    match filter.overdue {
        Some(true) => {
            query = query
                .filter(benefit_review::Column::DoneOn.is_null())
                .filter(benefit_review::Column::DueOn.lt(today))
                .filter(benefit_review::Column::BenefitId.not_in_subquery(abandoned));
        }
        Some(false) => {
            let calm = Condition::any()
                .add(benefit_review::Column::DoneOn.is_not_null())
                .add(benefit_review::Column::DueOn.gte(today))
                .add(benefit_review::Column::BenefitId.in_subquery(abandoned));
            query = query.filter(calm);
        }
        None => {}
    }
    if let Start::After(key) = &place.start {
        let due: NaiveDate = key
            .first()
            .and_then(|day| day.parse().ok())
            .ok_or_else(foreign_cursor)?;
        let id = cursor_id(key)?;
        let same = Condition::all()
            .add(benefit_review::Column::DueOn.eq(due))
            .add(benefit_review::Column::Id.gt(id));
        query = query.filter(
            Condition::any()
                .add(benefit_review::Column::DueOn.gt(due))
                .add(same),
        );
    }
    Ok(query
        .order_by_asc(benefit_review::Column::DueOn)
        .order_by_asc(benefit_review::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

fn of_reviews(scope: TenantScope) -> Select<benefit_review::Entity> {
    benefit_review::Entity::find().filter(benefit_review::Column::OrganiserId.eq(scope.organiser()))
}

/// The reviews of benefits.
pub(super) async fn reviews_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    benefits: &[Uuid],
) -> Result<Vec<benefit_review::Model>> {
    let mut found = Vec::new();
    for benefits in benefits.chunks(CHUNK) {
        let rows = of_reviews(scope)
            .filter(benefit_review::Column::BenefitId.is_in(benefits.iter().copied()))
            .order_by_asc(benefit_review::Column::DueOn)
            .order_by_asc(benefit_review::Column::Id)
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Of these benefits, those that were abandoned.
pub(super) async fn abandoned<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<Vec<Uuid>> {
    Ok(of(scope)
        .select_only()
        .column(benefit::Column::Id)
        .filter(benefit::Column::Id.is_in(ids.iter().copied()))
        .filter(benefit::Column::State.eq("abandoned"))
        .into_tuple()
        .all(db)
        .await?)
}

pub(super) async fn review<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<benefit_review::Model> {
    let found = benefit_review::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_review<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<benefit_review::Model> {
    let found = benefit_review::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}
