//! Doors of initiatives: the register, their acts, their selection and the limits of small ones.

use super::dto::{
    Assessment, ConvertInitiative, CreateInitiative, InitiativeFilter, InitiativeLimitsView, InitiativeList,
    InitiativeRanking, InitiativeSelectionList, InitiativeView, PrioritiseInitiative, SetInitiativeLimits,
    StopInitiative, UpdateInitiative, Weights,
};
use super::{acts, events, limits, register, selection};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::{InitiativeId, RoadmapId};

/// The doors of this file.
pub(super) fn doors() -> Vec<Door> {
    vec![
        door!(list_initiatives, Read, Permit(Action::ReadInitiatives)),
        door!(list_roadmap_initiatives, Read, Permit(Action::ReadInitiatives)),
        door!(read_initiative, Read, Permit(Action::ReadInitiatives)),
        door!(
            create_initiative,
            Create,
            Permit(Action::EditInitiatives),
            events::CREATED
        ),
        door!(
            update_initiative,
            Edit,
            Permit(Action::EditInitiatives),
            events::UPDATED
        ),
        door!(
            assess_initiative,
            Edit,
            Permit(Action::EditInitiatives),
            events::ASSESSED
        ),
        door!(
            prioritise_initiative,
            Edit,
            Permit(Action::SelectInitiatives),
            events::PRIORITISED
        ),
        door!(
            start_initiative,
            Edit,
            Permit(Action::SelectInitiatives),
            events::STARTED
        ),
        door!(
            deliver_initiative,
            Edit,
            Permit(Action::EditInitiatives),
            events::DELIVERED
        ),
        door!(
            realise_initiative,
            Edit,
            Permit(Action::EditInitiatives),
            events::REALISED
        ),
        door!(
            stop_initiative,
            Edit,
            Permit(Action::EditInitiatives),
            events::STOPPED
        ),
        door!(
            convert_initiative,
            Edit,
            Permit(Action::SelectInitiatives),
            events::CONVERTED
        ),
        door!(read_initiative_ranking, Read, Permit(Action::ReadInitiatives)),
        door!(list_initiative_selections, Read, Permit(Action::ReadInitiatives)),
        door!(read_initiative_limits, Read, Permit(Action::ReadInitiatives)),
        door!(
            set_initiative_limits,
            Create,
            Permit(Action::SelectInitiatives),
            events::LIMITS_SET
        ),
    ]
}

/// List initiatives
///
/// Of every roadmap that the reader sees, the newest first; by unit with all below it, service area, branch, size or state.
#[utoipa::path(get, path = "/initiatives", operation_id = "listInitiatives", tag = "initiatives",
    params(InitiativeFilter),
    responses((status = 200, description = "A page of initiatives.", body = InitiativeList)))]
async fn list_initiatives(ctx: Ctx, filter: Query<InitiativeFilter>) -> Reply {
    Ok(register::list_initiatives(&ctx, None, filter.0).await?)
}

/// List the initiatives of a roadmap
///
/// The newest first; by unit with all below it, service area, branch, size or state.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/initiatives", operation_id = "listRoadmapInitiatives", tag = "initiatives",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), InitiativeFilter),
    responses((status = 200, description = "A page of initiatives.", body = InitiativeList)))]
async fn list_roadmap_initiatives(ctx: Ctx, id: Id<RoadmapId>, filter: Query<InitiativeFilter>) -> Reply {
    Ok(register::list_initiatives(&ctx, Some(id.0), filter.0).await?)
}

/// Read an initiative
///
/// With its marks, its impact, and a warning where a small one has grown beyond the limits.
#[utoipa::path(get, path = "/initiatives/{initiativeId}", operation_id = "readInitiative", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    responses((status = 200, description = "The initiative.", body = InitiativeView)))]
async fn read_initiative(ctx: Ctx, id: Id<InitiativeId>) -> Reply {
    Ok(register::read_initiative(&ctx, id.0).await?)
}

/// Raise an initiative
///
/// As an idea. What similar ones taught stands at `similar-lessons` below it.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/initiatives", operation_id = "createInitiative", tag = "initiatives",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."),),
    request_body = CreateInitiative, responses((status = 201, description = "The new initiative.", body = InitiativeView)))]
async fn create_initiative(ctx: Ctx, id: Id<RoadmapId>, body: Body<CreateInitiative>) -> Reply {
    Ok(register::create_initiative(&ctx, id.0, body.0).await?)
}

/// Change an initiative
///
/// Until it is realised or stopped. Its size changes by conversion, its state by acts.
#[utoipa::path(patch, path = "/initiatives/{initiativeId}", operation_id = "updateInitiative", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = UpdateInitiative, responses((status = 200, description = "The initiative as it is now.", body = InitiativeView)))]
async fn update_initiative(ctx: Ctx, id: Id<InitiativeId>, body: Body<UpdateInitiative>) -> Reply {
    Ok(register::update_initiative(&ctx, id.0, body.0).await?)
}

