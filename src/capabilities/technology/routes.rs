//! Doors of technology: the catalogue, deployments, and decisions about them.

use super::dto::{
    CreateTechnology, CreateTechnologyDecision, CreateTechnologyDeployment, DeploymentFilter, DeploymentList,
    DeploymentView, HistoryView, MoveTechnologyDeployment, StandingView, TechnologyDecisionList,
    TechnologyDecisionView, TechnologyFilter, TechnologyList, TechnologyView, UpdateTechnology,
    UpdateTechnologyDeployment,
};
use super::{catalogue, decisions, deployments, events};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::{TechnologyDeploymentId, TechnologyId};

/// The doors of the register.
pub(super) fn doors() -> Vec<Door> {
    vec![
        door!(list_technologies, Read, Permit(Action::ReadTechnology)),
        door!(read_technology, Read, Permit(Action::ReadTechnology)),
        door!(
            create_technology,
            Create,
            Permit(Action::EditTechnology),
            events::TECHNOLOGY_CREATED
        ),
        door!(
            update_technology,
            Edit,
            Permit(Action::EditTechnology),
            events::TECHNOLOGY_UPDATED
        ),
        door!(list_technology_deployments, Read, Permit(Action::ReadTechnology)),
        door!(read_technology_deployment, Read, Permit(Action::ReadTechnology)),
        door!(
            create_technology_deployment,
            Create,
            Permit(Action::EditTechnology),
            events::DEPLOYMENT_CREATED
        ),
        door!(
            update_technology_deployment,
            Edit,
            Permit(Action::EditTechnology),
            events::DEPLOYMENT_UPDATED
        ),
        door!(
            move_technology_deployment,
            Edit,
            Permit(Action::DecideTechnology),
            events::DEPLOYMENT_MOVED
        ),
        door!(read_technology_history, Read, Permit(Action::ReadTechnology)),
        door!(read_technology_standing, Read, Permit(Action::ReadTechnology)),
        door!(list_technology_decisions, Read, Permit(Action::ReadTechnology)),
        door!(
            create_technology_decision,
            Create,
            Permit(Action::DecideTechnology),
            events::DECISION_RECORDED
        ),
    ]
}

/// List the kinds of technology
///
/// The built-in kinds, as the organiser changed them, and its own.
#[utoipa::path(get, path = "/technologies", operation_id = "listTechnologies", tag = "technology",
    params(TechnologyFilter),
    responses((status = 200, description = "The catalogue.", body = TechnologyList)))]
async fn list_technologies(ctx: Ctx, filter: Query<TechnologyFilter>) -> Reply {
    Ok(catalogue::list_technologies(&ctx, filter.0).await?)
}

/// Read a kind of technology
///
/// Its key, its title and its family.
#[utoipa::path(get, path = "/technologies/{technologyId}", operation_id = "readTechnology", tag = "technology",
    params(("technologyId" = Uuid, Path, description = "The kind of technology.")),
    responses((status = 200, description = "The kind.", body = TechnologyView)))]
async fn read_technology(ctx: Ctx, id: Id<TechnologyId>) -> Reply {
    Ok(catalogue::read_technology(&ctx, id.0).await?)
}

/// Add a kind of technology
///
/// For what the built-in kinds do not name.
#[utoipa::path(post, path = "/technologies", operation_id = "createTechnology", tag = "technology",
    request_body = CreateTechnology,
    responses((status = 201, description = "The new kind.", body = TechnologyView)))]
async fn create_technology(ctx: Ctx, body: Body<CreateTechnology>) -> Reply {
    Ok(catalogue::create_technology(&ctx, body.0).await?)
}

/// Change a kind of technology
///
/// Built-in kinds too, but for their key. One that is not active cannot be chosen for new deployments.
#[utoipa::path(patch, path = "/technologies/{technologyId}", operation_id = "updateTechnology", tag = "technology",
    params(("technologyId" = Uuid, Path, description = "The kind of technology.")),
    request_body = UpdateTechnology,
    responses((status = 200, description = "The kind as it is now.", body = TechnologyView)))]
async fn update_technology(ctx: Ctx, id: Id<TechnologyId>, body: Body<UpdateTechnology>) -> Reply {
    Ok(catalogue::update_technology(&ctx, id.0, body.0).await?)
}

/// List the deployments
///
/// Which technology stands where, and in which state.
#[utoipa::path(get, path = "/technology-deployments", operation_id = "listTechnologyDeployments", tag = "technology",
    params(DeploymentFilter),
    responses((status = 200, description = "A page of deployments.", body = DeploymentList)))]
async fn list_technology_deployments(ctx: Ctx, filter: Query<DeploymentFilter>) -> Reply {
    Ok(deployments::list_deployments(&ctx, filter.0).await?)
}

/// Read a deployment
///
/// Its state and its plan; what was decided and measured stands apart.
#[utoipa::path(get, path = "/technology-deployments/{technologyDeploymentId}", operation_id = "readTechnologyDeployment", tag = "technology",
    params(("technologyDeploymentId" = Uuid, Path, description = "The deployment.")),
    responses((status = 200, description = "The deployment.", body = DeploymentView)))]
