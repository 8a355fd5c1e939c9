//! Doors of roadmaps, stages and milestones. What belongs to the plan around them stands in `routes_plan`.

use super::dto::{
    AsOf, ChangedMilestone, CreateMilestone, CreateRoadmap, MilestoneFilter, MilestoneList, MilestoneView,
    ReportMilestone, RoadmapFilter, RoadmapList, RoadmapMilestoneFilter, RoadmapView, StageList, StageView,
    UpdateMilestone, UpdateRoadmap, UpdateStage,
};
use super::{events, milestones, plans, reports, stages, start};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::{MilestoneId, RoadmapId, StageId};

/// Doors of roadmaps, stages and milestones.
pub(super) fn doors() -> Vec<Door> {
    vec![
        door!(list_roadmaps, Read, Permit(Action::ReadRoadmap)),
        door!(
            create_roadmap,
            Create,
            Permit(Action::PlanRoadmap),
            events::ROADMAP_CREATED
        ),
        door!(read_roadmap, Read, Permit(Action::ReadRoadmap)),
        door!(
            update_roadmap,
            Edit,
            Permit(Action::PlanRoadmap),
            events::ROADMAP_UPDATED
        ),
        door!(list_stages, Read, Permit(Action::ReadRoadmap)),
        door!(read_stage, Read, Permit(Action::ReadRoadmap)),
        door!(
            update_stage,
            Edit,
            Permit(Action::PlanRoadmap),
            events::STAGE_UPDATED
        ),
        door!(list_milestones, Read, Permit(Action::ReadRoadmap)),
        door!(list_roadmap_milestones, Read, Permit(Action::ReadRoadmap)),
        door!(
            create_milestone,
            Create,
            Permit(Action::PlanRoadmap),
            events::MILESTONE_CREATED
        ),
        door!(read_milestone, Read, Permit(Action::ReadRoadmap)),
        door!(
            update_milestone,
            Edit,
            Permit(Action::PlanRoadmap),
            events::MILESTONE_UPDATED
        ),
        door!(
            report_milestone,
            Edit,
            Permit(Action::ReportMilestone),
            events::MILESTONE_REPORTED
        ),
    ]
}

/// List roadmaps
///
/// Those that the reader sees, filtered by unit with its subtree, status or sponsor.
#[utoipa::path(get, path = "/roadmaps", operation_id = "listRoadmaps", tag = "roadmaps",
    params(RoadmapFilter), responses((status = 200, description = "A page of roadmaps.", body = RoadmapList)))]
async fn list_roadmaps(ctx: Ctx, filter: Query<RoadmapFilter>) -> Reply {
    Ok(plans::list_roadmaps(&ctx, filter.0).await?)
}

/// Start a roadmap
///
/// One run of a template: its stages and gates, and its suggested milestones with dates counted from the start.
#[utoipa::path(post, path = "/roadmaps", operation_id = "createRoadmap", tag = "roadmaps",
    request_body = CreateRoadmap, responses((status = 201, description = "The new roadmap.", body = RoadmapView)))]
async fn create_roadmap(ctx: Ctx, body: Body<CreateRoadmap>) -> Reply {
    Ok(start::create_roadmap(&ctx, body.0).await?)
}

/// Read a roadmap
///
/// As it is, or as it stood on a day.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}", operation_id = "readRoadmap", tag = "roadmaps",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), AsOf),
    responses((status = 200, description = "The roadmap.", body = RoadmapView)))]
async fn read_roadmap(ctx: Ctx, id: Id<RoadmapId>, as_of: Query<AsOf>) -> Reply {
    Ok(plans::read_roadmap(&ctx, id.0, as_of.0).await?)
}

/// Change a roadmap
///
/// Title, purpose, unit, sponsor, leadership group, service areas, dates, and whether it is published.
#[utoipa::path(patch, path = "/roadmaps/{roadmapId}", operation_id = "updateRoadmap", tag = "roadmaps",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    request_body = UpdateRoadmap, responses((status = 200, description = "The roadmap as it is now.", body = RoadmapView)))]
async fn update_roadmap(ctx: Ctx, id: Id<RoadmapId>, body: Body<UpdateRoadmap>) -> Reply {
    Ok(plans::update_roadmap(&ctx, id.0, body.0).await?)
}

/// List a roadmap's stages
///
/// In order, as they are or as they stood on a day.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/stages", operation_id = "listStages", tag = "roadmaps",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), AsOf),
    responses((status = 200, description = "The stages.", body = StageList)))]
async fn list_stages(ctx: Ctx, id: Id<RoadmapId>, as_of: Query<AsOf>) -> Reply {
    Ok(stages::list_stages(&ctx, id.0, as_of.0).await?)
}

