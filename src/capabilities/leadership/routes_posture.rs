//! Doors of the posture questionnaire.

use super::dto::{
    AnswerPosture, CreatePostureRound, PostureResultView, PostureRoundFilter, PostureRoundList,
    PostureRoundView, PostureTrendView, QuestionnaireView, UpdatePostureRound,
};
use super::{answers, events, results, rounds};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door};
use crate::door;
use kernel::{LeadershipGroupId, PostureRoundId};

pub(super) fn doors() -> Vec<Door> {
    vec![
        door!(read_posture_questionnaire, Read, Permit(Action::ReadSurveys)),
        door!(list_posture_rounds, Read, Permit(Action::ReadSurveys)),
        door!(read_posture_round, Read, Permit(Action::ReadSurveys)),
        door!(
            create_posture_round,
            Create,
            Permit(Action::ManagePostureRounds),
            events::ROUND_CREATED
        ),
        door!(
            update_posture_round,
            Edit,
            Permit(Action::ManagePostureRounds),
            events::ROUND_UPDATED
        ),
        door!(
            cancel_posture_round,
            Edit,
            Permit(Action::ManagePostureRounds),
            events::ROUND_CANCELLED
        ),
        door!(
            answer_posture,
            Act,
            Permit(Action::AnswerPosture),
            events::ROUND_ANSWERED
        ),
        door!(read_posture_result, Read, Permit(Action::ReadPosture)),
        door!(read_posture_trend, Read, Permit(Action::ReadPosture)),
    ]
}

/// Read the questionnaire
///
/// Statements on two axes, answered from 1 to 5, for leaders about themselves and for staff about their leaders; and what is said about each posture.
#[utoipa::path(get, path = "/posture-questionnaire", operation_id = "readPostureQuestionnaire", tag = "leadership",
    responses((status = 200, description = "The questionnaire.", body = QuestionnaireView)))]
async fn read_posture_questionnaire(ctx: Ctx) -> Reply {
    Ok(rounds::read_posture_questionnaire(&ctx).await?)
}

/// List the rounds
///
/// The newest first; of a group, of a unit and those below it, of a service area or branch, of an audience, or of a time.
#[utoipa::path(get, path = "/posture-rounds", operation_id = "listPostureRounds", tag = "leadership",
    params(PostureRoundFilter), responses((status = 200, description = "A page of rounds.", body = PostureRoundList)))]
async fn list_posture_rounds(ctx: Ctx, filter: Query<PostureRoundFilter>) -> Reply {
    Ok(rounds::list_posture_rounds(&ctx, filter.0).await?)
}

/// Read a round
///
/// With its statements, worded for those whom it asks.
#[utoipa::path(get, path = "/posture-rounds/{postureRoundId}", operation_id = "readPostureRound", tag = "leadership",
    params(("postureRoundId" = Uuid, Path, description = "The round.")),
    responses((status = 200, description = "The round.", body = PostureRoundView)))]
async fn read_posture_round(ctx: Ctx, id: Id<PostureRoundId>) -> Reply {
    Ok(rounds::read_posture_round(&ctx, id.0).await?)
}

/// Plan a round
///
/// It keeps the questionnaire as it is now, and the unit that the group leads now: that unit's staff is asked, and by it the round is read. A round is open for 92 days at most. Rounds that ask the same people do not overlap.
#[utoipa::path(post, path = "/leadership-groups/{groupId}/posture-rounds", operation_id = "createPostureRound", tag = "leadership",
    params(("groupId" = Uuid, Path, description = "The leadership group.")),
    request_body = CreatePostureRound, responses((status = 201, description = "The new round.", body = PostureRoundView)))]
async fn create_posture_round(ctx: Ctx, id: Id<LeadershipGroupId>, body: Body<CreatePostureRound>) -> Reply {
    Ok(rounds::create_posture_round(&ctx, id.0, body.0).await?)
}

/// Move a round
///
/// Other days, while it is not over. What is over stays over, so that no result can be read twice with an answer between.
#[utoipa::path(patch, path = "/posture-rounds/{postureRoundId}", operation_id = "updatePostureRound", tag = "leadership",
    params(("postureRoundId" = Uuid, Path, description = "The round.")),
    request_body = UpdatePostureRound, responses((status = 200, description = "The round as it is now.", body = PostureRoundView)))]
async fn update_posture_round(ctx: Ctx, id: Id<PostureRoundId>, body: Body<UpdatePostureRound>) -> Reply {
    Ok(rounds::update_posture_round(&ctx, id.0, body.0).await?)
}

/// Cancel a round
///
/// As long as it has not opened. It is gone; one that has opened is ended by an earlier last day.
#[utoipa::path(delete, path = "/posture-rounds/{postureRoundId}", operation_id = "cancelPostureRound", tag = "leadership",
    params(("postureRoundId" = Uuid, Path, description = "The round.")), responses((status = 204, description = "It is gone.")))]
async fn cancel_posture_round(ctx: Ctx, id: Id<PostureRoundId>) -> Reply {
    Ok(rounds::cancel_posture_round(&ctx, id.0).await?)
}

/// Answer a round
///
/// In person and once, every statement. The answer is counted at once and kept nowhere: that one has answered is known, never what. The audit chain says that somebody answered, and not who.
#[utoipa::path(post, path = "/posture-rounds/{postureRoundId}/answers", operation_id = "answerPosture", tag = "leadership",
    params(("postureRoundId" = Uuid, Path, description = "The round.")),
    request_body = AnswerPosture, responses((status = 204, description = "Counted.")))]
async fn answer_posture(ctx: Ctx, id: Id<PostureRoundId>, body: Body<AnswerPosture>) -> Reply {
    Ok(answers::answer_posture(&ctx, id.0, body.0).await?)
}

/// Read what a round came to
///
/// For the group as a whole, from the second day after the round's last: the score on both axes, the posture by these scores, what is to be expected, and what to do next. Scores are coarser the fewer have answered. Nothing is shown where fewer than three have answered, nor where the answers of one or two persons could be worked out from this and other rounds together.
#[utoipa::path(get, path = "/posture-rounds/{postureRoundId}/result", operation_id = "readPostureResult", tag = "leadership",
    params(("postureRoundId" = Uuid, Path, description = "The round.")),
    responses((status = 200, description = "The result, or why there is none to show.", body = PostureResultView)))]
async fn read_posture_result(ctx: Ctx, id: Id<PostureRoundId>) -> Reply {
    Ok(results::read_posture_result(&ctx, id.0).await?)
}

/// Read a group's posture over time
///
/// The rounds that are over, with what is shown of each; the newest posture with its day, how it changed, and how far leaders see themselves otherwise than their staff does. Rounds that were made for a unit that the reader does not see are left out.
#[utoipa::path(get, path = "/leadership-groups/{groupId}/posture", operation_id = "readPostureTrend", tag = "leadership",
    params(("groupId" = Uuid, Path, description = "The leadership group.")),
    responses((status = 200, description = "The posture over time.", body = PostureTrendView)))]
async fn read_posture_trend(ctx: Ctx, id: Id<LeadershipGroupId>) -> Reply {
    Ok(results::read_posture_trend(&ctx, id.0).await?)
}
