//! The register: initiatives are raised as ideas, and changed until they have given their result.

use super::dto::{CreateInitiative, InitiativeFilter, InitiativeList, InitiativeState, UpdateInitiative};
use super::queries::{self, Where};
use super::service::{fields_of, standing, target_of, unit_path, view, views, wrong_state};
use super::{events, rules};
use crate::access::{Action, Ctx, Permit};
use crate::capabilities::{organisation, people, roadmaps};
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::rows;
use crate::platform::tx::Tx;
use kernel::{InitiativeId, RoadmapId};
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use tables::{initiative, initiative_area, initiative_unit};
use uuid::Uuid;

/// Initiatives of one roadmap, or of every one that the reader sees.
pub(super) async fn list_initiatives(
    ctx: &Ctx,
    roadmap: Option<RoadmapId>,
    filter: InitiativeFilter,
) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let (db, scope) = (read.conn(), ctx.scope());
        let (target, roadmaps) = if let Some(id) = roadmap {
            let target = roadmaps::service::roadmap_target(db, scope, id.uuid()).await?;
            (target, Some(vec![id.uuid()]))
        } else {
            let sight = ctx.sight(Action::ReadInitiatives);
            let seen = roadmaps::service::visible_roadmaps(db, scope, &sight).await?;
            (standing(&ctx), seen)
        };
        let path = match filter.unit_id {
            Some(unit) => Some(unit_path(&ctx, db, unit).await?),
            None => None,
        };
        let branch = match filter.branch {
            Some(branch) => {
                let all = organisation::service::service_areas(db, scope).await?;
                let own = all.iter().filter(|one| one.fields.branch == branch);
                Some(own.map(|one| one.id).collect())
            }
            None => None,
        };
        let wanted = Where { path, branch };
        let mut found =
            queries::initiatives(db, scope, roadmaps.as_deref(), &filter, &wanted, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let views = views(&ctx, db, &found).await?;
        let items = views.into_iter().map(|(view, _)| view).collect();
        Ok((target, Answer::list(page, |page| InitiativeList { items, page })?))
    })
    .await
}

pub(super) async fn read_initiative(ctx: &Ctx, id: InitiativeId) -> Result<Answer> {
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let row = queries::initiative(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(read.conn(), ctx.scope(), &row).await?;
        let (view, tag) = view(&ctx, read.conn(), &row).await?;
        Ok((target, Answer::ok(&view, tag)?))
    })
    .await
}

