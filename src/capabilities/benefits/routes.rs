//! Doors of benefits.

use super::dto::{
    AbandonBenefit, Adopters, BenefitBaselineList, BenefitFilter, BenefitList, BenefitReviewFilter,
    BenefitReviewList, BenefitReviewView, BenefitValues, BenefitView, CostOfDelayView, CreateBenefit,
    CreateBenefitReview, DelayFilter, FinishBenefitReview, LedgerFilter, LedgerView, OverlapFilter,
    OverlapList, RecordBenefitValues, RecordedValues, SupersedeBaseline, UpdateBenefit, UpdateBenefitReview,
    ValueFilter,
};
use super::{adoption, baselines, delay, events, ledger, overlaps, register, reviews, series};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::{BenefitId, BenefitReviewId, RoadmapId};

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    vec![
        door!(list_benefits, Read, Permit(Action::ReadBenefits)),
        door!(read_benefit, Read, Permit(Action::ReadBenefits)),
        door!(
            create_benefit,
            Create,
            Permit(Action::EditBenefits),
            events::BENEFIT_CREATED
        ),
        door!(
            update_benefit,
            Edit,
            Permit(Action::EditBenefits),
            events::BENEFIT_UPDATED
        ),
        door!(
            abandon_benefit,
            Edit,
            Permit(Action::EditBenefits),
            events::BENEFIT_ABANDONED
        ),
        door!(list_benefit_baselines, Read, Permit(Action::ReadBenefits)),
        door!(
            lock_baseline,
            Edit,
            Permit(Action::EditBenefits),
            events::BASELINE_LOCKED
        ),
        door!(
            supersede_baseline,
            Edit,
            Permit(Action::EditBenefits),
            events::BASELINE_SUPERSEDED
        ),
        door!(
            set_adoption,
            Edit,
            Permit(Action::EditBenefits),
            events::ADOPTION_SET
        ),
        door!(
            realise_benefit,
            Edit,
            Permit(Action::EditBenefits),
            events::BENEFIT_REALISED
        ),
        door!(read_benefit_values, Read, Permit(Action::ReadBenefits)),
        door!(
            record_benefit_values,
            Act,
            Permit(Action::RecordBenefits),
            events::VALUES_RECORDED
        ),
        door!(list_benefit_overlaps, Read, Permit(Action::ReadBenefits)),
        door!(read_ledger, Read, Permit(Action::ReadBenefits)),
        door!(read_cost_of_delay, Read, Permit(Action::ReadBenefits)),
        door!(list_benefit_reviews, Read, Permit(Action::ReadBenefits)),
        door!(read_benefit_review, Read, Permit(Action::ReadBenefits)),
        door!(
            create_benefit_review,
            Create,
            Permit(Action::EditBenefits),
            events::REVIEW_PLANNED
        ),
        door!(
            update_benefit_review,
            Edit,
            Permit(Action::EditBenefits),
            events::REVIEW_MOVED
        ),
        door!(
            finish_benefit_review,
            Edit,
            Permit(Action::EditBenefits),
            events::REVIEW_DONE
        ),
    ]
}

/// List benefits
///
/// Of the roadmaps that the reader may see, in the order in which they were made.
#[utoipa::path(get, path = "/benefits", operation_id = "listBenefits", tag = "benefits",
    params(BenefitFilter), responses((status = 200, description = "A page of benefits.", body = BenefitList)))]
async fn list_benefits(ctx: Ctx, filter: Query<BenefitFilter>) -> Reply {
    Ok(register::list_benefits(&ctx, filter.0).await?)
}

/// Read a benefit
///
/// With its baseline, who has adopted it, what puts it at risk, and what may count the same effect.
#[utoipa::path(get, path = "/benefits/{benefitId}", operation_id = "readBenefit", tag = "benefits",
    params(("benefitId" = Uuid, Path, description = "The benefit.")),
    responses((status = 200, description = "The benefit.", body = BenefitView)))]
