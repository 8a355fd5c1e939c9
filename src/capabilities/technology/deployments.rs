//! Deployments: a technology in a unit, or in a service area within it, and its way from state to state.

use super::dto::{
    CreateTechnologyDeployment, DeploymentFilter, DeploymentList, DeploymentPlan, DeploymentState,
    DeploymentView, HistoryView, MoveTechnologyDeployment, StateView, UpdateTechnologyDeployment,
};
use super::register::{self, Standing};
use super::{catalogue, events, places, queries, rules};
use crate::access::{Action, Ctx, Permit, Target, TenantScope};
use crate::capabilities::organisation;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use chrono::NaiveDate;
use kernel::TechnologyDeploymentId;
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use tables::{technology_deployment, technology_state};
use uuid::Uuid;

/// What permissions on something in a unit are asked for: whoever answers for the unit owns it. `None`: no such unit.
pub(super) async fn target_in<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    unit: Uuid,
) -> Result<Option<Target>> {
    let found = organisation::service::find_unit(db, scope, unit).await?;
    Ok(found.map(|unit| Target {
        owners: unit.fields.responsible_id.into_iter().collect(),
        ..Target::unit(unit.path_text())
    }))
}

/// What permissions on a deployment are asked for.
pub(super) async fn target_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    row: &technology_deployment::Model,
) -> Result<Target> {
    let target = target_in(db, scope, row.unit_id).await?;
    let target = target.ok_or_else(|| AppError::internal("a deployment without its unit"))?;
    Ok(target.about("technology_deployment", row.id))
}

/// Where a deployment stands while it is not withdrawn: one technology stands in one place once.
pub(super) fn slot(unit: Uuid, area: Option<Uuid>) -> String {
    format!(
        "{unit}/{}",
        area.map_or_else(|| "-".to_owned(), |area| area.to_string())
    )
}

/// Refuses where a deployment was withdrawn.
pub(super) fn check_standing(row: &technology_deployment::Model) -> Result<()> {
    if row.state != DeploymentState::Withdrawn.as_str() {
        return Ok(());
    }
    Err(AppError::new(Code::WrongState)
        .with("state", row.state.as_str())
        .with("needed", "considered, pilot, introduced, broad_and_equal")
        .about(Subject::new("technology_deployment", row.id)))
}

fn no_such(pointer: &str, what: &str) -> Fault {
    let what = what.to_owned();
    Fault::new(pointer, FaultCode::NoSuch { what })
}

pub(super) async fn list_deployments(ctx: &Ctx, filter: DeploymentFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let asked = (filter.within, filter.service_area_id, filter.branch);
        let within = places::within(&ctx, read.conn(), asked).await?;
        let technology = places::technology_of(&ctx, read.conn(), filter.technology.as_deref()).await?;
        let mut found =
            queries::deployments(read.conn(), ctx.scope(), &within, technology, &filter, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found.iter().map(DeploymentView::of).collect::<Result<_>>()?;
        let answer = Answer::list(page, |page| DeploymentList { items, page })?;
        Ok((within.sight.standing(), answer))
    })
    .await
}

pub(super) async fn read_deployment(ctx: &Ctx, id: TechnologyDeploymentId) -> Result<Answer> {
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let row = queries::deployment(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(read.conn(), ctx.scope(), &row).await?;
        let answer = Answer::ok(&DeploymentView::of(&row)?, etag::of_version(row.version))?;
        Ok((target, answer))
    })
    .await
}

pub(super) async fn read_history(ctx: &Ctx, id: TechnologyDeploymentId) -> Result<Answer> {
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let row = queries::deployment(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(read.conn(), ctx.scope(), &row).await?;
        let states = queries::states(read.conn(), ctx.scope(), row.id).await?;
        let states = states.iter().map(StateView::of).collect::<Result<_>>()?;
        Ok((target, Answer::plain(&HistoryView { states })?))
    })
    .await
}

/// Where it stands, with what the next steps would need.
pub(super) async fn read_standing(ctx: &Ctx, id: TechnologyDeploymentId) -> Result<Answer> {
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let row = queries::deployment(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(read.conn(), ctx.scope(), &row).await?;
        let standing = Standing::load(read.conn(), ctx.scope(), row, ctx.today()).await?;
        Ok((target, Answer::plain(&standing.view()?)?))
    })
    .await
}

pub(super) async fn create_deployment(ctx: &Ctx, body: CreateTechnologyDeployment) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let target = target_in(tx.conn(), ctx.scope(), body.unit_id).await?;
        let permit = ctx.permit(Action::EditTechnology, &target.clone().unwrap_or_default())?;
        let kind = catalogue::take(&tx, &permit, body.technology_id).await?;
        let mut faults = Vec::new();
        match kind {
            None => faults.push(no_such("/technologyId", "technology")),
            Some(kind) if !kind.row.active => {
                faults.push(Fault::new(
                    "/technologyId",
                    FaultCode::Rule { rule: "not_active" },
                ));
            }
            Some(_) => {}
        }
        if target.is_none() {
            faults.push(no_such("/unitId", "unit"));
        }
        if let Some(area) = body.service_area_id {
            let areas = organisation::service::service_areas(tx.conn(), ctx.scope()).await?;
            if !areas.iter().any(|one| one.id == area) {
                faults.push(no_such("/serviceAreaId", "service area"));
            }
        }
        let since = body.since.unwrap_or_else(|| ctx.today());
        if since > ctx.today() {
            let rule = "in_the_future";
            faults.push(Fault::new("/since", FaultCode::Rule { rule }));
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let mut row = technology_deployment::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            technology_id: body.technology_id,
            unit_id: body.unit_id,
            service_area_id: body.service_area_id,
            slot: slot(body.unit_id, body.service_area_id),
            state: DeploymentState::Considered.to_string(),
            state_since: since,
            pilot_ends_on: None,
            target_use: None,
            target_reach: None,
            target_gap: None,
            target_rationale: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        plan(
            &mut row,
            DeploymentPlan {
                pilot_ends_on: body.pilot_ends_on,
                target: body.target.clone(),
            },
        );
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let first = Step {
            state: DeploymentState::Considered,
            since,
            note: None,
            decision: None,
        };
        first.keep(&ctx, &tx, &permit, row.id).await?;
        let subject = Subject::new("technology_deployment", row.id);
        tx.record(events::DEPLOYMENT_CREATED, subject, to_value(&body)?)
            .await?;
        let location = format!("{}/technology-deployments/{}", crate::platform::BASE, row.id);
        Answer::created(&DeploymentView::of(&row)?, location, etag::of_version(1))
    })
    .await
}

