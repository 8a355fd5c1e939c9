//! How much of people's time is left for development.

use super::dto::{
    CapacityFilter, CapacityShareList, CapacityShareView, CreateCapacityShare, UpdateCapacityShare,
};
use super::{events, queries, rules};
use crate::access::{Action, Ctx, Permit, Target};
use crate::capabilities::{organisation, people};
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::paging::Place;
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use kernel::CapacityShareId;
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use tables::capacity_share;

/// What permissions on a share are asked for: its unit, or the organiser where it is of a person or of everybody.
async fn target<C: ConnectionTrait>(db: &C, ctx: &Ctx, fields: &CreateCapacityShare) -> Result<Target> {
    let path = match fields.unit_id {
        Some(unit) => organisation::service::unit_path(db, ctx.scope(), unit).await?,
        None => None,
    };
    Ok(path.map_or_else(Target::organiser, Target::unit))
}

pub(super) async fn list_capacity_shares(ctx: &Ctx, filter: CapacityFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadCapacity, |ctx, read| async move {
        let mut found = queries::shares(read.conn(), ctx.scope(), &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found.iter().map(CapacityShareView::of).collect();
        let answer = Answer::list(page, |page| CapacityShareList { items, page })?;
        Ok((Target::organiser(), answer))
    })
    .await
}

pub(super) async fn read_capacity_share(ctx: &Ctx, id: CapacityShareId) -> Result<Answer> {
    ctx.kept(Action::ReadCapacity, |ctx, read| async move {
        let row = queries::share(read.conn(), ctx.scope(), id.uuid()).await?;
        let view = CapacityShareView::of(&row);
        let target = target(read.conn(), &ctx, &view.fields)
            .await?
            .about("capacity_share", id);
        Ok((target, Answer::ok(&view, etag::of_version(row.version))?))
    })
    .await
}

pub(super) async fn create_capacity_share(ctx: &Ctx, body: CreateCapacityShare) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let permit = permit(tx.conn(), &ctx, &body).await?;
        check(tx.conn(), &ctx, &body).await?;
        let row = capacity_share::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            person_id: body.person_id,
            unit_id: body.unit_id,
            percent: body.percent,
            from_date: body.from,
            to_date: body.to,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("capacity_share", row.id);
        tx.record(events::SHARE_CREATED, subject, to_value(&body)?)
            .await?;
        let location = format!("{}/capacity-shares/{}", crate::platform::BASE, row.id);
        Answer::created(&CapacityShareView::of(&row), location, etag::of_version(1))
    })
    .await
}

async fn permit<C: ConnectionTrait>(db: &C, ctx: &Ctx, fields: &CreateCapacityShare) -> Result<Permit> {
    ctx.permit(Action::EditCapacity, &target(db, ctx, fields).await?)
}

async fn check<C: ConnectionTrait>(db: &C, ctx: &Ctx, fields: &CreateCapacityShare) -> Result<()> {
    let mut faults = rules::faults_of_share(fields);
    let no_such = |pointer: &str, what: &str| {
        let what = what.to_owned();
        Fault::new(pointer, FaultCode::NoSuch { what })
    };
    let person: Vec<_> = fields.person_id.into_iter().collect();
    if !people::service::persons_missing(db, ctx.scope(), &person, ctx.today())
        .await?
        .is_empty()
    {
        faults.push(no_such("/personId", "person"));
    }
    if let Some(unit) = fields.unit_id
        && organisation::service::unit_path(db, ctx.scope(), unit)
            .await?
            .is_none()
    {
        faults.push(no_such("/unitId", "unit"));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

pub(super) async fn update_capacity_share(
    ctx: &Ctx,
    id: CapacityShareId,
    patch: UpdateCapacityShare,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_share(tx.conn(), ctx.scope(), id.uuid()).await?;
        let before = CapacityShareView::of(&row).fields;
        permit(tx.conn(), &ctx, &before).await?;
        expected.check(row.version)?;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        let permit = permit(tx.conn(), &ctx, &fields).await?;
        check(tx.conn(), &ctx, &fields).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        row = capacity_share::Model {
            person_id: fields.person_id,
            unit_id: fields.unit_id,
            percent: fields.percent,
            from_date: fields.from,
            to_date: fields.to,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(events::SHARE_UPDATED, Subject::new("capacity_share", id), changes)
            .await?;
        Answer::ok(&CapacityShareView::of(&row), etag::of_version(row.version))
    })
    .await
}

pub(super) async fn delete_capacity_share(ctx: &Ctx, id: CapacityShareId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_share(tx.conn(), ctx.scope(), id.uuid()).await?;
        let fields = CapacityShareView::of(&row).fields;
        let permit = permit(tx.conn(), &ctx, &fields).await?;
        expected.check(row.version)?;
        queries::delete_share(tx.conn(), &permit, row.id).await?;
        let subject = Subject::new("capacity_share", id);
        tx.record(events::SHARE_DELETED, subject, to_value(&fields)?)
            .await?;
        Ok(Answer::done())
    })
    .await
}
