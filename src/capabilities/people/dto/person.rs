//! Wire shapes of persons.

use super::position::{CreatePosition, PositionView};
use crate::capabilities::organisation::dto::LanguageCode;
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::person;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Whether a person is here today.
    pub enum PersonStatus {
        Active = "active",
        /// The last day has come or gone.
        Left = "left",
        /// The name was replaced by a pseudonym.
        Erased = "erased",
    }
}

impl PersonStatus {
    /// The status of a person on a day.
    pub fn on(person: &person::Model, day: NaiveDate) -> Self {
        match (person.erased_at, person.left_on) {
            (Some(_), _) => Self::Erased,
            (None, Some(left)) if left <= day => Self::Left,
            _ => Self::Active,
        }
    }
}

/// A person's own fields: never a national id, salary, absence or health.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonFields {
    #[schema(min_length = 1, max_length = 100, example = "Eksempel")]
    pub given_name: String,
    #[schema(min_length = 1, max_length = 100, example = "Enhetsleder")]
    pub family_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "email", max_length = 254, example = "enhetsleder@fjordvik.example")]
    pub email: Option<String>,
    /// The number by which the HR system knows the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[0-9A-Za-z][0-9A-Za-z._/-]*$",
        example = "104233"
    )]
    pub employee_number: Option<String>,
    /// Not employed by the organiser: a consultant, or somebody of a partner.
    #[serde(default)]
    pub external: bool,
    /// The language in which the person wants to be written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageCode>,
}

impl PersonFields {
    pub(crate) fn of(row: &person::Model) -> crate::error::Result<Self> {
        Ok(Self {
            given_name: row.given_name.clone(),
            family_name: row.family_name.clone(),
            email: row.email.clone(),
            employee_number: row.employee_number.clone(),
            external: row.external,
            language: row.language.as_deref().map(LanguageCode::from_row).transpose()?,
        })
    }
}

patch_of! {
    /// Changes of a person.
    UpdatePerson, PersonFields
}

/// A new person.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatePerson {
    #[serde(flatten)]
    pub fields: PersonFields,
    /// A first position. Whoever administers a part of the organisation only must give one there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<CreatePosition>,
}

/// A person.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: PersonFields,
    pub status: PersonStatus,
    /// The last day; from then on somebody else must take over what the person owned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl PersonView {
    pub(crate) fn of(row: &person::Model, day: NaiveDate) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            fields: PersonFields::of(row)?,
            status: PersonStatus::on(row, day),
            left_on: row.left_on,
            erased_at: row.erased_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A person with all positions, the latest first.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonDetailView {
    #[serde(flatten)]
    #[schema(inline)]
    pub person: PersonView,
    #[schema(max_items = 100)]
    pub positions: Vec<PositionView>,
}

/// A list of persons, by family name.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonList {
    #[schema(max_items = 100)]
    pub items: Vec<PersonView>,
    pub page: PageView,
}

/// Which persons.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PersonFilter {
    /// Persons of this unit and of all below it.
    pub unit_id: Option<Uuid>,
    #[param(inline)]
    pub status: Option<PersonStatus>,
    /// The beginning of a given or family name; of several words each must begin one.
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    #[param(min_length = 1, max_length = 60)]
    pub employee_number: Option<String>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// A departure.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordDeparture {
    /// The last day. Positions and memberships in leadership groups end with it.
    pub left_on: NaiveDate,
}
