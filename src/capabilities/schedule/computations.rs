//! Asking for levellings, forecasts and scenarios; reading, following and cancelling them.

use super::dto::{
    CompareScenarios, ComputationFilter, ComputationKind, ComputationList, ComputationState, ComputationView,
    ForecastRoadmap, LevelRoadmap, RiskInput, Variant,
};
use super::setting::Setting;
use super::{events, jobs, queries, scenario};
use crate::access::{Action, Ctx};
use crate::capabilities::{barriers, capacity, people, roadmaps};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::paging::Place;
use crate::platform::{etag, rows};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use kernel::{ComputationId, RoadmapId};
use schedule::{Capacity, Person};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use serde_json::{from_str, json, to_string};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tables::computation;
use uuid::Uuid;

/// More activities times schedules than this, or a hundredth of it in passes, is worked on beside the request.
const AT_ONCE: i64 = 3_000_000;

pub(super) async fn level_roadmap(ctx: &Ctx, id: RoadmapId, body: LevelRoadmap) -> Result<Answer> {
    let setting = load(ctx, id).await?;
    let weight = activities(&setting) * i64::from(body.schedules);
    start(ctx, setting, ComputationKind::Levelling, &body, body.seed, weight).await
}

pub(super) async fn forecast_roadmap(ctx: &Ctx, id: RoadmapId, mut body: ForecastRoadmap) -> Result<Answer> {
    let setting = load(ctx, id).await?;
    let mut faults = Vec::new();
    for (index, risk) in body.risks.iter().enumerate() {
        if !(risk.optimistic <= risk.likely && risk.likely <= risk.pessimistic) {
            let rule = "estimate_out_of_order";
            faults.push(Fault::new(
                format!("/risks/{index}/likely"),
                FaultCode::Rule { rule },
            ));
        }
        for (place, milestone) in risk.milestone_ids.iter().enumerate() {
            if !setting.draft.activity.contains_key(milestone) {
                let what = "milestone of this roadmap".to_owned();
                let at = format!("/risks/{index}/milestoneIds/{place}");
                faults.push(Fault::new(at, FaultCode::NoSuch { what }));
            }
        }
    }
    if !faults.is_empty() {
        return Err(AppError::invalid(faults));
    }
    if body.with_barriers {
        body.risks.extend(risks_of_barriers(ctx, id, &setting).await?);
    }
    let weight = activities(&setting) * i64::from(body.passes) / 30;
    start(ctx, setting, ComputationKind::Forecast, &body, body.seed, weight).await
}

/// What the roadmap's open barriers may cost, as risks: what was counted is kept with the computation.
async fn risks_of_barriers(ctx: &Ctx, id: RoadmapId, setting: &Setting) -> Result<Vec<RiskInput>> {
    let read = ctx.read().await?;
    let found = barriers::service::risks(read.conn(), ctx.scope(), id.uuid()).await?;
    let known = |milestone: &Uuid| setting.draft.activity.contains_key(milestone);
    Ok(found
        .into_iter()
        .map(|(title, risk)| RiskInput {
            title,
            probability: risk.probability,
            optimistic: risk.optimistic,
            likely: risk.likely,
            pessimistic: risk.pessimistic,
            // A milestone that was cancelled since is no part of the plan.
            milestone_ids: risk.milestone_ids.into_iter().filter(known).collect(),
        })
        .collect())
}

pub(super) async fn compare_scenarios(ctx: &Ctx, id: RoadmapId, body: CompareScenarios) -> Result<Answer> {
    let read = ctx.read().await?;
    let mut setting = Setting::load(read.conn(), ctx.scope(), id.uuid(), ctx.today()).await?;
    ctx.permit(Action::Simulate, &setting.target)?;
    bring_in(read.conn(), ctx, &mut setting, &body.variants).await?;
    drop(read);
    let faults = scenario::faults(&setting, &body.variants);
    if !faults.is_empty() {
        return Err(AppError::invalid(faults));
    }
    let plans = i64::try_from(body.variants.len() + 1).unwrap_or(i64::MAX);
    let each = i64::from(body.schedules) + i64::from(body.passes) / 30;
    let weight = activities(&setting) * each * plans;
    start(ctx, setting, ComputationKind::Scenario, &body, body.seed, weight).await
}

async fn load(ctx: &Ctx, id: RoadmapId) -> Result<Setting> {
    let read = ctx.read().await?;
    let setting = Setting::load(read.conn(), ctx.scope(), id.uuid(), ctx.today()).await?;
    ctx.permit(Action::Simulate, &setting.target)?;
    Ok(setting)
}

