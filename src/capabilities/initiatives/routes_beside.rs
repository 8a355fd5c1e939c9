//! Doors of what belongs to initiatives: the chain, champions, impact, readiness, workload, value, lessons, conflicts.

use super::dto::{
    AssessReadiness, BurdenFilter, BurdenList, ConflictFilter, CreateInitiativeChampion,
    CreateInitiativeConflict, CreateInitiativeLesson, CreateInitiativeLink, CreateInitiativeWorkload,
    DecideConflict, EscalateConflict, ImpactAssessment, InitiativeChain, InitiativeChampionList,
    InitiativeChampionView, InitiativeConflictDetail, InitiativeConflictList, InitiativeLessonList,
    InitiativeLessonView, InitiativeLinkView, InitiativeValueList, InitiativeView, InitiativeWorkloadList,
    InitiativeWorkloadView, LessonFilter, ReadinessList, ReadinessView, RecordInitiativeValues,
    RecordedInitiativeValues, SimilarLessonList, UpdateInitiativeChampion, UpdateInitiativeWorkload,
};
use super::{chain, champions, conflicts, events, large, lessons, values, workload};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::{
    InitiativeChampionId, InitiativeConflictId, InitiativeId, InitiativeLinkId, InitiativeWorkloadId,
    RoadmapId,
};

/// The doors of this file.
pub(super) fn doors() -> Vec<Door> {
    vec![
        door!(read_initiative_chain, Read, Permit(Action::ReadInitiatives)),
        door!(
            create_initiative_link,
            Create,
            Permit(Action::EditInitiatives),
            events::LINK_CREATED
        ),
        door!(
            delete_initiative_link,
            Edit,
            Permit(Action::EditInitiatives),
            events::LINK_DELETED
        ),
        door!(list_initiative_champions, Read, Permit(Action::ReadInitiatives)),
        door!(
            create_initiative_champion,
            Create,
            Permit(Action::EditInitiatives),
            events::CHAMPION_CREATED
        ),
        door!(
            update_initiative_champion,
            Edit,
            Permit(Action::EditInitiatives),
            events::CHAMPION_UPDATED
        ),
        door!(
            assess_impact,
            Edit,
            Permit(Action::EditInitiatives),
            events::IMPACT_ASSESSED
        ),
        door!(list_readiness, Read, Permit(Action::ReadInitiatives)),
        door!(
            assess_readiness,
            Create,
            Permit(Action::EditInitiatives),
            events::READINESS_ASSESSED
        ),
        door!(list_initiative_workloads, Read, Permit(Action::ReadInitiatives)),
        door!(
            create_initiative_workload,
            Create,
            Permit(Action::EditInitiatives),
            events::WORKLOAD_CREATED
        ),
        door!(
            update_initiative_workload,
            Edit,
            Permit(Action::EditInitiatives),
            events::WORKLOAD_UPDATED
        ),
        door!(read_initiative_burdens, Read, Permit(Action::ReadInitiatives)),
        door!(list_initiative_values, Read, Permit(Action::ReadInitiatives)),
        door!(
            record_initiative_values,
            Act,
            Permit(Action::MeasureInitiatives),
            events::VALUES_RECORDED
        ),
        door!(list_initiative_lessons, Read, Permit(Action::ReadInitiatives)),
        door!(list_similar_lessons, Read, Permit(Action::ReadInitiatives)),
        door!(
            create_initiative_lesson,
            Create,
            Permit(Action::EditInitiatives),
            events::LESSON_RECORDED
        ),
        door!(list_initiative_conflicts, Read, Permit(Action::ReadInitiatives)),
        door!(read_initiative_conflict, Read, Permit(Action::ReadInitiatives)),
        door!(
            create_initiative_conflict,
            Create,
            Permit(Action::EditInitiatives),
            events::CONFLICT_CREATED
        ),
        door!(
            escalate_conflict,
            Edit,
            Permit(Action::EditInitiatives),
            events::CONFLICT_ESCALATED
        ),
        door!(
            decide_conflict,
            Edit,
            Permit(Action::SettleInitiativeConflicts),
            events::CONFLICT_DECIDED
        ),
    ]
}

