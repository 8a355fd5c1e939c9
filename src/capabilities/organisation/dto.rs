//! Wire shapes of the organisation.

use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::{calendar_day, organiser, service_area, unit};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// The countries whose municipalities can be organisers.
    pub enum CountryCode { No = "NO", Se = "SE", Dk = "DK", Fi = "FI" }
}

impl From<CountryCode> for kernel::Country {
    fn from(code: CountryCode) -> Self {
        match code {
            CountryCode::No => Self::No,
            CountryCode::Se => Self::Se,
            CountryCode::Dk => Self::Dk,
            CountryCode::Fi => Self::Fi,
        }
    }
}

words! {
    /// The languages of texts.
    pub enum LanguageCode { Nb = "nb", Sv = "sv", En = "en" }
}

words! {
    /// What a node of the tree is.
    pub enum UnitKind { Sector = "sector", Area = "area", Unit = "unit" }
}

words! {
    /// The two branches whose levels differ; the gap between them is reported.
    pub enum Branch { SocialServices = "social_services", MunicipalHealthCare = "municipal_health_care" }
}

words! {
    /// Why a day is not worked.
    pub enum DayKind { Public = "public", TreatedAlike = "treated_alike", Local = "local" }
}

/// A text in the three languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextInput {
    /// Norwegian bokmål.
    #[schema(min_length = 1, max_length = 200, example = "Hjemmetjenesten")]
    pub nb: String,
    /// Swedish.
    #[schema(min_length = 1, max_length = 200, example = "Hemtjänsten")]
    pub sv: String,
    /// English.
    #[schema(min_length = 1, max_length = 200, example = "Home care")]
    pub en: String,
}

/// What this API is (Sweden's national REST API profile).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiInfoView {
    #[schema(max_length = 60, example = "stegvis")]
    pub api_name: String,
    #[schema(max_length = 20, example = "1.0.0")]
    pub api_version: String,
    pub api_released: NaiveDate,
    #[schema(format = "uri", max_length = 300, example = "https://stegvis.example/docs/")]
    pub api_documentation: String,
    #[schema(max_length = 20, pattern = "^[a-z]+$", example = "active")]
    pub api_status: String,
}

/// A municipality or wellbeing county of an official list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MunicipalityView {
    pub country: CountryCode,
    #[schema(max_length = 10, pattern = "^W?[0-9]{2,4}$", example = "0301")]
    pub code: String,
    #[schema(max_length = 200, example = "Oslo")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub name_secondary: Option<String>,
}

/// The municipalities of a country.
#[derive(Debug, Serialize, ToSchema)]
pub struct MunicipalityList {
    #[schema(max_items = 400)]
    pub items: Vec<MunicipalityView>,
}

/// Which municipalities.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MunicipalityFilter {
    /// The country whose list is read.
    #[param(inline)]
    pub country: CountryCode,
}

/// A new organiser.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateOrganiser {
    pub country: CountryCode,
    /// The official code of the municipality, or of the wellbeing county with a `W` before it; see `GET /municipalities`.
    #[schema(min_length = 2, max_length = 10, pattern = "^W?[0-9]{2,4}$", example = "0301")]
    pub code: String,
    /// The organisation number with its check digit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20, pattern = "^[0-9 -]{7,20}$", example = "958935420")]
    pub organisation_number: Option<String>,
    /// A name other than the official one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "Fjordvik kommune")]
    pub name: Option<String>,
    /// The language of texts where a reader names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10_000_000, example = 12_400)]
    pub population: Option<i64>,
}

/// What an organiser's administrator may change.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrganiserFields {
    #[schema(min_length = 1, max_length = 200, example = "Fjordvik kommune")]
    pub name: String,
    pub language: LanguageCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20, pattern = "^[0-9 -]{7,20}$", example = "958935420")]
    pub organisation_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10_000_000, example = 12_400)]
    pub population: Option<i64>,
    /// The weekdays that are worked, 1 is Monday.
    #[schema(
        min_length = 1,
        max_length = 7,
        pattern = "^1?2?3?4?5?6?7?$",
        example = "12345"
    )]
    pub working_weekdays: String,
}

patch_of! {
    /// Changes of an organiser.
    UpdateOrganiser, OrganiserFields
}

