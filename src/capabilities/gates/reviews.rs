//! Asking for a review, and taking that back: the stage waits for its deciders.

use super::bundle::Bundle;
use super::dto::{AskReview, ChoiceWord, ReviewList, ReviewView, VoteView, WithdrawReview};
use super::votes::{self, Ground, Identity};
use super::{events, queries, service};
use crate::access::{Action, Ctx};
use crate::capabilities::roadmaps;
use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use gate::stage::StageState;
use kernel::{GateId, ReviewId};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::HashSet;
use tables::{gate as gate_row, gate_review};
use uuid::Uuid;

pub(super) async fn ask_review(ctx: &Ctx, id: GateId, body: AskReview) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let row = queries::lock_gate(tx.conn(), ctx.scope(), id.uuid()).await?;
        let bundle = Bundle::load(tx.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
        let permit = ctx.permit(Action::AskReview, &service::about(&bundle, &row))?;
        let stage = bundle.stage(row.stage_id)?;
        if stage.state != StageState::Open.as_str() {
            let error = AppError::new(Code::WrongState)
                .with("state", stage.state.clone())
                .with("needed", "open");
            return Err(error.about(Subject::new("gate", row.id)));
        }
        refuse_before_earlier(&ctx, &bundle, &row)?;
        // What is met for the first time is remembered from here on.
        let ground = Ground::of(&bundle, &row)?;
        let met = &ground.verdict.newly_latched;
        queries::insert_latches(tx.conn(), &permit, &row, met, ctx.today(), tx.now()).await?;
        let asking = Identity::of(&ctx);
        let review = gate_review::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            gate_id: row.id,
            roadmap_id: row.roadmap_id,
            asked_by: asking.who,
            asked_account: asking.account,
            asked_at: tx.now(),
            note: body.note,
            closed_at: None,
            withdrawal_reason: None,
            version: 1,
        };
        rows::insert(tx.conn(), &permit, review.clone()).await?;
        roadmaps::service::set_stage_state(&tx, &permit, stage.id, StageState::InReview).await?;
        let changes = json!({"review": review.id, "ready": ground.verdict.ready, "latched": met});
        tx.record(events::REVIEW_ASKED, Subject::new("gate", row.id), changes)
            .await?;
        let location = format!("{}/reviews/{}", crate::platform::BASE, review.id);
        Answer::created(
            &review_view(&review, &bundle, &HashSet::new())?,
            location,
            etag::of_version(1),
        )
    })
    .await
}

/// Stages pass in order: the reasons are the earlier stages that have not passed.
pub(super) fn refuse_before_earlier(ctx: &Ctx, bundle: &Bundle, row: &gate_row::Model) -> Result<()> {
    let stage = bundle.stage(row.stage_id)?;
    let waiting = bundle
        .before(stage)
        .into_iter()
        .filter(|one| one.state != StageState::Passed.as_str())
        .collect::<Vec<_>>();
    if waiting.is_empty() {
        return Ok(());
    }
    let subject = Subject::new("gate", row.id);
    Err(roadmaps::service::locked_behind(ctx.language, waiting).about(subject))
}

/// Takes a request for a review back: the stage is open again, and what was said in the review takes no effect.
pub(super) async fn withdraw_review(ctx: &Ctx, id: ReviewId, body: WithdrawReview) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let found = queries::review(tx.conn(), ctx.scope(), id.uuid()).await?;
        let row = queries::lock_gate(tx.conn(), ctx.scope(), found.gate_id).await?;
        // A decision may have closed it while this request waited for the gate.
        let mut review = queries::review(tx.conn(), ctx.scope(), id.uuid()).await?;
        let bundle = Bundle::load(tx.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
        let subject = Subject::new("review", id);
        let permit = ctx.permit(Action::AskReview, &bundle.target.clone().about("review", id))?;
        expected.check(review.version)?;
        if review.closed_at.is_some() {
            return Err(AppError::new(Code::Immutable).about(subject));
        }
        review.closed_at = Some(tx.now());
        review.withdrawal_reason = Some(body.reason);
        review.version += 1;
        rows::replace(tx.conn(), &permit, review.clone()).await?;
        roadmaps::service::set_stage_state(&tx, &permit, row.stage_id, StageState::Open).await?;
        let changes = json!({"gate": row.id, "reason": review.withdrawal_reason});
        tx.record(events::REVIEW_WITHDRAWN, subject, changes).await?;
        Answer::ok(
            &review_view(&review, &bundle, &HashSet::new())?,
            etag::of_version(review.version),
        )
    })
    .await
}

pub(super) async fn list_reviews(ctx: &Ctx, id: GateId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let row = queries::gate(read.conn(), ctx.scope(), id.uuid()).await?;
        let bundle = Bundle::load(read.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
        let counting = counting(read.conn(), &ctx, &bundle, &row).await?;
        let mine = bundle.reviews.iter().filter(|review| review.gate_id == row.id);
        let items = mine
            .map(|review| review_view(review, &bundle, &counting))
            .collect::<Result<_>>()?;
        Ok((bundle.target, Answer::plain(&ReviewList { items })?))
    })
    .await
}

pub(super) async fn read_review(ctx: &Ctx, id: ReviewId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let review = queries::review(read.conn(), ctx.scope(), id.uuid()).await?;
        let bundle = Bundle::load(read.conn(), ctx.scope(), review.roadmap_id, ctx.today()).await?;
        let row = bundle.gate(review.gate_id)?;
        let counting = counting(read.conn(), &ctx, &bundle, row).await?;
        let view = review_view(&review, &bundle, &counting)?;
        let tag = service::gate_tag(&ctx, review.version, read.epoch.data);
        Ok((bundle.target, Answer::ok(&view, tag)?))
    })
    .await
}

/// The votes that count in the gate's open review.
async fn counting<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    bundle: &Bundle,
    row: &gate_row::Model,
) -> Result<HashSet<Uuid>> {
    let Some(review) = bundle.review_of(row.id) else {
        return Ok(HashSet::new());
    };
    let basis = Ground::of(bundle, row)?.basis;
    let counting = votes::counting(db, ctx, bundle, row, review.id, &basis).await?;
    Ok(counting.into_iter().map(|vote| vote.row.id).collect())
}

fn review_view(row: &gate_review::Model, bundle: &Bundle, counting: &HashSet<Uuid>) -> Result<ReviewView> {
    let open = row.closed_at.is_none();
    let cast = bundle.votes.iter().filter(|vote| vote.review_id == row.id);
    Ok(ReviewView {
        id: row.id,
        gate_id: row.gate_id,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        note: row.note.clone(),
        closed_at: row.closed_at,
        withdrawal_reason: row.withdrawal_reason.clone(),
        votes: cast
            .map(|vote| {
                Ok(VoteView {
                    cast_by: vote.cast_by,
                    outcome: ChoiceWord::from_row(&vote.outcome)?,
                    justification: vote.justification.clone(),
                    conditions: serde_json::from_value(vote.conditions.clone())?,
                    counts: open.then(|| counting.contains(&vote.id)),
                    cast_at: vote.cast_at,
                })
            })
            .collect::<Result<_>>()?,
        version: row.version,
    })
}
