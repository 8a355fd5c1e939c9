//! What other capabilities ask about benefits, and what the use cases beside this file share.

use super::dto::{
    Adopters, Adoption, Baseline, Beneficiary, BenefitKind, BenefitOverlap, BenefitState, BenefitView,
    CreateBenefit, Direction, TargetValue,
};
use super::facts::{Known, Planned};
use super::grounds::Standing;
use super::rules::{self, Yardstick};
use super::{overlaps, queries};
use crate::access::{Action, Ctx, Sight, Target, TenantScope};
use crate::capabilities::roadmaps::service::{Reach, roadmap_target};
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::etag;
use crate::platform::ledger::Subject;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use tables::benefit;
use uuid::Uuid;

pub use super::facts::Measured;

/// What is measured of a roadmap's benefits. Four queries.
///
/// # Errors
/// What the database says.
pub async fn measures<C: ConnectionTrait>(db: &C, scope: TenantScope, reach: &Reach) -> Result<Measured> {
    let rows = queries::of_roadmap(db, scope, reach.roadmap).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let reviews = queries::reviews_of(db, scope, &ids).await?;
    let standing = Standing::with(db, scope, &rows, &reviews, reach.today).await?;
    let mut benefits = Vec::with_capacity(rows.len());
    for row in &rows {
        benefits.push(Known {
            id: row.id,
            title: row.title.clone(),
            locked: row.locked_at.is_some(),
            realised: standing.realised(row)?,
        });
    }
    let title = |id: Uuid| rows.iter().find(|row| row.id == id).map(|row| row.title.clone());
    let planned = reviews.iter().map(|row| Planned {
        id: row.id,
        due_on: row.due_on,
        done: row.done_on.is_some(),
        title: title(row.benefit_id).unwrap_or_default(),
    });
    Ok(Measured {
        roadmap: reach.roadmap,
        reviews: planned.collect(),
        benefits,
        today: reach.today,
    })
}

/// How many of the organiser's benefits are realised and still proved, and how many there are that were not abandoned:
/// realised, all. Four queries.
///
/// # Errors
/// What the database says.
pub async fn realised<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    today: NaiveDate,
) -> Result<(usize, usize)> {
    let everywhere = queries::Where::default();
    let rows = queries::standing(db, scope, &Sight::Everything, &everywhere).await?;
    let standing = Standing::load(db, scope, &rows, today).await?;
    let mut realised = 0;
    for row in &rows {
        realised += usize::from(standing.realised(row)?);
    }
    Ok((realised, rows.len()))
}

/// Benefits that were not abandoned and have no owner, or one of those who are `gone`.
///
/// # Errors
/// What the database says.
pub async fn without_owner<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gone: &[Uuid],
) -> Result<Vec<benefit::Model>> {
    queries::without_owner(db, scope, gone).await
}

/// What a permission on a benefit is asked for: its roadmap, and its owner.
pub(super) async fn benefit_target<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    row: &benefit::Model,
) -> Result<Target> {
    let roadmap = roadmap_target(db, scope, row.roadmap_id).await?;
    Ok(target_within(&roadmap, row))
}

/// The same, where the roadmap's target is known.
pub(super) fn target_within(roadmap: &Target, row: &benefit::Model) -> Target {
    Target {
        owners: row.owner_id.into_iter().collect(),
        ..roadmap.clone()
    }
    .about("benefit", row.id)
}

/// The fields of a row.
pub(super) fn fields_of(row: &benefit::Model) -> Result<CreateBenefit> {
    let baseline = match (row.baseline_value, row.baseline_date, &row.baseline_source) {
        (Some(value), Some(date), Some(source)) => Some(Baseline {
            value: rules::unscaled(value),
            date,
            source: source.clone(),
        }),
        _ => None,
    };
    Ok(CreateBenefit {
        title: row.title.clone(),
        kind: BenefitKind::from_row(&row.kind)?,
        beneficiary: Beneficiary::from_row(&row.beneficiary)?,
        indicator: row.indicator.clone(),
        measure: row.measure.clone(),
        method: row.method.clone(),
        direction: Direction::from_row(&row.direction)?,
        worth_per_unit: rules::unscaled_worth(row.worth),
        from: row.from_date,
        to: row.to_date,
        baseline,
        target: TargetValue {
            value: rules::unscaled(row.target_value),
            date: row.target_date,
        },
        tolerance_percent: row.tolerance_percent,
        unit_id: row.unit_id,
        owner_id: row.owner_id,
        initiative_key: row.initiative_key.clone(),
    })
}

