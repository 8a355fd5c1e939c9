//! The only place that queries the tables of technology; series and the log have files of their own.

mod log;
mod measures;

pub(super) use log::{
    delete_engagement, engagement, engagements, lock_engagement, lock_maturity_round, maturity_round,
    maturity_rounds,
};
pub(super) use measures::{
    insert_measures, measures, measures_in_force, measures_of, measures_within, supersede,
};

use super::dto::DeploymentFilter;
use super::register::Part;
use crate::access::{Permit, Sight, TenantScope};
use crate::capabilities::organisation::dto::UnitView;
use crate::capabilities::organisation::service::units_within;
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start, last_id};
use chrono::NaiveDate;
use sea_orm::sea_query::{OnConflict, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use std::collections::HashMap;
use tables::{technology, technology_decision, technology_deployment, technology_state};
use uuid::Uuid;

/// Which places are asked about: those in a reader's sight, in a subtree, in service areas.
#[derive(Clone, Debug)]
pub(super) struct Within {
    pub(super) sight: Sight,
    /// The path of a unit.
    pub(super) path: Option<String>,
    pub(super) areas: Option<InAreas>,
}

/// Service areas that limit a question, and the units that they count for.
#[derive(Clone, Debug)]
pub(super) struct InAreas {
    pub(super) areas: Vec<Uuid>,
    pub(super) units: Vec<Uuid>,
}

impl Within {
    /// The whole organiser.
    pub(super) fn everywhere() -> Self {
        Self {
            sight: Sight::Everything,
            path: None,
            areas: None,
        }
    }

    /// A unit and all below it.
    pub(super) fn subtree(path: &str) -> Self {
        Self {
            path: Some(path.to_owned()),
            ..Self::everywhere()
        }
    }

    /// Whether a unit is one of those that are asked about.
    pub(super) fn has(&self, unit: &UnitView) -> bool {
        let path = unit.path_text();
        let seen = match &self.sight {
            Sight::Everything => true,
            Sight::Only { units, .. } => units.iter().any(|above| path.starts_with(above)),
        };
        let limits = self.areas.as_ref();
        seen && self.path.as_ref().is_none_or(|above| path.starts_with(above))
            && limits.is_none_or(|limits| limits.units.contains(&unit.id))
    }

    /// Units as a sub-select; `None` where nothing limits them.
    fn units(&self, scope: TenantScope) -> Vec<SelectStatement> {
        let mut limits = Vec::new();
        if let Sight::Only { units, .. } = &self.sight {
            limits.push(units_within(scope, units));
        }
        if let Some(path) = &self.path {
            limits.push(units_within(scope, std::slice::from_ref(path)));
        }
        limits
    }

    fn deployments(&self, scope: TenantScope) -> Condition {
        use technology_deployment::Column;
        let mut all = Condition::all();
        for units in self.units(scope) {
            all = all.add(Column::UnitId.in_subquery(units));
        }
        if let Some(limits) = &self.areas {
            let inherited = Condition::all()
                .add(Column::ServiceAreaId.is_null())
                .add(Column::UnitId.is_in(limits.units.iter().copied()));
            let own = Column::ServiceAreaId.is_in(limits.areas.iter().copied());
            all = all.add(Condition::any().add(own).add(inherited));
        }
        all
    }
}

/// The id at the end of a cursor's key, where the reader came with a cursor.
fn after_id(place: &Place) -> Result<Option<Uuid>> {
    match &place.start {
        Start::Page(_) => Ok(None),
        Start::After(key) => last_id(key).map(Some),
    }
}

pub(super) async fn technologies<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<technology::Model>> {
    Ok(technology::Entity::find()
        .filter(technology::Column::OrganiserId.eq(scope.organiser()))
        .order_by_asc(technology::Column::Key)
        .all(db)
        .await?)
}

/// Writes the row of a built-in kind; where somebody else has just done so, nothing changes.
pub(super) async fn store_technology<C: ConnectionTrait>(
    db: &C,
    _permit: &Permit,
    row: technology::Model,
) -> Result<()> {
    let known = OnConflict::columns([technology::Column::OrganiserId, technology::Column::Id])
        .do_nothing()
        .to_owned();
    technology::Entity::insert(row.into_active_model())
        .on_conflict(known)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

fn deployments_of(scope: TenantScope) -> Select<technology_deployment::Entity> {
    technology_deployment::Entity::find()
        .filter(technology_deployment::Column::OrganiserId.eq(scope.organiser()))
}

/// A page of deployments, in the order in which they were made.
pub(super) async fn deployments<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    within: &Within,
    technology: Option<Uuid>,
    filter: &DeploymentFilter,
    place: &Place,
) -> Result<Vec<technology_deployment::Model>> {
    use technology_deployment::Column;
    let mut query = deployments_of(scope).filter(within.deployments(scope));
    if let Some(technology) = technology {
        query = query.filter(Column::TechnologyId.eq(technology));
    }
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state.as_str()));
    }
    if let Some(from) = filter.from {
        query = query.filter(Column::StateSince.gte(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(Column::StateSince.lte(to));
    }
    if let Some(last) = after_id(place)? {
        query = query.filter(Column::Id.gt(last));
    }
    Ok(query
        .order_by_asc(Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// All deployments in some places, of one technology or of all.
pub(super) async fn all_deployments<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    within: &Within,
    technology: Option<Uuid>,
) -> Result<Vec<technology_deployment::Model>> {
    use technology_deployment::Column;
    let mut query = deployments_of(scope).filter(within.deployments(scope));
    if let Some(technology) = technology {
        query = query.filter(Column::TechnologyId.eq(technology));
    }
    Ok(query.order_by_asc(Column::Id).all(db).await?)
}

pub(super) async fn deployment<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<technology_deployment::Model> {
    let found = technology_deployment::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_deployment<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<technology_deployment::Model> {
    let found = technology_deployment::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// The states that a deployment has been in, in order.
pub(super) async fn states<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    deployment: Uuid,
) -> Result<Vec<technology_state::Model>> {
    Ok(technology_state::Entity::find()
        .filter(technology_state::Column::OrganiserId.eq(scope.organiser()))
        .filter(technology_state::Column::DeploymentId.eq(deployment))
        .order_by_asc(technology_state::Column::Id)
        .limit(500)
        .all(db)
        .await?)
}

/// The states of a part of the register until its day, in order.
pub(super) async fn states_within<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    part: &Part<'_>,
) -> Result<Vec<technology_state::Model>> {
    use technology_state::Column;
    let ids = deployment_ids(scope, part.within, part.technology);
    let mut query = technology_state::Entity::find()
        .filter(Column::OrganiserId.eq(scope.organiser()))
        .filter(Column::Since.lte(part.on))
        .filter(Column::DeploymentId.in_subquery(ids));
    if let Some(instant) = part.recorded_by {
        query = query.filter(Column::CreatedAt.lt(instant));
    }
    Ok(query.order_by_asc(Column::Id).all(db).await?)
}

/// The first day of each deployment.
pub(super) async fn first_days<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<HashMap<Uuid, NaiveDate>> {
    use technology_state::Column;
    let found: Vec<(Uuid, NaiveDate)> = technology_state::Entity::find()
        .select_only()
        .column(Column::DeploymentId)
        .column_as(Column::Since.min(), "first_day")
        .filter(Column::OrganiserId.eq(scope.organiser()))
        .group_by(Column::DeploymentId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

fn deployment_ids(scope: TenantScope, within: &Within, technology: Option<Uuid>) -> SelectStatement {
    let mut query = deployments_of(scope)
        .filter(within.deployments(scope))
        .select_only()
        .column(technology_deployment::Column::Id);
    if let Some(technology) = technology {
        query = query.filter(technology_deployment::Column::TechnologyId.eq(technology));
    }
    query.into_query()
}

/// The decisions about a deployment, the latest last.
pub(super) async fn decisions<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    deployment: Uuid,
) -> Result<Vec<technology_decision::Model>> {
    Ok(technology_decision::Entity::find()
        .filter(technology_decision::Column::OrganiserId.eq(scope.organiser()))
        .filter(technology_decision::Column::DeploymentId.eq(deployment))
        .order_by_asc(technology_decision::Column::DecidedOn)
        .order_by_asc(technology_decision::Column::Id)
        .limit(500)
        .all(db)
        .await?)
}

/// The decisions about deployments in some places, the latest last.
pub(super) async fn decisions_within<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    within: &Within,
) -> Result<Vec<technology_decision::Model>> {
    Ok(technology_decision::Entity::find()
        .filter(technology_decision::Column::OrganiserId.eq(scope.organiser()))
        .filter(technology_decision::Column::DeploymentId.in_subquery(deployment_ids(scope, within, None)))
        .order_by_asc(technology_decision::Column::DecidedOn)
        .order_by_asc(technology_decision::Column::Id)
        .all(db)
        .await?)
}
