//! The roadmap itself: listing, reading as of a day, changing.

use super::dto::{AsOf, RoadmapFields, RoadmapFilter, RoadmapList, RoadmapView, UpdateRoadmap};
use super::history::{self, Kind, Version};
use super::{events, queries, rules, service};
use crate::access::{Action, Ctx, Permit, Target};
use crate::capabilities::{organisation, people};
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use kernel::RoadmapId;
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use std::collections::HashMap;
use tables::{roadmap, roadmap_service_area};
use uuid::Uuid;

pub(super) async fn list_roadmaps(ctx: &Ctx, filter: RoadmapFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    // What the list shows follows from the sight; that anybody of the organiser may ask is all there is to permit.
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let below = match filter.unit_id {
            Some(unit) => Some(
                organisation::service::unit_path(read.conn(), ctx.scope(), unit)
                    .await?
                    .ok_or_else(AppError::not_found)?,
            ),
            None => None,
        };
        let sight = ctx.sight(Action::ReadRoadmap);
        let mut found = queries::roadmaps(
            read.conn(),
            ctx.scope(),
            &sight,
            below.as_deref(),
            &filter,
            &place,
        )
        .await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
        let mut areas: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for area in queries::areas_of(read.conn(), ctx.scope(), &ids).await? {
            areas
                .entry(area.roadmap_id)
                .or_default()
                .push(area.service_area_id);
        }
        let none = Vec::new();
        let items = found
            .iter()
            .map(|row| RoadmapView::of(row, areas.get(&row.id).unwrap_or(&none)))
            .collect::<Result<_>>()?;
        Ok((
            Target::organiser(),
            Answer::list(page, |page| RoadmapList { items, page })?,
        ))
    })
    .await
}

pub(super) async fn read_roadmap(ctx: &Ctx, id: RoadmapId, as_of: AsOf) -> Result<Answer> {
    let instant = as_of.instant(ctx.now)?;
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let target = service::roadmap_target(read.conn(), ctx.scope(), id.uuid()).await?;
        if let Some(instant) = instant {
            let view = history::one(read.conn(), ctx.scope(), Kind::Roadmap, id.uuid(), instant).await?;
            return Ok((target, Answer::plain(&view)?));
        }
        let row = queries::roadmap(read.conn(), ctx.scope(), id.uuid()).await?;
        let view = view(read.conn(), &ctx, &row).await?;
        Ok((target, Answer::ok(&view, etag::of_version(row.version))?))
    })
    .await
}

async fn view<C: ConnectionTrait>(db: &C, ctx: &Ctx, row: &roadmap::Model) -> Result<RoadmapView> {
    let areas = queries::areas_of(db, ctx.scope(), &[row.id]).await?;
    RoadmapView::of(
        row,
        &areas.iter().map(|area| area.service_area_id).collect::<Vec<_>>(),
    )
}

pub(super) async fn update_roadmap(ctx: &Ctx, id: RoadmapId, patch: UpdateRoadmap) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_roadmap(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(
            Action::PlanRoadmap,
            &service::target_of(tx.conn(), ctx.scope(), &row).await?,
        )?;
        expected.check(row.version)?;
        let before = view(tx.conn(), &ctx, &row).await?;
        let fields = patch.apply(&ctx.state.schemas, &before.fields)?;
        if fields.unit_id != before.fields.unit_id {
            permit_in_unit(tx.conn(), &ctx, fields.unit_id).await?;
        }
        check(tx.conn(), &ctx, &fields).await?;
        if fields.service_area_ids != before.fields.service_area_ids {
            write_areas(&tx, &permit, row.id, &fields.service_area_ids).await?;
        }
        fill(&mut row, fields);
        save_roadmap(&tx, &permit, &mut row).await?;
        let view = view(tx.conn(), &ctx, &row).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&view)?, &[]);
        tx.record(events::ROADMAP_UPDATED, Subject::new("roadmap", row.id), changes)
            .await?;
        Answer::ok(&view, etag::of_version(row.version))
    })
    .await
}

