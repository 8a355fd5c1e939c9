//! Long computations: worked on beside the requests, taken over when their node is gone.

use super::compute;
use super::dto::{CompareScenarios, ComputationKind, ForecastRoadmap, LevelRoadmap};
use super::setting::Setting;
use super::{computations, events, queries};
use crate::access::{Action, AppState, Ctx};
use crate::error::{AppError, Result};
use crate::platform::language::Language;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use chrono::TimeDelta;
use serde_json::{from_str, json, to_string};
use std::sync::Arc;
use tables::computation;
use uuid::Uuid;

/// A computation ends after this many seconds with what it has found.
const LONGEST: u64 = 240;
/// A computation that was begun so long ago and is not done has lost its node.
const LOST_MINUTES: i64 = 10;

/// Begins a computation beside the request.
pub(super) fn spawn(state: &AppState, organiser: Uuid, id: Uuid) {
    let state = Arc::clone(state);
    tokio::spawn(async move {
        if let Err(error) = work(&state, organiser, id).await {
            tracing::warn!(%error, computation = %id, "a computation was left undone; another node takes it over");
        }
    });
}

/// Takes over computations whose node is gone. Says how many those were.
///
/// # Errors
/// What the database says.
pub async fn take_over(state: &AppState, organiser: Uuid) -> Result<usize> {
    let ctx = Ctx::system(state, organiser);
    let read = ctx.read().await?;
    let before = ctx.now - TimeDelta::minutes(LOST_MINUTES);
    let lost = queries::orphaned(read.conn(), ctx.scope(), before).await?;
    drop(read);
    for row in &lost {
        work(state, organiser, row.id).await?;
    }
    Ok(lost.len())
}

async fn work(state: &AppState, organiser: Uuid, id: Uuid) -> Result<()> {
    let Some(running) = state.jobs.begin(id) else {
        return Ok(());
    };
    let ctx = Ctx::system(state, organiser);
    let Some(row) = begin(&ctx, id).await? else {
        return Ok(());
    };
    let outcome = result_of(&ctx, &row, Arc::clone(&running.job)).await;
    if !running.job.reach(0.0) && state.stopping.load(std::sync::atomic::Ordering::Relaxed) {
        // Not cancelled by anybody: it is begun anew elsewhere.
        return Ok(());
    }
    finish(&ctx, id, outcome).await
}

/// Marks it as running; `None` where somebody else has, or where it is over.
async fn begin(ctx: &Ctx, id: Uuid) -> Result<Option<computation::Model>> {
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_computation(tx.conn(), ctx.scope(), id).await?;
        let lost = row
            .started_at
            .is_some_and(|at| at < tx.now() - TimeDelta::minutes(LOST_MINUTES));
        if row.state != "queued" && !(row.state == "running" && lost) {
            tx.nothing_written();
            return Ok(None);
        }
        let permit = ctx.permit(Action::Simulate, &crate::access::Target::organiser())?;
        let row = computation::Model {
            state: "running".to_owned(),
            started_at: Some(tx.now()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("computation", id);
        tx.record(events::COMPUTATION_STARTED, subject, json!({"kind": row.kind}))
            .await?;
        Ok(Some(row))
    })
    .await
}

async fn result_of(
    ctx: &Ctx,
    row: &computation::Model,
    job: Arc<crate::platform::jobs::Job>,
) -> Result<String> {
    let read = ctx.read().await?;
    let mut setting = Setting::load(read.conn(), ctx.scope(), row.roadmap_id, ctx.today()).await?;
    let (kind, language) = (
        ComputationKind::from_row(&row.kind)?,
        row.language.parse().unwrap_or(Language::En),
    );
    if kind == ComputationKind::Scenario {
        let request: CompareScenarios = from_str(&row.request)?;
        computations::bring_in(read.conn(), ctx, &mut setting, &request.variants).await?;
    }
    drop(read);
    let request = row.request.clone();
    let done = tokio::task::spawn_blocking(move || {
        let mut go_on = |share: f64| job.reach(share) && job.seconds() < LONGEST;
        compute_now(&setting, kind, &request, language, &mut go_on)
    });
    done.await.map_err(AppError::internal)?
}

/// A computation's result as it is stored.
pub(super) fn compute_now(
    setting: &Setting,
    kind: ComputationKind,
    request: &str,
    language: Language,
    go_on: compute::GoOn<'_>,
) -> Result<String> {
    Ok(match kind {
        ComputationKind::Levelling => {
            let request: LevelRoadmap = from_str(request)?;
            to_string(&compute::levelling(setting, &request, language, go_on)?)?
        }
        ComputationKind::Forecast => {
            let request: ForecastRoadmap = from_str(request)?;
            to_string(&compute::forecasting(setting, &request, go_on)?)?
        }
        ComputationKind::Scenario => {
            let request: CompareScenarios = from_str(request)?;
            to_string(&compute::comparing(
                setting,
                &request,
                &setting.roadmap.title,
                go_on,
            )?)?
        }
    })
}

async fn finish(ctx: &Ctx, id: Uuid, outcome: Result<String>) -> Result<()> {
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_computation(tx.conn(), ctx.scope(), id).await?;
        if row.state != "running" {
            // Cancelled in the meantime: what came out is not wanted any more.
            tx.nothing_written();
            return Ok(());
        }
        let permit = ctx.permit(Action::Simulate, &crate::access::Target::organiser())?;
        let (state, result, failure) = match outcome {
            Ok(result) => ("done", Some(result), None),
            Err(error) => {
                tracing::warn!(%error, computation = %id, "a computation failed");
                ("failed", None, Some(error.code.entry().code.to_owned()))
            }
        };
        let row = computation::Model {
            state: state.to_owned(),
            result,
            failure,
            finished_at: Some(tx.now()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("computation", id);
        tx.record(events::COMPUTATION_FINISHED, subject, json!({"state": row.state}))
            .await?;
        Ok(())
    })
    .await
}
