//! Selection: five marks for each idea, a ranking that anybody may try with other weights, and a record of each choice.

use super::dto::{
    Assessment, InitiativeRanking, InitiativeSelectionList, InitiativeSelectionView, InitiativeState,
    PrioritiseInitiative, RankedInitiative, Weights,
};
use super::ranking::{Candidate, rank};
use super::service::{target_of, view, wrong_state};
use super::{events, queries, register};
use crate::access::{Action, Ctx, Permit};
use crate::capabilities::roadmaps::service::roadmap_target;
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use crate::platform::tx::Tx;
use kernel::{InitiativeId, RoadmapId};
use sea_orm::ConnectionTrait;
use serde_json::{Value, from_str, json, to_string, to_value};
use tables::{initiative, initiative_selection};
use uuid::Uuid;

pub(super) async fn assess_initiative(ctx: &Ctx, id: InitiativeId, body: Assessment) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_initiative(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target)?;
        expected.check(row.version)?;
        if row.state != InitiativeState::Idea.as_str() {
            return Err(wrong_state(&row, InitiativeState::Idea.as_str()));
        }
        let before: Value = row.assessment.as_deref().map_or(Ok(Value::Null), from_str)?;
        let row = initiative::Model {
            assessment: Some(to_string(&body)?),
            ..row
        };
        let row = register::save(&tx, &permit, row).await?;
        let changes = json!({"assessment": {"from": before, "to": to_value(&body)?}});
        let subject = Subject::new("initiative", id);
        tx.record(events::ASSESSED, subject, changes).await?;
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, tag)
    })
    .await
}

/// The ideas of a roadmap: those with an assessment to be ranked, and those without.
async fn ideas<C: ConnectionTrait>(ctx: &Ctx, db: &C, roadmap: Uuid) -> Result<(Vec<Candidate>, Vec<Uuid>)> {
    let (mut assessed, mut without) = (Vec::new(), Vec::new());
    for row in queries::all(db, ctx.scope(), Some(&[roadmap])).await? {
        if row.state != InitiativeState::Idea.as_str() {
            continue;
        }
        match row.assessment.as_deref() {
            Some(text) => assessed.push(Candidate {
                id: row.id,
                name: row.name,
                assessment: from_str(text).map_err(AppError::internal)?,
            }),
            None => without.push(row.id),
        }
    }
    Ok((assessed, without))
}

/// 400 where no mark counts, so that nothing could be ranked.
fn weighty(weights: &Weights, pointer: &str) -> Result<()> {
    if weights.count() {
        return Ok(());
    }
    let rule = "no_weight";
    let fault = Fault::new(pointer, FaultCode::Rule { rule }).note("at least one weight is above zero");
    Err(AppError::invalid(vec![fault]))
}

pub(super) async fn read_initiative_ranking(
    ctx: &Ctx,
    roadmap: RoadmapId,
    weights: Weights,
) -> Result<Answer> {
    weighty(&weights, "/query")?;
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let target = roadmap_target(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let (assessed, mut unassessed_ids) = ideas(&ctx, read.conn(), roadmap.uuid()).await?;
        let mut items = rank(&assessed, &weights);
        items.truncate(1000);
        unassessed_ids.truncate(1000);
        let view = InitiativeRanking {
            weights,
            items,
            unassessed_ids,
        };
        Ok((target, Answer::plain(&view)?))
    })
    .await
}

/// Keeps a choice as it is made: weights, ranking and reason.
pub(super) async fn keep(
    ctx: &Ctx,
    tx: &Tx,
    permit: &Permit,
    row: &initiative::Model,
    body: &PrioritiseInitiative,
) -> Result<Value> {
    weighty(&body.weights, "/weights")?;
    let (assessed, _) = ideas(ctx, tx.conn(), row.roadmap_id).await?;
    let mut ranking = rank(&assessed, &body.weights);
    let place = ranking
        .iter()
        .find(|one| one.initiative_id == row.id)
        .map(|one| one.place);
    ranking.truncate(1000);
    let kept = initiative_selection::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        roadmap_id: row.roadmap_id,
        initiative_id: row.id,
        weights: to_string(&body.weights)?,
        ranking: to_string(&ranking)?,
        reason: body.reason.clone(),
        chosen_by: ctx.actor.person,
        created_at: tx.now(),
    };
    let changes = json!({
        "selection": kept.id, "weights": to_value(&body.weights)?, "reason": body.reason,
        "place": place, "candidates": ranking.len(),
    });
    rows::insert(tx.conn(), permit, kept).await?;
    Ok(changes)
}

pub(super) async fn list_initiative_selections(ctx: &Ctx, roadmap: RoadmapId) -> Result<Answer> {
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let target = roadmap_target(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let found = queries::selections(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let view = |row: initiative_selection::Model| {
            let weights: Weights = from_str(&row.weights).map_err(AppError::internal)?;
            let ranking: Vec<RankedInitiative> = from_str(&row.ranking).map_err(AppError::internal)?;
            Ok(InitiativeSelectionView {
                id: row.id,
                initiative_id: row.initiative_id,
                weights,
                ranking,
                reason: row.reason,
                chosen_by: row.chosen_by,
                chosen_at: row.created_at,
            })
        };
        let items = found.into_iter().map(view).collect::<Result<_>>()?;
        Ok((target, Answer::plain(&InitiativeSelectionList { items })?))
    })
    .await
}
