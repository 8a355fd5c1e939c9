//! How much change a unit can take at once.

use super::dto::{ChangeLimitView, SetChangeLimit};
use super::{events, queries};
use crate::access::{Action, Ctx};
use crate::capabilities::organisation;
use crate::error::{AppError, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use kernel::UnitId;
use serde_json::json;
use tables::change_limit;

pub(super) async fn read_change_limit(ctx: &Ctx, unit: UnitId) -> Result<Answer> {
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let target = organisation::service::unit_target(read.conn(), ctx.scope(), unit.uuid()).await?;
        let row = queries::limit(read.conn(), ctx.scope(), unit.uuid()).await?;
        let row = row.ok_or_else(AppError::not_found)?;
        Ok((
            target,
            Answer::ok(&ChangeLimitView::of(&row), etag::of_version(row.version))?,
        ))
    })
    .await
}

pub(super) async fn set_change_limit(ctx: &Ctx, unit: UnitId, body: SetChangeLimit) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let target = organisation::service::unit_target(tx.conn(), ctx.scope(), unit.uuid()).await?;
        let permit = ctx.permit(Action::EditCapacity, &target)?;
        let known = queries::lock_limit(tx.conn(), ctx.scope(), unit.uuid()).await?;
        let row = change_limit::Model {
            organiser_id: ctx.scope().organiser(),
            unit_id: unit.uuid(),
            parallel: body.parallel,
            version: known.as_ref().map_or(0, |row| row.version) + 1,
            created_at: known.as_ref().map_or(tx.now(), |row| row.created_at),
            updated_at: tx.now(),
        };
        match &known {
            Some(_) => rows::replace(tx.conn(), &permit, row.clone()).await?,
            None => rows::insert(tx.conn(), &permit, row.clone()).await?,
        }
        let changes = json!({"parallel": {"from": known.map(|row| row.parallel), "to": row.parallel}});
        tx.record(events::LIMIT_SET, Subject::new("unit", unit), changes)
            .await?;
        let location = format!("{}/units/{unit}/change-limit", crate::platform::BASE);
        Answer::created(
            &ChangeLimitView::of(&row),
            location,
            etag::of_version(row.version),
        )
    })
    .await
}

pub(super) async fn remove_change_limit(ctx: &Ctx, unit: UnitId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let target = organisation::service::unit_target(tx.conn(), ctx.scope(), unit.uuid()).await?;
        let permit = ctx.permit(Action::EditCapacity, &target)?;
        let row = queries::lock_limit(tx.conn(), ctx.scope(), unit.uuid()).await?;
        let row = row.ok_or_else(AppError::not_found)?;
        expected.check(row.version)?;
        queries::delete_limit(tx.conn(), &permit, unit.uuid()).await?;
        let gone = json!({"parallel": row.parallel});
        tx.record(events::LIMIT_REMOVED, Subject::new("unit", unit), gone)
            .await?;
        Ok(Answer::done())
    })
    .await
}
