//! Use cases of templates and their versions: reading, drafting, publishing, deprecating, comparing.

use super::check::judge;
use super::content::TemplateContent;
use super::difference::difference;
use super::dto::{
    DifferenceFilter, Origin, TemplateDifferenceView, TemplateDraft, TemplateList, TemplateVersionItem,
    TemplateVersionList, TemplateVersionView, TemplateView, VersionReference, VersionStatus, VersionSummary,
};
use super::service::{content_of, hash_of, template_row, version_row};
use super::{events, queries};
use crate::access::{Action, Ctx, Permit, Target};
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Event, Subject};
use crate::platform::paging::{PageFilter, Place};
use crate::platform::tx::Tx;
use crate::platform::{etag, rows};
use kernel::{TemplateId, TemplateVersionId};
use serde_json::{json, to_value};
use tables::{template, template_version};
use uuid::Uuid;

pub(super) async fn list_templates(ctx: &Ctx, filter: PageFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadTemplates, |ctx, read| async move {
        let mut found = queries::templates(read.conn(), ctx.scope(), &place).await?;
        let page = place.finish(&mut found, |row| vec![row.key.clone()]);
        let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
        let versions = queries::summaries(read.conn(), ctx.scope(), &ids).await?;
        let items = found
            .iter()
            .map(|row| view(row, &versions))
            .collect::<Result<_>>()?;
        Ok((
            Target::organiser(),
            Answer::list(page, |page| TemplateList { items, page })?,
        ))
    })
    .await
}

fn view(row: &template::Model, versions: &[VersionSummary]) -> Result<TemplateView> {
    let own: Vec<_> = versions
        .iter()
        .filter(|version| version.template_id == row.id)
        .collect();
    TemplateView::of(row, &own)
}

pub(super) async fn read_template(ctx: &Ctx, id: TemplateId) -> Result<Answer> {
    ctx.kept(Action::ReadTemplates, |ctx, read| async move {
        let row = queries::template(read.conn(), ctx.scope(), id.uuid()).await?;
        let versions = queries::summaries(read.conn(), ctx.scope(), &[row.id]).await?;
        let answer = Answer::ok(&view(&row, &versions)?, etag::of_version(row.version))?;
        Ok((Target::organiser(), answer))
    })
    .await
}

pub(super) async fn list_versions(ctx: &Ctx, id: TemplateId, filter: PageFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadTemplates, |ctx, read| async move {
        let template = queries::template(read.conn(), ctx.scope(), id.uuid()).await?;
        let mut found = queries::versions(read.conn(), ctx.scope(), template.id, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.number.to_string()]);
        let items = found.iter().map(TemplateVersionItem::of).collect::<Result<_>>()?;
        Ok((
            Target::organiser(),
            Answer::list(page, |page| TemplateVersionList { items, page })?,
        ))
    })
    .await
}

pub(super) async fn read_version(ctx: &Ctx, id: TemplateVersionId) -> Result<Answer> {
    ctx.kept(Action::ReadTemplates, |ctx, read| async move {
        let row = queries::version(read.conn(), ctx.scope(), id.uuid()).await?;
        let answer = Answer::ok(&TemplateVersionView::of(&row)?, etag::of_version(row.version))?;
        Ok((Target::organiser(), answer))
    })
    .await
}

pub(super) async fn compare_versions(
    ctx: &Ctx,
    id: TemplateVersionId,
    filter: DifferenceFilter,
) -> Result<Answer> {
    ctx.kept(Action::ReadTemplates, |ctx, read| async move {
        let newer = queries::version(read.conn(), ctx.scope(), id.uuid()).await?;
        let older = queries::find_version(read.conn(), ctx.scope(), filter.against)
            .await?
            .ok_or_else(|| {
                let what = "template version".to_owned();
                AppError::fault("/query/against", FaultCode::NoSuch { what })
            })?;
        let changes = difference(&content_of(&older)?, &content_of(&newer)?);
        let reference = |row: &template_version::Model| VersionReference {
            id: row.id,
            number: row.number,
        };
        let view = TemplateDifferenceView {
            from: reference(&older),
            to: reference(&newer),
            changes: changes.into_iter().map(Into::into).collect(),
        };
        Ok((Target::organiser(), Answer::plain(&view)?))
    })
    .await
}

/// Creates a template of the organiser's own, with its first version as a draft.
pub(super) async fn create_template(ctx: &Ctx, body: TemplateDraft) -> Result<Answer> {
    let permit = ctx.permit(Action::EditTemplates, &Target::organiser())?;
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let content = judge(&ctx.state.schemas, &body.content, "/content")?;
        must_be(&content, &content.key, 1)?;
        let row = template_row(&ctx, &content.key, Origin::Own, tx.now());
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let version = version_row(&ctx, row.id, &content, &body.content, tx.now())?;
        rows::insert(tx.conn(), &permit, version).await?;
        let versions = queries::summaries(tx.conn(), ctx.scope(), &[row.id]).await?;
        let view = view(&row, &versions)?;
        tx.record(
            events::TEMPLATE_CREATED,
            Subject::new("template", row.id),
            json!({"key": row.key}),
        )
        .await?;
        let location = format!("{}/templates/{}", crate::platform::BASE, row.id);
        Answer::created(&view, location, etag::of_version(1))
    })
    .await
}

