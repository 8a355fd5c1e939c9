//! Who has adopted a benefit, and the state that is asked for and not claimed: realised.

use super::dto::{Adopters, BenefitState};
use super::grounds::Standing;
use super::rules::{self, Grounds, Measured};
use super::series::by_month;
use super::service::{adopters_of, benefit_target, view, wrong_state, yardstick};
use super::{events, queries};
use crate::access::{Action, Ctx};
use crate::capabilities::evidence;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::rows;
use crate::platform::tx::Tx;
use kernel::BenefitId;
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use tables::benefit;
use uuid::Uuid;

/// What is wrong with what is said of the groups: each has evidence or a reason, and the evidence is of the roadmap,
/// accepted and valid.
async fn faults_of<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    row: &benefit::Model,
    adopters: &Adopters,
) -> Result<Vec<Fault>> {
    let named: Vec<Uuid> = adopters
        .each()
        .into_iter()
        .filter_map(|(_, adoption)| adoption?.evidence_id)
        .collect();
    let known = evidence::service::evidence_states(db, ctx.scope(), &named, ctx.today()).await?;
    let mut faults = Vec::new();
    for (group, adoption) in adopters.each() {
        let Some(adoption) = adoption else { continue };
        let pointer = format!("/{group}/evidenceId");
        match (adoption.evidence_id, &adoption.not_applicable_reason) {
            (None, None) => faults.push(Fault::new(format!("/{group}"), FaultCode::Required)),
            (Some(_), Some(_)) => {
                let other = "notApplicableReason".to_owned();
                faults.push(Fault::new(pointer, FaultCode::Contradicts { other }));
            }
            (None, Some(_)) => {}
            (Some(id), None) => {
                let piece = known
                    .iter()
                    .find(|one| one.id == id && one.roadmap_id == row.roadmap_id);
                match piece {
                    None => {
                        let what = "evidence of this roadmap".to_owned();
                        faults.push(Fault::new(pointer, FaultCode::NoSuch { what }));
                    }
                    Some(piece) if !piece.is_valid() => {
                        let rule = "evidence_not_valid";
                        let state = if piece.expired { "expired" } else { &piece.status };
                        faults.push(Fault::new(pointer, FaultCode::Rule { rule }).note(state.to_owned()));
                    }
                    Some(_) => {}
                }
            }
        }
    }
    if rules::shares_evidence(adopters) && adopters.shared_evidence_reason.is_none() {
        faults.push(Fault::new("/sharedEvidenceReason", FaultCode::Required));
    }
    Ok(faults)
}

pub(super) async fn set_adoption(ctx: &Ctx, id: BenefitId, body: Adopters) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_benefit(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = benefit_target(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::EditBenefits, &target)?;
        expected.check(row.version)?;
        if row.state == BenefitState::Abandoned.as_str() {
            return Err(wrong_state(&row, "planned, baseline_locked, realised"));
        }
        let mut faults = faults_of(tx.conn(), &ctx, &row, &body).await?;
        if row.state == BenefitState::Realised.as_str() {
            // A realised benefit's proof is renewed, but not taken away.
            for (group, adoption) in body.each() {
                if adoption.is_none() {
                    faults.push(Fault::new(format!("/{group}"), FaultCode::Required));
                }
            }
            if body
                .each()
                .iter()
                .all(|(_, adoption)| adoption.is_some_and(|one| one.evidence_id.is_none()))
            {
                let rule = "nobody_adopts";
                faults.push(Fault::new("", FaultCode::Rule { rule }));
            }
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let before = adopters_of(&row);
        let changes = ledger::difference(&to_value(&before)?, &to_value(&body)?, &[]);
        let part = |adoption: Option<super::dto::Adoption>| {
            adoption.map_or((None, None), |one| (one.evidence_id, one.not_applicable_reason))
        };
        (row.staff_evidence_id, row.staff_reason) = part(body.staff);
        (row.users_evidence_id, row.users_reason) = part(body.users);
        (row.partners_evidence_id, row.partners_reason) = part(body.partners);
        row.shared_reason = body.shared_evidence_reason;
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(events::ADOPTION_SET, Subject::new("benefit", id), changes)
            .await?;
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, tag)
    })
    .await
}

/// What the readings that count say of a benefit.
async fn measured(tx: &Tx, ctx: &Ctx, row: &benefit::Model) -> Result<Measured> {
    let found = queries::values(tx.conn(), ctx.scope(), &[row.id], None, None).await?;
    let months = by_month(found)?.remove(&row.id).unwrap_or_default();
    let yard = yardstick(row)?;
    let within = months
        .iter()
        .filter(|(day, _)| rules::counts_in((row.from_date, row.to_date), **day));
    Ok(Measured::of(
        within.filter_map(|(_, month)| month.effects(yard).1),
    ))
}

/// Asks for a benefit to be realised: every reason against it at once, or realised on what is known today.
pub(super) async fn realise_benefit(ctx: &Ctx, id: BenefitId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_benefit(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = benefit_target(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::EditBenefits, &target)?;
        expected.check(row.version)?;
        let only = std::slice::from_ref(&row);
        let standing = Standing::load(tx.conn(), ctx.scope(), only, ctx.today()).await?;
        let grounds = Grounds {
            state: BenefitState::from_row(&row.state)?,
            locked: row.locked_at.is_some(),
            measured: measured(&tx, &ctx, &row).await?,
            adoption: standing.proofs(&row),
        };
        let missing = grounds.missing();
        if !missing.is_empty() {
            let error = AppError::new(Code::BenefitNotProved).with_faults(missing);
            return Err(error.about(Subject::new("benefit", id)));
        }
        row.state = BenefitState::Realised.to_string();
        row.realised_at = Some(tx.now());
        row.realised_by = ctx.actor_ref().id;
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let baseline = row.baseline_value.map(rules::unscaled);
        let changes = json!({"baseline": baseline, "adoption": adopters_of(&row)});
        tx.record(events::BENEFIT_REALISED, Subject::new("benefit", id), changes)
            .await?;
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, tag)
    })
    .await
}
