//! Wire shapes of public series: files of other sources, their values, and comparisons of municipalities.

use crate::error::{AppError, Result};
use crate::platform::paging::PageView;
use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::{kpi_import, kpi_value};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// The form of a file.
    pub enum KpiSource {
        /// As Kolada's API answers in its versions 2 and 3: values by KPI, municipality, period and gender.
        Kolada = "kolada",
        /// A dataset of JSON-stat 2, as Statistics Norway publishes.
        JsonStat = "json_stat",
    }
}

words! {
    /// Whom a value is about.
    pub enum KpiGender { All = "all", Women = "women", Men = "men" }
}

words! {
    /// What a value of a file leads to.
    pub enum KpiAction {
        Create = "create",
        /// Another value than the one that is there, which stays as superseded.
        Correct = "correct",
        Unchanged = "unchanged",
        /// Not of a municipality, such as the whole country: passed over.
        Skipped = "skipped",
        /// It cannot be read; the file is not taken in.
        Fault = "fault",
    }
}

/// A file of public figures with where it comes from.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportKpis {
    #[schema(inline)]
    pub source: KpiSource,
    #[schema(min_length = 1, max_length = 200, example = "Hjemmetjenester, nøkkeltall")]
    pub title: String,
    /// Where it was fetched.
    #[schema(
        min_length = 8,
        max_length = 500,
        pattern = "^https://[^ ]+$",
        example = "https://statistics.example/tables/1234"
    )]
    pub address: String,
    pub fetched_on: NaiveDate,
    /// The licence of the source, kept with every value.
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "Creative Commons Attribution 4.0 (CC BY 4.0)"
    )]
    pub licence: String,
    /// The name of the series where the file does not say: of a JSON-stat dataset each measure is `key.measure`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 30, pattern = "^[A-Za-z0-9_-]+$", example = "home-care")]
    pub key: Option<String>,
    /// The file as it was fetched, JSON.
    #[schema(
        min_length = 2,
        max_length = 900_000,
        example = "{\"values\": [{\"kpi\": \"X00001\", \"municipality\": \"0301\", \"period\": 2025, \"values\": [{\"gender\": \"T\", \"count\": 1, \"status\": \"\", \"value\": 41.5}]}]}"
    )]
    pub content: String,
}

/// What a value of a file leads to.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KpiRowView {
    /// Where in the file it stands.
    #[schema(max_length = 200, example = "/values/0/values/0")]
    pub pointer: String,
    #[schema(inline)]
    pub action: KpiAction,
    #[schema(max_length = 100, example = "X00001")]
    pub kpi: String,
    #[schema(max_length = 100, example = "0301")]
    pub municipality: String,
    #[schema(max_length = 40, example = "2025")]
    pub period: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1e15, maximum = 1e15, example = 41.5)]
    pub value: Option<f64>,
    /// The value that was there, where it is corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1e15, maximum = 1e15, example = 41.2)]
    pub before: Option<f64>,
    /// Why it is passed over or cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300)]
    pub note: Option<String>,
}

/// What taking a file in would come to; nothing was stored.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KpiReportView {
    /// Whether it can be taken in.
    pub acceptable: bool,
    pub created: i64,
    pub corrected: i64,
    pub unchanged: i64,
    pub skipped: i64,
    pub faults: i64,
    /// The first thousand, faults first.
    #[schema(max_items = 1000)]
    pub rows: Vec<KpiRowView>,
}

/// A file that was taken in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KpiImportView {
    pub id: Uuid,
    #[schema(inline)]
    pub source: KpiSource,
    #[schema(max_length = 200)]
    pub title: String,
    #[schema(
        max_length = 500,
        pattern = "^https://[^ ]+$",
        example = "https://statistics.example/tables/1234"
    )]
    pub address: String,
    pub fetched_on: NaiveDate,
    #[schema(max_length = 2000)]
    pub licence: String,
    /// SHA-256 of the file.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub sha256: String,
    /// Values in the file.
    pub values_read: i32,
    /// Values that were new or other than before.
    pub values_stored: i32,
    pub recorded_by: Uuid,
    pub created_at: DateTime<Utc>,
}

impl KpiImportView {
    pub(in crate::capabilities::benchmarks) fn of(row: &kpi_import::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            source: KpiSource::from_row(&row.source)?,
            title: row.title.clone(),
            address: row.address.clone(),
            fetched_on: row.fetched_on,
            licence: row.licence.clone(),
            sha256: row.sha256.clone(),
            values_read: row.values_read,
            values_stored: row.values_stored,
            recorded_by: row.recorded_by,
            created_at: row.created_at,
        })
    }
}