/// Puts the fields from the wire into a row.
pub(super) fn fill(row: &mut roadmap::Model, fields: RoadmapFields) {
    row.title = fields.title;
    row.purpose = fields.purpose;
    row.unit_id = fields.unit_id;
    row.sponsor_id = fields.sponsor_id;
    row.leadership_group_id = fields.leadership_group_id;
    row.start_date = fields.start_date;
    row.target_date = fields.target_date;
    row.published = fields.published;
    row.automatic = fields.automatic;
}

/// Leave to plan in the unit that a roadmap is to be for. Where there is no such unit, [`check`] says so.
pub(super) async fn permit_in_unit<C: ConnectionTrait>(db: &C, ctx: &Ctx, unit: Uuid) -> Result<Permit> {
    let path = organisation::service::unit_path(db, ctx.scope(), unit).await?;
    ctx.permit(
        Action::PlanRoadmap,
        &path.map_or_else(Target::organiser, Target::unit),
    )
}

/// What the fields contradict, and what they name that does not exist, all at once.
pub(super) async fn check<C: ConnectionTrait>(db: &C, ctx: &Ctx, fields: &RoadmapFields) -> Result<()> {
    let scope = ctx.scope();
    let mut faults = rules::faults_of_roadmap(fields);
    let no_such = |pointer: String, what: &str| {
        Fault::new(
            pointer,
            FaultCode::NoSuch {
                what: what.to_owned(),
            },
        )
    };
    if organisation::service::unit_path(db, scope, fields.unit_id)
        .await?
        .is_none()
    {
        faults.push(no_such("/unitId".to_owned(), "unit"));
    }
    let sponsor: Vec<Uuid> = fields.sponsor_id.into_iter().collect();
    if !people::service::persons_missing(db, scope, &sponsor, ctx.today())
        .await?
        .is_empty()
    {
        faults.push(no_such("/sponsorId".to_owned(), "person"));
    }
    if let Some(group) = fields.leadership_group_id
        && !people::service::leadership_group_exists(db, scope, group).await?
    {
        faults.push(no_such("/leadershipGroupId".to_owned(), "leadership group"));
    }
    let known = organisation::service::service_areas(db, scope).await?;
    for (index, area) in fields.service_area_ids.iter().enumerate() {
        if !known.iter().any(|one| one.id == *area) {
            faults.push(no_such(format!("/serviceAreaIds/{index}"), "service area"));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

/// Writes which service areas a roadmap covers.
pub(super) async fn write_areas(tx: &Tx, permit: &Permit, roadmap: Uuid, areas: &[Uuid]) -> Result<()> {
    queries::clear_areas(tx.conn(), permit, roadmap).await?;
    for area in areas {
        let row = roadmap_service_area::Model {
            organiser_id: permit.scope().organiser(),
            roadmap_id: roadmap,
            service_area_id: *area,
        };
        rows::insert(tx.conn(), permit, row).await?;
    }
    Ok(())
}

/// Writes a roadmap's next version and keeps it in the history.
pub(super) async fn save_roadmap(tx: &Tx, permit: &Permit, row: &mut roadmap::Model) -> Result<()> {
    row.version += 1;
    row.updated_at = tx.now();
    rows::replace(tx.conn(), permit, row.clone()).await?;
    keep_roadmap(tx, permit, row).await
}

/// Keeps a roadmap's version in the history.
pub(super) async fn keep_roadmap(tx: &Tx, permit: &Permit, row: &roadmap::Model) -> Result<()> {
    let areas = queries::areas_of(tx.conn(), permit.scope(), &[row.id]).await?;
    let view = RoadmapView::of(
        row,
        &areas.iter().map(|area| area.service_area_id).collect::<Vec<_>>(),
    )?;
    let version = Version {
        kind: Kind::Roadmap,
        roadmap: row.id,
        subject: row.id,
        number: row.version,
        view: &view,
    };
    history::keep(tx.conn(), permit, tx.now(), version).await
}
