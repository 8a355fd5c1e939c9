//! What other capabilities ask about initiatives, and what the use cases beside this file share.

use super::dto::{
    CreateInitiative, ImpactAssessment, InitiativeSize, InitiativeState, InitiativeSubject, InitiativeView,
    InitiativeWay,
};
use super::facts::{Champion, Known};
use super::rules::{self, Standing};
use super::{limits, queries};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::roadmaps::service::{Reach, roadmap_target, visible_roadmaps};
use crate::capabilities::{organisation, people};
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::etag;
use crate::platform::ledger::Subject;
use sea_orm::ConnectionTrait;
use serde_json::from_str;
use std::collections::{HashMap, HashSet};
use tables::initiative;
use uuid::Uuid;

pub use super::facts::Measured;

/// What gates may ask of a roadmap's initiatives. Eight queries.
///
/// # Errors
/// What the database says, and a damaged row.
pub async fn measures<C: ConnectionTrait>(db: &C, scope: TenantScope, reach: &Reach) -> Result<Measured> {
    let rows = queries::all(db, scope, Some(&[reach.roadmap])).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut areas = queries::areas(db, scope, &ids).await?;
    let values = queries::values(db, scope, &ids).await?;
    let readiness = queries::readiness(db, scope, &ids).await?;
    let heirs: HashSet<Uuid> = queries::links_to(db, scope, &ids)
        .await?
        .into_iter()
        .map(|link| link.later_id)
        .collect();
    let champions = queries::champions(db, scope, &ids).await?;
    let persons: Vec<Uuid> = champions.iter().map(|one| one.person_id).collect();
    let gone = people::service::persons_missing(db, scope, &persons, reach.today).await?;
    let conflicts = queries::conflicts(db, scope, &ids).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let has_value = |people: &str| {
            let mut own = values.iter().filter(|value| value.initiative_id == row.id);
            own.any(|value| value.people == people)
        };
        let ready = |people: &str| {
            let mut own = readiness.iter().filter(|one| one.initiative_id == row.id);
            own.any(|one| one.people == people)
        };
        all.push(Known {
            size: InitiativeSize::from_row(&row.size)?,
            state: InitiativeState::from_row(&row.state)?,
            begins: begins(&row),
            areas: areas.remove(&row.id).unwrap_or_default(),
            value_for_users: has_value("users"),
            value_for_staff: has_value("staff"),
            inherits: heirs.contains(&row.id),
            impact_assessed: impact_of(&row)?.is_some_and(|impact| is_complete(&impact)),
            readiness_assessed: ready("leaders") && ready("staff"),
            id: row.id,
            name: row.name,
        });
    }
    let active = champions.iter().map(|one| Champion {
        id: one.id,
        area: one.service_area_id,
        active: one.from_date <= reach.today
            && one.to_date.is_none_or(|to| reach.today <= to)
            && !gone.contains(&one.person_id),
    });
    Ok(Measured {
        roadmap: reach.roadmap,
        service_areas: reach.service_areas.clone(),
        champions: active.collect(),
        open_conflicts: conflicts
            .into_iter()
            .filter(|one| one.state != "decided")
            .map(|one| (one.id, one.description))
            .collect(),
        all,
    })
}

/// The day on which an initiative began, or is planned to.
pub(super) fn begins(row: &initiative::Model) -> chrono::NaiveDate {
    row.started_on.unwrap_or(row.planned_start)
}

pub(super) fn impact_of(row: &initiative::Model) -> Result<Option<ImpactAssessment>> {
    let impact = row.impact.as_deref().map(from_str).transpose();
    impact.map_err(AppError::internal)
}

/// Whether all six ways are assessed.
pub(super) fn is_complete(impact: &ImpactAssessment) -> bool {
    impact.ways().iter().all(|(_, way)| way.is_some())
}

/// What permissions on an initiative are asked for: its owner's own.
pub(super) async fn target_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    row: &initiative::Model,
) -> Result<Target> {
    let mut target = roadmap_target(db, scope, row.roadmap_id).await?;
    target.owners.extend(row.owner_id);
    Ok(target.about("initiative", row.id))
}

/// What acts on an initiative are judged by.
pub(super) async fn standing_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    row: &initiative::Model,
) -> Result<Standing> {
    let values = queries::values(db, scope, &[row.id]).await?;
    let readiness = queries::readiness(db, scope, &[row.id]).await?;
    let areas = queries::area_rows(db, scope, &[row.id]).await?;
    Ok(Standing {
        size: InitiativeSize::from_row(&row.size)?,
        state: InitiativeState::from_row(&row.state)?,
        assessed: row.assessment.is_some(),
        has_owner: row.owner_id.is_some(),
        has_areas: !areas.is_empty(),
        value_for_users: values.iter().any(|value| value.people == "users"),
        value_for_staff: values.iter().any(|value| value.people == "staff"),
        impact_assessed: impact_of(row)?.is_some_and(|impact| is_complete(&impact)),
        leaders_assessed: readiness.iter().any(|one| one.people == "leaders"),
        staff_assessed: readiness.iter().any(|one| one.people == "staff"),
    })
}

