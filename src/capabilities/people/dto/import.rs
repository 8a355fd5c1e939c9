//! Wire shapes of the import of HR data and of what it proposes to close.

use crate::platform::paging::PageView;
use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What a file holds.
    pub enum ImportKind { Persons = "persons", Positions = "positions", Units = "units" }
}

words! {
    /// Whether a file is only judged, or carried out.
    pub enum ImportMode { DryRun = "dry_run", Apply = "apply" }
}

words! {
    /// What a row leads to.
    pub enum RowAction {
        Create = "create",
        Update = "update",
        Unchanged = "unchanged",
        /// The row cannot be carried out; its faults say why.
        Fault = "fault",
        /// Not in the file although the organiser has it: proposed for closing.
        Vanished = "vanished",
    }
}

words! {
    /// Why a column is dropped unread.
    pub enum SensitiveKind { NationalId = "national_id", Salary = "salary", Absence = "absence", Health = "health" }
}

words! {
    /// What a proposal wants to close.
    pub enum ClosingSubject { Person = "person", Position = "position", Unit = "unit" }
}

words! {
    /// Where a proposal stands.
    pub enum ProposalStatus {
        Pending = "pending",
        Accepted = "accepted",
        Rejected = "rejected",
        /// A later file had it again.
        Withdrawn = "withdrawn",
    }
}

/// How a file is taken in.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ImportQuery {
    /// What the file holds.
    #[param(inline)]
    pub kind: ImportKind,
    /// `dry_run` first; `apply` carries the same file out.
    #[param(inline)]
    pub mode: ImportMode,
    /// With `apply`: the dry run of the same file, which found no fault.
    pub dry_run_id: Option<Uuid>,
}

/// The rows of a file in CSV: UTF-8, a header, comma or semicolon between the fields.
#[derive(Debug, ToSchema)]
#[schema(
    value_type = String,
    min_length = 1,
    max_length = 67_108_864,
    example = "employeeNumber,givenName,familyName,email\n104233,Eksempel,Enhetsleder,enhetsleder@fjordvik.example\n"
)]
pub struct CsvText(pub String);

/// Which rows of a report.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ImportRowFilter {
    /// Only rows that lead to this.
    #[param(inline)]
    pub action: Option<RowAction>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// How many rows lead to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportCounts {
    pub rows: u32,
    pub create: u32,
    pub update: u32,
    pub unchanged: u32,
    pub fault: u32,
    pub vanished: u32,
}

/// A column that was dropped before its content was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DroppedColumn {
    /// As the file names it.
    #[schema(max_length = 200, example = "Fødselsnummer")]
    pub column: String,
    pub reason: SensitiveKind,
}

/// One fault of a row. The value itself is never repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RowFault {
    /// The field, or `row`.
    #[schema(max_length = 200, example = "email")]
    pub field: String,
    /// The stable code of the fault.
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "format")]
    pub code: String,
    /// What to do, in the language of whoever sent the file.
    #[schema(max_length = 2000)]
    pub detail: String,
}

/// What became of one row, or of something that is missing in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportRowView {
    /// The line of the file on which the row begins; absent for what has vanished.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub line: Option<u64>,
    pub action: RowAction,
    /// The person, position or unit that the row is about, where it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<Uuid>,
    /// The fields that change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub fields: Vec<FieldName>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub faults: Vec<RowFault>,
}

/// The name of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, max_length = 60, pattern = "^[a-zA-Z]+$", example = "email")]
pub struct FieldName(pub String);

/// The name of a column, as the file writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, max_length = 200, example = "Ansattnummer")]
pub struct ColumnName(pub String);

/// A run of an import, without its rows.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportView {
    pub id: Uuid,
    pub kind: ImportKind,
    pub mode: ImportMode,
    /// SHA-256 of the file, in hexadecimal.
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub content_hash: String,
    /// The account or key that sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub counts: ImportCounts,
    /// Columns that were read.
    #[schema(max_items = 200)]
    pub columns_read: Vec<ColumnName>,
    /// Columns that were dropped unread, since they look like what is never kept.
    #[schema(max_items = 200)]
    pub columns_dropped: Vec<DroppedColumn>,
    /// Columns that mean nothing here and were not kept.
    #[schema(max_items = 200)]
    pub columns_ignored: Vec<ColumnName>,
}

/// A run of an import with a page of its rows; rows with faults come first, what vanished last.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportReportView {
    #[serde(flatten)]
    #[schema(inline)]
    pub run: ImportView,
    #[schema(max_items = 100)]
    pub rows: Vec<ImportRowView>,
    pub page: PageView,
}

/// Runs of imports, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportList {
    #[schema(max_items = 100)]
    pub items: Vec<ImportView>,
    pub page: PageView,
}

/// Something that an HR file no longer has, proposed for closing.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClosingProposalView {
    pub id: Uuid,
    /// The import that found it missing.
    pub import_id: Uuid,
    pub subject_kind: ClosingSubject,
    pub subject_id: Uuid,
    /// How it is called here: the person's or unit's name, the position's title.
    #[schema(max_length = 400)]
    pub label: String,
    pub status: ProposalStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A list of proposals, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosingProposalList {
    #[schema(max_items = 100)]
    pub items: Vec<ClosingProposalView>,
    pub page: PageView,
}

/// Which proposals.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ClosingProposalFilter {
    #[param(inline)]
    pub status: Option<ProposalStatus>,
    #[param(inline)]
    pub subject_kind: Option<ClosingSubject>,
    /// Only what this import found missing.
    pub import_id: Option<Uuid>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// A decision on a proposal.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DecideClosingProposal {
    /// Close it, or keep it.
    pub accept: bool,
    /// With `accept`: the last day; today where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<NaiveDate>,
}