/// Read a stage
///
/// As it is, or as it stood on a day.
#[utoipa::path(get, path = "/stages/{stageId}", operation_id = "readStage", tag = "roadmaps",
    params(("stageId" = Uuid, Path, description = "The stage."), AsOf),
    responses((status = 200, description = "The stage.", body = StageView)))]
async fn read_stage(ctx: Ctx, id: Id<StageId>, as_of: Query<AsOf>) -> Reply {
    Ok(stages::read_stage(&ctx, id.0, as_of.0).await?)
}

/// Change a stage
///
/// Who owns it and by when it should pass.
#[utoipa::path(patch, path = "/stages/{stageId}", operation_id = "updateStage", tag = "roadmaps",
    params(("stageId" = Uuid, Path, description = "The stage.")),
    request_body = UpdateStage, responses((status = 200, description = "The stage as it is now.", body = StageView)))]
async fn update_stage(ctx: Ctx, id: Id<StageId>, body: Body<UpdateStage>) -> Reply {
    Ok(stages::update_stage(&ctx, id.0, body.0).await?)
}

/// List milestones across roadmaps
///
/// Of every roadmap that the reader sees, filtered by owner, status or due date.
#[utoipa::path(get, path = "/milestones", operation_id = "listMilestones", tag = "roadmaps",
    params(MilestoneFilter), responses((status = 200, description = "A page of milestones.", body = MilestoneList)))]
async fn list_milestones(ctx: Ctx, filter: Query<MilestoneFilter>) -> Reply {
    Ok(milestones::list_milestones(&ctx, filter.0).await?)
}

/// List a roadmap's milestones
///
/// A page of them as they are, or all of them as they stood on a day.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/milestones", operation_id = "listRoadmapMilestones", tag = "roadmaps",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), RoadmapMilestoneFilter),
    responses((status = 200, description = "Milestones.", body = MilestoneList)))]
async fn list_roadmap_milestones(
    ctx: Ctx,
    id: Id<RoadmapId>,
    filter: Query<RoadmapMilestoneFilter>,
) -> Reply {
    Ok(milestones::list_roadmap_milestones(&ctx, id.0, filter.0).await?)
}

/// Plan a milestone
///
/// Planning is allowed in a locked stage; starting is not.
#[utoipa::path(post, path = "/stages/{stageId}/milestones", operation_id = "createMilestone", tag = "roadmaps",
    params(("stageId" = Uuid, Path, description = "The stage.")),
    request_body = CreateMilestone, responses((status = 201, description = "The new milestone.", body = MilestoneView)))]
async fn create_milestone(ctx: Ctx, id: Id<StageId>, body: Body<CreateMilestone>) -> Reply {
    Ok(milestones::create_milestone(&ctx, id.0, body.0).await?)
}

/// Read a milestone
///
/// As it is, or as it stood on a day.
#[utoipa::path(get, path = "/milestones/{milestoneId}", operation_id = "readMilestone", tag = "roadmaps",
    params(("milestoneId" = Uuid, Path, description = "The milestone."), AsOf),
    responses((status = 200, description = "The milestone.", body = MilestoneView)))]
async fn read_milestone(ctx: Ctx, id: Id<MilestoneId>, as_of: Query<AsOf>) -> Reply {
    Ok(milestones::read_milestone(&ctx, id.0, as_of.0).await?)
}

/// Change a milestone's plan
///
/// Title, owner, dates, estimate, effort and required evidence. How it is going is reported: `POST /milestones/{milestoneId}/reports`.
#[utoipa::path(patch, path = "/milestones/{milestoneId}", operation_id = "updateMilestone", tag = "roadmaps",
    params(("milestoneId" = Uuid, Path, description = "The milestone.")),
    request_body = UpdateMilestone, responses((status = 200, description = "The milestone as it is now.", body = ChangedMilestone)))]
async fn update_milestone(ctx: Ctx, id: Id<MilestoneId>, body: Body<UpdateMilestone>) -> Reply {
    Ok(milestones::update_milestone(&ctx, id.0, body.0).await?)
}

/// Report on a milestone
///
/// Status, progress and actual dates, by its owner, by who acts for them, or by the project office.
/// Starting in a locked stage is refused with the stages that have not passed.
#[utoipa::path(post, path = "/milestones/{milestoneId}/reports", operation_id = "reportMilestone", tag = "roadmaps",
    params(("milestoneId" = Uuid, Path, description = "The milestone.")),
    request_body = ReportMilestone, responses((status = 200, description = "The milestone as it is now.", body = ChangedMilestone)))]
async fn report_milestone(ctx: Ctx, id: Id<MilestoneId>, body: Body<ReportMilestone>) -> Reply {
    Ok(reports::report_milestone(&ctx, id.0, body.0).await?)
}
