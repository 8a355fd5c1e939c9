//! Categories of procedures: those that come with the program, and the organiser's own beside them.

use super::dto::{
    CreateProcedureCategory, ProcedureCategoryItem, ProcedureCategoryList, ProcedureCategoryView,
    UpdateProcedureCategory,
};
use super::{events, queries, rules};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::organisation::dto::TextInput;
use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::{BASE, etag, rows};
use kernel::ProcedureCategoryId;
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use tables::procedure_category;

/// At most so many of an organiser's own, so that the list stays one answer.
const MOST: usize = 100;

/// The built-in ones in their order, then the organiser's own by their key.
pub(super) async fn all<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<Vec<ProcedureCategoryItem>> {
    let built_in = rules::BUILT_IN
        .iter()
        .map(|(key, nb, sv, en)| ProcedureCategoryItem {
            id: None,
            key: (*key).to_owned(),
            title: TextInput {
                nb: (*nb).to_owned(),
                sv: (*sv).to_owned(),
                en: (*en).to_owned(),
            },
            built_in: true,
            active: true,
        });
    let mut items: Vec<ProcedureCategoryItem> = built_in.collect();
    for row in queries::categories(db, scope).await? {
        let view = ProcedureCategoryView::of(&row)?;
        items.push(ProcedureCategoryItem {
            id: Some(row.id),
            key: view.fields.key,
            title: view.fields.title,
            built_in: false,
            active: view.fields.active,
        });
    }
    Ok(items)
}

pub(super) async fn list_procedure_categories(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ReadProcedures, |ctx, read| async move {
        let items = all(read.conn(), ctx.scope()).await?;
        Ok((
            Target::organiser(),
            Answer::plain(&ProcedureCategoryList { items })?,
        ))
    })
    .await
}

pub(super) async fn read_procedure_category(ctx: &Ctx, id: ProcedureCategoryId) -> Result<Answer> {
    ctx.kept(Action::ReadProcedures, |ctx, read| async move {
        let mut all = queries::categories(read.conn(), ctx.scope()).await?.into_iter();
        let row = all
            .find(|row| row.id == id.uuid())
            .ok_or_else(AppError::not_found)?;
        let answer = Answer::ok(&ProcedureCategoryView::of(&row)?, etag::of_version(row.version))?;
        Ok((Target::organiser(), answer))
    })
    .await
}

pub(super) async fn create_procedure_category(ctx: &Ctx, body: CreateProcedureCategory) -> Result<Answer> {
    let permit = ctx.permit(Action::EditProcedures, &Target::organiser())?;
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        if queries::categories(tx.conn(), ctx.scope()).await?.len() >= MOST {
            return Err(AppError::new(Code::Conflict).with("reason", format!("at most {MOST} categories")));
        }
        refuse_built_in(&body.key)?;
        let row = procedure_category::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            key: body.key,
            title: to_value(body.title)?,
            active: body.active,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let view = ProcedureCategoryView::of(&row)?;
        let subject = Subject::new("procedure_category", row.id);
        tx.record(events::CATEGORY_CREATED, subject, to_value(&view.fields)?)
            .await?;
        let location = format!("{BASE}/procedure-categories/{}", row.id);
        Answer::created(&view, location, etag::of_version(1))
    })
    .await
}

fn refuse_built_in(key: &str) -> Result<()> {
    if rules::BUILT_IN.iter().any(|(known, ..)| *known == key) {
        return Err(AppError::new(Code::Duplicate));
    }
    Ok(())
}

pub(super) async fn update_procedure_category(
    ctx: &Ctx,
    id: ProcedureCategoryId,
    patch: UpdateProcedureCategory,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::category(tx.conn(), ctx.scope(), id.uuid()).await?;
        let subject = Subject::new("procedure_category", row.id);
        let permit = ctx.permit(
            Action::EditProcedures,
            &Target::organiser().about("procedure_category", id),
        )?;
        expected.check(row.version)?;
        let before = ProcedureCategoryView::of(&row)?;
        let fields = patch.apply(&ctx.state.schemas, &before.fields)?;
        if fields.key != row.key {
            refuse_built_in(&fields.key)?;
            // Procedures name their category by its key.
            if queries::count_in_category(tx.conn(), ctx.scope(), &row.key).await? > 0 {
                return Err(AppError::new(Code::InUse).about(subject));
            }
        }
        let changed = procedure_category::Model {
            key: fields.key,
            title: to_value(fields.title)?,
            active: fields.active,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        let view = ProcedureCategoryView::of(&changed)?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&view)?, &[]);
        tx.record(events::CATEGORY_UPDATED, subject, changes).await?;
        Answer::ok(&view, etag::of_version(changed.version))
    })
    .await
}
