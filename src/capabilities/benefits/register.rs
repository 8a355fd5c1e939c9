//! Benefits themselves: listing, planning, changing, giving up.

use super::dto::{
    AbandonBenefit, BenefitFilter, BenefitList, BenefitState, BenefitView, CreateBenefit, UpdateBenefit,
};
use super::service::{
    below, benefit_target, fields_of, in_order, standing, target_within, view, views, wrong_state,
};
use super::{events, queries, rules};
use crate::access::{Action, Ctx, Target};
use crate::capabilities::organisation::dto::UnitView;
use crate::capabilities::roadmaps::service::roadmap_target;
use crate::capabilities::{organisation, people};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::rows;
use kernel::{BenefitId, RoadmapId};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use tables::benefit;
use uuid::Uuid;

pub(super) async fn list_benefits(ctx: &Ctx, filter: BenefitFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    in_order("/query/to", filter.from, filter.to)?;
    ctx.kept(Action::ReadBenefits, |ctx, read| async move {
        let below = below(&ctx, read.conn(), filter.unit_id).await?;
        let sight = ctx.sight(Action::ReadBenefits);
        let mut found = queries::benefits(read.conn(), ctx.scope(), &sight, below, &filter, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let views = views(&ctx, read.conn(), &found).await?;
        let items: Vec<BenefitView> = views.into_iter().map(|(view, _)| view).collect();
        let answer = Answer::list(page, |page| BenefitList { items, page })?;
        Ok((standing(&ctx), answer))
    })
    .await
}

pub(super) async fn read_benefit(ctx: &Ctx, id: BenefitId) -> Result<Answer> {
    ctx.kept(Action::ReadBenefits, |ctx, read| async move {
        let row = queries::benefit(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = benefit_target(read.conn(), ctx.scope(), &row).await?;
        let (view, tag) = view(&ctx, read.conn(), &row).await?;
        Ok((target, Answer::ok(&view, tag)?))
    })
    .await
}

pub(super) async fn create_benefit(ctx: &Ctx, roadmap: RoadmapId, body: CreateBenefit) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let mut target = roadmap_target(tx.conn(), ctx.scope(), roadmap.uuid()).await?;
        if !ctx.allows(Action::ReadBenefits, &target) {
            return Err(AppError::not_found());
        }
        target.owners.extend(body.owner_id);
        let permit = ctx.permit(Action::EditBenefits, &target)?;
        if target.stopped {
            let error = AppError::new(Code::WrongState)
                .with("state", "stopped")
                .with("needed", "active, completed");
            return Err(error.about(Subject::new("roadmap", roadmap)));
        }
        check(tx.conn(), &ctx, &target, &body, None).await?;
        let mut row = blank(&ctx, roadmap);
        fill(&mut row, &body);
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        tx.record(
            events::BENEFIT_CREATED,
            Subject::new("benefit", row.id),
            to_value(&body)?,
        )
        .await?;
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        let location = format!("{}/benefits/{}", crate::platform::BASE, row.id);
        Answer::created(&view, location, tag)
    })
    .await
}

/// A row whose fields are still to be filled in.
fn blank(ctx: &Ctx, roadmap: RoadmapId) -> benefit::Model {
    benefit::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        roadmap_id: roadmap.uuid(),
        unit_id: roadmap.uuid(),
        title: String::new(),
        kind: String::new(),
        beneficiary: String::new(),
        indicator: String::new(),
        indicator_key: String::new(),
        measure: String::new(),
        measure_key: String::new(),
        method: String::new(),
        direction: String::new(),
        worth: 0,
        from_date: ctx.today(),
        to_date: None,
        baseline_value: None,
        baseline_date: None,
        baseline_source: None,
        target_value: 0,
        target_date: ctx.today(),
        tolerance_percent: 0,
        owner_id: None,
        initiative_key: None,
        staff_evidence_id: None,
        staff_reason: None,
        users_evidence_id: None,
        users_reason: None,
        partners_evidence_id: None,
        partners_reason: None,
        shared_reason: None,
        state: BenefitState::Planned.to_string(),
        locked_at: None,
        superseded_at: None,
        realised_at: None,
        realised_by: None,
        abandoned_at: None,
        abandoned_reason: None,
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    }
}

/// Puts the fields from the wire into a row.
fn fill(row: &mut benefit::Model, fields: &CreateBenefit) {
    row.title.clone_from(&fields.title);
    row.kind = fields.kind.to_string();
    row.beneficiary = fields.beneficiary.to_string();
    row.indicator.clone_from(&fields.indicator);
    row.indicator_key = rules::key_of(&fields.indicator, 200);
    row.measure.clone_from(&fields.measure);
    row.measure_key = rules::key_of(&fields.measure, 60);
    row.method.clone_from(&fields.method);
    row.direction = fields.direction.to_string();
    row.worth = rules::scaled_worth(fields.worth_per_unit);
    row.from_date = fields.from;
    row.to_date = fields.to;
    let baseline = fields.baseline.as_ref();
    row.baseline_value = baseline.map(|one| rules::scaled(one.value));
    row.baseline_date = baseline.map(|one| one.date);
    row.baseline_source = baseline.map(|one| one.source.clone());
    row.target_value = rules::scaled(fields.target.value);
    row.target_date = fields.target.date;
    row.tolerance_percent = fields.tolerance_percent;
    row.unit_id = fields.unit_id;
    row.owner_id = fields.owner_id;
    row.initiative_key.clone_from(&fields.initiative_key);
}