/// Assess an idea
///
/// Five marks from 1 to 5, each with its reason. Assessed before it can be chosen.
#[utoipa::path(put, path = "/initiatives/{initiativeId}/assessment", operation_id = "assessInitiative", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = Assessment, responses((status = 200, description = "The initiative as it is now.", body = InitiativeView)))]
async fn assess_initiative(ctx: Ctx, id: Id<InitiativeId>, body: Body<Assessment>) -> Reply {
    Ok(selection::assess_initiative(&ctx, id.0, body.0).await?)
}

/// Choose an idea
///
/// Keeps the weights, the ranking as it stands and the reason. A large one is chosen only when the stage of the small ones has passed.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/prioritisation", operation_id = "prioritiseInitiative", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = PrioritiseInitiative, responses((status = 200, description = "The initiative as it is now.", body = InitiativeView)))]
async fn prioritise_initiative(ctx: Ctx, id: Id<InitiativeId>, body: Body<PrioritiseInitiative>) -> Reply {
    Ok(acts::prioritise_initiative(&ctx, id.0, body.0).await?)
}

/// Start an initiative
///
/// A small one when its stage is open; a large one when every stage before its own has passed, with impact and readiness assessed. A refusal names everything in the way.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/start", operation_id = "startInitiative", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    responses((status = 200, description = "The initiative as it is now.", body = InitiativeView)))]
async fn start_initiative(ctx: Ctx, id: Id<InitiativeId>) -> Reply {
    Ok(acts::start_initiative(&ctx, id.0).await?)
}

/// Deliver an initiative
///
/// What was started is in use.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/delivery", operation_id = "deliverInitiative", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    responses((status = 200, description = "The initiative as it is now.", body = InitiativeView)))]
async fn deliver_initiative(ctx: Ctx, id: Id<InitiativeId>) -> Reply {
    Ok(acts::deliver_initiative(&ctx, id.0).await?)
}

/// Realise an initiative
///
/// It needs measured value for users and for staff.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/realisation", operation_id = "realiseInitiative", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    responses((status = 200, description = "The initiative as it is now.", body = InitiativeView)))]
async fn realise_initiative(ctx: Ctx, id: Id<InitiativeId>) -> Reply {
    Ok(acts::realise_initiative(&ctx, id.0).await?)
}

/// Stop an initiative
///
/// With a reason and a lesson: an experiment that was stopped and taught something is a result.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/stop", operation_id = "stopInitiative", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = StopInitiative, responses((status = 200, description = "The initiative as it is now.", body = InitiativeView)))]
async fn stop_initiative(ctx: Ctx, id: Id<InitiativeId>, body: Body<StopInitiative>) -> Reply {
    Ok(acts::stop_initiative(&ctx, id.0, body.0).await?)
}

/// Make a small initiative a large one
///
/// With the reason. It is refused while a large one could not stand where it stands.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/conversion", operation_id = "convertInitiative", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = ConvertInitiative, responses((status = 200, description = "The initiative as it is now.", body = InitiativeView)))]
async fn convert_initiative(ctx: Ctx, id: Id<InitiativeId>, body: Body<ConvertInitiative>) -> Reply {
    Ok(acts::convert_initiative(&ctx, id.0, body.0).await?)
}

/// Rank the ideas of a roadmap
///
/// By weighted marks; effort and risk count the other way. Any weights may be tried: nothing is written. Each place says how little would change it.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/initiative-ranking", operation_id = "readInitiativeRanking", tag = "initiatives",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), Weights),
    responses((status = 200, description = "The ideas in order.", body = InitiativeRanking)))]
async fn read_initiative_ranking(ctx: Ctx, id: Id<RoadmapId>, filter: Query<Weights>) -> Reply {
    Ok(selection::read_initiative_ranking(&ctx, id.0, filter.0).await?)
}

/// List what was chosen
///
/// Each choice with the weights and the ranking as they stood, the newest first.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/initiative-selections", operation_id = "listInitiativeSelections", tag = "initiatives",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."),),
    responses((status = 200, description = "The choices.", body = InitiativeSelectionList)))]
async fn list_initiative_selections(ctx: Ctx, id: Id<RoadmapId>) -> Reply {
    Ok(selection::list_initiative_selections(&ctx, id.0).await?)
}

/// Read the limits of small initiatives
///
/// What the organiser has set, or the defaults with their reason.
#[utoipa::path(get, path = "/initiative-limits", operation_id = "readInitiativeLimits", tag = "initiatives",
    responses((status = 200, description = "The limits.", body = InitiativeLimitsView)))]
async fn read_initiative_limits(ctx: Ctx) -> Reply {
    Ok(limits::read_initiative_limits(&ctx).await?)
}

/// Set the limits of small initiatives
///
/// With the reason; earlier ones stay in the record. Beyond them a small initiative is warned of, never refused.
#[utoipa::path(post, path = "/initiative-limits", operation_id = "setInitiativeLimits", tag = "initiatives",
    request_body = SetInitiativeLimits, responses((status = 201, description = "The limits.", body = InitiativeLimitsView)))]
async fn set_initiative_limits(ctx: Ctx, body: Body<SetInitiativeLimits>) -> Reply {
    Ok(limits::set_initiative_limits(&ctx, body.0).await?)
}
