//! Engagement: what was done together with staff, users, patients and relatives. Heads are counted, nobody is named.

use super::dto::{
    CreateTechnologyEngagement, EngagementFilter, EngagementList, EngagementView, UpdateTechnologyEngagement,
};
use super::{catalogue, deployments, events, places, queries};
use crate::access::{Action, Ctx, Permit, Target};
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use kernel::TechnologyEngagementId;
use serde_json::to_value;
use tables::technology_engagement;

pub(super) async fn list_engagements(ctx: &Ctx, filter: EngagementFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let asked = (filter.within, filter.service_area_id, filter.branch);
        let within = places::within(&ctx, read.conn(), asked).await?;
        let mut found = queries::engagements(read.conn(), ctx.scope(), &within, &filter, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found.iter().map(EngagementView::of).collect::<Result<_>>()?;
        let answer = Answer::list(page, |page| EngagementList { items, page })?;
        Ok((within.sight.standing(), answer))
    })
    .await
}

pub(super) async fn read_engagement(ctx: &Ctx, id: TechnologyEngagementId) -> Result<Answer> {
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let row = queries::engagement(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = deployments::target_in(read.conn(), ctx.scope(), row.unit_id).await?;
        let target = target.unwrap_or_default().about("technology_engagement", id);
        let answer = Answer::ok(&EngagementView::of(&row)?, etag::of_version(row.version))?;
        Ok((target, answer))
    })
    .await
}

/// Asks for the permission in an activity's unit, and for what it refers to.
async fn check(ctx: &Ctx, tx: &Tx, fields: &CreateTechnologyEngagement) -> Result<Permit> {
    let no_such = |pointer: &str, what: &str| {
        let what = what.to_owned();
        Fault::new(pointer, FaultCode::NoSuch { what })
    };
    let target = deployments::target_in(tx.conn(), ctx.scope(), fields.unit_id).await?;
    let permit = ctx.permit(Action::EditTechnology, &target.clone().unwrap_or_default())?;
    let mut faults = Vec::new();
    if target.is_none() {
        faults.push(no_such("/unitId", "unit"));
    }
    if let Some(technology) = fields.technology_id
        && catalogue::take(tx, &permit, technology).await?.is_none()
    {
        faults.push(no_such("/technologyId", "technology"));
    }
    if fields.held_on > ctx.today() {
        let rule = "in_the_future";
        faults.push(Fault::new("/heldOn", FaultCode::Rule { rule }));
    }
    if faults.is_empty() {
        Ok(permit)
    } else {
        Err(AppError::invalid(faults))
    }
}

pub(super) async fn create_engagement(ctx: &Ctx, body: CreateTechnologyEngagement) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let permit = check(&ctx, &tx, &body).await?;
        let row = technology_engagement::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            technology_id: body.technology_id,
            unit_id: body.unit_id,
            audience: body.audience.to_string(),
            activity: body.activity.to_string(),
            title: body.title.clone(),
            held_on: body.held_on,
            participants: body.participants,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("technology_engagement", row.id);
        tx.record(events::ENGAGEMENT_CREATED, subject, to_value(&body)?)
            .await?;
        let location = format!("{}/technology-engagements/{}", crate::platform::BASE, row.id);
        Answer::created(&EngagementView::of(&row)?, location, etag::of_version(1))
    })
    .await
}

/// Permission for an activity where it stands now.
async fn permit(ctx: &Ctx, tx: &Tx, row: &technology_engagement::Model) -> Result<Permit> {
    let target = deployments::target_in(tx.conn(), ctx.scope(), row.unit_id).await?;
    let target: Target = target.unwrap_or_default();
    ctx.permit(
        Action::EditTechnology,
        &target.about("technology_engagement", row.id),
    )
}

pub(super) async fn update_engagement(
    ctx: &Ctx,
    id: TechnologyEngagementId,
    patch: UpdateTechnologyEngagement,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_engagement(tx.conn(), ctx.scope(), id.uuid()).await?;
        permit(&ctx, &tx, &row).await?;
        expected.check(row.version)?;
        let before = EngagementView::of(&row)?.fields;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        let permit = check(&ctx, &tx, &fields).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        let row = technology_engagement::Model {
            technology_id: fields.technology_id,
            unit_id: fields.unit_id,
            audience: fields.audience.to_string(),
            activity: fields.activity.to_string(),
            title: fields.title,
            held_on: fields.held_on,
            participants: fields.participants,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("technology_engagement", id);
        tx.record(events::ENGAGEMENT_UPDATED, subject, changes).await?;
        Answer::ok(&EngagementView::of(&row)?, etag::of_version(row.version))
    })
    .await
}

pub(super) async fn delete_engagement(ctx: &Ctx, id: TechnologyEngagementId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_engagement(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = permit(&ctx, &tx, &row).await?;
        expected.check(row.version)?;
        queries::delete_engagement(tx.conn(), &permit, row.id).await?;
        let gone = to_value(EngagementView::of(&row)?.fields)?;
        let subject = Subject::new("technology_engagement", id);
        tx.record(events::ENGAGEMENT_DELETED, subject, gone).await?;
        Ok(Answer::done())
    })
    .await
}
