//! Milestones: listing, reading as of a day, planning.

use super::dto::{
    AsOf, ChangedMilestone, CreateMilestone, MilestoneFilter, MilestoneList, MilestoneSort, MilestoneStatus,
    MilestoneView, MovedMilestone, RoadmapMilestoneFilter, UpdateMilestone,
};
use super::history::{self, Kind, Version};
use super::{automatic, events, queries, rules, service};
use crate::access::{Action, Ctx, Permit, Target};
use crate::capabilities::people;
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Event, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use kernel::{MilestoneId, RoadmapId, StageId};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use tables::{milestone, stage};
use uuid::Uuid;

/// The sort key of a row, for the cursor.
fn key(row: &milestone::Model, sort: Option<MilestoneSort>) -> Vec<String> {
    let due = row.due_date.filter(|_| sort == Some(MilestoneSort::DueDate));
    due.map(|due| due.to_string())
        .into_iter()
        .chain([row.id.to_string()])
        .collect()
}

/// Milestones of every roadmap that the reader sees.
pub(super) async fn list_milestones(ctx: &Ctx, filter: MilestoneFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let sight = ctx.sight(Action::ReadRoadmap);
        let roadmaps = queries::visible_ids(read.conn(), ctx.scope(), &sight).await?;
        let mut found = queries::milestones(
            read.conn(),
            ctx.scope(),
            roadmaps.as_deref(),
            &filter,
            &place,
            ctx.today(),
        )
        .await?;
        Ok((Target::organiser(), page(&mut found, &place, filter.sort)?))
    })
    .await
}

/// Milestones of one roadmap, now or as of a day.
pub(super) async fn list_roadmap_milestones(
    ctx: &Ctx,
    roadmap: RoadmapId,
    filter: RoadmapMilestoneFilter,
) -> Result<Answer> {
    let RoadmapMilestoneFilter { now: filter, then } = filter;
    let instant = then.instant(ctx.now)?;
    if instant.is_some() && filter.narrows() {
        let other = "asOf".to_owned();
        return Err(AppError::fault("/query/asOf", FaultCode::Contradicts { other }));
    }
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let target = service::roadmap_target(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        if let Some(instant) = instant {
            history::one(read.conn(), ctx.scope(), Kind::Roadmap, roadmap.uuid(), instant).await?;
            let mut items = history::page(
                read.conn(),
                ctx.scope(),
                Kind::Milestone,
                roadmap.uuid(),
                instant,
                &place,
            )
            .await?;
            let key = |item: &serde_json::Value| vec![item["id"].as_str().unwrap_or_default().to_owned()];
            let page = place.finish(&mut items, key);
            return Ok((
                target,
                Answer::list(page, |page| json!({"items": items, "page": page}))?,
            ));
        }
        let ids = [roadmap.uuid()];
        let mut found =
            queries::milestones(read.conn(), ctx.scope(), Some(&ids), &filter, &place, ctx.today()).await?;
        Ok((target, page(&mut found, &place, filter.sort)?))
    })
    .await
}

fn page(found: &mut Vec<milestone::Model>, place: &Place, sort: Option<MilestoneSort>) -> Result<Answer> {
    let page = place.finish(found, |row| key(row, sort));
    let items = found.iter().map(MilestoneView::of).collect::<Result<_>>()?;
    Answer::list(page, |page| MilestoneList { items, page })
}

pub(super) async fn read_milestone(ctx: &Ctx, id: MilestoneId, as_of: AsOf) -> Result<Answer> {
    let instant = as_of.instant(ctx.now)?;
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let row = queries::milestone(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(read.conn(), ctx.scope(), row.roadmap_id).await?;
        if let Some(instant) = instant {
            let view = history::one(read.conn(), ctx.scope(), Kind::Milestone, id.uuid(), instant).await?;
            return Ok((target, Answer::plain(&view)?));
        }
        Ok((
            target,
            Answer::ok(&MilestoneView::of(&row)?, etag::of_version(row.version))?,
        ))
    })
    .await
}

pub(super) async fn create_milestone(ctx: &Ctx, id: StageId, body: CreateMilestone) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let (target, stage) = service::stage_target(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(Action::PlanRoadmap, &target)?;
        check(tx.conn(), &ctx, &body).await?;
        let row = new_row(&ctx, &stage, None, body, ctx.new_id())?;
        insert_milestone(&tx, &permit, &row).await?;
        let view = MilestoneView::of(&row)?;
        tx.record(
            events::MILESTONE_CREATED,
            Subject::new("milestone", row.id),
            to_value(&view.fields)?,
        )
        .await?;
        Answer::created(
            &view,
            format!("{}/milestones/{}", crate::platform::BASE, row.id),
            etag::of_version(1),
        )
    })
    .await
}

