//! Remembering what is met: a criterion with memory keeps the day on which it was met, even where nobody looked at its
//! gate while it was.

use super::bundle::Bundle;
use super::derive::Suppositions;
use super::{events, queries, service, views};
use crate::access::{Action, AppState, Ctx};
use crate::capabilities::roadmaps;
use crate::error::Result;
use crate::platform::ledger::Subject;
use gate::Memory;
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::BTreeSet;
use tables::gate as gate_row;
use uuid::Uuid;

/// Remembers every criterion with memory that is met for the first time at a gate of an active roadmap that has not been
/// passed. Answers how many criteria those were. Each gate is a write of its own, with its entry in the chain.
///
/// # Errors
/// What the database says.
pub async fn remember(state: &AppState, organiser: Uuid) -> Result<usize> {
    let ctx = Ctx::system(state, organiser);
    let due = due(&ctx).await?;
    let mut remembered = 0;
    for gate in due {
        let author = ctx.clone();
        remembered += ctx
            .write(move |tx| async move {
                let ctx = author;
                let row = queries::lock_gate(tx.conn(), ctx.scope(), gate).await?;
                let bundle = Bundle::load(tx.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
                let met = newly_met(&bundle, &row)?;
                if met.is_empty() {
                    // Another node or a decision has remembered it in the meantime.
                    tx.nothing_written();
                    return Ok(0);
                }
                let permit = ctx.permit(Action::DecideGate, &service::about(&bundle, &row))?;
                queries::insert_latches(tx.conn(), &permit, &row, &met, ctx.today(), tx.now()).await?;
                let subject = Subject::new("gate", row.id);
                tx.record(events::CRITERIA_REMEMBERED, subject, json!({"criteria": met}))
                    .await?;
                Ok(met.len())
            })
            .await?;
    }
    Ok(remembered)
}

/// Gates at which something is to be remembered.
async fn due(ctx: &Ctx) -> Result<Vec<Uuid>> {
    let read = ctx.read().await?;
    let mut due = Vec::new();
    for roadmap in with_memory(ctx, read.conn()).await? {
        let bundle = Bundle::load(read.conn(), ctx.scope(), roadmap, ctx.today()).await?;
        for row in &bundle.gates {
            if !newly_met(&bundle, row)?.is_empty() {
                due.push(row.id);
            }
        }
    }
    Ok(due)
}

/// Active roadmaps with a criterion that has memory.
async fn with_memory<C: ConnectionTrait>(ctx: &Ctx, db: &C) -> Result<BTreeSet<Uuid>> {
    let mut found = BTreeSet::new();
    for row in roadmaps::service::active_gates(db, ctx.scope()).await? {
        let rule = Bundle::rule(&row)?;
        if rule
            .criteria()
            .iter()
            .any(|criterion| criterion.memory == Memory::Latch)
        {
            found.insert(row.roadmap_id);
        }
    }
    Ok(found)
}

/// The criteria that are met for the first time. What happens behind a passed gate is a risk, not a memory.
fn newly_met(bundle: &Bundle, row: &gate_row::Model) -> Result<Vec<String>> {
    if bundle.stage(row.stage_id)?.state == "passed" {
        return Ok(Vec::new());
    }
    Ok(views::judge(bundle, row, &Suppositions::default())?.newly_latched)
}
