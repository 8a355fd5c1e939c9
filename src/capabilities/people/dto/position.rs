//! Wire shapes of positions.

use crate::patch_of;
use crate::platform::paging::PageView;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::position;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A new position, and all of its fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreatePosition {
    pub unit_id: Uuid,
    #[schema(min_length = 1, max_length = 200, example = "Sykepleier")]
    pub title: String,
    /// Share of a full position in percent, with at most two decimals.
    #[schema(minimum = 0, maximum = 200, multiple_of = 0.01, example = 80.5)]
    pub fte_percent: f64,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The person who leads the holder of this position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superior_id: Option<Uuid>,
    /// The position's id in the HR system.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, example = "S-2201")]
    pub external_id: Option<String>,
}

impl CreatePosition {
    /// The share in hundredths of a percent, as it is stored.
    pub(crate) fn fte_hundredths(&self) -> i32 {
        // The schema holds the number to 0–200 and to two decimals, so that the rounded product fits.
        #[expect(clippy::cast_possible_truncation, reason = "at most 20,000")]
        let hundredths = (self.fte_percent * 100.0).round() as i32;
        hundredths
    }

    pub(crate) fn of(row: &position::Model) -> Self {
        Self {
            unit_id: row.unit_id,
            title: row.title.clone(),
            fte_percent: f64::from(row.fte_hundredths) / 100.0,
            from: row.from_date,
            to: row.to_date,
            superior_id: row.superior_id,
            external_id: row.external_id.clone(),
        }
    }
}

patch_of! {
    /// Changes of a position.
    UpdatePosition, CreatePosition
}

/// A position that a person holds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PositionView {
    pub id: Uuid,
    pub person_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreatePosition,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl PositionView {
    pub(crate) fn of(row: &position::Model) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            fields: CreatePosition::of(row),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A list of positions, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct PositionList {
    #[schema(max_items = 100)]
    pub items: Vec<PositionView>,
    pub page: PageView,
}

/// Which positions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PositionFilter {
    /// Only positions that run on this day.
    pub active_on: Option<NaiveDate>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}
