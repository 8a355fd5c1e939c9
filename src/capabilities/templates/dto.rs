//! Wire shapes of templates. The shape of the content itself is `templates/process-template.schema.json`, see `schema`.

use super::content::TemplateContent;
use super::difference::{Change, FieldChange, Happened, Part};
use super::schema::{LeafSchema, TitleSchema};
use crate::error::{Fault, Result};
use crate::platform::language::Language;
use crate::platform::paging::PageView;
use crate::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tables::{template, template_version};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Where a template comes from.
    pub enum Origin { BuiltIn = "built_in", Own = "own" }
}

words! {
    /// What may be done with a version: only a published one can be chosen for a new roadmap.
    pub enum VersionStatus { Draft = "draft", Published = "published", Deprecated = "deprecated" }
}

/// The content of a draft.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateDraft {
    #[schema(value_type = TemplateContent)]
    pub content: Value,
}

/// A version of a template, named.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VersionReference {
    pub id: Uuid,
    #[schema(minimum = 1, maximum = 100_000)]
    pub number: i32,
}

/// A template across its versions.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TemplateView {
    pub id: Uuid,
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        example = "five-steps"
    )]
    pub key: String,
    pub origin: Origin,
    /// Of the newest published version, or of the newest one where none is published.
    #[schema(value_type = TitleSchema)]
    pub title: Value,
    /// What a new roadmap starts from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest_published: Option<VersionReference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<VersionReference>,
    /// Rises with every change of the template or of one of its versions.
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A row of `template_version` without its content.
#[derive(Clone, Debug, sea_orm::FromQueryResult)]
pub(super) struct VersionSummary {
    pub(super) id: Uuid,
    pub(super) template_id: Uuid,
    pub(super) number: i32,
    pub(super) status: String,
    pub(super) title: Value,
}

impl TemplateView {
    /// `versions` are those of this template, the newest first.
    pub(super) fn of(row: &template::Model, versions: &[&VersionSummary]) -> Result<Self> {
        let newest =
            |status: VersionStatus| versions.iter().find(|version| version.status == status.as_str());
        let reference = |version: &&VersionSummary| VersionReference {
            id: version.id,
            number: version.number,
        };
        let published = newest(VersionStatus::Published);
        let shown = published.or(versions.first());
        Ok(Self {
            id: row.id,
            key: row.key.clone(),
            origin: Origin::from_row(&row.origin)?,
            title: shown.map(|version| version.title.clone()).unwrap_or_default(),
            newest_published: published.map(reference),
            draft: newest(VersionStatus::Draft).map(reference),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A list of templates by key.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateList {
    #[schema(max_items = 100)]
    pub items: Vec<TemplateView>,
    pub page: PageView,
}

/// A version of a template without its content.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TemplateVersionItem {
    pub id: Uuid,
    pub template_id: Uuid,
    #[schema(minimum = 1, maximum = 100_000)]
    pub number: i32,
    pub status: VersionStatus,
    #[schema(value_type = TitleSchema)]
    pub title: Value,
    /// SHA-256 over the canonical JSON of the content: keys sorted, no white space.
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )]
    pub content_hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl TemplateVersionItem {
    pub(super) fn of(row: &template_version::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            template_id: row.template_id,
            number: row.number,
            status: VersionStatus::from_row(&row.status)?,
            title: row.title.clone(),
            content_hash: row.content_hash.clone(),
            published_at: row.published_at,
            deprecated_at: row.deprecated_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Versions of a template, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateVersionList {
    #[schema(max_items = 100)]
    pub items: Vec<TemplateVersionItem>,
    pub page: PageView,
}

/// A version of a template with its content in all three languages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TemplateVersionView {
    #[serde(flatten)]
    #[schema(inline)]
    pub item: TemplateVersionItem,
    #[schema(value_type = TemplateContent)]
    pub content: Value,
}

impl TemplateVersionView {
    pub(super) fn of(row: &template_version::Model) -> Result<Self> {
        Ok(Self {
            item: TemplateVersionItem::of(row)?,
            content: serde_json::from_str(&row.content)?,
        })
    }
}

/// A template's source, to be checked.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateCheck {
    /// YAML 1.2 or JSON; see `GET /template-schema`.
    #[schema(
        min_length = 1,
        max_length = 600_000,
        example = "key: my-process\nnumber: 1\n"
    )]
    pub source: String,
}

/// One fault of a template.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TemplateFault {
    /// A JSON Pointer into the template; empty where the source cannot be read at all.
    #[schema(max_length = 500, example = "/stages/0/gate/rule/all/0/fact")]
    pub pointer: String,
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "unknown_fact")]
    pub code: String,
    /// What is wrong and what to do.
    #[schema(max_length = 2000)]
    pub detail: String,
}

impl TemplateFault {
    pub(super) fn of(fault: &Fault, language: Language) -> Self {
        let detail = fault.note.clone().unwrap_or_else(|| fault.code.explain(language));
        Self {
            pointer: fault.pointer.chars().take(500).collect(),
            code: fault.code.word().to_owned(),
            detail: detail.chars().take(2000).collect(),
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TemplateCheckView {
    /// Whether it could be stored and published.
    pub valid: bool,
    /// Every fault, at most a thousand.
    #[schema(max_items = 1000)]
    pub faults: Vec<TemplateFault>,
    /// The template as JSON, ready to be sent as `content`; only where its shape is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<TemplateContent>)]
    pub content: Option<Value>,
}

/// Against what to compare.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DifferenceFilter {
    /// The id of the other version, of the same template or of another: what changed since then is told.
    pub against: Uuid,
}

/// A field with its value before and after.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldChangeView {
    /// Where the field is within its part; members of lists stand under their key.
    #[schema(max_length = 300, example = "/requiredEvidence/mandate/kind")]
    pub path: String,
    /// Absent where the field was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<LeafSchema>)]
    pub from: Option<Value>,
    /// Absent where the field is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<LeafSchema>)]
    pub to: Option<Value>,
}

/// A change of one part of a template.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TemplateChangeView {
    pub part: Part,
    #[schema(
        max_length = 60,
        pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        example = "acknowledge"
    )]
    pub key: String,
    /// The key of the stage that the part is in; in the older version where the part was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 60,
        pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        example = "acknowledge"
    )]
    pub stage: Option<String>,
    pub happened: Happened,
    /// The fields that differ, where the part changed.
    #[schema(max_items = 500)]
    pub fields: Vec<FieldChangeView>,
}

impl From<Change> for TemplateChangeView {
    fn from(change: Change) -> Self {
        let field = |FieldChange { path, from, to }| FieldChangeView { path, from, to };
        Self {
            part: change.part,
            key: change.key,
            stage: change.stage,
            happened: change.happened,
            fields: change.fields.into_iter().map(field).collect(),
        }
    }
}

/// What changed between two versions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TemplateDifferenceView {
    /// The version before.
    pub from: VersionReference,
    /// The version after.
    pub to: VersionReference,
    #[schema(max_items = 10_000)]
    pub changes: Vec<TemplateChangeView>,
}