async fn read_technology_deployment(ctx: Ctx, id: Id<TechnologyDeploymentId>) -> Reply {
    Ok(deployments::read_deployment(&ctx, id.0).await?)
}

/// Consider a technology in a unit
///
/// A technology stands in a place once; after a withdrawal it can be considered anew.
#[utoipa::path(post, path = "/technology-deployments", operation_id = "createTechnologyDeployment", tag = "technology",
    request_body = CreateTechnologyDeployment,
    responses((status = 201, description = "The new deployment, considered.", body = DeploymentView)))]
async fn create_technology_deployment(ctx: Ctx, body: Body<CreateTechnologyDeployment>) -> Reply {
    Ok(deployments::create_deployment(&ctx, body.0).await?)
}

/// Change a deployment's plan
///
/// The planned end of the pilot, and the local target with its reason.
#[utoipa::path(patch, path = "/technology-deployments/{technologyDeploymentId}", operation_id = "updateTechnologyDeployment", tag = "technology",
    params(("technologyDeploymentId" = Uuid, Path, description = "The deployment.")),
    request_body = UpdateTechnologyDeployment,
    responses((status = 200, description = "The deployment as it is now.", body = DeploymentView)))]
async fn update_technology_deployment(
    ctx: Ctx,
    id: Id<TechnologyDeploymentId>,
    body: Body<UpdateTechnologyDeployment>,
) -> Reply {
    Ok(deployments::update_deployment(&ctx, id.0, body.0).await?)
}

/// Move a deployment to another state
///
/// From considered over pilot and introduced to broad and equal, back from there to introduced, and out from any of them. A pilot needs its planned last day; `introduced` needs a recorded decision to introduce; `broad_and_equal` needs measured reach and use that meet the local target. Refused with every reason.
#[utoipa::path(post, path = "/technology-deployments/{technologyDeploymentId}/states", operation_id = "moveTechnologyDeployment", tag = "technology",
    params(("technologyDeploymentId" = Uuid, Path, description = "The deployment.")),
    request_body = MoveTechnologyDeployment,
    responses((status = 200, description = "The deployment in its new state.", body = DeploymentView)))]
async fn move_technology_deployment(
    ctx: Ctx,
    id: Id<TechnologyDeploymentId>,
    body: Body<MoveTechnologyDeployment>,
) -> Reply {
    Ok(deployments::move_deployment(&ctx, id.0, body.0).await?)
}

/// Read a deployment's way
///
/// The states that it has been in, with their first day.
#[utoipa::path(get, path = "/technology-deployments/{technologyDeploymentId}/states", operation_id = "readTechnologyHistory", tag = "technology",
    params(("technologyDeploymentId" = Uuid, Path, description = "The deployment.")),
    responses((status = 200, description = "The states, in order.", body = HistoryView)))]
async fn read_technology_history(ctx: Ctx, id: Id<TechnologyDeploymentId>) -> Reply {
    Ok(deployments::read_history(&ctx, id.0).await?)
}

/// Read where a deployment stands
///
/// The decision, the reach and the use, each by itself, and what the next steps would need.
#[utoipa::path(get, path = "/technology-deployments/{technologyDeploymentId}/standing", operation_id = "readTechnologyStanding", tag = "technology",
    params(("technologyDeploymentId" = Uuid, Path, description = "The deployment.")),
    responses((status = 200, description = "Where it stands.", body = StandingView)))]
async fn read_technology_standing(ctx: Ctx, id: Id<TechnologyDeploymentId>) -> Reply {
    Ok(deployments::read_standing(&ctx, id.0).await?)
}

/// List the decisions about a deployment
///
/// The latest last.
#[utoipa::path(get, path = "/technology-deployments/{technologyDeploymentId}/decisions", operation_id = "listTechnologyDecisions", tag = "technology",
    params(("technologyDeploymentId" = Uuid, Path, description = "The deployment.")),
    responses((status = 200, description = "The decisions.", body = TechnologyDecisionList)))]
async fn list_technology_decisions(ctx: Ctx, id: Id<TechnologyDeploymentId>) -> Reply {
    Ok(decisions::list_technology_decisions(&ctx, id.0).await?)
}

/// Record a decision
///
/// Who decided, when, why, and where it is archived. It moves nothing and says nothing about use; it is never changed.
#[utoipa::path(post, path = "/technology-deployments/{technologyDeploymentId}/decisions", operation_id = "createTechnologyDecision", tag = "technology",
    params(("technologyDeploymentId" = Uuid, Path, description = "The deployment.")),
    request_body = CreateTechnologyDecision,
    responses((status = 201, description = "The decision.", body = TechnologyDecisionView)))]
async fn create_technology_decision(
    ctx: Ctx,
    id: Id<TechnologyDeploymentId>,
    body: Body<CreateTechnologyDecision>,
) -> Reply {
    Ok(decisions::create_technology_decision(&ctx, id.0, body.0).await?)
}