/// Read the chain
///
/// What each initiative hands on to later ones, and which service areas were reached when.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/initiative-chain", operation_id = "readInitiativeChain", tag = "initiatives",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."),),
    responses((status = 200, description = "The chain.", body = InitiativeChain)))]
async fn read_initiative_chain(ctx: Ctx, id: Id<RoadmapId>) -> Reply {
    Ok(chain::read_initiative_chain(&ctx, id.0).await?)
}

/// Say what an initiative inherits
///
/// From an earlier small one of the same roadmap; never in a circle.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/links", operation_id = "createInitiativeLink", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = CreateInitiativeLink, responses((status = 201, description = "The new link.", body = InitiativeLinkView)))]
async fn create_initiative_link(ctx: Ctx, id: Id<InitiativeId>, body: Body<CreateInitiativeLink>) -> Reply {
    Ok(chain::create_initiative_link(&ctx, id.0, body.0).await?)
}

/// Take a link away
///
/// It stays in the record of what was done.
#[utoipa::path(delete, path = "/initiative-links/{initiativeLinkId}", operation_id = "deleteInitiativeLink", tag = "initiatives",
    params(("initiativeLinkId" = Uuid, Path, description = "The link."),),
    responses((status = 204, description = "It is gone.")))]
async fn delete_initiative_link(ctx: Ctx, id: Id<InitiativeLinkId>) -> Reply {
    Ok(chain::delete_initiative_link(&ctx, id.0).await?)
}

/// List champions
///
/// Of all initiatives of a roadmap, by the day on which each began.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/initiative-champions", operation_id = "listInitiativeChampions", tag = "initiatives",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."),),
    responses((status = 200, description = "The champions.", body = InitiativeChampionList)))]
async fn list_initiative_champions(ctx: Ctx, id: Id<RoadmapId>) -> Reply {
    Ok(champions::list_initiative_champions(&ctx, id.0).await?)
}

/// Name a champion
///
/// Who drives an initiative in a service area, and from when.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/champions", operation_id = "createInitiativeChampion", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = CreateInitiativeChampion, responses((status = 201, description = "The new champion.", body = InitiativeChampionView)))]
async fn create_initiative_champion(
    ctx: Ctx,
    id: Id<InitiativeId>,
    body: Body<CreateInitiativeChampion>,
) -> Reply {
    Ok(champions::create_initiative_champion(&ctx, id.0, body.0).await?)
}

/// Change a champion
///
/// Above all the last day.
#[utoipa::path(patch, path = "/initiative-champions/{initiativeChampionId}", operation_id = "updateInitiativeChampion", tag = "initiatives",
    params(("initiativeChampionId" = Uuid, Path, description = "The champion."),),
    request_body = UpdateInitiativeChampion, responses((status = 200, description = "The champion as it is now.", body = InitiativeChampionView)))]
async fn update_initiative_champion(
    ctx: Ctx,
    id: Id<InitiativeChampionId>,
    body: Body<UpdateInitiativeChampion>,
) -> Reply {
    Ok(champions::update_initiative_champion(&ctx, id.0, body.0).await?)
}

/// Assess the impact
///
/// In six ways, one after the other or all at once; what was assessed is not taken away again.
#[utoipa::path(put, path = "/initiatives/{initiativeId}/impact", operation_id = "assessImpact", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = ImpactAssessment, responses((status = 200, description = "The initiative as it is now.", body = InitiativeView)))]
async fn assess_impact(ctx: Ctx, id: Id<InitiativeId>, body: Body<ImpactAssessment>) -> Reply {
    Ok(large::assess_impact(&ctx, id.0, body.0).await?)
}

/// List how ready people were found
///
/// Leaders and staff, the newest first.
#[utoipa::path(get, path = "/initiatives/{initiativeId}/readiness", operation_id = "listReadiness", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    responses((status = 200, description = "What was found.", body = ReadinessList)))]
async fn list_readiness(ctx: Ctx, id: Id<InitiativeId>) -> Reply {
    Ok(large::list_readiness(&ctx, id.0).await?)
}

