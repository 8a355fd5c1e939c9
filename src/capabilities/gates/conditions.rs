//! Conditions of a go: each with an owner and a due date. A missed one puts the gate at risk.

use super::dto::{ConditionList, ConditionView, FulfilCondition};
use super::{events, queries};
use crate::access::{Action, Ctx};
use crate::capabilities::{evidence, roadmaps};
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use chrono::NaiveDate;
use kernel::{ConditionId, GateId};
use serde_json::json;
use tables::gate_condition;

pub(super) async fn list_conditions(ctx: &Ctx, id: GateId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let row = queries::gate(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = roadmaps::service::roadmap_target(read.conn(), ctx.scope(), row.roadmap_id).await?;
        let all = queries::conditions_of_roadmap(read.conn(), ctx.scope(), row.roadmap_id).await?;
        let items = all
            .iter()
            .filter(|one| one.gate_id == row.id)
            .map(|one| view(one, ctx.today()))
            .collect();
        Ok((target, Answer::plain(&ConditionList { items })?))
    })
    .await
}

pub(super) async fn fulfil_condition(ctx: &Ctx, id: ConditionId, body: FulfilCondition) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_condition(tx.conn(), ctx.scope(), id.uuid()).await?;
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
            if !pieces.iter().any(|piece| piece.id == proof) {
                return Err(AppError::fault(
                    "/evidenceId",
                    FaultCode::NoSuch {
                        what: "evidence".to_owned(),
                    },
                ));
            }
        }
        row.fulfilled_at = Some(tx.now());
        row.fulfilled_by = Some(super::reviews::identity(&ctx));
        row.evidence_id = body.evidence_id;
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(
            events::CONDITION_FULFILLED,
            Subject::new("condition", id),
            json!({"gate": row.gate_id, "evidence": row.evidence_id}),
        )
        .await?;
        Answer::ok(&view(&row, ctx.today()), etag::of_version(row.version))
    })
    .await
}

fn view(row: &gate_condition::Model, today: NaiveDate) -> ConditionView {
    ConditionView {
        id: row.id,
        gate_id: row.gate_id,
        decision_id: row.decision_id,
        text: row.text.clone(),
        owner_id: row.owner_id,
        due_date: row.due_date,
        missed: row.fulfilled_at.is_none() && row.due_date < today,
        fulfilled_at: row.fulfilled_at,
        evidence_id: row.evidence_id,
        version: row.version,
    }
}