/// A page of files.
#[derive(Debug, Serialize, ToSchema)]
pub struct KpiImportList {
    #[schema(max_items = 100)]
    pub items: Vec<KpiImportView>,
    pub page: PageView,
}

/// A public figure.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KpiValueView {
    pub id: Uuid,
    #[schema(max_length = 60, example = "X00001")]
    pub kpi: String,
    #[schema(max_length = 10, example = "0301")]
    pub municipality: String,
    #[schema(minimum = 1900, maximum = 2200, example = 2025)]
    pub year: i32,
    #[schema(inline)]
    pub gender: KpiGender,
    /// Absent where the source has none, which is not nought.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1e15, maximum = 1e15, example = 41.5)]
    pub value: Option<f64>,
    /// The count that the source gives beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<i32>,
    /// What the source says of it, such as why it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 40)]
    pub status: Option<String>,
    /// The file that it comes from, with its address and licence.
    pub import_id: Uuid,
    /// Since when a later value stands in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_at: Option<DateTime<Utc>>,
}

/// A figure as it was written.
pub(in crate::capabilities::benchmarks) fn figure(text: Option<&String>) -> Result<Option<f64>> {
    text.map(|text| text.parse())
        .transpose()
        .map_err(AppError::internal)
}

impl KpiValueView {
    pub(in crate::capabilities::benchmarks) fn of(row: &kpi_value::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            kpi: row.kpi.clone(),
            municipality: row.municipality.clone(),
            year: row.year,
            gender: KpiGender::from_row(&row.gender)?,
            value: figure(row.value.as_ref())?,
            count: row.count,
            status: row.status.clone(),
            import_id: row.import_id,
            superseded_at: row.superseded_at,
        })
    }
}

/// A page of figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct KpiValueList {
    #[schema(max_items = 100)]
    pub items: Vec<KpiValueView>,
    pub page: PageView,
}

/// Which figures.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct KpiFilter {
    #[param(max_length = 60, pattern = "^[A-Za-z0-9._-]+$", example = "X00001")]
    pub kpi: Option<String>,
    #[param(max_length = 10, pattern = "^[0-9]+$", example = "0301")]
    pub municipality: Option<String>,
    #[param(minimum = 1900, maximum = 2200, example = 2025)]
    pub year: Option<i32>,
    #[param(inline)]
    pub gender: Option<KpiGender>,
    pub import_id: Option<Uuid>,
    /// With those that were corrected.
    pub superseded: Option<bool>,
    /// The page, counted from 1.
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    /// Items an answer, 20 where not said.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `nextCursor` of the answer before.
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// Which series to compare.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct KpiComparisonFilter {
    #[param(max_length = 60, pattern = "^[A-Za-z0-9._-]+$", example = "X00001")]
    pub kpi: String,
    #[param(minimum = 1900, maximum = 2200, example = 2025)]
    pub year: i32,
    /// All where not said.
    #[param(inline)]
    pub gender: Option<KpiGender>,
    /// The peers by their official codes with commas between; every municipality of the series where not said.
    #[param(
        max_length = 300,
        pattern = "^[0-9]{3,4}(,[0-9]{3,4})*$",
        example = "0301,1103"
    )]
    pub municipalities: Option<String>,
}

/// A municipality's figure.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KpiPeerView {
    #[schema(max_length = 10, example = "0301")]
    pub municipality: String,
    #[schema(minimum = -1e15, maximum = 1e15, example = 41.5)]
    pub value: f64,
    pub own: bool,
    pub import_id: Uuid,
}

/// One's own municipality among others, by figures that are public: each by its code.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KpiComparisonView {
    #[schema(max_length = 60, example = "X00001")]
    pub kpi: String,
    #[schema(minimum = 1900, maximum = 2200, example = 2025)]
    pub year: i32,
    #[schema(inline)]
    pub gender: KpiGender,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1e15, maximum = 1e15, example = 41.5)]
    pub own_value: Option<f64>,
    /// How many peers lie below one's own, in percent, those alike counting half.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100, example = 62.5)]
    pub own_percentile: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -1e15, maximum = 1e15, example = 38.0)]
    pub median: Option<f64>,
    /// By value, the lowest first.
    #[schema(max_items = 1000)]
    pub items: Vec<KpiPeerView>,
    /// The files that the figures come from, with address and licence.
    #[schema(max_items = 1000)]
    pub sources: Vec<KpiImportView>,
}