async fn read_benefit(ctx: Ctx, id: Id<BenefitId>) -> Reply {
    Ok(register::read_benefit(&ctx, id.0).await?)
}

/// Plan a benefit
///
/// What is to improve, for whom, how it is measured, and by when. Warnings say which other benefits may count the same effect.
#[utoipa::path(post, path = "/roadmaps/{roadmapId}/benefits", operation_id = "createBenefit", tag = "benefits",
    params(("roadmapId" = Uuid, Path, description = "The roadmap.")),
    request_body = CreateBenefit, responses((status = 201, description = "The new benefit.", body = BenefitView)))]
async fn create_benefit(ctx: Ctx, id: Id<RoadmapId>, body: Body<CreateBenefit>) -> Reply {
    Ok(register::create_benefit(&ctx, id.0, body.0).await?)
}

/// Change a benefit
///
/// When its baseline is locked, all that its effects are told and judged by holds still: the baseline, the indicator, its measure, method and direction, the kind, what a unit is worth, and the deviation that is tolerated. Its period always holds the months that were measured.
#[utoipa::path(patch, path = "/benefits/{benefitId}", operation_id = "updateBenefit", tag = "benefits",
    params(("benefitId" = Uuid, Path, description = "The benefit.")),
    request_body = UpdateBenefit, responses((status = 200, description = "The benefit as it is now.", body = BenefitView)))]
async fn update_benefit(ctx: Ctx, id: Id<BenefitId>, body: Body<UpdateBenefit>) -> Reply {
    Ok(register::update_benefit(&ctx, id.0, body.0).await?)
}

/// Give a benefit up
///
/// With the reason. It stays readable, and neither gates nor the ledger count it.
#[utoipa::path(post, path = "/benefits/{benefitId}/abandonment", operation_id = "abandonBenefit", tag = "benefits",
    params(("benefitId" = Uuid, Path, description = "The benefit.")),
    request_body = AbandonBenefit, responses((status = 200, description = "The benefit as it is now.", body = BenefitView)))]
async fn abandon_benefit(ctx: Ctx, id: Id<BenefitId>, body: Body<AbandonBenefit>) -> Reply {
    Ok(register::abandon_benefit(&ctx, id.0, body.0).await?)
}

/// List a benefit's baselines
///
/// Every one that was locked, with the reason why it took the place of the one before.
#[utoipa::path(get, path = "/benefits/{benefitId}/baselines", operation_id = "listBenefitBaselines", tag = "benefits",
    params(("benefitId" = Uuid, Path, description = "The benefit.")),
    responses((status = 200, description = "The baselines.", body = BenefitBaselineList)))]
async fn list_benefit_baselines(ctx: Ctx, id: Id<BenefitId>) -> Reply {
    Ok(baselines::list_benefit_baselines(&ctx, id.0).await?)
}

/// Lock the baseline
///
/// From now on effects can be recorded, and the baseline cannot be changed. Its day is today or earlier.
#[utoipa::path(post, path = "/benefits/{benefitId}/baseline-locks", operation_id = "lockBaseline", tag = "benefits",
    params(("benefitId" = Uuid, Path, description = "The benefit.")),
    responses((status = 200, description = "The benefit as it is now.", body = BenefitView)))]
async fn lock_baseline(ctx: Ctx, id: Id<BenefitId>) -> Reply {
    Ok(baselines::lock_baseline(&ctx, id.0).await?)
}

/// Supersede a locked baseline
///
/// With the reason. The one before stays readable; effects are told by the new one from now on, earlier months included. It is not of a later month than the first that was measured. A benefit that is realised is at risk until a review has looked at it again.
#[utoipa::path(post, path = "/benefits/{benefitId}/baselines", operation_id = "supersedeBaseline", tag = "benefits",
    params(("benefitId" = Uuid, Path, description = "The benefit.")),
    request_body = SupersedeBaseline, responses((status = 200, description = "The benefit as it is now.", body = BenefitView)))]
