//! Adopting a computed plan: its dates become due dates, and a variant's changes become the plan's.

use super::dto::{
    AdoptComputation, CompareScenarios, ComputationKind, LevellingResult, Move, ScenarioResult,
};
use super::setting::Setting;
use super::{computations, events, queries};
use crate::access::{Action, Ctx};
use crate::capabilities::roadmaps::service::PlanChange;
use crate::capabilities::{capacity, roadmaps};
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use kernel::ComputationId;
use serde_json::{from_str, json};
use std::collections::HashMap;
use tables::computation;
use uuid::Uuid;

pub(super) async fn adopt_computation(
    ctx: &Ctx,
    id: ComputationId,
    body: AdoptComputation,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_computation(tx.conn(), ctx.scope(), id.uuid()).await?;
        tx.hold_still().await?;
        let setting = Setting::load(tx.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
        let permit = ctx.permit(Action::PlanRoadmap, &setting.target.clone().about("computation", id))?;
        expected.check(row.version)?;
        let subject = Subject::new("computation", id);
        if row.state != "done" || row.adopted_at.is_some() {
            let state = if row.adopted_at.is_some() { "adopted" } else { &row.state };
            let error = AppError::new(Code::WrongState).with("state", state).with("needed", "done");
            return Err(error.about(subject));
        }
        if setting.snapshot != row.snapshot {
            let reason = "the plan has changed since; compute it again";
            return Err(AppError::new(Code::Conflict).with("reason", reason).about(subject));
        }
        let (mut changes, shares) = plan_of(&row, &setting, body.variant)?;
        changes.retain(|change| !change.changes_nothing());
        let moved = changes.len();
        for share in shares {
            let target = crate::access::Target::organiser();
            let permit = ctx.permit(Action::EditCapacity, &target)?;
            capacity::service::set_share(&tx, &ctx, &permit, share.person_id, share.percent).await?;
        }
        roadmaps::service::change_plan(&tx, &ctx, &permit, changes).await?;
        row.adopted_at = Some(tx.now());
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let noted = json!({"roadmap": row.roadmap_id, "kind": row.kind, "variant": body.variant, "milestones": moved});
        tx.record(events::COMPUTATION_ADOPTED, subject, noted).await?;
        let view = computations::view(&ctx, &row, true)?;
        Answer::ok(&view, etag::of_version(row.version))
    })
    .await
}

/// What adopting changes of each milestone, and of whose time.
fn plan_of(
    row: &computation::Model,
    setting: &Setting,
    variant: i32,
) -> Result<(Vec<PlanChange>, Vec<super::dto::ShareChange>)> {
    let result = row.result.as_deref().unwrap_or("null");
    let kind = ComputationKind::from_row(&row.kind)?;
    let (moves, chosen) = match kind {
        ComputationKind::Forecast => {
            let error =
                AppError::new(Code::Conflict).with("reason", "a forecast says when, and changes nothing");
            return Err(error.about(Subject::new("computation", row.id)));
        }
        ComputationKind::Levelling => (from_str::<LevellingResult>(result)?.milestones, None),
        ComputationKind::Scenario => {
            let found = from_str::<ScenarioResult>(result)?;
            let request = from_str::<CompareScenarios>(&row.request)?;
            let at = usize::try_from(variant).unwrap_or(usize::MAX);
            let no_such = || {
                let what = "variant".to_owned();
                AppError::fault("/variant", FaultCode::NoSuch { what })
            };
            let moves = found.variants.into_iter().nth(at).ok_or_else(no_such)?.milestones;
            (moves, request.variants.into_iter().nth(at))
        }
    };
    let moves: HashMap<Uuid, Move> = moves.into_iter().map(|one| (one.milestone_id, one)).collect();
    let named = chosen
        .as_ref()
        .map(|chosen| chosen.milestones.as_slice())
        .unwrap_or_default();
    let mut changes = Vec::new();
    for milestone in setting.draft.milestones.iter().filter(|row| row.status != "done") {
        let change = named.iter().find(|change| change.milestone_id == milestone.id);
        let finish = moves.get(&milestone.id).map(|one| one.finish);
        changes.push(PlanChange {
            milestone: milestone.clone(),
            owner_id: change.and_then(|change| change.owner_id),
            not_before: change.and_then(|change| change.not_before),
            days: change.and_then(|change| change.days),
            effort: change.and_then(|change| change.effort),
            cancelled: change.is_some_and(|change| change.cancelled),
            due_date: finish,
        });
    }
    Ok((changes, chosen.map(|chosen| chosen.shares).unwrap_or_default()))
}
