//! Judging and withdrawing evidence. Neither changes what was submitted.

use super::dto::{ReviewEvidence, ReviewOutcome, WithdrawEvidence};
use super::service::{evidence_target, is_submitter, view, wrong_state};
use super::{events, queries, rules};
use crate::access::{Action, Ctx};
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{Event, Subject};
use crate::platform::rows;
use kernel::EvidenceId;
use serde_json::{Value, json};
use tables::evidence;

/// What an act writes: the event, what the chain says of it, and the row as it is then.
type Judged = (Event, Value, evidence::Model);

/// Accepts or rejects evidence that somebody else submitted.
pub(super) async fn review_evidence(ctx: &Ctx, id: EvidenceId, body: ReviewEvidence) -> Result<Answer> {
    act(ctx, id, Action::ReviewEvidence, move |ctx, row| {
        if body.outcome == ReviewOutcome::Reject && body.note.is_none() {
            return Err(AppError::fault("/note", FaultCode::Required));
        }
        if row.status != "submitted" {
            return Err(wrong_state(&row, "submitted"));
        }
        if is_submitter(ctx, &row) {
            return Err(AppError::new(Code::FourEyes).about(Subject::new("evidence", row.id)));
        }
        let status = match body.outcome {
            ReviewOutcome::Accept => "accepted",
            ReviewOutcome::Reject => "rejected",
        };
        let changes = json!({"status": {"from": row.status, "to": status}, "contentHash": row.content_hash});
        let row = evidence::Model {
            status: status.to_owned(),
            reviewed_by: ctx.actor_ref().id,
            reviewer_id: ctx.actor.person,
            reviewed_at: Some(ctx.now),
            review_note: body.note,
            ..row
        };
        Ok((events::EVIDENCE_REVIEWED, changes, row))
    })
    .await
}

/// Takes evidence out of effect, with a reason.
pub(super) async fn withdraw_evidence(ctx: &Ctx, id: EvidenceId, body: WithdrawEvidence) -> Result<Answer> {
    act(ctx, id, Action::WithdrawEvidence, move |ctx, row| {
        if !rules::stands(&row.status) {
            return Err(wrong_state(&row, "submitted, accepted, rejected"));
        }
        let changes = json!({"status": {"from": row.status, "to": "withdrawn"}});
        let row = evidence::Model {
            status: "withdrawn".to_owned(),
            withdrawn_at: Some(ctx.now),
            withdrawal_reason: Some(body.reason),
            ..row
        };
        Ok((events::EVIDENCE_WITHDRAWN, changes, row))
    })
    .await
}

/// Loads, permits, judges, saves and records.
async fn act<F>(ctx: &Ctx, id: EvidenceId, action: Action, judge: F) -> Result<Answer>
where
    F: FnOnce(&Ctx, evidence::Model) -> Result<Judged> + Send + 'static,
{
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_evidence(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = evidence_target(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(action, &target)?;
        expected.check(row.version)?;
        let (event, changes, row) = judge(&ctx, row)?;
        let row = evidence::Model {
            version: row.version + 1,
            updated_at: ctx.now,
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        if row.status == "accepted" {
            // Whoever accepts it has seen what it is used for.
            queries::confirm_uses(tx.conn(), &permit, row.id, row.reviewed_by, ctx.now).await?;
        }
        let uses = queries::uses_of(tx.conn(), ctx.scope(), [row.id]).await?;
        tx.record(event, Subject::new("evidence", row.id), changes)
            .await?;
        let (view, tag) = view(&ctx, &target, &row, &uses)?;
        Answer::ok(&view, tag)
    })
    .await
}