/// What only the database can tell about a milestone's fields, with what they contradict.
async fn check<C: ConnectionTrait>(db: &C, ctx: &Ctx, fields: &CreateMilestone) -> Result<()> {
    let mut faults = rules::faults_of_milestone(fields);
    if let Some(owner) = fields.owner_id
        && !people::service::persons_missing(db, ctx.scope(), &[owner], ctx.today())
            .await?
            .is_empty()
    {
        faults.push(Fault::new(
            "/ownerId",
            FaultCode::NoSuch {
                what: "person".to_owned(),
            },
        ));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

/// A milestone that nobody has begun.
pub(super) fn new_row(
    ctx: &Ctx,
    stage: &stage::Model,
    key: Option<String>,
    fields: CreateMilestone,
    id: Uuid,
) -> Result<milestone::Model> {
    let mut row = milestone::Model {
        organiser_id: stage.organiser_id,
        id,
        roadmap_id: stage.roadmap_id,
        stage_id: stage.id,
        key,
        title: String::new(),
        description: String::new(),
        owner_id: None,
        due_date: None,
        not_before: None,
        optimistic_days: None,
        likely_days: None,
        pessimistic_days: None,
        effort_hundredths: None,
        status: MilestoneStatus::Planned.to_string(),
        progress: 0,
        blocked_reason: None,
        required_evidence: json!([]),
        started_on: None,
        finished_on: None,
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    fill(&mut row, fields)?;
    Ok(row)
}

fn fill(row: &mut milestone::Model, fields: CreateMilestone) -> Result<()> {
    row.title = fields.title;
    row.description = fields.description;
    row.owner_id = fields.owner_id;
    row.due_date = fields.due_date;
    row.not_before = fields.not_before;
    row.optimistic_days = fields.duration.map(|duration| duration.optimistic);
    row.likely_days = fields.duration.map(|duration| duration.likely);
    row.pessimistic_days = fields.duration.map(|duration| duration.pessimistic);
    row.effort_hundredths = fields.effort.map(rules::hundredths);
    row.required_evidence = to_value(fields.required_evidence)?;
    Ok(())
}

/// Writes a new milestone and keeps it in the history.
pub(super) async fn insert_milestone(tx: &Tx, permit: &Permit, row: &milestone::Model) -> Result<()> {
    rows::insert(tx.conn(), permit, row.clone()).await?;
    keep(tx, permit, row).await
}

/// Writes a milestone's next version and keeps it in the history.
pub(super) async fn save_milestone(tx: &Tx, permit: &Permit, row: &mut milestone::Model) -> Result<()> {
    row.version += 1;
    row.updated_at = tx.now();
    rows::replace(tx.conn(), permit, row.clone()).await?;
    keep(tx, permit, row).await
}

async fn keep(tx: &Tx, permit: &Permit, row: &milestone::Model) -> Result<()> {
    let view = MilestoneView::of(row)?;
    let version = Version {
        kind: Kind::Milestone,
        roadmap: row.roadmap_id,
        subject: row.id,
        number: row.version,
        view: &view,
    };
    history::keep(tx.conn(), permit, tx.now(), version).await
}

/// Records a change of a milestone with what moved after it, and answers both.
pub(super) async fn changed(
    tx: &Tx,
    event: Event,
    before: &MilestoneView,
    row: &milestone::Model,
    moved: Vec<MovedMilestone>,
) -> Result<Answer> {
    // It may itself have been pushed behind what it waits for.
    let own = moved.iter().find(|one| one.milestone_id == row.id);
    let row = milestone::Model {
        due_date: own.map_or(row.due_date, |own| Some(own.due_after)),
        version: own.map_or(row.version, |own| own.version),
        ..row.clone()
    };
    let milestone = MilestoneView::of(&row)?;
    let mut changes = ledger::difference(&to_value(before)?, &to_value(&milestone)?, &[]);
    if !moved.is_empty() {
        changes["moved"] = to_value(&moved)?;
    }
    tx.record(event, Subject::new("milestone", row.id), changes)
        .await?;
    Answer::ok(
        &ChangedMilestone { milestone, moved },
        etag::of_version(row.version),
    )
}

pub(super) async fn update_milestone(ctx: &Ctx, id: MilestoneId, patch: UpdateMilestone) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let (mut row, roadmap) = automatic::lock(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(tx.conn(), ctx.scope(), row.roadmap_id).await?;
        let permit = ctx.permit(Action::PlanRoadmap, &target.about("milestone", id))?;
        expected.check(row.version)?;
        let before = MilestoneView::of(&row)?;
        let fields = patch.apply(&ctx.state.schemas, &before.fields)?;
        check(tx.conn(), &ctx, &fields).await?;
        fill(&mut row, fields)?;
        save_milestone(&tx, &permit, &mut row).await?;
        let moved = automatic::follow(&tx, &ctx, &permit, &roadmap).await?;
        changed(&tx, events::MILESTONE_UPDATED, &before, &row, moved).await
    })
    .await
}
