//! Doors of gates.

use super::dto::{
    AskReview, ConditionList, ConditionView, DecideGate, DecisionList, DecisionView, FactList,
    FulfilCondition, GateList, GateView, OverviewView, PreviewGate, ReadingFilter, ReadingList, RecordFact,
    RecordedFactList, RecordedFactView, ReopenStage, ReviewList, ReviewView, SayView, UpdateCondition,
    UpdateGate, WithdrawReview,
};
use super::{conditions, decisions, events, overview, readings, recorded, reopening, reviews, service};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::{ConditionId, DecisionId, GateId, RecordedFactId, ReviewId, RoadmapId, StageId};

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    vec![
        door!(list_facts, Read, Permit(Action::ReadTemplates)),
        door!(read_overview, Read, Permit(Action::ReadGate)),
        door!(list_gates, Read, Permit(Action::ReadGate)),
        door!(read_gate, Read, Permit(Action::ReadGate)),
        door!(
            update_gate,
            Edit,
            Permit(Action::PlanRoadmap),
            events::GATE_UPDATED
        ),
        door!(preview_gate, Ask, Permit(Action::ReadGate)),
        door!(list_reviews, Read, Permit(Action::ReadGate)),
        door!(
            ask_review,
            Create,
            Permit(Action::AskReview),
            events::REVIEW_ASKED
        ),
        door!(read_review, Read, Permit(Action::ReadGate)),
        door!(
            withdraw_review,
            Edit,
            Permit(Action::AskReview),
            events::REVIEW_WITHDRAWN
        ),
        door!(list_decisions, Read, Permit(Action::ReadGate)),
        door!(
            decide_gate,
            Create,
            Permit(Action::DecideGate),
            events::GATE_DECIDED
        ),
        door!(read_decision, Read, Permit(Action::ReadGate)),
        door!(list_conditions, Read, Permit(Action::ReadGate)),
        door!(read_condition, Read, Permit(Action::ReadGate)),
        door!(
            update_condition,
            Edit,
            Permit(Action::PlanRoadmap),
            events::CONDITION_UPDATED
        ),
        door!(
            fulfil_condition,
            Edit,
            Permit(Action::FulfilCondition),
            events::CONDITION_FULFILLED
        ),
        door!(
            reopen_stage,
            Create,
            Permit(Action::ReopenStage),
            events::STAGE_REOPENED
        ),
        door!(list_readings, Read, Permit(Action::ReadGate)),
        door!(list_recorded_facts, Read, Permit(Action::ReadGate)),
        door!(
            record_fact,
            Create,
            Permit(Action::RecordFact),
            events::FACT_RECORDED
        ),
        door!(
            withdraw_recorded_fact,
            Edit,
            Permit(Action::RecordFact),
            events::FACT_WITHDRAWN
        ),
    ]
}

/// List the facts
///
/// Every fact that a criterion may name: its unit, its meaning, and which capability derives it.
#[utoipa::path(get, path = "/facts", operation_id = "listFacts", tag = "gates",
    responses((status = 200, description = "The registry.", body = FactList)))]
async fn list_facts(ctx: Ctx) -> Reply {
    Ok(service::list_facts(&ctx).await?)
}

/// Read a roadmap at a glance
///
/// Its stages with their gates, judged as of now, and all their milestones.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/overview", operation_id = "readOverview", tag = "gates",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    responses((status = 200, description = "The overview.", body = OverviewView)))]
async fn read_overview(ctx: Ctx, id: Id<RoadmapId>) -> Reply {
    Ok(overview::read_overview(&ctx, id.0).await?)
}

/// List a roadmap's gates
///
/// In the order of the stages, each judged as of now: criteria with value, target, progress, records, who can change it and where.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/gates", operation_id = "listGates", tag = "gates",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    responses((status = 200, description = "The gates.", body = GateList)))]
async fn list_gates(ctx: Ctx, id: Id<RoadmapId>) -> Reply {
    Ok(service::list_gates(&ctx, id.0).await?)
}

/// Read a gate
///
/// Judged as of now. `unknown` means no data, and never passes.
#[utoipa::path(get, path = "/gates/{gateId}", operation_id = "readGate", tag = "gates",
    params(("gateId" = Uuid, Path, description = "The gate.")),
    responses((status = 200, description = "The gate.", body = GateView)))]
async fn read_gate(ctx: Ctx, id: Id<GateId>) -> Reply {
    Ok(service::read_gate(&ctx, id.0).await?)
}

/// Change a gate
///
/// Who owns it and how many deciders must agree.
#[utoipa::path(patch, path = "/gates/{gateId}", operation_id = "updateGate", tag = "gates",
    params(("gateId" = Uuid, Path, description = "The gate.")),
    request_body = UpdateGate, responses((status = 200, description = "The gate as it is now.", body = GateView)))]