/// Creates the next version of an own template as a draft; a template has one draft at a time.
pub(super) async fn create_version(ctx: &Ctx, id: TemplateId, body: TemplateDraft) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let template = queries::lock_template(tx.conn(), ctx.scope(), id.uuid()).await?;
        let about = Subject::new("template", template.id);
        let permit = ctx.permit(
            Action::EditTemplates,
            &Target::organiser().about(about.kind, template.id),
        )?;
        if template.origin == Origin::BuiltIn.as_str() {
            return Err(AppError::new(Code::Immutable).about(about));
        }
        let content = judge(&ctx.state.schemas, &body.content, "/content")?;
        let number = queries::newest_number(tx.conn(), ctx.scope(), template.id).await? + 1;
        if let Some(draft) = queries::draft(tx.conn(), ctx.scope(), template.id).await? {
            let reason = format!("version {draft} is still a draft; change or publish that one");
            return Err(AppError::new(Code::Conflict).with("reason", reason).about(about));
        }
        must_be(&content, &template.key, number)?;
        let row = version_row(&ctx, template.id, &content, &body.content, tx.now())?;
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        touch(&tx, &permit, template).await?;
        let view = TemplateVersionView::of(&row)?;
        let changes = json!({"number": row.number, "contentHash": row.content_hash});
        tx.record(
            events::VERSION_CREATED,
            Subject::new("template_version", row.id),
            changes,
        )
        .await?;
        let location = format!("{}/template-versions/{}", crate::platform::BASE, row.id);
        Answer::created(&view, location, etag::of_version(1))
    })
    .await
}

/// Refuses content that names another template or another version than the one it is written to.
fn must_be(content: &TemplateContent, key: &str, number: i32) -> Result<()> {
    let mut faults = Vec::new();
    if content.key != key {
        let allowed = key.to_owned();
        faults.push(Fault::new("/content/key", FaultCode::NotOneOf { allowed }));
    }
    if content.number != number {
        let allowed = number.to_string();
        faults.push(Fault::new("/content/number", FaultCode::NotOneOf { allowed }));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

/// Lets the template's version rise with its versions, so that its validator changes with what it shows.
async fn touch(tx: &Tx, permit: &Permit, template: template::Model) -> Result<()> {
    let changed = template::Model {
        version: template.version + 1,
        updated_at: tx.now(),
        ..template
    };
    rows::replace(tx.conn(), permit, changed).await
}

/// Replaces the content of a draft.
pub(super) async fn update_version(ctx: &Ctx, id: TemplateVersionId, body: TemplateDraft) -> Result<Answer> {
    change(ctx, id, events::VERSION_UPDATED, move |ctx, template, row| {
        if row.status != VersionStatus::Draft.as_str() {
            return Err(AppError::new(Code::Immutable));
        }
        let content = judge(&ctx.state.schemas, &body.content, "/content")?;
        must_be(&content, &template.key, row.number)?;
        row.title = to_value(&content.title)?;
        row.content = ledger::canonical(&body.content);
        row.content_hash = hash_of(&row.content);
        Ok(())
    })
    .await
}

/// Publishes a draft: from now on it never changes. It is judged again, since the registry of facts may have changed.
pub(super) async fn publish_version(ctx: &Ctx, id: TemplateVersionId) -> Result<Answer> {
    change(ctx, id, events::VERSION_PUBLISHED, |ctx, _, row| {
        in_state(row, VersionStatus::Draft)?;
        judge(&ctx.state.schemas, &serde_json::from_str(&row.content)?, "")?;
        row.status = VersionStatus::Published.to_string();
        row.published_at = Some(ctx.now);
        Ok(())
    })
    .await
}

/// Takes a published version out of use for new roadmaps; running ones keep it.
pub(super) async fn deprecate_version(ctx: &Ctx, id: TemplateVersionId) -> Result<Answer> {
    change(ctx, id, events::VERSION_DEPRECATED, |ctx, _, row| {
        in_state(row, VersionStatus::Published)?;
        row.status = VersionStatus::Deprecated.to_string();
        row.deprecated_at = Some(ctx.now);
        Ok(())
    })
    .await
}

fn in_state(row: &template_version::Model, needed: VersionStatus) -> Result<()> {
    if row.status == needed.as_str() {
        return Ok(());
    }
    Err(AppError::new(Code::WrongState)
        .with("state", row.status.clone())
        .with("needed", needed.as_str()))
}

/// A change of a version: locks the template and the version, asks for permission and expectation, and records it.
async fn change<F>(ctx: &Ctx, id: TemplateVersionId, event: Event, work: F) -> Result<Answer>
where
    F: FnOnce(&Ctx, &template::Model, &mut template_version::Model) -> Result<()> + Send + 'static,
{
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let found = queries::version(tx.conn(), ctx.scope(), id.uuid()).await?;
        // Always the template first, so that two writers never wait for each other.
        let template = queries::lock_template(tx.conn(), ctx.scope(), found.template_id).await?;
        let mut row = queries::lock_version(tx.conn(), ctx.scope(), id.uuid()).await?;
        let about = Subject::new("template_version", row.id);
        let permit = ctx.permit(
            Action::EditTemplates,
            &Target::organiser().about(about.kind, row.id),
        )?;
        expected.check(row.version)?;
        let before = TemplateVersionItem::of(&row)?;
        work(&ctx, &template, &mut row).map_err(|error| error.about(about))?;
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        touch(&tx, &permit, template).await?;
        let view = TemplateVersionView::of(&row)?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&view.item)?, &[]);
        tx.record(event, about, changes).await?;
        Answer::ok(&view, etag::of_version(row.version))
    })
    .await
}
