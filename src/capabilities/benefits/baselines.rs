//! Baselines: locked before the first effect, never changed, only followed by another with its reason.

use super::dto::{Baseline, BenefitBaselineList, BenefitBaselineView, BenefitState, SupersedeBaseline};
use super::service::{benefit_target, fields_of, view, wrong_state};
use super::{events, queries, rules};
use crate::access::{Action, Ctx, Permit};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use crate::platform::tx::Tx;
use kernel::BenefitId;
use serde_json::json;
use tables::{benefit, benefit_baseline};

/// Baselines of one benefit.
const MOST: usize = 100;

fn view_of(row: &benefit_baseline::Model) -> BenefitBaselineView {
    BenefitBaselineView {
        number: row.number,
        fields: Baseline {
            value: rules::unscaled(row.value),
            date: row.measured_on,
            source: row.source.clone(),
        },
        locked_at: row.locked_at,
        locked_by: row.locked_by,
        reason: row.reason.clone(),
    }
}

pub(super) async fn list_benefit_baselines(ctx: &Ctx, id: BenefitId) -> Result<Answer> {
    ctx.kept(Action::ReadBenefits, |ctx, read| async move {
        let row = queries::benefit(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = benefit_target(read.conn(), ctx.scope(), &row).await?;
        let found = queries::baselines(read.conn(), ctx.scope(), row.id).await?;
        let items = found.iter().map(view_of).collect();
        Ok((target, Answer::plain(&BenefitBaselineList { items })?))
    })
    .await
}

/// Keeps the row's baseline for ever, as the number that follows.
async fn keep(
    tx: &Tx,
    ctx: &Ctx,
    permit: &Permit,
    row: &benefit::Model,
    baseline: &Baseline,
    reason: Option<String>,
) -> Result<i32> {
    let known = queries::baselines(tx.conn(), ctx.scope(), row.id).await?;
    if known.len() >= MOST {
        let reason = format!("at most {MOST} baselines of one benefit");
        let error = AppError::new(Code::Conflict).with("reason", reason);
        return Err(error.about(Subject::new("benefit", row.id)));
    }
    let number = known.last().map_or(0, |last| last.number) + 1;
    let kept = benefit_baseline::Model {
        organiser_id: row.organiser_id,
        id: ctx.new_id(),
        benefit_id: row.id,
        number,
        value: rules::scaled(baseline.value),
        measured_on: baseline.date,
        source: baseline.source.clone(),
        reason,
        locked_by: ctx.actor_ref().id,
        locked_at: tx.now(),
    };
    rows::insert(tx.conn(), permit, kept).await?;
    Ok(number)
}

pub(super) async fn lock_baseline(ctx: &Ctx, id: BenefitId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_benefit(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = benefit_target(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::EditBenefits, &target)?;
        expected.check(row.version)?;
        if row.state != BenefitState::Planned.as_str() {
            return Err(wrong_state(&row, "planned"));
        }
        let Some(baseline) = fields_of(&row)?.baseline else {
            let missing = vec![Fault::new("/baseline", FaultCode::Required)];
            let reason = "there is no baseline yet";
            let error = AppError::new(Code::Conflict)
                .with("reason", reason)
                .with_faults(missing);
            return Err(error.about(Subject::new("benefit", id)));
        };
        if baseline.date > ctx.today() {
            let ahead = vec![day_ahead()];
            let reason = "the baseline lies ahead";
            let error = AppError::new(Code::Conflict)
                .with("reason", reason)
                .with_faults(ahead);
            return Err(error.about(Subject::new("benefit", id)));
        }
        keep(&tx, &ctx, &permit, &row, &baseline, None).await?;
        row.state = BenefitState::BaselineLocked.to_string();
        row.locked_at = Some(tx.now());
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({"baseline": baseline});
        tx.record(events::BASELINE_LOCKED, Subject::new("benefit", id), changes)
            .await?;
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, tag)
    })
    .await
}

pub(super) async fn supersede_baseline(ctx: &Ctx, id: BenefitId, body: SupersedeBaseline) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_benefit(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = benefit_target(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::EditBenefits, &target)?;
        expected.check(row.version)?;
        if row.locked_at.is_none() || row.state == BenefitState::Abandoned.as_str() {
            return Err(wrong_state(&row, "baseline_locked, realised"));
        }
        let mut fields = fields_of(&row)?;
        let before = fields.baseline.replace(body.baseline.clone());
        // Of the benefit's own fields only the baseline is in this body.
        let mut faults: Vec<Fault> = rules::faults_of_benefit(&fields)
            .into_iter()
            .filter_map(|fault| match fault.pointer.as_str() {
                "/target/date" => Some(contradicts("/baseline/date", "target/date")),
                "/target/value" => Some(contradicts("/baseline/value", "target/value")),
                _ => None,
            })
            .collect();
        if body.baseline.date > ctx.today() {
            faults.push(day_ahead());
        }
        // A baseline tells of the time before the effects, so the first measured month is the last it may be of.
        let months = queries::measured_months(tx.conn(), ctx.scope(), row.id).await?;
        if months
            .first()
            .is_some_and(|first| *first < rules::month_of(body.baseline.date))
        {
            faults.push(contradicts("/baseline/date", "measured months"));
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let number = keep(
            &tx,
            &ctx,
            &permit,
            &row,
            &body.baseline,
            Some(body.reason.clone()),
        )
        .await?;
        row.baseline_value = Some(rules::scaled(body.baseline.value));
        row.baseline_date = Some(body.baseline.date);
        row.baseline_source = Some(body.baseline.source.clone());
        if row.state == BenefitState::Realised.as_str() {
            row.superseded_at = Some(tx.now());
        }
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({"number": number, "from": before, "to": body.baseline, "reason": body.reason});
        tx.record(events::BASELINE_SUPERSEDED, Subject::new("benefit", id), changes)
            .await?;
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, tag)
    })
    .await
}

fn day_ahead() -> Fault {
    let rule = "day_ahead";
    Fault::new("/baseline/date", FaultCode::Rule { rule })
}

fn contradicts(pointer: &str, other: &str) -> Fault {
    let other = other.to_owned();
    Fault::new(pointer, FaultCode::Contradicts { other })
}