async fn update_gate(ctx: Ctx, id: Id<GateId>, body: Body<UpdateGate>) -> Reply {
    Ok(service::update_gate(&ctx, id.0, body.0).await?)
}

/// Preview a gate
///
/// What the verdict would be if these facts held or this evidence were accepted. Nothing is written.
#[utoipa::path(post, path = "/gates/{gateId}/previews", operation_id = "previewGate", tag = "gates",
    params(("gateId" = Uuid, Path, description = "The gate.")),
    request_body = PreviewGate, responses((status = 200, description = "The gate as it would be.", body = GateView)))]
async fn preview_gate(ctx: Ctx, id: Id<GateId>, body: Body<PreviewGate>) -> Reply {
    Ok(service::preview_gate(&ctx, id.0, body.0).await?)
}

/// List a gate's reviews
///
/// The newest first, with what was said in each.
#[utoipa::path(get, path = "/gates/{gateId}/reviews", operation_id = "listReviews", tag = "gates",
    params(("gateId" = Uuid, Path, description = "The gate.")),
    responses((status = 200, description = "The reviews.", body = ReviewList)))]
async fn list_reviews(ctx: Ctx, id: Id<GateId>) -> Reply {
    Ok(reviews::list_reviews(&ctx, id.0).await?)
}

/// Ask for a review
///
/// The stage waits for its deciders. Whoever asks cannot decide.
#[utoipa::path(post, path = "/gates/{gateId}/reviews", operation_id = "askReview", tag = "gates",
    params(("gateId" = Uuid, Path, description = "The gate.")),
    request_body = AskReview, responses((status = 201, description = "The review.", body = ReviewView)))]
async fn ask_review(ctx: Ctx, id: Id<GateId>, body: Body<AskReview>) -> Reply {
    Ok(reviews::ask_review(&ctx, id.0, body.0).await?)
}

/// Read a review
///
/// With what was said in it; while it is open, whether each say counts.
#[utoipa::path(get, path = "/reviews/{reviewId}", operation_id = "readReview", tag = "gates",
    params(("reviewId" = Uuid, Path, description = "The review.")),
    responses((status = 200, description = "The review.", body = ReviewView)))]
async fn read_review(ctx: Ctx, id: Id<ReviewId>) -> Reply {
    Ok(reviews::read_review(&ctx, id.0).await?)
}

/// Withdraw a review
///
/// The stage is open again, and what was said in the review takes no effect.
#[utoipa::path(post, path = "/reviews/{reviewId}/withdrawals", operation_id = "withdrawReview", tag = "gates",
    params(("reviewId" = Uuid, Path, description = "The review.")),
    request_body = WithdrawReview, responses((status = 200, description = "The review as it is now.", body = ReviewView)))]
async fn withdraw_review(ctx: Ctx, id: Id<ReviewId>, body: Body<WithdrawReview>) -> Reply {
    Ok(reviews::withdraw_review(&ctx, id.0, body.0).await?)
}

/// List a gate's decisions
///
/// The newest first, each with the snapshot it is pinned to.
#[utoipa::path(get, path = "/gates/{gateId}/decisions", operation_id = "listDecisions", tag = "gates",
    params(("gateId" = Uuid, Path, description = "The gate.")),
    responses((status = 200, description = "The decisions.", body = DecisionList)))]
async fn list_decisions(ctx: Ctx, id: Id<GateId>) -> Reply {
    Ok(decisions::list_decisions(&ctx, id.0).await?)
}

/// Decide a gate
///
/// `go`, `go_with_conditions`, `return` or `stop`. It takes effect when the quorum has said the same.
/// A decider may change their say until then; one cast on other outcomes or other evidence than today's does not count.
/// A go on unmet criteria is an override and needs a written justification, visible for ever.
#[utoipa::path(post, path = "/gates/{gateId}/decisions", operation_id = "decideGate", tag = "gates",
    params(("gateId" = Uuid, Path, description = "The gate.")),
    request_body = DecideGate, responses((status = 201, description = "What the say came to.", body = SayView)))]
async fn decide_gate(ctx: Ctx, id: Id<GateId>, body: Body<DecideGate>) -> Reply {
    Ok(decisions::decide_gate(&ctx, id.0, body.0).await?)
}

/// Read a decision
///
/// Pinned to the criteria, values and evidence as they stood; `intact` says whether the fingerprint still fits.
#[utoipa::path(get, path = "/decisions/{decisionId}", operation_id = "readDecision", tag = "gates",
    params(("decisionId" = Uuid, Path, description = "The decision.")),
    responses((status = 200, description = "The decision.", body = DecisionView)))]
async fn read_decision(ctx: Ctx, id: Id<DecisionId>) -> Reply {
    Ok(decisions::read_decision(&ctx, id.0).await?)
}

