//! Service areas: editable per organiser, each in one branch.

use super::dto::{
    CreateServiceArea, ServiceAreaList, ServiceAreaView, TextInput, UnitView, UpdateServiceArea,
};
use super::{events, queries, rules};
use crate::access::{Action, Ctx, Permit, Target, TenantScope};
use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use kernel::ServiceAreaId;
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use std::collections::HashMap;
use tables::service_area;
use uuid::Uuid;

/// At most so many, so that the list stays one answer.
const MOST: u64 = 100;

/// Gives a new organiser its first service areas.
pub(super) async fn seed(ctx: &Ctx, tx: &Tx, permit: &Permit) -> Result<()> {
    for (key, nb, sv, en, branch) in rules::FIRST_SERVICE_AREAS {
        let title = TextInput {
            nb: (*nb).to_owned(),
            sv: (*sv).to_owned(),
            en: (*en).to_owned(),
        };
        let body = CreateServiceArea {
            key: (*key).to_owned(),
            title,
            branch: *branch,
            active: true,
        };
        rows::insert(tx.conn(), permit, row_of(ctx, body)?).await?;
    }
    Ok(())
}

fn row_of(ctx: &Ctx, body: CreateServiceArea) -> Result<service_area::Model> {
    Ok(service_area::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        key: body.key,
        title: to_value(body.title)?,
        branch: body.branch.to_string(),
        active: body.active,
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    })
}

/// The service area that counts for each unit: its own, else that of the nearest unit above that has one.
pub fn effective_areas(units: &[UnitView]) -> HashMap<Uuid, Uuid> {
    let own: HashMap<Uuid, Uuid> = units
        .iter()
        .filter_map(|unit| Some((unit.id, unit.fields.service_area_id?)))
        .collect();
    let nearest = |unit: &UnitView| unit.path.iter().rev().find_map(|id| own.get(id).copied());
    units
        .iter()
        .filter_map(|unit| Some((unit.id, nearest(unit)?)))
        .collect()
}

/// All service areas, for other capabilities.
pub async fn service_areas<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Vec<ServiceAreaView>> {
    queries::service_areas(db, scope)
        .await?
        .iter()
        .map(ServiceAreaView::of)
        .collect()
}

pub(super) async fn list_service_areas(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let items = service_areas(read.conn(), ctx.scope()).await?;
        Ok((Target::organiser(), Answer::plain(&ServiceAreaList { items })?))
    })
    .await
}

pub(super) async fn read_service_area(ctx: &Ctx, id: ServiceAreaId) -> Result<Answer> {
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let row = queries::find_service_area(read.conn(), ctx.scope(), id.uuid())
            .await?
            .ok_or_else(AppError::not_found)?;
        Ok((
            Target::organiser(),
            Answer::ok(&ServiceAreaView::of(&row)?, etag::of_version(row.version))?,
        ))
    })
    .await
}

pub(super) async fn create_service_area(ctx: &Ctx, body: CreateServiceArea) -> Result<Answer> {
    let permit = ctx.permit(Action::EditServiceAreas, &Target::organiser())?;
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        if queries::count_service_areas(tx.conn(), ctx.scope()).await? >= MOST {
            return Err(AppError::new(Code::Conflict).with("reason", format!("at most {MOST} service areas")));
        }
        let row = row_of(&ctx, body)?;
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let view = ServiceAreaView::of(&row)?;
        tx.record(
            events::SERVICE_AREA_CREATED,
            Subject::new("service_area", row.id),
            to_value(&view.fields)?,
        )
        .await?;
        Answer::created(
            &view,
            format!("{}/service-areas/{}", crate::platform::BASE, row.id),
            etag::of_version(1),
        )
    })
    .await
}

pub(super) async fn update_service_area(
    ctx: &Ctx,
    id: ServiceAreaId,
    patch: UpdateServiceArea,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::service_area(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(
            Action::EditServiceAreas,
            &Target::organiser().about("service_area", id),
        )?;
        expected.check(row.version)?;
        let before = ServiceAreaView::of(&row)?;
        let fields = patch.apply(&ctx.state.schemas, &before.fields)?;
        let changed = service_area::Model {
            id: row.id,
            version: row.version + 1,
            created_at: row.created_at,
            ..row_of(&ctx, fields)?
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        let view = ServiceAreaView::of(&changed)?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&view)?, &[]);
        tx.record(
            events::SERVICE_AREA_UPDATED,
            Subject::new("service_area", row.id),
            changes,
        )
        .await?;
        Answer::ok(&view, etag::of_version(changed.version))
    })
    .await
}
