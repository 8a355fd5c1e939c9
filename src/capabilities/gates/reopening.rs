//! Opening a passed stage again. The decision stays and is marked superseded; later stages keep their state, at risk.

use super::bundle::Bundle;
use super::derive::Suppositions;
use super::dto::ReopenStage;
use super::{events, queries, service, views};
use crate::access::{Action, Ctx};
use crate::capabilities::roadmaps;
use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use gate::stage::{Move, StageState};
use kernel::StageId;
use serde_json::json;
use tables::gate as gate_row;

pub(super) async fn reopen_stage(ctx: &Ctx, id: StageId, body: ReopenStage) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let roadmap = roadmaps::service::roadmap_of_stage(tx.conn(), ctx.scope(), id).await?;
        let bundle = Bundle::load(tx.conn(), ctx.scope(), roadmap, ctx.today()).await?;
        let subject = Subject::new("stage", id);
        let permit = ctx.permit(Action::ReopenStage, &bundle.target.clone().about("stage", id))?;
        let gate = bundle.gates.iter().find(|row| row.stage_id == id.uuid());
        let gate = gate.ok_or_else(AppError::not_found)?.id;
        let locked = queries::lock_gate(tx.conn(), ctx.scope(), gate).await?;
        // Whoever came first may have opened it already: what counts is read again behind the lock.
        tx.hold_still().await?;
        let bundle = Bundle::load(tx.conn(), ctx.scope(), roadmap, ctx.today()).await?;
        let stage = bundle.stage(id.uuid())?;
        let state = roadmaps::service::state_of(stage)?;
        if let Err(needed) = state.after(Move::Reopen) {
            let error = AppError::new(Code::WrongState)
                .with("state", state.as_str())
                .with("needed", needed.as_str());
            return Err(error.about(subject));
        }
        if let Some(mut made) = bundle.decision_of(&locked).cloned() {
            made.superseded_at = Some(tx.now());
            made.superseded_reason = Some(body.reason.clone());
            made.version += 1;
            rows::replace(tx.conn(), &permit, made).await?;
        }
        let gate = gate_row::Model {
            decided_id: None,
            version: locked.version + 1,
            updated_at: tx.now(),
            ..locked
        };
        rows::replace(tx.conn(), &permit, gate.clone()).await?;
        roadmaps::service::set_stage_state(&tx, &permit, stage.id, StageState::Open).await?;
        tx.record(
            events::STAGE_REOPENED,
            subject,
            json!({"gate": gate.id, "reason": body.reason}),
        )
        .await?;
        let bundle = Bundle::load(tx.conn(), ctx.scope(), roadmap, ctx.today()).await?;
        let row = bundle.gate(gate.id)?;
        let view = views::gate_view(
            &bundle,
            row,
            &views::judge(&bundle, row, &Suppositions::default())?,
            ctx.language,
        )?;
        let location = format!("{}/gates/{}", crate::platform::BASE, gate.id);
        Answer::created(
            &view,
            location,
            service::gate_tag(&ctx, row.version, tx.sequence()),
        )
    })
    .await
}