/// Everything that is wrong with an initiative's fields.
async fn check<C: ConnectionTrait>(db: &C, ctx: &Ctx, fields: &CreateInitiative) -> Result<()> {
    let mut faults = rules::faults_of(fields);
    let no_such = |pointer: String, what: &str| {
        let what = what.to_owned();
        Fault::new(pointer, FaultCode::NoSuch { what })
    };
    let mut persons = vec![fields.sponsor_id];
    persons.extend(fields.owner_id);
    let gone = people::service::persons_missing(db, ctx.scope(), &persons, ctx.today()).await?;
    if gone.contains(&fields.sponsor_id) {
        faults.push(no_such("/sponsorId".to_owned(), "person"));
    }
    if fields.owner_id.is_some_and(|owner| gone.contains(&owner)) {
        faults.push(no_such("/ownerId".to_owned(), "person"));
    }
    let areas = organisation::service::service_areas(db, ctx.scope()).await?;
    for (at, area) in fields.service_area_ids.iter().enumerate() {
        if !areas.iter().any(|one| one.id == *area) {
            faults.push(no_such(format!("/serviceAreaIds/{at}"), "service area"));
        }
    }
    if !fields.unit_ids.is_empty() {
        let units = organisation::service::all_units(db, ctx.scope()).await?;
        for (at, unit) in fields.unit_ids.iter().enumerate() {
            if !units.iter().any(|one| one.id == *unit) {
                faults.push(no_such(format!("/unitIds/{at}"), "unit"));
            }
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

/// Writes who takes part.
async fn write_parts(tx: &Tx, permit: &Permit, id: Uuid, fields: &CreateInitiative) -> Result<()> {
    queries::clear_parts(tx.conn(), permit, id).await?;
    let organiser_id = permit.scope().organiser();
    for area in &fields.service_area_ids {
        let row = initiative_area::Model {
            organiser_id,
            initiative_id: id,
            service_area_id: *area,
        };
        rows::insert(tx.conn(), permit, row).await?;
    }
    for unit in &fields.unit_ids {
        let row = initiative_unit::Model {
            organiser_id,
            initiative_id: id,
            unit_id: *unit,
        };
        rows::insert(tx.conn(), permit, row).await?;
    }
    Ok(())
}

pub(super) async fn create_initiative(
    ctx: &Ctx,
    roadmap: RoadmapId,
    body: CreateInitiative,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let mut target = roadmaps::service::roadmap_target(tx.conn(), ctx.scope(), roadmap.uuid()).await?;
        target.owners.extend(body.owner_id);
        let permit = ctx.permit(Action::EditInitiatives, &target)?;
        check(tx.conn(), &ctx, &body).await?;
        let row = initiative::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            roadmap_id: roadmap.uuid(),
            size: body.size.to_string(),
            name: body.name.clone(),
            purpose: body.purpose.clone(),
            sponsor_id: body.sponsor_id,
            owner_id: body.owner_id,
            way: body.way.to_string(),
            subject: body.subject.to_string(),
            planned_start: body.planned_start,
            planned_end: body.planned_end,
            effort_days: body.effort_days,
            state: InitiativeState::Idea.to_string(),
            assessment: None,
            impact: None,
            reason: None,
            prioritised_on: None,
            started_on: None,
            delivered_on: None,
            realised_on: None,
            stopped_on: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        write_parts(&tx, &permit, row.id, &body).await?;
        let subject = Subject::new("initiative", row.id);
        tx.record(events::CREATED, subject, to_value(&body)?).await?;
        let location = format!("{}/initiatives/{}", crate::platform::BASE, row.id);
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        Answer::created(&view, location, tag)
    })
    .await
}

pub(super) async fn update_initiative(
    ctx: &Ctx,
    id: InitiativeId,
    patch: UpdateInitiative,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_initiative(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &row).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target)?;
        expected.check(row.version)?;
        if matches!(
            InitiativeState::from_row(&row.state)?,
            InitiativeState::Realised | InitiativeState::Stopped
        ) {
            return Err(wrong_state(&row, "idea, prioritised, started, delivered"));
        }
        let mut areas = queries::areas(tx.conn(), ctx.scope(), &[row.id]).await?;
        let mut units = queries::units(tx.conn(), ctx.scope(), &[row.id]).await?;
        let own =
            |from: &mut std::collections::HashMap<Uuid, Vec<Uuid>>| from.remove(&row.id).unwrap_or_default();
        let before = fields_of(&row, own(&mut areas), own(&mut units))?;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        if fields.size != before.size {
            let rule = "size_by_conversion";
            let note = "a small initiative becomes a large one by its conversion, with a reason";
            let fault = Fault::new("/size", FaultCode::Rule { rule }).note(note);
            return Err(AppError::invalid(vec![fault]));
        }
        check(tx.conn(), &ctx, &fields).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        write_parts(&tx, &permit, row.id, &fields).await?;
        let row = initiative::Model {
            name: fields.name,
            purpose: fields.purpose,
            sponsor_id: fields.sponsor_id,
            owner_id: fields.owner_id,
            way: fields.way.to_string(),
            subject: fields.subject.to_string(),
            planned_start: fields.planned_start,
            planned_end: fields.planned_end,
            effort_days: fields.effort_days,
            ..row
        };
        let row = save(&tx, &permit, row).await?;
        let subject = Subject::new("initiative", id);
        tx.record(events::UPDATED, subject, changes).await?;
        let (view, tag) = view(&ctx, tx.conn(), &row).await?;
        Answer::ok(&view, tag)
    })
    .await
}

/// Writes an initiative's next version.
pub(super) async fn save(tx: &Tx, permit: &Permit, row: initiative::Model) -> Result<initiative::Model> {
    let row = initiative::Model {
        version: row.version + 1,
        updated_at: tx.now(),
        ..row
    };
    rows::replace(tx.conn(), permit, row.clone()).await?;
    Ok(row)
}
