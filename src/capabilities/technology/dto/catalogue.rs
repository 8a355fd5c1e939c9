//! Wire shapes of the catalogue: which kinds of technology there are.

use crate::capabilities::organisation::dto::TextInput;
use crate::{patch_of, words};
use serde::{Deserialize, Serialize};
use tables::technology;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What kind of thing it is; all of them are deployed, measured and compared in the same way.
    pub enum Family {
        WelfareTechnology = "welfare_technology",
        EService = "e_service",
        /// A resident's own access to the internet where the municipality provides the housing.
        InternetInHousing = "internet_in_housing",
    }
}

/// A kind of technology, and all of its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTechnology {
    /// A short key, by which machines and gates name it; it never changes.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z][a-z0-9-]*$",
        example = "shower-robot"
    )]
    pub key: String,
    pub title: TextInput,
    pub family: Family,
    /// Whether it can be chosen for new deployments.
    pub active: bool,
}

patch_of! {
    /// Changes of a kind of technology.
    UpdateTechnology, CreateTechnology
}

/// A kind of technology.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TechnologyView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateTechnology,
    /// Whether it is one of those that every organiser begins with.
    pub built_in: bool,
    pub version: i64,
}

impl TechnologyView {
    pub(in crate::capabilities::technology) fn of(
        row: &technology::Model,
        built_in: bool,
    ) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            fields: CreateTechnology {
                key: row.key.clone(),
                title: serde_json::from_value(row.title.clone())?,
                family: Family::from_row(&row.family)?,
                active: row.active,
            },
            built_in,
            version: row.version,
        })
    }
}

/// The whole catalogue by key: the built-in kinds and at most two hundred of one's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct TechnologyList {
    #[schema(max_items = 300)]
    pub items: Vec<TechnologyView>,
}

/// Which kinds of technology.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TechnologyFilter {
    #[param(inline)]
    pub family: Option<Family>,
    /// Only those that can be chosen, or only those that cannot.
    pub active: Option<bool>,
}
