//! Maturity: how well each branch leads its technology, by indicator, in yearly rounds.

use super::dto::{
    CreateMaturityRound, MaturityFilter, MaturityRoundList, MaturityRoundView, UpdateMaturityRound,
};
use super::{events, queries};
use crate::access::{Action, Ctx, Target};
use crate::error::{AppError, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use chrono::Datelike;
use kernel::MaturityRoundId;
use serde_json::to_value;
use tables::technology_maturity;

pub(super) async fn list_maturity_rounds(ctx: &Ctx, filter: MaturityFilter) -> Result<Answer> {
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let found = queries::maturity_rounds(read.conn(), ctx.scope(), &filter).await?;
        let items = found.iter().map(MaturityRoundView::of).collect::<Result<_>>()?;
        let target = ctx.sight(Action::ReadTechnology).standing();
        Ok((target, Answer::plain(&MaturityRoundList { items })?))
    })
    .await
}

pub(super) async fn read_maturity_round(ctx: &Ctx, id: MaturityRoundId) -> Result<Answer> {
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let row = queries::maturity_round(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = ctx.sight(Action::ReadTechnology).standing();
        let answer = Answer::ok(&MaturityRoundView::of(&row)?, etag::of_version(row.version))?;
        Ok((target.about("maturity_round", id), answer))
    })
    .await
}

/// A round is of a year that has begun.
fn check(ctx: &Ctx, fields: &CreateMaturityRound) -> Result<()> {
    if fields.year > ctx.today().year() {
        let rule = "in_the_future";
        return Err(AppError::fault("/year", FaultCode::Rule { rule }));
    }
    Ok(())
}

pub(super) async fn create_maturity_round(ctx: &Ctx, body: CreateMaturityRound) -> Result<Answer> {
    let permit = ctx.permit(Action::EditTechnology, &Target::organiser())?;
    check(ctx, &body)?;
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let row = technology_maturity::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            year: body.year,
            branch: body.branch.to_string(),
            indicator: body.indicator.to_string(),
            level: body.level,
            explanation: body.explanation.clone(),
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("maturity_round", row.id);
        tx.record(events::MATURITY_CREATED, subject, to_value(&body)?)
            .await?;
        let location = format!("{}/maturity-rounds/{}", crate::platform::BASE, row.id);
        Answer::created(&MaturityRoundView::of(&row)?, location, etag::of_version(1))
    })
    .await
}

pub(super) async fn update_maturity_round(
    ctx: &Ctx,
    id: MaturityRoundId,
    patch: UpdateMaturityRound,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_maturity_round(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = Target::organiser().about("maturity_round", id);
        let permit = ctx.permit(Action::EditTechnology, &target)?;
        expected.check(row.version)?;
        let before = MaturityRoundView::of(&row)?.fields;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        check(&ctx, &fields)?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        let row = technology_maturity::Model {
            year: fields.year,
            branch: fields.branch.to_string(),
            indicator: fields.indicator.to_string(),
            level: fields.level,
            explanation: fields.explanation,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(
            events::MATURITY_UPDATED,
            Subject::new("maturity_round", id),
            changes,
        )
        .await?;
        Answer::ok(&MaturityRoundView::of(&row)?, etag::of_version(row.version))
    })
    .await
}
