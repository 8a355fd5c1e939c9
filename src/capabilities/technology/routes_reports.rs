//! Doors of technology: what is counted, the reports, engagement and maturity.

use super::dto::{
    AlertFilter, AlertList, CreateMaturityRound, CreateTechnologyEngagement, CreateTechnologyMeasure,
    EngagementFilter, EngagementList, EngagementView, EquityFilter, EquityReport, MatrixFilter, MatrixView,
    MaturityFilter, MaturityRoundList, MaturityRoundView, MeasureFilter, MeasureList, MeasureView,
    MeasuresSummary, PutTechnologyMeasures, UpdateMaturityRound, UpdateTechnologyEngagement,
};
use super::{alerts, engagement, equity, events, matrix, maturity, measures};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::{MaturityRoundId, TechnologyDeploymentId, TechnologyEngagementId};

/// The doors of series, reports and the log.
pub(super) fn doors() -> Vec<Door> {
    vec![
        door!(list_technology_measures, Read, Permit(Action::ReadTechnology)),
        door!(
            create_technology_measure,
            Create,
            Permit(Action::MeasureTechnology),
            events::MEASURE_RECORDED
        ),
        door!(
            put_technology_measures,
            Act,
            Permit(Action::MeasureTechnology),
            events::MEASURES_PUT
        ),
        door!(read_technology_matrix, Read, Permit(Action::ReadTechnology)),
        door!(read_technology_equity, Read, Permit(Action::ReadTechnology)),
        door!(list_technology_alerts, Read, Permit(Action::ReadTechnology)),
        door!(list_technology_engagements, Read, Permit(Action::ReadTechnology)),
        door!(read_technology_engagement, Read, Permit(Action::ReadTechnology)),
        door!(
            create_technology_engagement,
            Create,
            Permit(Action::EditTechnology),
            events::ENGAGEMENT_CREATED
        ),
        door!(
            update_technology_engagement,
            Edit,
            Permit(Action::EditTechnology),
            events::ENGAGEMENT_UPDATED
        ),
        door!(
            delete_technology_engagement,
            Edit,
            Permit(Action::EditTechnology),
            events::ENGAGEMENT_DELETED
        ),
        door!(list_maturity_rounds, Read, Permit(Action::ReadTechnology)),
        door!(read_maturity_round, Read, Permit(Action::ReadTechnology)),
        door!(
            create_maturity_round,
            Create,
            Permit(Action::EditTechnology),
            events::MATURITY_CREATED
        ),
        door!(
            update_maturity_round,
            Edit,
            Permit(Action::EditTechnology),
            events::MATURITY_UPDATED
        ),
    ]
}

/// List what was counted
///
/// Counts of service users by month, those that hold now, or with those that were corrected.
#[utoipa::path(get, path = "/technology-measures", operation_id = "listTechnologyMeasures", tag = "technology",
    params(MeasureFilter),
    responses((status = 200, description = "A page of counts.", body = MeasureList)))]
async fn list_technology_measures(ctx: Ctx, filter: Query<MeasureFilter>) -> Reply {
    Ok(measures::list_measures(&ctx, filter.0).await?)
}

/// Record the counts of a month
///
/// Another value for the same month and group corrects the earlier one, which stays to be read.
#[utoipa::path(post, path = "/technology-deployments/{technologyDeploymentId}/measures", operation_id = "createTechnologyMeasure", tag = "technology",
    params(("technologyDeploymentId" = Uuid, Path, description = "The deployment.")),
    request_body = CreateTechnologyMeasure,
    responses((status = 201, description = "The counts that hold now.", body = MeasureView)))]
async fn create_technology_measure(
    ctx: Ctx,
    id: Id<TechnologyDeploymentId>,
    body: Body<CreateTechnologyMeasure>,
) -> Reply {
    Ok(measures::create_measure(&ctx, id.0, body.0).await?)
}

/// Record many counts
///
/// All or nothing, with every fault named. Sent again, nothing changes. Counts of a month belong to what stood there in that month, also where it was withdrawn since.
#[utoipa::path(put, path = "/technology-measures", operation_id = "putTechnologyMeasures", tag = "technology",
    request_body = PutTechnologyMeasures,
    responses((status = 200, description = "How many were new, corrected, or known.", body = MeasuresSummary)))]
async fn put_technology_measures(ctx: Ctx, body: Body<PutTechnologyMeasures>) -> Reply {
    Ok(measures::put_measures(&ctx, body.0).await?)
}

/// Read the matrix of reach
///
/// Units by technologies: state, reach and use, each by itself.
#[utoipa::path(get, path = "/technology-matrix", operation_id = "readTechnologyMatrix", tag = "technology",
    params(MatrixFilter),
    responses((status = 200, description = "A page of units.", body = MatrixView)))]
async fn read_technology_matrix(ctx: Ctx, filter: Query<MatrixFilter>) -> Reply {
    Ok(matrix::read_matrix(&ctx, filter.0).await?)
}

/// Read how equally technologies are used
///
/// Shares of users by unit and group with their numbers: lowest, median, highest, ratio, difference, Gini coefficient, units without use, the gap between the branches, and the trend. What leaves the organiser is asked for with `audience=outside`: one fixed table of the whole organiser by branch, of a quarter as it was recorded a month after its end, without counts below five and what would give them away.
#[utoipa::path(get, path = "/technology-equity", operation_id = "readTechnologyEquity", tag = "technology",
    params(EquityFilter),
    responses((status = 200, description = "The report.", body = EquityReport)))]
async fn read_technology_equity(ctx: Ctx, filter: Query<EquityFilter>) -> Reply {
    Ok(equity::read_equity(&ctx, filter.0).await?)
}

