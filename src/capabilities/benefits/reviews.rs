//! Days on which a benefit is looked at again. They live on when the roadmap is closed or stopped.

use super::dto::{
    BenefitReviewDay, BenefitReviewFilter, BenefitReviewList, BenefitReviewView, BenefitState,
    CreateBenefitReview, FinishBenefitReview, UpdateBenefitReview,
};
use super::service::{below, benefit_target, in_order, standing, wrong_state};
use super::{events, queries, rules};
use crate::access::{Action, Ctx, Permit};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use chrono::NaiveDate;
use kernel::{BenefitId, BenefitReviewId};
use serde_json::{json, to_value};
use tables::{benefit, benefit_review};
use uuid::Uuid;

/// Reviews of one benefit.
const MOST: usize = 100;

fn is_abandoned(row: &benefit::Model) -> bool {
    row.state == BenefitState::Abandoned.as_str()
}

pub(super) async fn list_benefit_reviews(ctx: &Ctx, filter: BenefitReviewFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    in_order("/query/dueTo", filter.due_from, filter.due_to)?;
    ctx.kept(Action::ReadBenefits, |ctx, read| async move {
        let (db, scope, today) = (read.conn(), ctx.scope(), ctx.today());
        let below = below(&ctx, db, filter.unit_id).await?;
        let sight = ctx.sight(Action::ReadBenefits);
        let mut found = queries::reviews(db, scope, &sight, &filter, below, today, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.due_on.to_string(), row.id.to_string()]);
        let ids: Vec<Uuid> = found.iter().map(|row| row.benefit_id).collect();
        let abandoned = queries::abandoned(db, scope, &ids).await?;
        let items = found
            .iter()
            .map(|row| BenefitReviewView::of(row, abandoned.contains(&row.benefit_id), today))
            .collect::<Result<_>>()?;
        let answer = Answer::list(page, |page| BenefitReviewList { items, page })?;
        Ok((standing(&ctx), answer))
    })
    .await
}

/// A view's validator, which changes when the day comes.
fn answer(view: &BenefitReviewView) -> (String, &BenefitReviewView) {
    let tag = if view.overdue {
        format!("\"{}-overdue\"", view.version)
    } else {
        etag::of_version(view.version)
    };
    (tag, view)
}

pub(super) async fn read_benefit_review(ctx: &Ctx, id: BenefitReviewId) -> Result<Answer> {
    ctx.kept(Action::ReadBenefits, |ctx, read| async move {
        let row = queries::review(read.conn(), ctx.scope(), id.uuid()).await?;
        let benefit = queries::benefit(read.conn(), ctx.scope(), row.benefit_id).await?;
        let target = benefit_target(read.conn(), ctx.scope(), &benefit).await?;
        let view = BenefitReviewView::of(&row, is_abandoned(&benefit), ctx.today())?;
        let (tag, view) = answer(&view);
        Ok((target, Answer::ok(view, tag)?))
    })
    .await
}

/// A review lies ahead, or is due today at the earliest.
fn past(ctx: &Ctx, due_on: NaiveDate) -> Option<Fault> {
    let rule = "day_is_past";
    (due_on < ctx.today()).then(|| Fault::new("/dueOn", FaultCode::Rule { rule }))
}

pub(super) async fn create_benefit_review(
    ctx: &Ctx,
    id: BenefitId,
    body: CreateBenefitReview,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let benefit = queries::lock_benefit(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = benefit_target(tx.conn(), ctx.scope(), &benefit).await?;
        let permit = ctx.permit(Action::EditBenefits, &target)?;
        if is_abandoned(&benefit) {
            return Err(wrong_state(&benefit, "planned, baseline_locked, realised"));
        }
        if let Some(fault) = past(&ctx, body.due_on) {
            return Err(AppError::invalid(vec![fault]));
        }
        let known = queries::reviews_of(tx.conn(), ctx.scope(), &[benefit.id]).await?;
        let about = Subject::new("benefit", id);
        if known.iter().any(|one| one.due_on == body.due_on) {
            return Err(AppError::new(Code::Duplicate).about(about));
        }
        if known.len() >= MOST {
            let reason = format!("at most {MOST} reviews of one benefit");
            return Err(AppError::new(Code::Conflict).with("reason", reason).about(about));
        }
        let row = benefit_review::Model {
            organiser_id: benefit.organiser_id,
            id: ctx.new_id(),
            benefit_id: benefit.id,
            due_on: body.due_on,
            first_due_on: body.due_on,
            moved_reason: None,
            done_on: None,
            outcome: None,
            finding: None,
            done_by: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({"benefit": benefit.id, "dueOn": row.due_on});
        tx.record(
            events::REVIEW_PLANNED,
            Subject::new("benefit_review", row.id),
            changes,
        )
        .await?;
        let view = BenefitReviewView::of(&row, false, ctx.today())?;
        let location = format!("{}/benefit-reviews/{}", crate::platform::BASE, row.id);
        let (tag, view) = answer(&view);
        Answer::created(view, location, tag)
    })
    .await
}

