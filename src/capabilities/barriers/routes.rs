//! Doors of barriers.

use super::dto::{
    BarrierCategoryList, BarrierCategoryView, BarrierDetail, BarrierFilter, BarrierList, BarrierView,
    CreateBarrier, CreateBarrierCategory, RecordBarrierEffect, RecurrenceFilter, RecurrenceList,
    ReopenBarrier, RuleOutBarrier, UpdateBarrier, UpdateBarrierCategory,
};
use super::{categories, effects, events, recurrence, register};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::{BarrierCategoryId, BarrierId, RoadmapId};

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    let edit = || Action::EditBarriers;
    let kinds = || Action::EditBarrierCategories;
    vec![
        door!(list_barriers, Read, Permit(Action::ReadBarriers)),
        door!(read_barrier, Read, Permit(Action::ReadBarriers)),
        door!(create_barrier, Create, Permit(edit()), events::CREATED),
        door!(update_barrier, Edit, Permit(edit()), events::UPDATED),
        door!(rule_out_barrier, Edit, Permit(edit()), events::RULED_OUT),
        door!(reopen_barrier, Edit, Permit(edit()), events::REOPENED),
        door!(
            record_barrier_effect,
            Create,
            Permit(edit()),
            events::EFFECT_RECORDED
        ),
        door!(list_barrier_recurrences, Read, Permit(Action::ReadBarriers)),
        door!(list_barrier_categories, Read, Permit(Action::ReadOrganisation)),
        door!(read_barrier_category, Read, Permit(Action::ReadOrganisation)),
        door!(
            create_barrier_category,
            Create,
            Permit(kinds()),
            events::CATEGORY_CREATED
        ),
        door!(
            update_barrier_category,
            Edit,
            Permit(kinds()),
            events::CATEGORY_UPDATED
        ),
    ]
}

/// List barriers
///
/// Of every roadmap that the reader sees, the newest first; by roadmap, unit with all below it, kind, state, owner or severity.
#[utoipa::path(get, path = "/barriers", operation_id = "listBarriers", tag = "barriers",
    params(BarrierFilter), responses((status = 200, description = "A page of barriers.", body = BarrierList)))]
async fn list_barriers(ctx: Ctx, filter: Query<BarrierFilter>) -> Reply {
    Ok(register::list_barriers(&ctx, filter.0).await?)
}

/// Read a barrier
///
/// With what its countermeasure has changed, the newest first.
#[utoipa::path(get, path = "/barriers/{barrierId}", operation_id = "readBarrier", tag = "barriers",
    params(("barrierId" = Uuid, Path, description = "The barrier.")),
    responses((status = 200, description = "The barrier.", body = BarrierDetail)))]
async fn read_barrier(ctx: Ctx, id: Id<BarrierId>) -> Reply {
    Ok(register::read_barrier(&ctx, id.0).await?)
}

/// Register a barrier
///
/// Something that blocks a roadmap in a unit. With a countermeasure and an owner it counts as answered.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/barriers", operation_id = "createBarrier", tag = "barriers",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    request_body = CreateBarrier, responses((status = 201, description = "The new barrier.", body = BarrierView)))]
async fn create_barrier(ctx: Ctx, id: Id<RoadmapId>, body: Body<CreateBarrier>) -> Reply {
    Ok(register::create_barrier(&ctx, id.0, body.0).await?)
}

/// Change a barrier
///
/// While it is open; one that was ruled out or solved is opened again first.
#[utoipa::path(patch, path = "/barriers/{barrierId}", operation_id = "updateBarrier", tag = "barriers",
    params(("barrierId" = Uuid, Path, description = "The barrier.")),
    request_body = UpdateBarrier, responses((status = 200, description = "The barrier as it is now.", body = BarrierView)))]
async fn update_barrier(ctx: Ctx, id: Id<BarrierId>, body: Body<UpdateBarrier>) -> Reply {
    Ok(register::update_barrier(&ctx, id.0, body.0).await?)
}

/// Rule a barrier out
///
/// It was looked into and is none here, with the reason.
#[utoipa::path(post, path = "/barriers/{barrierId}/ruling-out", operation_id = "ruleOutBarrier", tag = "barriers",
    params(("barrierId" = Uuid, Path, description = "The barrier.")),
    request_body = RuleOutBarrier, responses((status = 200, description = "The barrier as it is now.", body = BarrierView)))]