/// List what to look into
///
/// Introduced and hardly used or not measured, no longer broad and equal, decided and not moved, pilots past their end without a decision, units without any use. Questions, never verdicts.
#[utoipa::path(get, path = "/technology-alerts", operation_id = "listTechnologyAlerts", tag = "technology",
    params(AlertFilter),
    responses((status = 200, description = "A page of what there is to look into.", body = AlertList)))]
async fn list_technology_alerts(ctx: Ctx, filter: Query<AlertFilter>) -> Reply {
    Ok(alerts::list_alerts(&ctx, filter.0).await?)
}

/// List the activities with those concerned
///
/// With staff, users, patients and relatives; heads are counted, nobody is named.
#[utoipa::path(get, path = "/technology-engagements", operation_id = "listTechnologyEngagements", tag = "technology",
    params(EngagementFilter),
    responses((status = 200, description = "A page of activities.", body = EngagementList)))]
async fn list_technology_engagements(ctx: Ctx, filter: Query<EngagementFilter>) -> Reply {
    Ok(engagement::list_engagements(&ctx, filter.0).await?)
}

/// Read an activity
///
/// With whom, what, when, and how many came.
#[utoipa::path(get, path = "/technology-engagements/{technologyEngagementId}", operation_id = "readTechnologyEngagement", tag = "technology",
    params(("technologyEngagementId" = Uuid, Path, description = "The activity.")),
    responses((status = 200, description = "The activity.", body = EngagementView)))]
async fn read_technology_engagement(ctx: Ctx, id: Id<TechnologyEngagementId>) -> Reply {
    Ok(engagement::read_engagement(&ctx, id.0).await?)
}

/// Note an activity
///
/// What was done with whom in which unit, and how many took part.
#[utoipa::path(post, path = "/technology-engagements", operation_id = "createTechnologyEngagement", tag = "technology",
    request_body = CreateTechnologyEngagement,
    responses((status = 201, description = "The new activity.", body = EngagementView)))]
async fn create_technology_engagement(ctx: Ctx, body: Body<CreateTechnologyEngagement>) -> Reply {
    Ok(engagement::create_engagement(&ctx, body.0).await?)
}

/// Change an activity
///
/// What was noted wrong.
#[utoipa::path(patch, path = "/technology-engagements/{technologyEngagementId}", operation_id = "updateTechnologyEngagement", tag = "technology",
    params(("technologyEngagementId" = Uuid, Path, description = "The activity.")),
    request_body = UpdateTechnologyEngagement,
    responses((status = 200, description = "The activity as it is now.", body = EngagementView)))]
async fn update_technology_engagement(
    ctx: Ctx,
    id: Id<TechnologyEngagementId>,
    body: Body<UpdateTechnologyEngagement>,
) -> Reply {
    Ok(engagement::update_engagement(&ctx, id.0, body.0).await?)
}

/// Delete an activity
///
/// What never took place.
#[utoipa::path(delete, path = "/technology-engagements/{technologyEngagementId}", operation_id = "deleteTechnologyEngagement", tag = "technology",
    params(("technologyEngagementId" = Uuid, Path, description = "The activity.")),
    responses((status = 204, description = "It is gone.")))]
async fn delete_technology_engagement(ctx: Ctx, id: Id<TechnologyEngagementId>) -> Reply {
    Ok(engagement::delete_engagement(&ctx, id.0).await?)
}

/// List the rounds of maturity
///
/// Governance, quality management and information security, by branch and year.
#[utoipa::path(get, path = "/maturity-rounds", operation_id = "listMaturityRounds", tag = "technology",
    params(MaturityFilter),
    responses((status = 200, description = "The rounds.", body = MaturityRoundList)))]
async fn list_maturity_rounds(ctx: Ctx, filter: Query<MaturityFilter>) -> Reply {
    Ok(maturity::list_maturity_rounds(&ctx, filter.0).await?)
}

/// Read a round of maturity
///
/// A branch's level in an indicator and a year, and what it rests on.
#[utoipa::path(get, path = "/maturity-rounds/{maturityRoundId}", operation_id = "readMaturityRound", tag = "technology",
    params(("maturityRoundId" = Uuid, Path, description = "The round.")),
    responses((status = 200, description = "The round.", body = MaturityRoundView)))]
async fn read_maturity_round(ctx: Ctx, id: Id<MaturityRoundId>) -> Reply {
    Ok(maturity::read_maturity_round(&ctx, id.0).await?)
}

/// Note a level of maturity
///
/// One a year for each branch and indicator.
#[utoipa::path(post, path = "/maturity-rounds", operation_id = "createMaturityRound", tag = "technology",
    request_body = CreateMaturityRound,
    responses((status = 201, description = "The new round.", body = MaturityRoundView)))]
async fn create_maturity_round(ctx: Ctx, body: Body<CreateMaturityRound>) -> Reply {
    Ok(maturity::create_maturity_round(&ctx, body.0).await?)
}

/// Change a level of maturity
///
/// What was noted wrong.
#[utoipa::path(patch, path = "/maturity-rounds/{maturityRoundId}", operation_id = "updateMaturityRound", tag = "technology",
    params(("maturityRoundId" = Uuid, Path, description = "The round.")),
    request_body = UpdateMaturityRound,
    responses((status = 200, description = "The round as it is now.", body = MaturityRoundView)))]
async fn update_maturity_round(ctx: Ctx, id: Id<MaturityRoundId>, body: Body<UpdateMaturityRound>) -> Reply {
    Ok(maturity::update_maturity_round(&ctx, id.0, body.0).await?)
}