/// A review that is still to be done, locked, with its benefit and the permit to change it.
async fn open_review(
    tx: &Tx,
    ctx: &Ctx,
    id: BenefitReviewId,
) -> Result<(benefit_review::Model, benefit::Model, Permit)> {
    let row = queries::lock_review(tx.conn(), ctx.scope(), id.uuid()).await?;
    let benefit = queries::lock_benefit(tx.conn(), ctx.scope(), row.benefit_id).await?;
    let target = benefit_target(tx.conn(), ctx.scope(), &benefit).await?;
    let permit = ctx.permit(Action::EditBenefits, &target.about("benefit_review", id))?;
    ctx.expected()?.check(row.version)?;
    if row.done_on.is_some() {
        return Err(AppError::new(Code::Immutable).about(Subject::new("benefit_review", id)));
    }
    Ok((row, benefit, permit))
}

pub(super) async fn update_benefit_review(
    ctx: &Ctx,
    id: BenefitReviewId,
    patch: UpdateBenefitReview,
) -> Result<Answer> {
    ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let (mut row, benefit, permit) = open_review(&tx, &ctx, id).await?;
        // The reason that was given for an earlier move is none for this one.
        let before = BenefitReviewDay {
            due_on: row.due_on,
            moved_reason: None,
        };
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        let mut faults: Vec<Fault> = past(&ctx, fields.due_on).into_iter().collect();
        if row.due_on < ctx.today() && fields.moved_reason.is_none() {
            faults.push(Fault::new("/movedReason", FaultCode::Required));
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let known = queries::reviews_of(tx.conn(), ctx.scope(), &[benefit.id]).await?;
        if known
            .iter()
            .any(|one| one.id != row.id && one.due_on == fields.due_on)
        {
            return Err(AppError::new(Code::Duplicate).about(Subject::new("benefit_review", id)));
        }
        row.due_on = fields.due_on;
        row.moved_reason = fields.moved_reason.clone().or(row.moved_reason);
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        tx.record(events::REVIEW_MOVED, Subject::new("benefit_review", id), changes)
            .await?;
        let view = BenefitReviewView::of(&row, is_abandoned(&benefit), ctx.today())?;
        let (tag, view) = answer(&view);
        Answer::ok(view, tag)
    })
    .await
}

pub(super) async fn finish_benefit_review(
    ctx: &Ctx,
    id: BenefitReviewId,
    body: FinishBenefitReview,
) -> Result<Answer> {
    ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let (mut row, benefit, permit) = open_review(&tx, &ctx, id).await?;
        let first = rules::may_be_done_from(row.due_on);
        if ctx.today() < first {
            let reason = format!("the review may be done from {first} on");
            let error = AppError::new(Code::Conflict).with("reason", reason);
            return Err(error.about(Subject::new("benefit_review", id)));
        }
        row.done_on = Some(ctx.today());
        row.outcome = Some(body.outcome.to_string());
        row.finding = Some(body.finding.clone());
        row.done_by = ctx.actor_ref().id;
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(
            events::REVIEW_DONE,
            Subject::new("benefit_review", id),
            to_value(&body)?,
        )
        .await?;
        let view = BenefitReviewView::of(&row, is_abandoned(&benefit), ctx.today())?;
        let (tag, view) = answer(&view);
        Answer::ok(view, tag)
    })
    .await
}