fn activities(setting: &Setting) -> i64 {
    i64::try_from(setting.draft.plan.activities.len()).unwrap_or(i64::MAX)
}

/// Persons whom variants name as owners and who own nothing in the roadmap yet come in with their time.
pub(super) async fn bring_in<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    setting: &mut Setting,
    variants: &[Variant],
) -> Result<()> {
    let new = scenario::newcomers(setting, variants);
    let missing = people::service::persons_missing(db, ctx.scope(), &new, ctx.today()).await?;
    let new: Vec<_> = new.into_iter().filter(|id| !missing.contains(id)).collect();
    let time = capacity::service::capacities(db, ctx.scope(), &new, ctx.today()).await?;
    setting
        .names
        .extend(people::service::person_names(db, ctx.scope(), &new).await?);
    for id in new {
        let today = setting.today;
        let axis = &setting.draft.axis;
        let steps = time.get(&id).into_iter().flatten();
        let steps = steps.map(|(day, has)| {
            (
                if *day <= today {
                    i32::MIN
                } else {
                    axis.before(*day)
                },
                *has,
            )
        });
        let capacity = Capacity::new(steps.collect());
        setting.draft.owners.push(id);
        setting.draft.plan.persons.push(Person { capacity });
    }
    Ok(())
}

/// Computes at once what is small, and begins what is not.
async fn start(
    ctx: &Ctx,
    setting: Setting,
    kind: ComputationKind,
    request: &impl Serialize,
    seed: i64,
    weight: i64,
) -> Result<Answer> {
    let (request, target, snapshot) = (
        to_string(request)?,
        setting.target.clone(),
        setting.snapshot.clone(),
    );
    let roadmap = setting.roadmap.id;
    let at_once = weight <= AT_ONCE;
    let result = if at_once {
        let (request, language) = (request.clone(), ctx.language);
        let done = tokio::task::spawn_blocking(move || {
            jobs::compute_now(&setting, kind, &request, language, &mut |_| true)
        });
        Some(done.await.map_err(AppError::internal)??)
    } else {
        None
    };
    let author = ctx.clone();
    let answer = ctx
        .create(move |tx| async move {
            let ctx = author;
            let permit = ctx.permit(Action::Simulate, &target)?;
            let finished_at = at_once.then(|| tx.now());
            let row = computation::Model {
                organiser_id: ctx.scope().organiser(),
                id: ctx.new_id(),
                roadmap_id: roadmap,
                kind: kind.to_string(),
                language: ctx.language.tag().to_owned(),
                state: if at_once { "done" } else { "queued" }.to_owned(),
                request,
                snapshot,
                result,
                failure: None,
                seed,
                requested_by: ctx.actor.person.unwrap_or(ctx.actor.id),
                started_at: finished_at,
                finished_at,
                adopted_at: None,
                version: 1,
                created_at: tx.now(),
                updated_at: tx.now(),
            };
            rows::insert(tx.conn(), &permit, row.clone()).await?;
            let subject = Subject::new("computation", row.id);
            let noted =
                json!({"kind": row.kind, "roadmap": row.roadmap_id, "seed": row.seed, "state": row.state});
            tx.record(events::COMPUTATION_MADE, subject, noted).await?;
            let location = format!("{}/computations/{}", crate::platform::BASE, row.id);
            let view = view(&ctx, &row, true)?;
            if at_once {
                Answer::created(&view, location, etag::of_version(1))
            } else {
                Answer::accepted(&view, location)
            }
        })
        .await?;
    if !at_once
        && !answer.replayed
        && let Some(id) = answer
            .location
            .as_ref()
            .and_then(|at| at.rsplit('/').next()?.parse().ok())
    {
        jobs::spawn(&ctx.state, ctx.scope().organiser(), id);
    }
    Ok(answer)
}

/// A computation as it is shown; with its result where `whole`.
pub(super) fn view(ctx: &Ctx, row: &computation::Model, whole: bool) -> Result<ComputationView> {
    let (kind, state) = (
        ComputationKind::from_row(&row.kind)?,
        ComputationState::from_row(&row.state)?,
    );
    let job = ctx
        .state
        .jobs
        .find(row.id)
        .filter(|_| state == ComputationState::Running);
    let progress = match (state, &job) {
        (ComputationState::Done, _) => 100,
        (_, Some(job)) => i32::try_from(job.permille() / 10).unwrap_or(0),
        _ => 0,
    };
    let result = row.result.as_deref().filter(|_| whole);
    let of = |wanted: ComputationKind| result.filter(|_| kind == wanted);
    Ok(ComputationView {
        id: row.id,
        roadmap_id: row.roadmap_id,
        kind,
        state,
        progress,
        seconds_left: job
            .and_then(|job| job.seconds_left())
            .and_then(|left| i64::try_from(left).ok()),
        seed: row.seed,
        snapshot: row.snapshot.clone(),
        requested_by: row.requested_by,
        failure: row.failure.clone(),
        levelling: of(ComputationKind::Levelling).map(from_str).transpose()?,
        forecast: of(ComputationKind::Forecast).map(from_str).transpose()?,
        scenario: of(ComputationKind::Scenario).map(from_str).transpose()?,
        created_at: row.created_at,
        finished_at: row.finished_at,
        adopted_at: row.adopted_at,
        version: row.version,
    })
}

