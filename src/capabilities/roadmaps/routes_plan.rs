//! Doors of what belongs to the plan around milestones: dependencies, comments, acting owners, baselines, upgrades.

use super::dto::{
    ActingOwnerList, ActingOwnerView, BaselineList, BaselineView, CommentList, CommentView,
    CreateActingOwner, CreateBaseline, CreateComment, CreateDependency, DependencyList, NewDependency,
    UpgradeRoadmap, UpgradeView,
};
use super::{acting, baselines, comments, dependencies, events, upgrade};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use crate::platform::paging::PageFilter;
use kernel::{ActingOwnerId, BaselineId, CommentId, DependencyId, MilestoneId, RoadmapId};

/// Doors of what stands around milestones.
pub(super) fn doors() -> Vec<Door> {
    vec![
        door!(list_dependencies, Read, Permit(Action::ReadRoadmap)),
        door!(
            create_dependency,
            Create,
            Permit(Action::PlanRoadmap),
            events::DEPENDENCY_CREATED
        ),
        door!(
            delete_dependency,
            Edit,
            Permit(Action::PlanRoadmap),
            events::DEPENDENCY_DELETED
        ),
        door!(list_comments, Read, Permit(Action::ReadRoadmap)),
        door!(
            create_comment,
            Create,
            Permit(Action::CommentRoadmap),
            events::COMMENT_CREATED
        ),
        door!(
            withdraw_comment,
            Edit,
            Permit(Action::CommentRoadmap),
            events::COMMENT_WITHDRAWN
        ),
        door!(list_acting_owners, Read, Permit(Action::ReadRoadmap)),
        door!(
            create_acting_owner,
            Create,
            Permit(Action::PlanRoadmap),
            events::ACTING_OWNER_CREATED
        ),
        door!(
            end_acting_owner,
            Edit,
            Permit(Action::PlanRoadmap),
            events::ACTING_OWNER_ENDED
        ),
        door!(list_baselines, Read, Permit(Action::ReadRoadmap)),
        door!(
            create_baseline,
            Create,
            Permit(Action::PlanRoadmap),
            events::BASELINE_CREATED
        ),
        door!(read_baseline, Read, Permit(Action::ReadRoadmap)),
        door!(preview_upgrade, Ask, Permit(Action::ReadRoadmap)),
        door!(
            upgrade_roadmap,
            Create,
            Permit(Action::PlanRoadmap),
            events::ROADMAP_UPGRADED
        ),
    ]
}

/// List a roadmap's dependencies
///
/// All links between its milestones.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/dependencies", operation_id = "listDependencies", tag = "roadmaps",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    responses((status = 200, description = "The dependencies.", body = DependencyList)))]
async fn list_dependencies(ctx: Ctx, id: Id<RoadmapId>) -> Reply {
    Ok(dependencies::list_dependencies(&ctx, id.0).await?)
}

/// Let a milestone wait for another
///
/// FS, SS, FF or SF with a lag in working days. A circle is refused, and the answer names it.
#[utoipa::path(post, path = "/milestones/{milestoneId}/predecessors", operation_id = "createDependency", tag = "roadmaps",
    params(("milestoneId" = Uuid, Path, description = "The milestone that waits.")),
    request_body = CreateDependency, responses((status = 201, description = "The new dependency.", body = NewDependency)))]
async fn create_dependency(ctx: Ctx, id: Id<MilestoneId>, body: Body<CreateDependency>) -> Reply {
    Ok(dependencies::create_dependency(&ctx, id.0, body.0).await?)
}

/// Delete a dependency
///
/// The milestone waits no more.
#[utoipa::path(delete, path = "/dependencies/{dependencyId}", operation_id = "deleteDependency", tag = "roadmaps",
    params(("dependencyId" = Uuid, Path, description = "The dependency.")),
    responses((status = 204, description = "Deleted.")))]
async fn delete_dependency(ctx: Ctx, id: Id<DependencyId>) -> Reply {
    Ok(dependencies::delete_dependency(&ctx, id.0).await?)
}

/// List the comments on a milestone
///
/// The oldest first.
#[utoipa::path(get, path = "/milestones/{milestoneId}/comments", operation_id = "listComments", tag = "roadmaps",
    params(("milestoneId" = Uuid, Path, description = "The milestone."), PageFilter),
    responses((status = 200, description = "A page of comments.", body = CommentList)))]
async fn list_comments(ctx: Ctx, id: Id<MilestoneId>, filter: Query<PageFilter>) -> Reply {
    Ok(comments::list_comments(&ctx, id.0, filter.0).await?)
}

/// Comment on a milestone
///
/// Everybody who reads the roadmap may, except auditors.
#[utoipa::path(post, path = "/milestones/{milestoneId}/comments", operation_id = "createComment", tag = "roadmaps",
    params(("milestoneId" = Uuid, Path, description = "The milestone.")),
    request_body = CreateComment, responses((status = 201, description = "The new comment.", body = CommentView)))]
