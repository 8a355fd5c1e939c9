//! Categories and procedures.

use crate::capabilities::organisation::dto::{LanguageCode, TextInput};
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::procedure_category;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A new category of the organiser's own, and all of its fields.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateProcedureCategory {
    /// A short stable key; those of the built-in categories are taken.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z][a-z0-9_-]*$",
        example = "nutrition"
    )]
    pub key: String,
    pub title: TextInput,
    /// Whether new procedures can be put into it.
    pub active: bool,
}

patch_of! {
    /// Changes of a category.
    UpdateProcedureCategory, CreateProcedureCategory
}

/// A category of the organiser's own.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProcedureCategoryView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateProcedureCategory,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl ProcedureCategoryView {
    pub(in crate::capabilities::procedures) fn of(
        row: &procedure_category::Model,
    ) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            fields: CreateProcedureCategory {
                key: row.key.clone(),
                title: serde_json::from_value(row.title.clone())?,
                active: row.active,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A category that procedures can stand in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProcedureCategoryItem {
    /// Only the organiser's own have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[schema(max_length = 60, pattern = "^[a-z][a-z0-9_-]*$", example = "medication")]
    pub key: String,
    pub title: TextInput,
    /// Comes with the program, and is asked for by the gate of shared procedures.
    pub built_in: bool,
    pub active: bool,
}

/// The built-in categories and the organiser's own, of which there are a hundred at most.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureCategoryList {
    #[schema(max_items = 120)]
    pub items: Vec<ProcedureCategoryItem>,
}

/// A new procedure, and all of its fields. What it says stands in its revisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateProcedure {
    /// A short stable key.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z][a-z0-9-]*$",
        example = "hand-hygiene"
    )]
    pub key: String,
    /// What those who look after it call it; readers see the title of the revision.
    #[schema(min_length = 1, max_length = 200, example = "Håndhygiene")]
    pub title: String,
    /// The key of its category.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z][a-z0-9_-]*$",
        example = "infection_control"
    )]
    pub category: String,
    /// The person who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    /// When it is due to be looked through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_on: Option<NaiveDate>,
    /// The units that it applies to, each with all below it; all units where none is named.
    #[schema(max_items = 200)]
    pub unit_ids: Vec<Uuid>,
    /// The service areas that it applies to; all where none is named.
    #[schema(max_items = 100)]
    pub service_area_ids: Vec<Uuid>,
}

patch_of! {
    /// Changes of a procedure.
    UpdateProcedure, CreateProcedure
}

words! {
    /// Where a procedure stands: nothing published yet, published, or withdrawn.
    pub enum ProcedureStatus { Draft = "draft", Published = "published", Withdrawn = "withdrawn" }
}

/// What of a procedure is published today, in the reader's language or the next that it is written in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedView {
    pub revision_id: Uuid,
    #[schema(minimum = 1, maximum = 100_000, example = 3)]
    pub number: i32,
    /// The language of what is shown.
    pub language: LanguageCode,
    /// The languages that it is written in.
    #[schema(max_items = 3)]
    pub languages: Vec<LanguageCode>,
    #[schema(max_length = 200, example = "Håndhygiene")]
    pub title: String,
    /// Markdown (`CommonMark` with tables); left out of lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60000, example = "Vask hendene før hvert stell.")]
    pub body: Option<String>,
    #[schema(max_length = 2000, example = "Ny veiledning om hansker.")]
    pub change_note: String,
    pub effective_from: NaiveDate,
    /// The revision from which on an acknowledgement counts; none where nobody is asked for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100_000, example = 2)]
    pub acknowledged_from: Option<i32>,
}

/// A procedure.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProcedureView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateProcedure,
    pub status: ProcedureStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<PublishedView>,
    /// Whether the day on which it was to be looked through is past.
    pub review_overdue: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub withdrawal_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A page of procedures.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureList {
    #[schema(max_items = 100)]
    pub items: Vec<ProcedureView>,
    pub page: PageView,
}

/// Which procedures.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ProcedureFilter {
    /// The key of a category.
    #[param(max_length = 60, pattern = "^[a-z][a-z0-9_-]*$")]
    pub category: Option<String>,
    #[param(inline)]
    pub status: Option<ProcedureStatus>,
    /// Those that apply to this unit.
    pub unit_id: Option<Uuid>,
    /// Those that apply to this service area.
    pub service_area_id: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    /// Those due to be looked through on this day or before.
    pub review_by: Option<NaiveDate>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// Why a procedure no longer holds.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawProcedure {
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "Erstattet av den nasjonale veilederen."
    )]
    pub reason: String,
}

/// A web page.
#[derive(ToSchema)]
#[schema(value_type = String, max_length = 1_000_000, example = "<!doctype html>")]
pub struct ProcedurePage(#[expect(dead_code, reason = "the shape alone is documented")] String);

/// What to look for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct SearchFilter {
    /// Words; each must stand in the text, as a word or the beginning of one.
    #[param(min_length = 1, max_length = 200, example = "hygiene")]
    pub q: String,
    /// Only procedures that apply to this unit.
    pub unit_id: Option<Uuid>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
}

/// A procedure in which the words stand.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundProcedure {
    pub procedure_id: Uuid,
    pub revision_id: Uuid,
    #[schema(
        max_length = 60,
        pattern = "^[a-z][a-z0-9_-]*$",
        example = "infection_control"
    )]
    pub category: String,
    pub language: LanguageCode,
    #[schema(max_length = 200, example = "Håndhygiene")]
    pub title: String,
    /// Where the first of the words stands.
    #[schema(max_length = 400, example = "… vask hendene før hvert stell …")]
    pub excerpt: String,
}

/// What was found: those with all words in the title first, then by how often the words stand there.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundProcedures {
    #[schema(max_items = 100)]
    pub items: Vec<FoundProcedure>,
}