pub(super) async fn list_computations(
    ctx: &Ctx,
    roadmap: RoadmapId,
    filter: ComputationFilter,
) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::Simulate, |ctx, read| async move {
        let target = roadmaps::service::roadmap_target(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let mut found =
            queries::computations(read.conn(), ctx.scope(), roadmap.uuid(), &filter, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found
            .iter()
            .map(|row| view(&ctx, row, false))
            .collect::<Result<_>>()?;
        Ok((
            target,
            Answer::list(page, |page| ComputationList { items, page })?,
        ))
    })
    .await
}

/// Read anew each time: how far a computation is, no version tells.
pub(super) async fn read_computation(ctx: &Ctx, id: ComputationId) -> Result<Answer> {
    let read = ctx.read().await?;
    let row = queries::computation(read.conn(), ctx.scope(), id.uuid()).await?;
    let target = roadmaps::service::roadmap_target(read.conn(), ctx.scope(), row.roadmap_id).await?;
    ctx.permit(Action::Simulate, &target)?;
    let view = view(ctx, &row, true)?;
    let tag = format!("\"{}-{}\"", row.version, view.progress);
    Ok(ctx.conditional(Answer::ok(&view, tag)?))
}

pub(super) async fn cancel_computation(ctx: &Ctx, id: ComputationId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    let answer = ctx
        .write(move |tx| async move {
            let ctx = author;
            let row = queries::lock_computation(tx.conn(), ctx.scope(), id.uuid()).await?;
            let target = roadmaps::service::roadmap_target(tx.conn(), ctx.scope(), row.roadmap_id).await?;
            let permit = ctx.permit(Action::Simulate, &target.about("computation", id))?;
            expected.check(row.version)?;
            let subject = Subject::new("computation", id);
            if row.state != "queued" && row.state != "running" {
                let error = AppError::new(Code::WrongState).with("state", row.state.clone());
                return Err(error.with("needed", "queued, running").about(subject));
            }
            let row = computation::Model {
                state: "cancelled".to_owned(),
                finished_at: Some(tx.now()),
                version: row.version + 1,
                updated_at: tx.now(),
                ..row
            };
            rows::replace(tx.conn(), &permit, row.clone()).await?;
            tx.record(events::COMPUTATION_CANCELLED, subject, json!({"kind": row.kind}))
                .await?;
            Answer::ok(&view(&ctx, &row, false)?, etag::of_version(row.version))
        })
        .await?;
    ctx.state.jobs.cancel(id.uuid());
    Ok(answer)
}

/// How often progress is told.
const TICK: Duration = Duration::from_millis(500);

/// Tells how far a computation is, as server-sent events, until it is over or the process stops.
pub(super) async fn follow_computation(ctx: &Ctx, id: ComputationId) -> Result<HttpResponse> {
    read_computation(ctx, id).await?;
    let events = futures::stream::unfold((ctx.clone(), false), move |(ctx, over)| async move {
        if over || ctx.state.stopping.load(Ordering::Relaxed) {
            return None;
        }
        // What cannot be read any more, such as after the end of the login, ends the stream.
        let told = told(&ctx, id).await.ok()?;
        let over = !matches!(told.state, ComputationState::Queued | ComputationState::Running);
        if !over {
            tokio::time::sleep(TICK).await;
        }
        let data = to_string(&told).unwrap_or_default();
        let text = format!(
            "event: {}\ndata: {data}\n\n",
            if over { "end" } else { "progress" }
        );
        Some((Ok::<_, actix_web::Error>(Bytes::from(text)), (ctx, over)))
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .content_type("text/event-stream")
        .streaming(Box::pin(events)))
}

async fn told(ctx: &Ctx, id: ComputationId) -> Result<ComputationView> {
    let read = ctx.read().await?;
    let row = queries::computation(read.conn(), ctx.scope(), id.uuid()).await?;
    view(ctx, &row, false)
}
