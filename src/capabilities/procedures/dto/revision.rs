//! Revisions, what changed between two of them, and acknowledgements.

use crate::capabilities::organisation::dto::LanguageCode;
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What a revision says in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProcedureText {
    pub language: LanguageCode,
    #[schema(min_length = 1, max_length = 200, example = "Håndhygiene")]
    pub title: String,
    /// Markdown (`CommonMark` with tables). HTML in it is shown as text.
    #[schema(
        min_length = 1,
        max_length = 60000,
        example = "Vask hendene **før** hvert stell."
    )]
    pub body: String,
}

/// A new revision, and all of its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateProcedureRevision {
    /// What is new, for readers.
    #[schema(min_length = 1, max_length = 2000, example = "Ny veiledning om hansker.")]
    pub change_note: String,
    /// Whether those who acknowledged an earlier revision are asked again.
    pub asks_acknowledgement: bool,
    /// The same text in one to three languages, each once.
    #[schema(min_items = 1, max_items = 3)]
    pub texts: Vec<ProcedureText>,
}

patch_of! {
    /// Changes of a draft.
    UpdateProcedureRevision, CreateProcedureRevision
}

words! {
    /// Where a revision stands. `approved` is published from a day to come; `superseded` has given way to a newer one.
    pub enum RevisionState {
        Draft = "draft", Submitted = "submitted", Approved = "approved", Published = "published", Superseded = "superseded",
        Withdrawn = "withdrawn",
    }
}

/// A revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProcedureRevisionView {
    pub id: Uuid,
    pub procedure_id: Uuid,
    #[schema(minimum = 1, maximum = 100_000, example = 3)]
    pub number: i32,
    pub state: RevisionState,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateProcedureRevision,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<NaiveDate>,
    /// The person who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub decision_note: Option<String>,
    /// SHA-256 of its texts, by which an approved revision is known again.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub content_hash: String,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A revision in the list of its procedure.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProcedureRevisionItem {
    pub id: Uuid,
    #[schema(minimum = 1, maximum = 100_000, example = 3)]
    pub number: i32,
    pub state: RevisionState,
    #[schema(max_length = 2000, example = "Ny veiledning om hansker.")]
    pub change_note: String,
    pub asks_acknowledgement: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<NaiveDate>,
    pub version: i64,
}

/// The revisions of a procedure, the newest first; at most five hundred.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureRevisionList {
    #[schema(max_items = 500)]
    pub items: Vec<ProcedureRevisionItem>,
}

words! {
    /// What becomes of a submitted revision.
    pub enum RevisionOutcome { Approve = "approve", Return = "return" }
}

/// The say of a second pair of eyes.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideProcedureRevision {
    pub outcome: RevisionOutcome,
    /// From when an approved revision holds; today where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<NaiveDate>,
    /// Why it goes back; an approval may say something too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "Godkjent av fagansvarlig sykepleier."
    )]
    pub note: Option<String>,
}

words! {
    /// Whether a line stands in both revisions or in one of them.
    pub enum LineChange { Same = "same", Removed = "removed", Added = "added" }
}

/// A part of a line.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DifferencePart {
    #[schema(max_length = 60000, example = "Vask hendene ")]
    pub text: String,
    /// Whether these words are what changed in the line.
    pub changed: bool,
}

/// A line of a difference.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DifferenceLine {
    pub change: LineChange,
    #[schema(max_items = 10000)]
    pub parts: Vec<DifferencePart>,
}

/// What changed in one language; a title comes as the first line. Unchanged lines stand only near changed ones.
#[derive(Debug, Serialize, ToSchema)]
pub struct LanguageDifference {
    pub language: LanguageCode,
    #[schema(max_items = 60000)]
    pub lines: Vec<DifferenceLine>,
}

/// What changed from one revision to another.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevisionDifferenceView {
    /// The earlier one; none where there is none, and all is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against_id: Option<Uuid>,
    pub revision_id: Uuid,
    #[schema(max_items = 3)]
    pub languages: Vec<LanguageDifference>,
}

/// With which revision to compare.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct DifferenceFilter {
    /// Another revision of the same procedure; the approved one before it where not said.
    pub against_id: Option<Uuid>,
}

/// What one has read.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcknowledgeProcedure {
    /// The revision that one has before one's eyes; it must be the published one.
    pub revision_id: Uuid,
}

/// That somebody has read a revision.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProcedureAcknowledgementView {
    pub procedure_id: Uuid,
    pub revision_id: Uuid,
    pub person_id: Uuid,
    pub acknowledged_at: DateTime<Utc>,
}

/// Somebody who is asked to acknowledge a procedure and has not.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MissingReader {
    pub person_id: Uuid,
    #[schema(max_length = 210, example = "Nattevakt Oppdiktet")]
    pub name: String,
    /// The unit through which it applies to them.
    pub unit_id: Uuid,
}

/// How many have acknowledged a procedure, and who has not, among the active staff within sight.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcknowledgementList {
    /// The published revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<Uuid>,
    /// Active staff whom it applies to and who are asked.
    #[schema(maximum = 1_000_000, example = 40)]
    pub asked: i64,
    /// Of these, who have acknowledged it.
    #[schema(maximum = 1_000_000, example = 36)]
    pub acknowledged: i64,
    /// Who has not, by their id.
    #[schema(max_items = 100)]
    pub missing: Vec<MissingReader>,
    pub page: PageView,
}

/// Which page, and of which unit.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct StaffFilter {
    /// The staff of this unit and all below it.
    pub unit_id: Option<Uuid>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// A procedure that somebody is asked to acknowledge.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Due {
    pub procedure_id: Uuid,
    pub revision_id: Uuid,
    /// What those who look after it call it.
    #[schema(max_length = 200, example = "Håndhygiene")]
    pub title: String,
    /// Since when it is asked for.
    pub since: NaiveDate,
}

/// What one is asked to acknowledge oneself, the longest waiting first.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnReminders {
    #[schema(max_items = 500)]
    pub items: Vec<Due>,
}

/// What somebody is asked to acknowledge.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReminderView {
    pub person_id: Uuid,
    #[schema(max_length = 210, example = "Nattevakt Oppdiktet")]
    pub name: String,
    #[schema(max_items = 500)]
    pub due: Vec<Due>,
}

/// Who is asked for what, by the person's id.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReminderList {
    #[schema(max_items = 100)]
    pub items: Vec<ReminderView>,
    pub page: PageView,
}
