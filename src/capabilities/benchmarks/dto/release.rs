//! Wire shapes of indicators, previews and releases.

use crate::capabilities::organisation::dto::TextInput;
use crate::error::{AppError, Result};
use crate::platform::paging::PageView;
use crate::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tables::benchmark_release;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What a value is told in.
    pub enum IndicatorUnit {
        /// A share from 0 to 1.
        Share = "share",
        Months = "months",
    }
}

words! {
    /// What an indicator counts.
    pub enum Counted {
        /// Persons: no count below five leaves, neither of those who do nor of those who do not.
        People = "people",
        /// Units, stages, milestones or benefits: only how many there are in all goes along, at least five.
        Things = "things",
    }
}

words! {
    /// The length of a period.
    #[derive(Default)]
    pub enum Every {
        Month = "month",
        #[default]
        Quarter = "quarter",
    }
}

words! {
    /// Bands of population, the same in every country.
    pub enum Band {
        /// Fewer than 5,000.
        UpToFiveThousand = "under_5000",
        FromFiveThousand = "5000_to_19999",
        FromTwentyThousand = "20000_to_49999",
        FromFiftyThousand = "50000_to_99999",
        FromHundredThousand = "100000_or_more",
    }
}

words! {
    /// Whether there is anything to release.
    pub enum PreviewState {
        Ready = "ready",
        /// Nothing was measured, which is not nought.
        NoData = "no_data",
        /// It tells of a count below five, and stays inside.
        Suppressed = "suppressed",
    }
}

/// A definition in the three languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DefinitionText {
    #[schema(
        max_length = 1000,
        example = "Andel av gevinstene som er realisert og fortsatt dokumentert."
    )]
    pub nb: String,
    #[schema(
        max_length = 1000,
        example = "Andel av nyttorna som är realiserade och fortfarande styrkta."
    )]
    pub sv: String,
    #[schema(
        max_length = 1000,
        example = "Share of the benefits that are realised and still proved."
    )]
    pub en: String,
}

/// Something that can be compared. No direction is the right one.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IndicatorView {
    #[schema(
        max_length = 100,
        pattern = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?$",
        example = "technology-use.safety-alarm"
    )]
    pub key: String,
    pub title: TextInput,
    pub definition: DefinitionText,
    #[schema(inline)]
    pub unit: IndicatorUnit,
    #[schema(inline)]
    pub counted: Counted,
}

/// Every indicator.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IndicatorList {
    #[schema(max_items = 200)]
    pub items: Vec<IndicatorView>,
}

/// The one version of the shape below.
pub(in crate::capabilities::benchmarks) const FORMAT: &str = "stegvis-benchmark/1";

/// Exactly what leaves the organiser: nothing beside it does, no name and no key of the organiser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Aggregate {
    #[schema(
        max_length = 40,
        pattern = "^stegvis-benchmark/1$",
        example = "stegvis-benchmark/1"
    )]
    pub format: String,
    #[schema(
        max_length = 100,
        pattern = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?$",
        example = "technology-use"
    )]
    pub indicator: String,
    #[schema(
        max_length = 7,
        pattern = "^2[0-9]{3}-(0[1-9]|1[0-2]|Q[1-4])$",
        example = "2026-Q4"
    )]
    pub period: String,
    #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$", example = "NO")]
    pub country: String,
    /// Absent where the organiser's population is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub band: Option<Band>,
    /// Whether it may go on to other installations in a signed file, under a pseudonym.
    pub partners: bool,
    #[schema(minimum = 0, maximum = 100_000, example = 0.56)]
    pub value: f64,
    /// The persons that the value counts; absent where it counts things.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 132)]
    pub part: Option<i64>,
    /// How many it is a share of.
    #[schema(example = 236)]
    pub whole: i64,
}

/// What would leave, before it does.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreviewView {
    #[schema(inline)]
    pub state: PreviewState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<Aggregate>,
    /// The aggregate as the text that is hashed: JSON with sorted keys and no white space.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub text: Option<String>,
    /// SHA-256 of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub sha256: Option<String>,
}

/// Which aggregate to look at.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PreviewFilter {
    #[param(
        max_length = 100,
        pattern = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?$",
        example = "technology-use"
    )]
    pub indicator: String,
    /// The running month or quarter.
    #[param(
        max_length = 7,
        pattern = "^2[0-9]{3}-(0[1-9]|1[0-2]|Q[1-4])$",
        example = "2026-Q4"
    )]
    pub period: String,
    /// Whether it may go on to other installations.
    pub partners: Option<bool>,
}

/// Consent to exactly this aggregate leaving.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseBenchmark {
    /// As the preview showed it.
    pub aggregate: Aggregate,
    /// As the preview showed it: the hash of the aggregate's text.
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub sha256: String,
}

/// A release.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenchmarkReleaseView {
    pub id: Uuid,
    #[schema(
        max_length = 100,
        pattern = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?$",
        example = "technology-use"
    )]
    pub indicator: String,
    #[schema(
        max_length = 7,
        pattern = "^2[0-9]{3}-(0[1-9]|1[0-2]|Q[1-4])$",
        example = "2026-Q4"
    )]
    pub period: String,
    /// Counted from 1 within the indicator and period.
    #[schema(minimum = 1, maximum = 100_000)]
    pub revision: i32,
    /// What left; gone where it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<Aggregate>,
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub sha256: String,
    /// Since when a later release of the same period stands in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub released_by: Uuid,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl BenchmarkReleaseView {
    pub(in crate::capabilities::benchmarks) fn of(row: &benchmark_release::Model) -> Result<Self> {
        let aggregate = row.payload.as_deref().map(serde_json::from_str).transpose();
        Ok(Self {
            id: row.id,
            indicator: row.indicator.clone(),
            period: row.period.clone(),
            revision: row.revision,
            aggregate: aggregate.map_err(AppError::internal)?,
            sha256: row.sha256.clone(),
            superseded_at: row.superseded_at,
            withdrawn_at: row.withdrawn_at,
            released_by: row.released_by,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of releases.
#[derive(Debug, Serialize, ToSchema)]
pub struct BenchmarkReleaseList {
    #[schema(max_items = 100)]
    pub items: Vec<BenchmarkReleaseView>,
    pub page: PageView,
}

/// Which releases.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ReleaseFilter {
    #[param(
        max_length = 100,
        pattern = "^[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?$",
        example = "technology-use"
    )]
    pub indicator: Option<String>,
    #[param(
        max_length = 7,
        pattern = "^2[0-9]{3}-(0[1-9]|1[0-2]|Q[1-4])$",
        example = "2026-Q4"
    )]
    pub period: Option<String>,
    /// Only those that stand: neither superseded nor withdrawn.
    pub standing: Option<bool>,
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