/// The fields of a row.
pub(super) fn fields_of(
    row: &initiative::Model,
    areas: Vec<Uuid>,
    units: Vec<Uuid>,
) -> Result<CreateInitiative> {
    Ok(CreateInitiative {
        size: InitiativeSize::from_row(&row.size)?,
        name: row.name.clone(),
        purpose: row.purpose.clone(),
        sponsor_id: row.sponsor_id,
        owner_id: row.owner_id,
        way: InitiativeWay::from_row(&row.way)?,
        subject: InitiativeSubject::from_row(&row.subject)?,
        planned_start: row.planned_start,
        planned_end: row.planned_end,
        effort_days: row.effort_days,
        service_area_ids: areas,
        unit_ids: units,
    })
}

/// Views of rows with their validators. Three queries.
pub(super) async fn views<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    rows: &[initiative::Model],
) -> Result<Vec<(InitiativeView, String)>> {
    let scope = ctx.scope();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut areas = queries::areas(db, scope, &ids).await?;
    let mut units = queries::units(db, scope, &ids).await?;
    let most = limits::current(ctx, db).await?.limits;
    let take = |from: &mut HashMap<Uuid, Vec<Uuid>>, id| from.remove(&id).unwrap_or_default();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let fields = fields_of(row, take(&mut areas, row.id), take(&mut units, row.id))?;
        let state = InitiativeState::from_row(&row.state)?;
        let warnings = rules::outgrown(&fields, &most);
        let mut tag = etag::of_version(row.version);
        if !warnings.is_empty() {
            // The limits change without the row: the validator changes with them.
            let print = gate::pin::fingerprint(&serde_json::to_string(&warnings)?);
            let print: String = print.chars().take(12).collect();
            tag = format!("\"{}-{print}\"", row.version);
        }
        let assessment = row.assessment.as_deref().map(from_str).transpose();
        let view = InitiativeView {
            id: row.id,
            roadmap_id: row.roadmap_id,
            fields,
            state,
            has_result: matches!(
                state,
                InitiativeState::Delivered | InitiativeState::Realised | InitiativeState::Stopped
            ),
            reason: row.reason.clone(),
            prioritised_on: row.prioritised_on,
            started_on: row.started_on,
            delivered_on: row.delivered_on,
            realised_on: row.realised_on,
            stopped_on: row.stopped_on,
            assessment: assessment.map_err(AppError::internal)?,
            impact: impact_of(row)?,
            warnings,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        };
        found.push((view, tag));
    }
    Ok(found)
}

/// The view of one row.
pub(super) async fn view<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    row: &initiative::Model,
) -> Result<(InitiativeView, String)> {
    let views = views(ctx, db, std::slice::from_ref(row)).await?;
    let first = views.into_iter().next();
    first.ok_or_else(|| AppError::internal("a row without its view"))
}

/// The initiatives that the reader sees. Two queries.
pub(super) async fn visible<C: ConnectionTrait>(ctx: &Ctx, db: &C) -> Result<Vec<initiative::Model>> {
    let sight = ctx.sight(Action::ReadInitiatives);
    let roadmaps = visible_roadmaps(db, ctx.scope(), &sight).await?;
    queries::all(db, ctx.scope(), roadmaps.as_deref()).await
}

/// Where the readers of initiatives stand: what lists show follows from their sight.
pub(super) fn standing(ctx: &Ctx) -> Target {
    ctx.sight(Action::ReadInitiatives).standing()
}

/// The units at and below the one that a filter names.
pub(super) async fn units_below<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    unit: Option<Uuid>,
) -> Result<Option<HashSet<Uuid>>> {
    let Some(unit) = unit else { return Ok(None) };
    let path = unit_path(ctx, db, unit).await?;
    let all = queries::units_under(db, ctx.scope(), &path).await?;
    Ok(Some(all.into_iter().collect()))
}

/// The path of a unit that a filter names.
pub(super) async fn unit_path<C: ConnectionTrait>(ctx: &Ctx, db: &C, unit: Uuid) -> Result<String> {
    let path = organisation::service::unit_path(db, ctx.scope(), unit).await?;
    path.ok_or_else(|| {
        let what = "unit".to_owned();
        AppError::fault("/query/unitId", FaultCode::NoSuch { what })
    })
}

/// The refusal of an act that an initiative in this state does not allow.
pub(super) fn wrong_state(row: &initiative::Model, needed: &str) -> AppError {
    AppError::new(Code::WrongState)
        .with("state", row.state.clone())
        .with("needed", needed)
        .about(Subject::new("initiative", row.id))
}

/// 409 where there is no room for more.
pub(super) fn room(count: usize, most: usize, what: &str) -> Result<()> {
    if count >= most {
        return Err(AppError::new(Code::Conflict).with("reason", format!("at most {most} {what}")));
    }
    Ok(())
}
