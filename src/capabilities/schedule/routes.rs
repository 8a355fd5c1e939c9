//! Doors of the planner.

use super::dto::{
    AdoptComputation, CompareScenarios, ComputationFilter, ComputationList, ComputationView, CorrectionList,
    DriftFilter, DriftView, ForecastRoadmap, LevelRoadmap, LoadFilter, LoadView, PictureFilter, ScheduleView,
};
use super::{adoption, computations, drift, events, learning, loads, picture, plans};
use crate::access::gatehouse::{Failure, Reply};
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use crate::platform::answer::PictureAnswer;
use actix_web::HttpResponse;
use kernel::{ComputationId, RoadmapId};

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    vec![
        door!(read_schedule, Read, Permit(Action::ReadRoadmap)),
        door!(read_timeline, Read, Permit(Action::ReadRoadmap)),
        door!(read_load, Read, Permit(Action::ReadCapacity)),
        door!(read_drift, Read, Permit(Action::ReadRoadmap)),
        door!(list_estimate_corrections, Read, Permit(Action::ReadRoadmap)),
        door!(
            level_roadmap,
            Create,
            Permit(Action::Simulate),
            events::COMPUTATION_MADE
        ),
        door!(
            forecast_roadmap,
            Create,
            Permit(Action::Simulate),
            events::COMPUTATION_MADE
        ),
        door!(
            compare_scenarios,
            Create,
            Permit(Action::Simulate),
            events::COMPUTATION_MADE
        ),
        door!(list_computations, Read, Permit(Action::Simulate)),
        door!(read_computation, Read, Permit(Action::Simulate)),
        door!(follow_computation, Read, Permit(Action::Simulate)),
        door!(
            cancel_computation,
            Edit,
            Permit(Action::Simulate),
            events::COMPUTATION_CANCELLED
        ),
        door!(
            adopt_computation,
            Edit,
            Permit(Action::PlanRoadmap),
            events::COMPUTATION_ADOPTED
        ),
    ]
}

/// Read a roadmap's plan
///
/// Computed as of today: early and late dates, float, the critical path and what delays the end; who is overbooked and what waits for them; how sure the end is with the time that people have; and a proposal that repairs it. Whose time is booked is shown to those who may read capacity.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/schedule", operation_id = "readSchedule", tag = "schedule",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    responses((status = 200, description = "The plan.", body = ScheduleView)))]
async fn read_schedule(ctx: Ctx, id: Id<RoadmapId>) -> Reply {
    Ok(plans::read_schedule(&ctx, id.0).await?)
}

/// Draw a roadmap's timeline
///
/// As SVG in the reader's language: stages, milestones, the critical path, the band between P50 and P80, today, the target and a baseline. Without scripts, for reports and intranet pages; `form=print` fits one page of A3.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/timeline.svg", operation_id = "readTimeline", tag = "schedule",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), PictureFilter),
    responses((status = 200, description = "The picture.", body = super::dto::Picture, content_type = "image/svg+xml")))]
async fn read_timeline(
    ctx: Ctx,
    id: Id<RoadmapId>,
    filter: Query<PictureFilter>,
) -> Result<PictureAnswer, Failure> {
    Ok(picture::read_timeline(&ctx, id.0, filter.0).await?)
}

/// Read who is booked how much
///
/// Week by week: booked against available person-days of each owner, and what levelling would move. What they do in other roadmaps has been taken off their time.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/load", operation_id = "readLoad", tag = "schedule",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), LoadFilter),
    responses((status = 200, description = "The load.", body = LoadView)))]
async fn read_load(ctx: Ctx, id: Id<RoadmapId>, filter: Query<LoadFilter>) -> Reply {
    Ok(loads::read_load(&ctx, id.0, filter.0).await?)
}

/// Read a roadmap's drift
///
/// How it stands against a baseline: each milestone in working days, and all of it as earned schedule. 404 where there is no baseline.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/drift", operation_id = "readDrift", tag = "schedule",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), DriftFilter),
    responses((status = 200, description = "The drift.", body = DriftView)))]
async fn read_drift(ctx: Ctx, id: Id<RoadmapId>, filter: Query<DriftFilter>) -> Reply {
    Ok(drift::read_drift(&ctx, id.0, filter.0).await?)
}

/// List corrections of estimates
///
/// What finished milestones teach: the ratio of actual to estimated duration by unit and by stage, with the number of milestones behind it. It is never applied by itself.
#[utoipa::path(get, path = "/estimate-corrections", operation_id = "listEstimateCorrections", tag = "schedule",
    responses((status = 200, description = "The corrections.", body = CorrectionList)))]
async fn list_estimate_corrections(ctx: Ctx) -> Reply {
    Ok(learning::list_estimate_corrections(&ctx).await?)
}

