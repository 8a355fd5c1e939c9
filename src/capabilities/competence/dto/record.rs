//! Wire shapes of what was assessed.

use crate::error::Result;
use crate::platform::paging::PageView;
use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::competence_record;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Who says what somebody can. The later in this list, the more it weighs.
    pub enum CompetenceSource {
        /// The person themselves.
        SelfAssessed = "self",
        /// What an HR system holds.
        HrImport = "hr_import",
        /// A course that was passed.
        Course = "course",
        /// Whoever leads the person, by something the person has done.
        Manager = "manager",
    }
}

/// What somebody was found able to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateCompetenceRecord {
    /// The key of a field.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "a"
    )]
    pub field: String,
    /// 0 to 4, as the field describes them.
    #[schema(minimum = 0, maximum = 4, example = 3)]
    pub level: i32,
    #[schema(inline)]
    pub source: CompetenceSource,
    /// The day of the assessment. A second record of the same field, source and day corrects the first.
    #[schema(example = "2026-10-15")]
    pub assessed_on: NaiveDate,
    /// The last day on which it counts; without one it counts until something takes its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2028-10-15")]
    pub valid_until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Ledet innføringen av digitalt tilsyn i sone sør."
    )]
    pub note: Option<String>,
    /// Why an earlier record is corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, example = "Feil nivå ble ført.")]
    pub reason: Option<String>,
}

/// Why a record is taken back.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawCompetenceRecord {
    #[schema(min_length = 3, max_length = 1000, example = "Ført på feil person.")]
    pub reason: String,
}

/// A record as it was made.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompetenceRecordView {
    pub id: Uuid,
    pub person_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateCompetenceRecord,
    /// 1 for the first, one more for each correction.
    #[schema(minimum = 1, maximum = 100_000, example = 1)]
    pub revision: i32,
    /// Whether it is the one that counts today.
    pub counts: bool,
    /// When a correction took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 1000, example = "Ført på feil person.")]
    pub withdrawal_reason: Option<String>,
    pub version: i64,
    pub recorded_at: DateTime<Utc>,
}

impl CompetenceRecordView {
    pub(in crate::capabilities::competence) fn of(
        row: &competence_record::Model,
        counts: bool,
    ) -> Result<Self> {
        Ok(Self {
            id: row.id,
            person_id: row.person_id,
            fields: CreateCompetenceRecord {
                field: row.field.clone(),
                level: row.level,
                source: CompetenceSource::from_row(&row.source)?,
                assessed_on: row.assessed_on,
                valid_until: row.valid_until,
                note: row.note.clone(),
                reason: row.reason.clone(),
            },
            revision: row.revision,
            counts,
            superseded_at: row.superseded_at,
            withdrawn_at: row.withdrawn_at,
            withdrawal_reason: row.withdrawal_reason.clone(),
            version: row.version,
            recorded_at: row.created_at,
        })
    }
}

/// A page of a person's records, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetenceRecordList {
    #[schema(max_items = 100)]
    pub items: Vec<CompetenceRecordView>,
    pub page: PageView,
}

/// Which of a person's records.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CompetenceRecordFilter {
    /// The key of a field.
    #[param(max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "a")]
    pub field: Option<String>,
    #[param(inline)]
    pub source: Option<CompetenceSource>,
    /// Also what was corrected or withdrawn.
    pub superseded: Option<bool>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

words! {
    /// What a machine may say; people say the rest in person.
    pub enum ImportedSource { HrImport = "hr_import", Course = "course" }
}

/// A record by employee number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompetenceRow {
    #[schema(min_length = 1, max_length = 60, example = "100002")]
    pub employee_number: String,
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "a"
    )]
    pub field: String,
    #[schema(inline)]
    pub source: ImportedSource,
    #[schema(example = "2026-10-15")]
    pub assessed_on: NaiveDate,
    /// 0 to 4, as the field describes them.
    #[schema(minimum = 0, maximum = 4, example = 2)]
    pub level: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2028-10-15")]
    pub valid_until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, example = "Kurs i gevinstrealisering")]
    pub note: Option<String>,
}

/// Many records at once. Sent again, nothing changes; with another value, the earlier one is corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutCompetenceRecords {
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<CompetenceRow>,
}

words! {
    /// What becomes of a row.
    pub enum RowOutcome {
        Created = "created",
        Corrected = "corrected",
        Unchanged = "unchanged",
        Refused = "refused",
    }
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CompetenceRowFault {
    #[schema(max_length = 200, example = "/items/0/field")]
    pub pointer: String,
    #[schema(max_length = 60, example = "no_such")]
    pub code: String,
    #[schema(max_length = 400, example = "Finnes ikke her: competence field.")]
    pub message: String,
}

/// What becomes of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CompetenceRowReport {
    /// Its place in the list, from 0.
    #[schema(minimum = 0, maximum = 1000, example = 0)]
    pub index: i32,
    #[schema(inline)]
    pub outcome: RowOutcome,
    #[schema(max_items = 10)]
    pub faults: Vec<CompetenceRowFault>,
}

/// What becomes of many records, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CompetenceRowsReport {
    /// Recorded for the first time.
    #[schema(minimum = 0, maximum = 1000, example = 12)]
    pub created: i32,
    /// Taking the place of an earlier record, which stays to be read.
    #[schema(minimum = 0, maximum = 1000, example = 1)]
    pub corrected: i32,
    /// Known already.
    #[schema(minimum = 0, maximum = 1000, example = 87)]
    pub unchanged: i32,
    /// With a fault: where one is refused, nothing is stored.
    #[schema(minimum = 0, maximum = 1000, example = 0)]
    pub refused: i32,
    #[schema(max_items = 1000)]
    pub rows: Vec<CompetenceRowReport>,
}
