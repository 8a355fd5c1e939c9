//! What a countermeasure changed: recorded day by day, never rewritten.

use super::dto::{BarrierDetail, BarrierEffectView, BarrierState, BarrierView, RecordBarrierEffect};
use super::{events, queries, register};
use crate::access::{Action, Ctx};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use kernel::BarrierId;
use serde_json::to_value;
use tables::{barrier, barrier_effect};

/// At most so many looks at one barrier.
const MOST: u64 = 500;

pub(super) async fn record_barrier_effect(
    ctx: &Ctx,
    id: BarrierId,
    body: RecordBarrierEffect,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let row = queries::lock_barrier(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = register::target(tx.conn(), &ctx, row.roadmap_id, row.owner_id).await?;
        let permit = ctx.permit(Action::EditBarriers, &target.about("barrier", id))?;
        let on_date = body.on_date.unwrap_or_else(|| ctx.today());
        judge(&row, &body, on_date > ctx.today())?;
        if queries::count_effects(tx.conn(), ctx.scope(), row.id).await? >= MOST {
            return Err(
                AppError::new(Code::Conflict).with("reason", format!("at most {MOST} effects of a barrier"))
            );
        }
        let effect = barrier_effect::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            barrier_id: row.id,
            on_date,
            severity: body.severity,
            note: body.note.clone(),
            solved: body.solved,
            recorded_by: ctx.actor.person,
            created_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, effect).await?;
        let row = barrier::Model {
            severity: body.severity.max(1),
            state: if body.solved {
                BarrierState::Solved.to_string()
            } else {
                row.state.clone()
            },
            closed_on: body.solved.then_some(on_date),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(
            events::EFFECT_RECORDED,
            Subject::new("barrier", id),
            to_value(&body)?,
        )
        .await?;
        let effects = queries::effects(tx.conn(), ctx.scope(), row.id).await?;
        let detail = BarrierDetail {
            barrier: BarrierView::of(&row)?,
            effects: effects.iter().map(BarrierEffectView::of).collect(),
        };
        let location = format!("{}/barriers/{id}", crate::platform::BASE);
        Answer::created(&detail, location, etag::of_version(row.version))
    })
    .await
}

/// Whether the effect can be recorded of the barrier as it stands.
fn judge(row: &barrier::Model, body: &RecordBarrierEffect, future: bool) -> Result<()> {
    if row.state != BarrierState::Open.as_str() {
        return Err(register::wrong_state(row, BarrierState::Open.as_str()));
    }
    let mut faults = Vec::new();
    if future {
        faults.push(Fault::new(
            "/onDate",
            FaultCode::Rule {
                rule: "in_the_future",
            },
        ));
    }
    if body.solved && (row.countermeasure.is_none() || row.owner_id.is_none()) {
        let rule = "countermeasure_and_owner_first";
        let note = "name a countermeasure and an owner first, so that others can see how it was solved";
        faults.push(Fault::new("/solved", FaultCode::Rule { rule }).note(note));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}
