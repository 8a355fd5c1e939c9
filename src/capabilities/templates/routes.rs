//! Doors of templates.

use super::dto::{
    DifferenceFilter, TemplateCheck, TemplateCheckView, TemplateDifferenceView, TemplateDraft, TemplateList,
    TemplateVersionList, TemplateVersionView, TemplateView,
};
use super::{check, events, schema, versions};
use crate::access::gatehouse::Reply;
use crate::access::input::{Body, Id, Query};
use crate::access::{Action, Ctx, Door, Target};
use crate::door;
use crate::platform::answer::Answer;
use crate::platform::paging::PageFilter;
use kernel::{TemplateId, TemplateVersionId};

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    vec![
        door!(list_templates, Read, Permit(Action::ReadTemplates)),
        door!(
            create_template,
            Create,
            Permit(Action::EditTemplates),
            events::TEMPLATE_CREATED
        ),
        door!(read_template, Read, Permit(Action::ReadTemplates)),
        door!(list_template_versions, Read, Permit(Action::ReadTemplates)),
        door!(
            create_template_version,
            Create,
            Permit(Action::EditTemplates),
            events::VERSION_CREATED
        ),
        door!(read_template_version, Read, Permit(Action::ReadTemplates)),
        door!(
            update_template_version,
            Edit,
            Permit(Action::EditTemplates),
            events::VERSION_UPDATED
        ),
        door!(
            publish_template_version,
            Edit,
            Permit(Action::EditTemplates),
            events::VERSION_PUBLISHED
        ),
        door!(
            deprecate_template_version,
            Edit,
            Permit(Action::EditTemplates),
            events::VERSION_DEPRECATED
        ),
        door!(compare_template_versions, Read, Permit(Action::ReadTemplates)),
        door!(check_template, Ask, Permit(Action::ReadTemplates)),
        door!(read_template_schema, Read, Permit(Action::ReadTemplates)),
    ]
}

/// List templates
///
/// By key: the built-in ones and the organiser's own.
#[utoipa::path(get, path = "/templates", operation_id = "listTemplates", tag = "templates",
    params(PageFilter), responses((status = 200, description = "A page of templates.", body = TemplateList)))]
async fn list_templates(ctx: Ctx, filter: Query<PageFilter>) -> Reply {
    Ok(versions::list_templates(&ctx, filter.0).await?)
}

/// Create a template
///
/// A template of one's own with `number` 1 as its first draft. To adapt a built-in one, send its content under a new `key`: keep the keys of stages, criteria and milestones, by which a running roadmap is recognised.
#[utoipa::path(post, path = "/templates", operation_id = "createTemplate", tag = "templates",
    request_body = TemplateDraft, responses((status = 201, description = "The new template.", body = TemplateView)))]
async fn create_template(ctx: Ctx, body: Body<TemplateDraft>) -> Reply {
    Ok(versions::create_template(&ctx, body.0).await?)
}

/// Read a template
///
/// What it is called, its newest published version and its draft.
#[utoipa::path(get, path = "/templates/{templateId}", operation_id = "readTemplate", tag = "templates",
    params(("templateId" = Uuid, Path, description = "The template.")),
    responses((status = 200, description = "The template.", body = TemplateView)))]
async fn read_template(ctx: Ctx, id: Id<TemplateId>) -> Reply {
    Ok(versions::read_template(&ctx, id.0).await?)
}

/// List the versions of a template
///
/// The newest first, without their content.
#[utoipa::path(get, path = "/templates/{templateId}/versions", operation_id = "listTemplateVersions", tag = "templates",
    params(("templateId" = Uuid, Path, description = "The template."), PageFilter),
    responses((status = 200, description = "A page of versions.", body = TemplateVersionList)))]
async fn list_template_versions(ctx: Ctx, id: Id<TemplateId>, filter: Query<PageFilter>) -> Reply {
    Ok(versions::list_versions(&ctx, id.0, filter.0).await?)
}

/// Create a version of a template
///
/// The next version of a template of one's own, as a draft; a template has one draft at a time. Built-in templates are changed with a new release only.
#[utoipa::path(post, path = "/templates/{templateId}/versions", operation_id = "createTemplateVersion", tag = "templates",
    params(("templateId" = Uuid, Path, description = "The template.")),
    request_body = TemplateDraft, responses((status = 201, description = "The new draft.", body = TemplateVersionView)))]