async fn supersede_baseline(ctx: Ctx, id: Id<BenefitId>, body: Body<SupersedeBaseline>) -> Reply {
    Ok(baselines::supersede_baseline(&ctx, id.0, body.0).await?)
}

/// Say who has adopted it
///
/// For staff, users and partners each: accepted and valid evidence of the roadmap, or why the group does not apply. One piece for several groups needs a reason. Takes the place of what was said before.
#[utoipa::path(put, path = "/benefits/{benefitId}/adoption", operation_id = "setAdoption", tag = "benefits",
    params(("benefitId" = Uuid, Path, description = "The benefit.")),
    request_body = Adopters, responses((status = 200, description = "The benefit as it is now.", body = BenefitView)))]
async fn set_adoption(ctx: Ctx, id: Id<BenefitId>, body: Body<Adopters>) -> Reply {
    Ok(adoption::set_adoption(&ctx, id.0, body.0).await?)
}

/// Ask for a benefit to be realised
///
/// Only with a locked baseline, measured values within its period whose effect is above zero, and adoption by all three groups or a stated reason; at least one group must have adopted it. Refused otherwise, with every reason.
#[utoipa::path(post, path = "/benefits/{benefitId}/realisation", operation_id = "realiseBenefit", tag = "benefits",
    params(("benefitId" = Uuid, Path, description = "The benefit.")),
    responses((status = 200, description = "The benefit as it is now.", body = BenefitView)))]
async fn realise_benefit(ctx: Ctx, id: Id<BenefitId>) -> Reply {
    Ok(adoption::realise_benefit(&ctx, id.0).await?)
}

/// Read a benefit's series
///
/// Forecast and realised by month with their effects, the deviation and its cause, and readings that were corrected.
#[utoipa::path(get, path = "/benefits/{benefitId}/values", operation_id = "readBenefitValues", tag = "benefits",
    params(("benefitId" = Uuid, Path, description = "The benefit."), ValueFilter),
    responses((status = 200, description = "The series.", body = BenefitValues)))]
async fn read_benefit_values(ctx: Ctx, id: Id<BenefitId>, filter: Query<ValueFilter>) -> Reply {
    Ok(series::read_benefit_values(&ctx, id.0, filter.0).await?)
}

/// Record readings of benefits
///
/// Forecast and realised readings of any benefits and months, all of them or none. The same request may be sent again: what is there already stays. Another value for the same month corrects it, and both stay. A month that was measured is forecast no more.
#[utoipa::path(put, path = "/benefit-values", operation_id = "recordBenefitValues", tag = "benefits",
    request_body = RecordBenefitValues, responses((status = 200, description = "What became of them.", body = RecordedValues)))]
async fn record_benefit_values(ctx: Ctx, body: Body<RecordBenefitValues>) -> Reply {
    Ok(series::record_benefit_values(&ctx, body.0).await?)
}

/// List what may be counted twice
///
/// Pairs of benefits with the same indicator, in the same unit or one above the other, over periods that meet. Where they are measured in different units, that is said.
#[utoipa::path(get, path = "/benefit-overlaps", operation_id = "listBenefitOverlaps", tag = "benefits",
    params(OverlapFilter), responses((status = 200, description = "The pairs.", body = OverlapList)))]
async fn list_benefit_overlaps(ctx: Ctx, filter: Query<OverlapFilter>) -> Reply {
    Ok(overlaps::list_benefit_overlaps(&ctx, filter.0).await?)
}

/// Read the ledger of benefits
///
/// What is forecast and what was measured over a period in money, hours and points, each for itself, with the benefits behind each number.
#[utoipa::path(get, path = "/benefit-ledger", operation_id = "readLedger", tag = "benefits",
    params(LedgerFilter), responses((status = 200, description = "The ledger.", body = LedgerView)))]
async fn read_ledger(ctx: Ctx, filter: Query<LedgerFilter>) -> Reply {
    Ok(ledger::read_ledger(&ctx, filter.0).await?)
}

