//! Kinds of barriers: the built-in ones, and those that an organiser adds.

use super::dto::{BarrierCategoryList, BarrierCategoryView, CreateBarrierCategory, UpdateBarrierCategory};
use super::{events, queries, rules};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::organisation::dto::TextInput;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use kernel::BarrierCategoryId;
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use tables::barrier_category;
use uuid::Uuid;

/// At most so many of an organiser's own, so that the list stays one answer.
const MOST: usize = 100;

/// The built-in kinds, then the organiser's own.
pub(super) async fn all<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Vec<BarrierCategoryView>> {
    let built_in = rules::KINDS.iter().map(|kind| {
        let title = kind.title();
        Ok(BarrierCategoryView {
            id: None,
            fields: CreateBarrierCategory {
                key: kind.key.to_owned(),
                title: TextInput {
                    nb: title.nb,
                    sv: title.sv,
                    en: title.en,
                },
                active: true,
            },
            excuse: kind.excuse,
            version: None,
        })
    });
    let own = queries::categories(db, scope).await?;
    built_in.chain(own.iter().map(BarrierCategoryView::of)).collect()
}

pub(super) async fn list_barrier_categories(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let items = all(read.conn(), ctx.scope()).await?;
        Ok((
            Target::organiser(),
            Answer::plain(&BarrierCategoryList { items })?,
        ))
    })
    .await
}

pub(super) async fn read_barrier_category(ctx: &Ctx, id: BarrierCategoryId) -> Result<Answer> {
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let row = queries::category(read.conn(), ctx.scope(), id.uuid()).await?;
        let answer = Answer::ok(&BarrierCategoryView::of(&row)?, etag::of_version(row.version))?;
        Ok((Target::organiser(), answer))
    })
    .await
}

/// 422 where another kind has the key.
async fn check<C: ConnectionTrait>(db: &C, scope: TenantScope, key: &str, own: Option<Uuid>) -> Result<()> {
    let taken = all(db, scope)
        .await?
        .iter()
        .any(|one| one.fields.key == key && (own.is_none() || one.id != own));
    if taken {
        return Err(AppError::invalid(vec![Fault::new("/key", FaultCode::NotUnique)]));
    }
    Ok(())
}

pub(super) async fn create_barrier_category(ctx: &Ctx, body: CreateBarrierCategory) -> Result<Answer> {
    let permit = ctx.permit(Action::EditBarrierCategories, &Target::organiser())?;
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        if queries::categories(tx.conn(), ctx.scope()).await?.len() >= MOST {
            return Err(
                AppError::new(Code::Conflict).with("reason", format!("at most {MOST} kinds of its own"))
            );
        }
        check(tx.conn(), ctx.scope(), &body.key, None).await?;
        let row = barrier_category::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            key: body.key.clone(),
            title: to_value(&body.title)?,
            active: body.active,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("barrier_category", row.id);
        tx.record(events::CATEGORY_CREATED, subject, to_value(&body)?)
            .await?;
        let location = format!("{}/barrier-categories/{}", crate::platform::BASE, row.id);
        Answer::created(&BarrierCategoryView::of(&row)?, location, etag::of_version(1))
    })
    .await
}

pub(super) async fn update_barrier_category(
    ctx: &Ctx,
    id: BarrierCategoryId,
    patch: UpdateBarrierCategory,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_category(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(
            Action::EditBarrierCategories,
            &Target::organiser().about("barrier_category", id),
        )?;
        expected.check(row.version)?;
        let before = BarrierCategoryView::of(&row)?.fields;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        if fields.key != before.key {
            let rule = "key_is_kept";
            return Err(AppError::invalid(vec![Fault::new(
                "/key",
                FaultCode::Rule { rule },
            )]));
        }
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        let row = barrier_category::Model {
            title: to_value(&fields.title)?,
            active: fields.active,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(
            events::CATEGORY_UPDATED,
            Subject::new("barrier_category", id),
            changes,
        )
        .await?;
        Answer::ok(&BarrierCategoryView::of(&row)?, etag::of_version(row.version))
    })
    .await
}
