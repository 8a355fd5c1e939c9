//! Conditions of a go: each with an owner and a due date. A missed one puts the gate at risk.

use super::dto::{ConditionFields, ConditionList, ConditionView, FulfilCondition, UpdateCondition};
use super::votes::Identity;
use super::{events, queries, service};
use crate::access::{Action, Ctx, Permit};
use crate::capabilities::evidence::service::EvidenceState;
use crate::capabilities::{evidence, people, roadmaps};
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use chrono::NaiveDate;
use kernel::{ConditionId, GateId};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use std::collections::HashSet;
use tables::gate_condition;
use uuid::Uuid;

pub(super) async fn list_conditions(ctx: &Ctx, id: GateId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let row = queries::gate(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = roadmaps::service::roadmap_target(read.conn(), ctx.scope(), row.roadmap_id).await?;
        let all = queries::conditions_of_roadmap(read.conn(), ctx.scope(), row.roadmap_id).await?;
        let proofs = proofs(read.conn(), &ctx, all.iter().filter_map(|one| one.evidence_id)).await?;
        let items = all
            .iter()
            .filter(|one| one.gate_id == row.id)
            .map(|one| view(one, holds(one, &proofs), ctx.today()))
            .collect();
        Ok((target, Answer::plain(&ConditionList { items })?))
    })
    .await
}

pub(super) async fn read_condition(ctx: &Ctx, id: ConditionId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let row = queries::condition(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = roadmaps::service::roadmap_target(read.conn(), ctx.scope(), row.roadmap_id).await?;
        let proofs = proofs(read.conn(), &ctx, row.evidence_id).await?;
        let view = view(&row, holds(&row, &proofs), ctx.today());
        let tag = service::gate_tag(&ctx, row.version, read.epoch.data);
        Ok((target, Answer::ok(&view, tag)?))
    })
    .await
}

pub(super) async fn fulfil_condition(ctx: &Ctx, id: ConditionId, body: FulfilCondition) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_condition(tx.conn(), ctx.scope(), id.uuid()).await?;
        let mut target = roadmaps::service::roadmap_target(tx.conn(), ctx.scope(), row.roadmap_id).await?;
        target.owners = vec![row.owner_id];
        let permit = ctx.permit(Action::FulfilCondition, &target.about("condition", id))?;
        expected.check(row.version)?;
        if row.fulfilled_at.is_some() {
            return Err(AppError::new(Code::Immutable).about(Subject::new("condition", id)));
        }
        if let Some(proof) = body.evidence_id {
            let pieces =
                evidence::service::evidence_of_roadmap(tx.conn(), ctx.scope(), row.roadmap_id, ctx.today())
                    .await?;
            let fault = match pieces.iter().find(|piece| piece.id == proof) {
                None => FaultCode::NoSuch {
                    what: "evidence".to_owned(),
                },
                Some(piece) if !piece.is_valid() => FaultCode::Rule {
                    rule: "evidence_not_accepted",
                },
                Some(_) => return fulfil(&ctx, &tx, &permit, row, body.evidence_id).await,
            };
            return Err(AppError::fault("/evidenceId", fault));
        }
        fulfil(&ctx, &tx, &permit, row, None).await
    })
    .await
}

async fn fulfil(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    row: gate_condition::Model,
    proof: Option<Uuid>,
) -> Result<Answer> {
    let row = gate_condition::Model {
        fulfilled_at: Some(tx.now()),
        fulfilled_by: Some(Identity::of(ctx).who),
        evidence_id: proof,
        version: row.version + 1,
        updated_at: tx.now(),
        ..row
    };
    rows::replace(tx.conn(), permit, row.clone()).await?;
    let changes = json!({"gate": row.gate_id, "evidence": row.evidence_id});
    let subject = Subject::new("condition", row.id);
    tx.record(events::CONDITION_FULFILLED, subject, changes).await?;
    Answer::ok(&view(&row, true, ctx.today()), etag::of_version(row.version))
}

/// Names another owner for a condition, such as when its owner has left. What was set stays as it was decided.
pub(super) async fn update_condition(ctx: &Ctx, id: ConditionId, patch: UpdateCondition) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_condition(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = roadmaps::service::roadmap_target(tx.conn(), ctx.scope(), row.roadmap_id).await?;
        let permit = ctx.permit(Action::PlanRoadmap, &target.about("condition", id))?;
        expected.check(row.version)?;
        let before = ConditionFields {
            owner_id: row.owner_id,
        };
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        let missing =
            people::service::persons_missing(tx.conn(), ctx.scope(), &[fields.owner_id], ctx.today()).await?;
        if !missing.is_empty() {
            let what = "person".to_owned();
            return Err(AppError::fault("/ownerId", FaultCode::NoSuch { what }));
        }
        row.owner_id = fields.owner_id;
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        tx.record(events::CONDITION_UPDATED, Subject::new("condition", id), changes)
            .await?;
        let proofs = proofs(tx.conn(), &ctx, row.evidence_id).await?;
        Answer::ok(
            &view(&row, holds(&row, &proofs), ctx.today()),
            etag::of_version(row.version),
        )
    })
    .await
}

/// Of the evidence named as proof, what is accepted and valid today.
async fn proofs<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    named: impl IntoIterator<Item = Uuid>,
) -> Result<HashSet<Uuid>> {
    let named: Vec<Uuid> = named.into_iter().collect();
    let found = evidence::service::evidence_states(db, ctx.scope(), &named, ctx.today()).await?;
    let valid = found.into_iter().filter(EvidenceState::is_valid);
    Ok(valid.map(|piece| piece.id).collect())
}

fn holds(row: &gate_condition::Model, proofs: &HashSet<Uuid>) -> bool {
    row.fulfilled_at.is_some() && row.evidence_id.is_none_or(|id| proofs.contains(&id))
}

fn view(row: &gate_condition::Model, fulfilled: bool, today: NaiveDate) -> ConditionView {
    ConditionView {
        id: row.id,
        gate_id: row.gate_id,
        decision_id: row.decision_id,
        text: row.text.clone(),
        owner_id: row.owner_id,
        due_date: row.due_date,
        fulfilled,
        missed: !fulfilled && row.due_date < today,
        fulfilled_at: row.fulfilled_at,
        evidence_id: row.evidence_id,
        version: row.version,
    }
}