/// Read what a delay costs
///
/// By month, from the forecasts of the benefits that are still to be realised and a stated growth; and, where the roadmap has a target, what lies between it and the dates by which the roadmap ends with fifty and eighty per cent probability. The answer states the method.
#[utoipa::path(get, path = "/roadmaps/{roadmapId}/cost-of-delay", operation_id = "readCostOfDelay", tag = "benefits",
    params(("roadmapId" = Uuid, Path, description = "The roadmap."), DelayFilter),
    responses((status = 200, description = "The cost.", body = CostOfDelayView)))]
async fn read_cost_of_delay(ctx: Ctx, id: Id<RoadmapId>, filter: Query<DelayFilter>) -> Reply {
    Ok(delay::read_cost_of_delay(&ctx, id.0, filter.0).await?)
}

/// List reviews of benefits
///
/// The one due first first; with `overdue=true` those whose day is past.
#[utoipa::path(get, path = "/benefit-reviews", operation_id = "listBenefitReviews", tag = "benefits",
    params(BenefitReviewFilter), responses((status = 200, description = "A page of reviews.", body = BenefitReviewList)))]
async fn list_benefit_reviews(ctx: Ctx, filter: Query<BenefitReviewFilter>) -> Reply {
    Ok(reviews::list_benefit_reviews(&ctx, filter.0).await?)
}

/// Read a review of a benefit
///
/// When it is due, and what was found.
#[utoipa::path(get, path = "/benefit-reviews/{benefitReviewId}", operation_id = "readBenefitReview", tag = "benefits",
    params(("benefitReviewId" = Uuid, Path, description = "The review.")),
    responses((status = 200, description = "The review.", body = BenefitReviewView)))]
async fn read_benefit_review(ctx: Ctx, id: Id<BenefitReviewId>) -> Reply {
    Ok(reviews::read_benefit_review(&ctx, id.0).await?)
}

/// Plan a review of a benefit
///
/// A day on which somebody looks whether it still holds; also after its roadmap has ended.
#[utoipa::path(post, path = "/benefits/{benefitId}/benefit-reviews", operation_id = "createBenefitReview", tag = "benefits",
    params(("benefitId" = Uuid, Path, description = "The benefit.")),
    request_body = CreateBenefitReview, responses((status = 201, description = "The new review.", body = BenefitReviewView)))]
async fn create_benefit_review(ctx: Ctx, id: Id<BenefitId>, body: Body<CreateBenefitReview>) -> Reply {
    Ok(reviews::create_benefit_review(&ctx, id.0, body.0).await?)
}

/// Move a review of a benefit
///
/// To another day, while nobody has looked; with the reason where it is overdue. The day that was planned first stays.
#[utoipa::path(patch, path = "/benefit-reviews/{benefitReviewId}", operation_id = "updateBenefitReview", tag = "benefits",
    params(("benefitReviewId" = Uuid, Path, description = "The review.")),
    request_body = UpdateBenefitReview, responses((status = 200, description = "The review as it is now.", body = BenefitReviewView)))]
async fn update_benefit_review(ctx: Ctx, id: Id<BenefitReviewId>, body: Body<UpdateBenefitReview>) -> Reply {
    Ok(reviews::update_benefit_review(&ctx, id.0, body.0).await?)
}

/// Say what a review found
///
/// Whether the benefit holds, is weaker or is lost. Said once, from sixty days before the review is due on. A realised benefit that was found lost is at risk until a later review finds otherwise.
#[utoipa::path(post, path = "/benefit-reviews/{benefitReviewId}/findings", operation_id = "finishBenefitReview", tag = "benefits",
    params(("benefitReviewId" = Uuid, Path, description = "The review.")),
    request_body = FinishBenefitReview, responses((status = 200, description = "The review as it is now.", body = BenefitReviewView)))]
async fn finish_benefit_review(ctx: Ctx, id: Id<BenefitReviewId>, body: Body<FinishBenefitReview>) -> Reply {
    Ok(reviews::finish_benefit_review(&ctx, id.0, body.0).await?)
}
