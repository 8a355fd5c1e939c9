//! Asking for a review: the stage waits for its deciders.

use super::bundle::Bundle;
use super::derive::Suppositions;
use super::dto::{AskReview, ChoiceWord, ReviewList, ReviewView, VoteView};
use super::{events, queries, service, views};
use crate::access::{Action, Ctx};
use crate::capabilities::roadmaps;
use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use gate::stage::StageState;
use kernel::GateId;
use serde_json::json;
use tables::{gate_review, gate_vote};
use uuid::Uuid;

/// How an actor is told apart at a gate: the person, or the account where no person stands behind it,
/// so that two accounts of one person are one pair of eyes.
pub(super) fn identity(ctx: &Ctx) -> Uuid {
    ctx.actor.person.unwrap_or(ctx.actor.id)
}

pub(super) async fn ask_review(ctx: &Ctx, id: GateId, body: AskReview) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let row = queries::lock_gate(tx.conn(), ctx.scope(), id.uuid()).await?;
        let bundle = Bundle::load(tx.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
        let target = service::about(&bundle, &row);
        let permit = ctx.permit(Action::AskReview, &target)?;
        let stage = bundle.stage(row.stage_id)?;
        if stage.state != StageState::Open.as_str() {
            let error = AppError::new(Code::WrongState)
                .with("state", stage.state.clone())
                .with("needed", "open");
            return Err(error.about(Subject::new("gate", row.id)));
        }
        // What is met for the first time is remembered from here on.
        let verdict = views::judge(&bundle, &row, &Suppositions::default())?;
        queries::insert_latches(
            tx.conn(),
            &permit,
            row.id,
            &verdict.newly_latched,
            ctx.today(),
            tx.now(),
        )
        .await?;
        let review = gate_review::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            gate_id: row.id,
            roadmap_id: row.roadmap_id,
            asked_by: identity(&ctx),
            asked_at: tx.now(),
            note: body.note,
            closed_at: None,
            version: 1,
        };
        rows::insert(tx.conn(), &permit, review.clone()).await?;
        roadmaps::service::set_stage_state(&tx, &permit, stage.id, StageState::InReview).await?;
        let changes = json!({"review": review.id, "ready": verdict.ready, "latched": verdict.newly_latched});
        tx.record(events::REVIEW_ASKED, Subject::new("gate", row.id), changes)
            .await?;
        let location = format!("{}/gates/{}/reviews", crate::platform::BASE, row.id);
        Answer::created(&review_view(&review, &[])?, location, etag::of_version(1))
    })
    .await
}

pub(super) async fn list_reviews(ctx: &Ctx, id: GateId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let row = queries::gate(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = roadmaps::service::roadmap_target(read.conn(), ctx.scope(), row.roadmap_id).await?;
        let votes = queries::votes_of_roadmap(read.conn(), ctx.scope(), std::slice::from_ref(&row)).await?;
        let reviews = queries::reviews_of_roadmap(read.conn(), ctx.scope(), row.roadmap_id).await?;
        let mine = reviews.iter().filter(|review| review.gate_id == row.id);
        let items = mine
            .map(|review| review_view(review, &votes))
            .collect::<Result<_>>()?;
        Ok((target, Answer::plain(&ReviewList { items })?))
    })
    .await
}

fn review_view(row: &gate_review::Model, votes: &[gate_vote::Model]) -> Result<ReviewView> {
    let cast = votes.iter().filter(|vote| vote.review_id == row.id);
    Ok(ReviewView {
        id: row.id,
        gate_id: row.gate_id,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        note: row.note.clone(),
        closed_at: row.closed_at,
        votes: cast
            .map(|vote| {
                Ok(VoteView {
                    cast_by: vote.cast_by,
                    outcome: ChoiceWord::from_row(&vote.outcome)?,
                    cast_at: vote.cast_at,
                })
            })
            .collect::<Result<_>>()?,
    })
}