async fn create_template_version(ctx: Ctx, id: Id<TemplateId>, body: Body<TemplateDraft>) -> Reply {
    Ok(versions::create_version(&ctx, id.0, body.0).await?)
}

/// Read a version of a template
///
/// Its whole content, with every text in all three languages.
#[utoipa::path(get, path = "/template-versions/{templateVersionId}", operation_id = "readTemplateVersion", tag = "templates",
    params(("templateVersionId" = Uuid, Path, description = "The version.")),
    responses((status = 200, description = "The version.", body = TemplateVersionView)))]
async fn read_template_version(ctx: Ctx, id: Id<TemplateVersionId>) -> Reply {
    Ok(versions::read_version(&ctx, id.0).await?)
}

/// Change a draft
///
/// Puts other content in the place of the draft's. A published version never changes.
#[utoipa::path(put, path = "/template-versions/{templateVersionId}", operation_id = "updateTemplateVersion", tag = "templates",
    params(("templateVersionId" = Uuid, Path, description = "The version.")),
    request_body = TemplateDraft, responses((status = 200, description = "The draft as it is now.", body = TemplateVersionView)))]
async fn update_template_version(ctx: Ctx, id: Id<TemplateVersionId>, body: Body<TemplateDraft>) -> Reply {
    Ok(versions::update_version(&ctx, id.0, body.0).await?)
}

/// Publish a draft
///
/// From now on it never changes, and new roadmaps can start from it.
#[utoipa::path(post, path = "/template-versions/{templateVersionId}/publications", operation_id = "publishTemplateVersion", tag = "templates",
    params(("templateVersionId" = Uuid, Path, description = "The version.")),
    responses((status = 200, description = "The published version.", body = TemplateVersionView)))]
async fn publish_template_version(ctx: Ctx, id: Id<TemplateVersionId>) -> Reply {
    Ok(versions::publish_version(&ctx, id.0).await?)
}

/// Deprecate a published version
///
/// No new roadmap can start from it; running ones keep it until they are upgraded.
#[utoipa::path(post, path = "/template-versions/{templateVersionId}/deprecations", operation_id = "deprecateTemplateVersion", tag = "templates",
    params(("templateVersionId" = Uuid, Path, description = "The version.")),
    responses((status = 200, description = "The deprecated version.", body = TemplateVersionView)))]
async fn deprecate_template_version(ctx: Ctx, id: Id<TemplateVersionId>) -> Reply {
    Ok(versions::deprecate_version(&ctx, id.0).await?)
}

/// Compare two versions
///
/// Which stages, gates, criteria and milestones were added, removed or changed since the version `against`, with the fields that differ. Parts are found again by their keys.
#[utoipa::path(get, path = "/template-versions/{templateVersionId}/differences", operation_id = "compareTemplateVersions", tag = "templates",
    params(("templateVersionId" = Uuid, Path, description = "The version after."), DifferenceFilter),
    responses((status = 200, description = "What changed.", body = TemplateDifferenceView)))]
async fn compare_template_versions(
    ctx: Ctx,
    id: Id<TemplateVersionId>,
    filter: Query<DifferenceFilter>,
) -> Reply {
    Ok(versions::compare_versions(&ctx, id.0, filter.0).await?)
}

/// Check a template
///
/// Reads YAML or JSON, answers every fault with its place, and the content as JSON where its shape is right. Stores nothing.
#[utoipa::path(post, path = "/template-checks", operation_id = "checkTemplate", tag = "templates",
    request_body = TemplateCheck, responses((status = 200, description = "What was found.", body = TemplateCheckView)))]
async fn check_template(ctx: Ctx, body: Body<TemplateCheck>) -> Reply {
    Ok(check::check_template(&ctx, body.0).await?)
}

/// Read the schema of a template
///
/// JSON Schema (draft 2020-12) for editors and authors, with the filters that the registry of facts knows.
#[utoipa::path(get, path = "/template-schema", operation_id = "readTemplateSchema", tag = "templates",
    responses((status = 200, description = "The JSON Schema.", body = serde_json::Value,
        example = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}))))]
async fn read_template_schema(ctx: Ctx) -> Reply {
    ctx.permit(Action::ReadTemplates, &Target::organiser())?;
    Ok(ctx.conditional(Answer::ok(schema::schema(), schema::tag())?))
}
