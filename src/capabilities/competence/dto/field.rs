//! Wire shapes of fields of competence.

use crate::capabilities::organisation::dto::TextInput;
use crate::error::{AppError, Result};
use crate::{patch_of, words};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::from_value;
use tables::competence_field;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// Where a field of competence comes from.
    pub enum CompetenceOrigin {
        /// One of the three that the five steps name.
        Source = "source",
        /// One of the four leadership competences of national research.
        Research = "research",
        /// The organiser's own.
        Own = "own",
    }
}

/// A sentence in the three languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompetenceText {
    /// Norwegian bokmål.
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Leder en enhet gjennom en endring."
    )]
    pub nb: String,
    /// Swedish.
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Leder en enhet genom en förändring."
    )]
    pub sv: String,
    /// English.
    #[schema(min_length = 1, max_length = 1000, example = "Leads a unit through a change.")]
    pub en: String,
}

/// A field of competence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateCompetenceField {
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "procurement"
    )]
    pub key: String,
    pub title: TextInput,
    pub description: CompetenceText,
    /// What each level means, from 0 to 4: exactly five.
    #[schema(min_items = 5, max_items = 5, example = json!([
        {"nb": "Ingen erfaring.", "sv": "Ingen erfarenhet.", "en": "No experience."},
        {"nb": "Kjenner feltet.", "sv": "Känner till området.", "en": "Knows of the field."},
        {"nb": "Gjør det med andre.", "sv": "Gör det med andra.", "en": "Does it with others."},
        {"nb": "Gjør det selv.", "sv": "Gör det själv.", "en": "Does it alone."},
        {"nb": "Lærer andre opp.", "sv": "Lär upp andra.", "en": "Teaches others."},
    ]))]
    pub levels: Vec<CompetenceText>,
}

patch_of! {
    /// Changes of a field of competence.
    UpdateCompetenceField, CreateCompetenceField
}

/// A field of competence with the meaning of its levels, 0 to 4.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompetenceFieldView {
    /// Absent where it is built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateCompetenceField,
    #[schema(inline)]
    pub origin: CompetenceOrigin,
    /// From which day on nothing new is recorded in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<NaiveDate>,
    /// Absent where it is built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

impl CompetenceFieldView {
    pub(in crate::capabilities::competence) fn of(row: &competence_field::Model) -> Result<Self> {
        Ok(Self {
            id: Some(row.id),
            fields: CreateCompetenceField {
                key: row.key.clone(),
                title: from_value(row.title.clone()).map_err(AppError::internal)?,
                description: from_value(row.description.clone()).map_err(AppError::internal)?,
                levels: from_value(row.levels.clone()).map_err(AppError::internal)?,
            },
            origin: CompetenceOrigin::Own,
            closed_on: row.closed_on,
            version: Some(row.version),
        })
    }
}

/// Every field: the built-in ones, then the organiser's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetenceFieldList {
    #[schema(max_items = 110)]
    pub items: Vec<CompetenceFieldView>,
}