/// Assess how ready people are
///
/// Leaders or staff, with the reason. Earlier ones stay.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/readiness", operation_id = "assessReadiness", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = AssessReadiness, responses((status = 201, description = "What was found.", body = ReadinessView)))]
async fn assess_readiness(ctx: Ctx, id: Id<InitiativeId>, body: Body<AssessReadiness>) -> Reply {
    Ok(large::assess_readiness(&ctx, id.0, body.0).await?)
}

/// List what an initiative asks of units
///
/// By the day on which it begins.
#[utoipa::path(get, path = "/initiatives/{initiativeId}/workloads", operation_id = "listInitiativeWorkloads", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    responses((status = 200, description = "The workloads.", body = InitiativeWorkloadList)))]
async fn list_initiative_workloads(ctx: Ctx, id: Id<InitiativeId>) -> Reply {
    Ok(workload::list_initiative_workloads(&ctx, id.0).await?)
}

/// Say what an initiative asks of a unit
///
/// Hours a week for all staff together, over a period, and what makes it bearable.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/workloads", operation_id = "createInitiativeWorkload", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = CreateInitiativeWorkload, responses((status = 201, description = "The new workload.", body = InitiativeWorkloadView)))]
async fn create_initiative_workload(
    ctx: Ctx,
    id: Id<InitiativeId>,
    body: Body<CreateInitiativeWorkload>,
) -> Reply {
    Ok(workload::create_initiative_workload(&ctx, id.0, body.0).await?)
}

/// Change what an initiative asks of a unit
///
/// What it was stays in the record of what was done.
#[utoipa::path(patch, path = "/initiative-workloads/{initiativeWorkloadId}", operation_id = "updateInitiativeWorkload", tag = "initiatives",
    params(("initiativeWorkloadId" = Uuid, Path, description = "The workload."),),
    request_body = UpdateInitiativeWorkload, responses((status = 200, description = "The workload as it is now.", body = InitiativeWorkloadView)))]
async fn update_initiative_workload(
    ctx: Ctx,
    id: Id<InitiativeWorkloadId>,
    body: Body<UpdateInitiativeWorkload>,
) -> Reply {
    Ok(workload::update_initiative_workload(&ctx, id.0, body.0).await?)
}

/// Read the burden of units
///
/// What all initiatives that the reader sees ask of each unit in each month.
#[utoipa::path(get, path = "/initiative-burdens", operation_id = "readInitiativeBurdens", tag = "initiatives",
    params(BurdenFilter),
    responses((status = 200, description = "The burden by unit and month.", body = BurdenList)))]
async fn read_initiative_burdens(ctx: Ctx, filter: Query<BurdenFilter>) -> Reply {
    Ok(workload::read_initiative_burdens(&ctx, filter.0).await?)
}

/// List measured values
///
/// For users and for staff, corrected ones too.
#[utoipa::path(get, path = "/initiatives/{initiativeId}/values", operation_id = "listInitiativeValues", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    responses((status = 200, description = "The values.", body = InitiativeValueList)))]
async fn list_initiative_values(ctx: Ctx, id: Id<InitiativeId>) -> Reply {
    Ok(values::list_initiative_values(&ctx, id.0).await?)
}

/// Record measured values
///
/// All of them or none. The same request may be sent again: what is there already stays. Another value for the same gainers, indicator, unit of measure and period corrects it, and both stay.
#[utoipa::path(put, path = "/initiatives/{initiativeId}/values", operation_id = "recordInitiativeValues", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = RecordInitiativeValues, responses((status = 200, description = "What became of them.", body = RecordedInitiativeValues)))]
async fn record_initiative_values(
    ctx: Ctx,
    id: Id<InitiativeId>,
    body: Body<RecordInitiativeValues>,
) -> Reply {
    Ok(values::record_initiative_values(&ctx, id.0, body.0).await?)
}

/// Find lessons
///
/// By words, service area or tag, the newest first.
#[utoipa::path(get, path = "/initiative-lessons", operation_id = "listInitiativeLessons", tag = "initiatives",
    params(LessonFilter),
    responses((status = 200, description = "A page of lessons.", body = InitiativeLessonList)))]
async fn list_initiative_lessons(ctx: Ctx, filter: Query<LessonFilter>) -> Reply {
    Ok(lessons::list_initiative_lessons(&ctx, filter.0).await?)
}