async fn create_comment(ctx: Ctx, id: Id<MilestoneId>, body: Body<CreateComment>) -> Reply {
    Ok(comments::create_comment(&ctx, id.0, body.0).await?)
}

/// Withdraw one's own comment
///
/// It keeps its place and loses its text.
#[utoipa::path(post, path = "/comments/{commentId}/withdrawals", operation_id = "withdrawComment", tag = "roadmaps",
    params(("commentId" = Uuid, Path, description = "The comment.")),
    responses((status = 200, description = "The comment as it is now.", body = CommentView)))]
async fn withdraw_comment(ctx: Ctx, id: Id<CommentId>) -> Reply {
    Ok(comments::withdraw_comment(&ctx, id.0).await?)
}

/// List the acting owners of a milestone
///
/// Past, present and future ones.
#[utoipa::path(get, path = "/milestones/{milestoneId}/acting-owners", operation_id = "listActingOwners", tag = "roadmaps",
    params(("milestoneId" = Uuid, Path, description = "The milestone.")),
    responses((status = 200, description = "The acting owners.", body = ActingOwnerList)))]
async fn list_acting_owners(ctx: Ctx, id: Id<MilestoneId>) -> Reply {
    Ok(acting::list_acting_owners(&ctx, id.0).await?)
}

/// Let somebody act for the owner
///
/// From a day to a day; on these days they report as the owner does.
#[utoipa::path(post, path = "/milestones/{milestoneId}/acting-owners", operation_id = "createActingOwner", tag = "roadmaps",
    params(("milestoneId" = Uuid, Path, description = "The milestone.")),
    request_body = CreateActingOwner, responses((status = 201, description = "The acting owner.", body = ActingOwnerView)))]
async fn create_acting_owner(ctx: Ctx, id: Id<MilestoneId>, body: Body<CreateActingOwner>) -> Reply {
    Ok(acting::create_acting_owner(&ctx, id.0, body.0).await?)
}

/// End an acting ownership
///
/// From today on it holds no more.
#[utoipa::path(post, path = "/acting-owners/{actingOwnerId}/endings", operation_id = "endActingOwner", tag = "roadmaps",
    params(("actingOwnerId" = Uuid, Path, description = "The acting owner.")),
    responses((status = 200, description = "The acting owner as it is now.", body = ActingOwnerView)))]
async fn end_acting_owner(ctx: Ctx, id: Id<ActingOwnerId>) -> Reply {
    Ok(acting::end_acting_owner(&ctx, id.0).await?)
}

/// List a roadmap's baselines
///
/// The newest first, without their milestones.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/baselines", operation_id = "listBaselines", tag = "roadmaps",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    responses((status = 200, description = "The baselines.", body = BaselineList)))]
async fn list_baselines(ctx: Ctx, id: Id<RoadmapId>) -> Reply {
    Ok(baselines::list_baselines(&ctx, id.0).await?)
}

/// Keep a baseline
///
/// The plan as it is now, to measure drift against.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/baselines", operation_id = "createBaseline", tag = "roadmaps",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    request_body = CreateBaseline, responses((status = 201, description = "The new baseline.", body = BaselineView)))]
async fn create_baseline(ctx: Ctx, id: Id<RoadmapId>, body: Body<CreateBaseline>) -> Reply {
    Ok(baselines::create_baseline(&ctx, id.0, body.0).await?)
}

/// Read a baseline
///
/// With every milestone as it was planned then.
#[utoipa::path(get, path = "/baselines/{baselineId}", operation_id = "readBaseline", tag = "roadmaps",
    params(("baselineId" = Uuid, Path, description = "The baseline.")),
    responses((status = 200, description = "The baseline.", body = BaselineView)))]
async fn read_baseline(ctx: Ctx, id: Id<BaselineId>) -> Reply {
    Ok(baselines::read_baseline(&ctx, id.0).await?)
}

/// Preview an upgrade of the template
///
/// What would be added, changed and kept. Nothing is written.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/upgrade-previews", operation_id = "previewUpgrade", tag = "roadmaps",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    request_body = UpgradeRoadmap, responses((status = 200, description = "What would change.", body = UpgradeView)))]
async fn preview_upgrade(ctx: Ctx, id: Id<RoadmapId>, body: Body<UpgradeRoadmap>) -> Reply {
    Ok(upgrade::preview_upgrade(&ctx, id.0, body.0).await?)
}

/// Upgrade a roadmap to another version of its template
///
/// It keeps its state; gates of stages that have passed stay as they were decided; nothing is removed.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/upgrades", operation_id = "upgradeRoadmap", tag = "roadmaps",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    request_body = UpgradeRoadmap, responses((status = 201, description = "What changed.", body = UpgradeView)))]
async fn upgrade_roadmap(ctx: Ctx, id: Id<RoadmapId>, body: Body<UpgradeRoadmap>) -> Reply {
    Ok(upgrade::upgrade_roadmap(&ctx, id.0, body.0).await?)
}