/// List a gate's conditions
///
/// With owner and due date; a missed one puts the gate at risk.
#[utoipa::path(get, path = "/gates/{gateId}/conditions", operation_id = "listConditions", tag = "gates",
    params(("gateId" = Uuid, Path, description = "The gate.")),
    responses((status = 200, description = "The conditions.", body = ConditionList)))]
async fn list_conditions(ctx: Ctx, id: Id<GateId>) -> Reply {
    Ok(conditions::list_conditions(&ctx, id.0).await?)
}

/// Read a condition
///
/// With owner and due date, and whether it is met today.
#[utoipa::path(get, path = "/conditions/{conditionId}", operation_id = "readCondition", tag = "gates",
    params(("conditionId" = Uuid, Path, description = "The condition.")),
    responses((status = 200, description = "The condition.", body = ConditionView)))]
async fn read_condition(ctx: Ctx, id: Id<ConditionId>) -> Reply {
    Ok(conditions::read_condition(&ctx, id.0).await?)
}

/// Change a condition
///
/// Names another owner, such as when its owner has left. Text and due date stay as they were decided.
#[utoipa::path(patch, path = "/conditions/{conditionId}", operation_id = "updateCondition", tag = "gates",
    params(("conditionId" = Uuid, Path, description = "The condition.")),
    request_body = UpdateCondition, responses((status = 200, description = "The condition as it is now.", body = ConditionView)))]
async fn update_condition(ctx: Ctx, id: Id<ConditionId>, body: Body<UpdateCondition>) -> Reply {
    Ok(conditions::update_condition(&ctx, id.0, body.0).await?)
}

/// Fulfil a condition
///
/// With or without accepted evidence of the roadmap that proves it.
#[utoipa::path(post, path = "/conditions/{conditionId}/fulfilments", operation_id = "fulfilCondition", tag = "gates",
    params(("conditionId" = Uuid, Path, description = "The condition.")),
    request_body = FulfilCondition, responses((status = 200, description = "The condition as it is now.", body = ConditionView)))]
async fn fulfil_condition(ctx: Ctx, id: Id<ConditionId>, body: Body<FulfilCondition>) -> Reply {
    Ok(conditions::fulfil_condition(&ctx, id.0, body.0).await?)
}

/// Open a stage again
///
/// The decision stays and is marked superseded; later stages keep their state and are shown at risk.
#[utoipa::path(post, path = "/stages/{stageId}/reopenings", operation_id = "reopenStage", tag = "gates",
    params(("stageId" = Uuid, Path, description = "The stage.")),
    request_body = ReopenStage, responses((status = 201, description = "The stage's gate as it is now.", body = GateView)))]
async fn reopen_stage(ctx: Ctx, id: Id<StageId>, body: Body<ReopenStage>) -> Reply {
    Ok(reopening::reopen_stage(&ctx, id.0, body.0).await?)
}

/// List the facts of a roadmap
///
/// Every fact that can be told of the roadmap, whether a gate asks for it or not, with the records behind it. A fact that
/// gates narrow, to a field of competence say, stands once for each way in which they do.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/facts", operation_id = "listReadings", tag = "gates",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), ReadingFilter),
    responses((status = 200, description = "The facts, in the registry's order.", body = ReadingList)))]
async fn list_readings(ctx: Ctx, id: Id<RoadmapId>, filter: Query<ReadingFilter>) -> Reply {
    Ok(readings::list_readings(&ctx, id.0, &filter.0).await?)
}

/// List recorded facts
///
/// Values that the project office recorded for this roadmap and has not withdrawn.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/recorded-facts", operation_id = "listRecordedFacts", tag = "gates",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    responses((status = 200, description = "The recorded values.", body = RecordedFactList)))]
async fn list_recorded_facts(ctx: Ctx, id: Id<RoadmapId>) -> Reply {
    Ok(recorded::list_recorded_facts(&ctx, id.0).await?)
}

/// Record a fact
///
/// With evidence that a reviewer accepted and a date until which it holds. A derived value wins over it.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/recorded-facts", operation_id = "recordFact", tag = "gates",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    request_body = RecordFact, responses((status = 201, description = "The recorded value.", body = RecordedFactView)))]
async fn record_fact(ctx: Ctx, id: Id<RoadmapId>, body: Body<RecordFact>) -> Reply {
    Ok(recorded::record_fact(&ctx, id.0, body.0).await?)
}

/// Withdraw a recorded fact
///
/// It stays in the history and counts no more.
#[utoipa::path(post, path = "/recorded-facts/{recordedFactId}/withdrawals", operation_id = "withdrawRecordedFact", tag = "gates",
    params(("recordedFactId" = Uuid, Path, description = "The recorded value.")),
    responses((status = 200, description = "The recorded value.", body = RecordedFactView)))]
async fn withdraw_recorded_fact(ctx: Ctx, id: Id<RecordedFactId>) -> Reply {
    Ok(recorded::withdraw_recorded_fact(&ctx, id.0).await?)
}