/// Find lessons of similar initiatives
///
/// The ten closest: half of the similarity from shared service areas, a fifth from the same tag, the rest from shared words.
#[utoipa::path(get, path = "/initiatives/{initiativeId}/similar-lessons", operation_id = "listSimilarLessons", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    responses((status = 200, description = "The lessons, the closest first.", body = SimilarLessonList)))]
async fn list_similar_lessons(ctx: Ctx, id: Id<InitiativeId>) -> Reply {
    Ok(lessons::list_similar_lessons(&ctx, id.0).await?)
}

/// Write a lesson down
///
/// Lessons are added and never rewritten.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/lessons", operation_id = "createInitiativeLesson", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = CreateInitiativeLesson, responses((status = 201, description = "The new lesson.", body = InitiativeLessonView)))]
async fn create_initiative_lesson(
    ctx: Ctx,
    id: Id<InitiativeId>,
    body: Body<CreateInitiativeLesson>,
) -> Reply {
    Ok(lessons::create_initiative_lesson(&ctx, id.0, body.0).await?)
}

/// List conflicts between units
///
/// The newest first; by initiative, unit with all below it, or state.
#[utoipa::path(get, path = "/initiative-conflicts", operation_id = "listInitiativeConflicts", tag = "initiatives",
    params(ConflictFilter),
    responses((status = 200, description = "A page of conflicts.", body = InitiativeConflictList)))]
async fn list_initiative_conflicts(ctx: Ctx, filter: Query<ConflictFilter>) -> Reply {
    Ok(conflicts::list_initiative_conflicts(&ctx, filter.0).await?)
}

/// Read a conflict between units
///
/// With all that happened to it.
#[utoipa::path(get, path = "/initiative-conflicts/{initiativeConflictId}", operation_id = "readInitiativeConflict", tag = "initiatives",
    params(("initiativeConflictId" = Uuid, Path, description = "The conflict."),),
    responses((status = 200, description = "The conflict.", body = InitiativeConflictDetail)))]
async fn read_initiative_conflict(ctx: Ctx, id: Id<InitiativeConflictId>) -> Reply {
    Ok(conflicts::read_initiative_conflict(&ctx, id.0).await?)
}

/// Log a conflict between units
///
/// Of organisation, never about persons.
#[utoipa::path(post, path = "/initiatives/{initiativeId}/conflicts", operation_id = "createInitiativeConflict", tag = "initiatives",
    params(("initiativeId" = Uuid, Path, description = "The initiative."),),
    request_body = CreateInitiativeConflict, responses((status = 201, description = "The new conflict.", body = InitiativeConflictDetail)))]
async fn create_initiative_conflict(
    ctx: Ctx,
    id: Id<InitiativeId>,
    body: Body<CreateInitiativeConflict>,
) -> Reply {
    Ok(conflicts::create_initiative_conflict(&ctx, id.0, body.0).await?)
}

/// Ask somebody to settle a conflict
///
/// A person above the units; it may go further up later.
#[utoipa::path(post, path = "/initiative-conflicts/{initiativeConflictId}/escalations", operation_id = "escalateConflict", tag = "initiatives",
    params(("initiativeConflictId" = Uuid, Path, description = "The conflict."),),
    request_body = EscalateConflict, responses((status = 200, description = "The conflict as it is now.", body = InitiativeConflictDetail)))]
async fn escalate_conflict(ctx: Ctx, id: Id<InitiativeConflictId>, body: Body<EscalateConflict>) -> Reply {
    Ok(conflicts::escalate_conflict(&ctx, id.0, body.0).await?)
}

/// Settle a conflict
///
/// By a leader, in words that the units can act on.
#[utoipa::path(post, path = "/initiative-conflicts/{initiativeConflictId}/decision", operation_id = "decideConflict", tag = "initiatives",
    params(("initiativeConflictId" = Uuid, Path, description = "The conflict."),),
    request_body = DecideConflict, responses((status = 200, description = "The conflict as it is now.", body = InitiativeConflictDetail)))]
async fn decide_conflict(ctx: Ctx, id: Id<InitiativeConflictId>, body: Body<DecideConflict>) -> Reply {
    Ok(conflicts::decide_conflict(&ctx, id.0, body.0).await?)
}