/// Level a roadmap
///
/// The best plan found in which nobody is overbooked, with the reason for each delay. Nothing of the plan changes until it is adopted. Long work answers 202: follow it at its address.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/levellings", operation_id = "levelRoadmap", tag = "schedule",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")), request_body = LevelRoadmap,
    responses((status = 201, description = "The levelling.", body = ComputationView),
        (status = 202, description = "The levelling that was begun.", body = ComputationView)))]
async fn level_roadmap(ctx: Ctx, id: Id<RoadmapId>, body: Body<LevelRoadmap>) -> Reply {
    Ok(computations::level_roadmap(&ctx, id.0, body.0).await?)
}

/// Forecast a roadmap
///
/// How likely each date is, for milestones, gates and the end, by simulation of the three-point durations; risks, correlation and people's time can be counted. The same seed gives the same answer.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/forecasts", operation_id = "forecastRoadmap", tag = "schedule",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")), request_body = ForecastRoadmap,
    responses((status = 201, description = "The forecast.", body = ComputationView),
        (status = 202, description = "The forecast that was begun.", body = ComputationView)))]
async fn forecast_roadmap(ctx: Ctx, id: Id<RoadmapId>, body: Body<ForecastRoadmap>) -> Reply {
    Ok(computations::forecast_roadmap(&ctx, id.0, body.0).await?)
}

/// Compare scenarios
///
/// Sets of changes, each levelled and forecast beside the plan as it is, without touching it.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/scenarios", operation_id = "compareScenarios", tag = "schedule",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")), request_body = CompareScenarios,
    responses((status = 201, description = "The comparison.", body = ComputationView),
        (status = 202, description = "The comparison that was begun.", body = ComputationView)))]
async fn compare_scenarios(ctx: Ctx, id: Id<RoadmapId>, body: Body<CompareScenarios>) -> Reply {
    Ok(computations::compare_scenarios(&ctx, id.0, body.0).await?)
}

/// List a roadmap's computations
///
/// Levellings, forecasts and scenarios without their results, the newest first.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/computations", operation_id = "listComputations", tag = "schedule",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), ComputationFilter),
    responses((status = 200, description = "A page of computations.", body = ComputationList)))]
async fn list_computations(ctx: Ctx, id: Id<RoadmapId>, filter: Query<ComputationFilter>) -> Reply {
    Ok(computations::list_computations(&ctx, id.0, filter.0).await?)
}

/// Read a computation
///
/// How far it is, and its result when it is done.
#[utoipa::path(get, path = "/computations/{computationId}", operation_id = "readComputation", tag = "schedule",
    params(("computationId" = Uuid, Path, description = "The computation.")),
    responses((status = 200, description = "The computation.", body = ComputationView)))]
async fn read_computation(ctx: Ctx, id: Id<ComputationId>) -> Reply {
    Ok(computations::read_computation(&ctx, id.0).await?)
}

/// Follow a computation
///
/// Server-sent events: `progress` twice a second with the computation without its result, and `end` when it is over.
#[utoipa::path(get, path = "/computations/{computationId}/events", operation_id = "followComputation", tag = "schedule",
    params(("computationId" = Uuid, Path, description = "The computation.")),
    responses((status = 200, description = "The events.", body = super::dto::EventLines, content_type = "text/event-stream")))]
async fn follow_computation(ctx: Ctx, id: Id<ComputationId>) -> Result<HttpResponse, Failure> {
    Ok(computations::follow_computation(&ctx, id.0).await?)
}

/// Cancel a computation
///
/// One that has not ended; what it has found is dropped.
#[utoipa::path(post, path = "/computations/{computationId}/cancellations", operation_id = "cancelComputation", tag = "schedule",
    params(("computationId" = Uuid, Path, description = "The computation.")),
    responses((status = 200, description = "The computation as it is now.", body = ComputationView)))]
async fn cancel_computation(ctx: Ctx, id: Id<ComputationId>) -> Reply {
    Ok(computations::cancel_computation(&ctx, id.0).await?)
}

/// Adopt a computed plan
///
/// The dates of a levelling or of a scenario's variant become due dates, and the variant's changes become the plan's, all or none. Refused where the plan has changed since it was computed.
#[utoipa::path(post, path = "/computations/{computationId}/adoptions", operation_id = "adoptComputation", tag = "schedule",
    params(("computationId" = Uuid, Path, description = "The computation.")), request_body = AdoptComputation,
    responses((status = 200, description = "The computation as it is now.", body = ComputationView)))]
async fn adopt_computation(ctx: Ctx, id: Id<ComputationId>, body: Body<AdoptComputation>) -> Reply {
    Ok(adoption::adopt_computation(&ctx, id.0, body.0).await?)
}