async fn rule_out_barrier(ctx: Ctx, id: Id<BarrierId>, body: Body<RuleOutBarrier>) -> Reply {
    Ok(register::rule_out_barrier(&ctx, id.0, body.0).await?)
}

/// Open a barrier again
///
/// It is in the way again, with the reason; what was recorded of it stays.
#[utoipa::path(post, path = "/barriers/{barrierId}/reopening", operation_id = "reopenBarrier", tag = "barriers",
    params(("barrierId" = Uuid, Path, description = "The barrier.")),
    request_body = ReopenBarrier, responses((status = 200, description = "The barrier as it is now.", body = BarrierView)))]
async fn reopen_barrier(ctx: Ctx, id: Id<BarrierId>, body: Body<ReopenBarrier>) -> Reply {
    Ok(register::reopen_barrier(&ctx, id.0, body.0).await?)
}

/// Record what a countermeasure changed
///
/// How severe the barrier is on a day, and whether it is solved. Effects are added and never rewritten.
#[utoipa::path(post, path = "/barriers/{barrierId}/effects", operation_id = "recordBarrierEffect", tag = "barriers",
    params(("barrierId" = Uuid, Path, description = "The barrier.")),
    request_body = RecordBarrierEffect, responses((status = 201, description = "The barrier with its effects.", body = BarrierDetail)))]
async fn record_barrier_effect(ctx: Ctx, id: Id<BarrierId>, body: Body<RecordBarrierEffect>) -> Reply {
    Ok(effects::record_barrier_effect(&ctx, id.0, body.0).await?)
}

/// List what recurs
///
/// For each kind of barrier: in how many units and roadmaps it came up, in how many it was solved, and how.
#[utoipa::path(get, path = "/barrier-recurrences", operation_id = "listBarrierRecurrences", tag = "barriers",
    params(RecurrenceFilter), responses((status = 200, description = "What recurs, the most spread first.", body = RecurrenceList)))]
async fn list_barrier_recurrences(ctx: Ctx, filter: Query<RecurrenceFilter>) -> Reply {
    Ok(recurrence::list_barrier_recurrences(&ctx, filter.0).await?)
}

/// List kinds of barriers
///
/// The five standard excuses, what research finds in the way, and the organiser's own.
#[utoipa::path(get, path = "/barrier-categories", operation_id = "listBarrierCategories", tag = "barriers",
    responses((status = 200, description = "Every kind.", body = BarrierCategoryList)))]
async fn list_barrier_categories(ctx: Ctx) -> Reply {
    Ok(categories::list_barrier_categories(&ctx).await?)
}

/// Read a kind of barrier
///
/// One of the organiser's own.
#[utoipa::path(get, path = "/barrier-categories/{barrierCategoryId}", operation_id = "readBarrierCategory", tag = "barriers",
    params(("barrierCategoryId" = Uuid, Path, description = "The kind of barrier.")),
    responses((status = 200, description = "The kind.", body = BarrierCategoryView)))]
async fn read_barrier_category(ctx: Ctx, id: Id<BarrierCategoryId>) -> Reply {
    Ok(categories::read_barrier_category(&ctx, id.0).await?)
}

/// Add a kind of barrier
///
/// Beside the built-in ones; its key stays.
#[utoipa::path(post, path = "/barrier-categories", operation_id = "createBarrierCategory", tag = "barriers",
    request_body = CreateBarrierCategory, responses((status = 201, description = "The new kind.", body = BarrierCategoryView)))]
async fn create_barrier_category(ctx: Ctx, body: Body<CreateBarrierCategory>) -> Reply {
    Ok(categories::create_barrier_category(&ctx, body.0).await?)
}

/// Change a kind of barrier
///
/// Its title, and whether it can be chosen for new barriers.
#[utoipa::path(patch, path = "/barrier-categories/{barrierCategoryId}", operation_id = "updateBarrierCategory", tag = "barriers",
    params(("barrierCategoryId" = Uuid, Path, description = "The kind of barrier.")),
    request_body = UpdateBarrierCategory, responses((status = 200, description = "The kind as it is now.", body = BarrierCategoryView)))]
async fn update_barrier_category(
    ctx: Ctx,
    id: Id<BarrierCategoryId>,
    body: Body<UpdateBarrierCategory>,
) -> Reply {
    Ok(categories::update_barrier_category(&ctx, id.0, body.0).await?)
}
