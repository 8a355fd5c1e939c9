//! Answering a round: in person, once, and counted at once.

use super::dto::{AnswerPosture, Audience, Axis, RoundState};
use super::rounds::{round_target, wrong_state};
use super::texts::Questionnaire;
use super::{events, queries, rules};
use crate::access::{Action, Ctx};
use crate::capabilities::people;
use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use chrono::NaiveDate;
use kernel::PostureRoundId;
use sea_orm::ConnectionTrait;
use serde_json::json;
use tables::{posture_participation, posture_round};
use uuid::Uuid;

/// Whether a person is among those whom a round asks today: members of the group, or staff of the unit that the round was
/// made for, by its path.
async fn is_asked<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    round: &posture_round::Model,
    path: Option<&str>,
    person: Uuid,
    today: NaiveDate,
) -> Result<bool> {
    let members = people::service::leadership_members_on(db, ctx.scope(), round.group_id, today).await?;
    let leads = members.contains(&person);
    if Audience::from_row(&round.audience)? == Audience::Leaders {
        return Ok(leads);
    }
    let posts = people::service::posts_of(db, ctx.scope(), &[person]).await?;
    let works = posts.get(&person).is_some_and(|one| {
        one.posts.iter().any(|post| {
            post.from <= today
                && post.to.is_none_or(|to| today <= to)
                && path.is_none_or(|path| post.path.starts_with(path))
        })
    });
    Ok(works && !leads)
}

/// The program writes, so that the chain says that somebody answered and not who: else its entry would lie beside the
/// counters that moved. No `Idempotency-Key` is honoured: what is kept for one holds a hash of the body beside the account.
pub(super) async fn answer_posture(ctx: &Ctx, id: PostureRoundId, body: AnswerPosture) -> Result<Answer> {
    let author = ctx.clone();
    let program = Ctx::system(&ctx.state, ctx.scope().organiser());
    program
        .write(move |tx| async move {
            let ctx = author;
            let row = queries::lock_round(tx.conn(), ctx.scope(), id.uuid()).await?;
            // The time now, and not when the request came: it may have waited for the round over midnight.
            let today = ctx.state.clock.now().date_naive();
            let mut target = round_target(tx.conn(), ctx.scope(), &row).await?;
            if let Some(person) = ctx.actor.person
                && is_asked(tx.conn(), &ctx, &row, target.unit_path.as_deref(), person, today).await?
            {
                target.owners.push(person);
            }
            let permit = ctx.permit(Action::AnswerPosture, &target)?;
            let person = ctx.actor.person.ok_or_else(AppError::not_found)?;
            let state = rules::state_of(row.opens_on, row.closes_on, today);
            if state != RoundState::Open {
                return Err(wrong_state(id, state, RoundState::Open));
            }
            if queries::has_answered(tx.conn(), ctx.scope(), row.id, person).await? {
                return Err(AppError::new(Code::Duplicate).about(Subject::new("posture_round", id)));
            }
            let asked = Questionnaire::of_round(&row.questionnaire)?;
            let faults = rules::faults_of_answers(&asked, &body.answers);
            if !faults.is_empty() {
                return Err(AppError::invalid(faults));
            }
            let taken = posture_participation::Model {
                organiser_id: ctx.scope().organiser(),
                round_id: row.id,
                person_id: person,
            };
            rows::insert(tx.conn(), &permit, taken).await?;
            let reached = Axis::ALL
                .iter()
                .map(|axis| (*axis, rules::points(&asked, &body.answers, *axis)));
            let reached: Vec<(Axis, i32)> = reached.collect();
            queries::count_one(tx.conn(), &permit, row.id, &reached).await?;
            // That somebody answered is known; what they answered stands in no entry.
            tx.record(
                events::ROUND_ANSWERED,
                Subject::new("posture_round", id),
                json!({}),
            )
            .await?;
            Ok(Answer::done())
        })
        .await
}