fn plan(row: &mut technology_deployment::Model, plan: DeploymentPlan) {
    row.pilot_ends_on = plan.pilot_ends_on;
    row.target_use = plan.target.as_ref().map(|target| target.use_percent);
    row.target_reach = plan.target.as_ref().and_then(|target| target.reach_percent);
    row.target_gap = plan.target.as_ref().and_then(|target| target.group_gap_points);
    row.target_rationale = plan.target.map(|target| target.rationale);
}

/// A pilot has a planned last day, not before its first.
fn check_pilot(ends: Option<NaiveDate>, since: NaiveDate) -> Result<()> {
    let code = match ends {
        None => FaultCode::Required,
        Some(end) if end < since => {
            let other = "since".to_owned();
            FaultCode::Contradicts { other }
        }
        Some(_) => return Ok(()),
    };
    Err(AppError::fault("/pilotEndsOn", code))
}

pub(super) async fn update_deployment(
    ctx: &Ctx,
    id: TechnologyDeploymentId,
    patch: UpdateTechnologyDeployment,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_deployment(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::EditTechnology, &target)?;
        expected.check(row.version)?;
        check_standing(&row)?;
        let before = DeploymentPlan::of(&row);
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        if row.state == DeploymentState::Pilot.as_str() {
            check_pilot(fields.pilot_ends_on, row.state_since)?;
        }
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        plan(&mut row, fields);
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("technology_deployment", id);
        tx.record(events::DEPLOYMENT_UPDATED, subject, changes).await?;
        Answer::ok(&DeploymentView::of(&row)?, etag::of_version(row.version))
    })
    .await
}

/// A state that a deployment comes to.
struct Step {
    state: DeploymentState,
    since: NaiveDate,
    note: Option<String>,
    decision: Option<Uuid>,
}

impl Step {
    async fn keep(&self, ctx: &Ctx, tx: &Tx, permit: &Permit, deployment: Uuid) -> Result<()> {
        let row = technology_state::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            deployment_id: deployment,
            state: self.state.to_string(),
            since: self.since,
            note: self.note.clone(),
            decision_id: self.decision,
            recorded_by: register::recorder(ctx),
            created_at: tx.now(),
        };
        rows::insert(tx.conn(), permit, row).await
    }
}

/// Moves a deployment on. Each of the two gates asks for what is its own: a decision to introduce, measured figures for
/// broad and equal.
pub(super) async fn move_deployment(
    ctx: &Ctx,
    id: TechnologyDeploymentId,
    body: MoveTechnologyDeployment,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_deployment(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::DecideTechnology, &target)?;
        expected.check(row.version)?;
        let subject = Subject::new("technology_deployment", id);
        let from = DeploymentState::from_row(&row.state)?;
        if let Err(sources) = rules::step(from, body.state) {
            let needed: Vec<&str> = sources.iter().map(|state| state.as_str()).collect();
            return Err(AppError::new(Code::WrongState)
                .with("state", from.as_str())
                .with("needed", needed.join(", "))
                .about(subject));
        }
        let since = body.since.unwrap_or_else(|| ctx.today());
        let mut faults = Vec::new();
        if since > ctx.today() {
            let rule = "in_the_future";
            faults.push(Fault::new("/since", FaultCode::Rule { rule }));
        }
        if since < row.state_since {
            let other = "stateSince".to_owned();
            faults.push(Fault::new("/since", FaultCode::Contradicts { other }));
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let mut standing = Standing::load(tx.conn(), ctx.scope(), row, ctx.today()).await?;
        if body.state == DeploymentState::Pilot {
            standing.row.pilot_ends_on = body.pilot_ends_on.or(standing.row.pilot_ends_on);
            if let Some(end) = standing.row.pilot_ends_on {
                check_pilot(Some(end), since)?;
            }
        }
        let reasons = rules::refusals(from, body.state, &standing.grounds(body.note.is_some())?);
        if !reasons.is_empty() {
            return Err(AppError::new(Code::Conflict)
                .with("reason", format!("{from} → {}", body.state))
                .with_faults(reasons)
                .about(subject));
        }
        let decision = standing.decision_for(body.state);
        let mut row = standing.row;
        row.state = body.state.to_string();
        row.state_since = since;
        if body.state == DeploymentState::Withdrawn {
            // The place is free again: a new attempt there begins anew.
            row.slot = row.id.to_string();
        }
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let step = Step {
            state: body.state,
            since,
            note: body.note,
            decision,
        };
        step.keep(&ctx, &tx, &permit, row.id).await?;
        let changes =
            json!({"state": {"from": from, "to": step.state}, "since": since, "decision": decision});
        tx.record(events::DEPLOYMENT_MOVED, subject, changes).await?;
        Answer::ok(&DeploymentView::of(&row)?, etag::of_version(row.version))
    })
    .await
}