/// What is wrong with the unit in which an effect is to arise: the roadmap's own or one below it, or another that
/// somebody's roles reach, and none that is closed.
async fn fault_of_unit<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    roadmap: &Target,
    id: Uuid,
) -> Result<Option<Fault>> {
    let units = organisation::service::all_units(db, ctx.scope()).await?;
    let reached = |unit: &UnitView| {
        let path = unit.path_text();
        let own = roadmap.unit_path.as_ref();
        own.is_some_and(|own| path.starts_with(own)) || ctx.allows(Action::ReadBenefits, &Target::unit(path))
    };
    let code = match units.iter().find(|unit| unit.id == id && reached(unit)) {
        None => FaultCode::NoSuch {
            what: "unit".to_owned(),
        },
        Some(unit) if unit.fields.closed_on.is_some_and(|last| last < ctx.today()) => {
            FaultCode::Contradicts {
                other: "closedOn".to_owned(),
            }
        }
        Some(_) => return Ok(None),
    };
    Ok(Some(Fault::new("/unitId", code)))
}

/// A period that leaves out months which were measured.
async fn fault_of_period<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    row: &benefit::Model,
    fields: &CreateBenefit,
) -> Result<Option<Fault>> {
    if (row.from_date, row.to_date) == (fields.from, fields.to) {
        return Ok(None);
    }
    let months = queries::measured_months(db, ctx.scope(), row.id).await?;
    let out = months
        .into_iter()
        .find(|month| !rules::counts_in((fields.from, fields.to), *month));
    Ok(out.map(|month| {
        let pointer = if month < rules::month_of(fields.from) {
            "/from"
        } else {
            "/to"
        };
        let other = "measured months".to_owned();
        Fault::new(pointer, FaultCode::Contradicts { other }).note(month.to_string())
    }))
}

/// What the fields contradict, and what they name that does not exist, all at once. What was named before may stay.
async fn check<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    roadmap: &Target,
    fields: &CreateBenefit,
    before: Option<&CreateBenefit>,
) -> Result<()> {
    let mut faults = rules::faults_of_benefit(fields);
    if before.is_none_or(|before| before.unit_id != fields.unit_id) {
        faults.extend(fault_of_unit(db, ctx, roadmap, fields.unit_id).await?);
    }
    let owner: Vec<_> = fields.owner_id.into_iter().collect();
    if before.is_none_or(|before| before.owner_id != fields.owner_id)
        && !people::service::persons_missing(db, ctx.scope(), &owner, ctx.today())
            .await?
            .is_empty()
    {
        let what = "person".to_owned();
        faults.push(Fault::new("/ownerId", FaultCode::NoSuch { what }));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

pub(super) async fn update_benefit(ctx: &Ctx, id: BenefitId, patch: UpdateBenefit) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_benefit(tx.conn(), ctx.scope(), id.uuid()).await?;
        let roadmap = roadmap_target(tx.conn(), ctx.scope(), row.roadmap_id).await?;
        let target = target_within(&roadmap, &row);
        let permit = ctx.permit(Action::EditBenefits, &target)?;
        expected.check(row.version)?;
        if row.state == BenefitState::Abandoned.as_str() {
            return Err(wrong_state(&row, "planned, baseline_locked, realised"));
        }
        let before = fields_of(&row)?;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        check(tx.conn(), &ctx, &target, &fields, Some(&before)).await?;
        if let Some(fault) = fault_of_period(tx.conn(), &ctx, &row, &fields).await? {
            return Err(AppError::invalid(vec![fault]));
        }
        let frozen = rules::frozen(&before, &fields);
        if row.locked_at.is_some() && !frozen.is_empty() {
            let error = AppError::new(Code::Immutable).with_faults(frozen);
            return Err(error.about(Subject::new("benefit", id)));
        }
        fill(&mut row, &fields);
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        tx.record(events::BENEFIT_UPDATED, Subject::new("benefit", id), changes)
            .await?;
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, tag)
    })
    .await
}

pub(super) async fn abandon_benefit(ctx: &Ctx, id: BenefitId, body: AbandonBenefit) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_benefit(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = benefit_target(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::EditBenefits, &target)?;
        expected.check(row.version)?;
        let open = [BenefitState::Planned, BenefitState::BaselineLocked];
        if !open.contains(&BenefitState::from_row(&row.state)?) {
            return Err(wrong_state(&row, "planned, baseline_locked"));
        }
        let changes = json!({"from": row.state, "reason": body.reason});
        row.state = BenefitState::Abandoned.to_string();
        row.abandoned_at = Some(tx.now());
        row.abandoned_reason = Some(body.reason);
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(events::BENEFIT_ABANDONED, Subject::new("benefit", id), changes)
            .await?;
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, tag)
    })
    .await
}