/// Who has adopted it, as a row says.
pub(super) fn adopters_of(row: &benefit::Model) -> Adopters {
    let group = |evidence_id: Option<Uuid>, reason: &Option<String>| {
        (evidence_id.is_some() || reason.is_some()).then(|| Adoption {
            evidence_id,
            not_applicable_reason: reason.clone(),
        })
    };
    Adopters {
        staff: group(row.staff_evidence_id, &row.staff_reason),
        users: group(row.users_evidence_id, &row.users_reason),
        partners: group(row.partners_evidence_id, &row.partners_reason),
        shared_evidence_reason: row.shared_reason.clone(),
    }
}

/// What a row's effects are told by.
pub(super) fn yardstick(row: &benefit::Model) -> Result<Yardstick> {
    Ok(Yardstick {
        baseline: row.baseline_value,
        direction: Direction::from_row(&row.direction)?,
        worth: row.worth,
    })
}

/// Views of rows with their validators, in a fixed number of queries.
pub(super) async fn views<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    rows: &[benefit::Model],
) -> Result<Vec<(BenefitView, String)>> {
    let scope = ctx.scope();
    let standing = Standing::load(db, scope, rows, ctx.today()).await?;
    let mut warnings = overlaps::warnings(ctx, db, rows).await?;
    rows.iter()
        .map(|row| {
            let warnings = warnings.remove(&row.id).unwrap_or_default();
            view_of(row, &standing, warnings)
        })
        .collect()
}

/// The view of one row.
pub(super) async fn view<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    row: &benefit::Model,
) -> Result<(BenefitView, String)> {
    let views = views(ctx, db, std::slice::from_ref(row)).await?;
    views
        .into_iter()
        .next()
        .ok_or_else(|| AppError::internal("a row without its view"))
}

fn view_of(
    row: &benefit::Model,
    standing: &Standing,
    warnings: Vec<BenefitOverlap>,
) -> Result<(BenefitView, String)> {
    let risks = standing.risks(row)?;
    let last_finding = standing.last_finding(row);
    let mut tag = etag::of_version(row.version);
    if !risks.is_empty() || !warnings.is_empty() || last_finding.is_some() {
        // These change without the row: the validator changes with them.
        let print = gate::pin::fingerprint(&serde_json::to_string(&(&risks, &warnings, last_finding))?);
        tag = format!(
            "\"{}-{}\"",
            row.version,
            print.chars().take(12).collect::<String>()
        );
    }
    let view = BenefitView {
        id: row.id,
        roadmap_id: row.roadmap_id,
        state: BenefitState::from_row(&row.state)?,
        fields: fields_of(row)?,
        baseline_locked_at: row.locked_at,
        adoption: adopters_of(row),
        realised_at: row.realised_at,
        realised_by: row.realised_by,
        abandoned_at: row.abandoned_at,
        abandoned_reason: row.abandoned_reason.clone(),
        at_risk: !risks.is_empty(),
        risks,
        last_finding,
        warnings,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok((view, tag))
}

/// Refuses a period that a filter asks for, where it ends before it begins.
pub(super) fn in_order(pointer: &str, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<()> {
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        let other = "the period's first day".to_owned();
        return Err(AppError::fault(pointer, FaultCode::Contradicts { other }));
    }
    Ok(())
}

/// The path of the unit that a list is narrowed to; 404 where it is unknown.
pub(super) async fn below<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    unit: Option<Uuid>,
) -> Result<Option<String>> {
    let Some(unit) = unit else { return Ok(None) };
    let path = crate::capabilities::organisation::service::unit_path(db, ctx.scope(), unit).await?;
    path.map(Some).ok_or_else(AppError::not_found)
}

/// Where the readers of benefits stand: what lists show follows from their sight.
pub(super) fn standing(ctx: &Ctx) -> Target {
    ctx.sight(Action::ReadBenefits).standing()
}

/// The refusal of an act that a benefit in this state does not allow.
pub(super) fn wrong_state(row: &benefit::Model, needed: &str) -> AppError {
    AppError::new(Code::WrongState)
        .with("state", row.state.clone())
        .with("needed", needed)
        .about(Subject::new("benefit", row.id))
}