/// An organiser.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrganiserView {
    pub id: Uuid,
    pub country: CountryCode,
    #[schema(max_length = 10, example = "0301")]
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20)]
    pub organisation_number: Option<String>,
    #[schema(max_length = 200)]
    pub name: String,
    pub language: LanguageCode,
    /// The IANA time zone.
    #[schema(max_length = 60, example = "Europe/Oslo")]
    pub time_zone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<i64>,
    #[schema(max_length = 7)]
    pub working_weekdays: String,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl OrganiserView {
    pub(super) fn of(row: &organiser::Model) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            country: CountryCode::from_row(&row.country)?,
            code: row.code.clone(),
            organisation_number: row.organisation_number.clone(),
            name: row.name.clone(),
            language: LanguageCode::from_row(&row.language)?,
            time_zone: row.time_zone.clone(),
            population: row.population,
            working_weekdays: row.working_weekdays.clone(),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A list of organisers.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganiserList {
    #[schema(max_items = 100)]
    pub items: Vec<OrganiserView>,
    pub page: PageView,
}

/// A new unit, and all of its fields.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateUnit {
    pub kind: UnitKind,
    #[schema(min_length = 1, max_length = 200, example = "Hjemmetjenesten sør")]
    pub name: String,
    /// The unit above; a sector may stand at the root. Changing it moves the unit with all below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Uuid>,
    /// The unit's id in the HR system.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, example = "4100")]
    pub external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_area_id: Option<Uuid>,
    /// Staff head count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 45)]
    pub head_count: Option<i32>,
    /// The person who answers for the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_on: Option<NaiveDate>,
    /// The last day on which the unit exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<NaiveDate>,
}

patch_of! {
    /// Changes of a unit.
    UpdateUnit, CreateUnit
}

/// A unit of the tree.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitView {
    pub id: Uuid,
    /// The ids from the root to this unit.
    #[schema(max_items = 13)]
    pub path: Vec<Uuid>,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateUnit,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl UnitView {
    /// The path as it is stored, by which subtrees and the reach of grants are told.
    pub fn path_text(&self) -> String {
        self.path
            .iter()
            .fold(String::new(), |path, id| path + &format!("{id}/"))
    }

    pub(super) fn of(row: &unit::Model) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            path: row
                .path
                .split('/')
                .filter_map(|id| Uuid::try_parse(id).ok())
                .collect(),
            fields: CreateUnit {
                kind: UnitKind::from_row(&row.kind)?,
                name: row.name.clone(),
                parent_id: row.parent_id,
                external_id: row.external_id.clone(),
                service_area_id: row.service_area_id,
                head_count: row.head_count,
                responsible_id: row.responsible_id,
                opened_on: row.opened_on,
                closed_on: row.closed_on,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A list of units in the order of the tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitList {
    #[schema(max_items = 100)]
    pub items: Vec<UnitView>,
    pub page: PageView,
}

/// Which units.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct UnitFilter {
    /// This unit and all below it.
    pub within: Option<Uuid>,
    pub service_area_id: Option<Uuid>,
    /// Only units that exist on this day.
    pub open_on: Option<NaiveDate>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// A new service area, and all of its fields.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateServiceArea {
    /// A short stable key.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z][a-z0-9-]*$",
        example = "home-care"
    )]
    pub key: String,
    pub title: TextInput,
    pub branch: Branch,
    /// Whether it can be chosen for new units and roadmaps.
    pub active: bool,
}

patch_of! {
    /// Changes of a service area.
    UpdateServiceArea, CreateServiceArea
}

/// A service area.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceAreaView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateServiceArea,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl ServiceAreaView {
    pub(super) fn of(row: &service_area::Model) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            fields: CreateServiceArea {
                key: row.key.clone(),
                title: serde_json::from_value(row.title.clone())?,
                branch: Branch::from_row(&row.branch)?,
                active: row.active,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// All service areas of an organiser; at most a hundred can be made.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceAreaList {
    #[schema(max_items = 100)]
    pub items: Vec<ServiceAreaView>,
}

/// A local day that overrides the country's rules, and all of its fields.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateCalendarDay {
    pub date: NaiveDate,
    #[schema(min_length = 1, max_length = 200, example = "Kommunens planleggingsdag")]
    pub name: String,
    /// Worked although the rules say otherwise, or not worked.
    pub working: bool,
}

patch_of! {
    /// Changes of a local day.
    UpdateCalendarDay, CreateCalendarDay
}

/// A local day.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalendarDayView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateCalendarDay,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl CalendarDayView {
    pub(super) fn of(row: &calendar_day::Model) -> Self {
        Self {
            id: row.id,
            fields: CreateCalendarDay {
                date: row.date,
                name: row.name.clone(),
                working: row.working,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Which days of the calendar.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarFilter {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, at most 400 days later.
    pub to: NaiveDate,
}

/// A day on which the ordinary week does not apply.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpecialDayView {
    pub date: NaiveDate,
    #[schema(max_length = 200)]
    pub name: String,
    pub kind: DayKind,
    pub working: bool,
}

/// The working calendar between two days.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalendarView {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// How many of these days are worked.
    pub working_days: i64,
    /// Holidays and local days, in order.
    #[schema(max_items = 1000)]
    pub days: Vec<SpecialDayView>,
    /// The local days with their ids.
    #[schema(max_items = 400)]
    pub local_days: Vec<CalendarDayView>,
}
