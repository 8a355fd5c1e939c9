//! Wire shapes of capacity.

use crate::patch_of;
use crate::platform::paging::PageView;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::{absence, capacity_share, change_limit};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// How much of the working time is left for development, of one person, of the people of a unit's subtree, or of
/// everybody where neither is named. The nearest counts: a person's own before a unit's, a lower unit's before a higher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateCapacityShare {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Uuid>,
    /// Percent of the person's positions; of a full day where they have none, such as somebody from outside.
    #[schema(minimum = 0, maximum = 100, example = 20)]
    pub percent: i32,
    pub from: NaiveDate,
    /// The last day; for ever where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

patch_of! {
    /// Changes of a share.
    UpdateCapacityShare, CreateCapacityShare
}

/// A share.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CapacityShareView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateCapacityShare,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl CapacityShareView {
    pub(super) fn of(row: &capacity_share::Model) -> Self {
        Self {
            id: row.id,
            fields: CreateCapacityShare {
                person_id: row.person_id,
                unit_id: row.unit_id,
                percent: row.percent,
                from: row.from_date,
                to: row.to_date,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A page of shares.
#[derive(Debug, Serialize, ToSchema)]
pub struct CapacityShareList {
    #[schema(max_items = 100)]
    pub items: Vec<CapacityShareView>,
    pub page: PageView,
}

/// Which page.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CapacityFilter {
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

/// When somebody is away, as percent of their time. Never why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateAbsence {
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    #[schema(minimum = 1, maximum = 100, example = 100)]
    pub percent: i32,
    /// Its id in the system that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[A-Za-z0-9._:/-]+$",
        example = "A-2026-118"
    )]
    pub external_id: Option<String>,
}

patch_of! {
    /// Changes of an absence.
    UpdateAbsence, CreateAbsence
}

/// An absence.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AbsenceView {
    pub id: Uuid,
    pub person_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateAbsence,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl AbsenceView {
    pub(super) fn of(row: &absence::Model) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            fields: CreateAbsence {
                from: row.from_date,
                to: row.to_date,
                percent: row.percent,
                external_id: row.external_id.clone(),
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// The absences of a person, by their first day; at most five hundred that have not ended a year ago.
#[derive(Debug, Serialize, ToSchema)]
pub struct AbsenceList {
    #[schema(max_items = 500)]
    pub items: Vec<AbsenceView>,
}

/// How many milestones may run at once in the roadmaps of a unit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetChangeLimit {
    #[schema(minimum = 1, maximum = 1000, example = 4)]
    pub parallel: i32,
}

/// A unit's limit.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeLimitView {
    pub unit_id: Uuid,
    pub parallel: i32,
    pub version: i64,
}

impl ChangeLimitView {
    pub(super) fn of(row: &change_limit::Model) -> Self {
        Self {
            unit_id: row.unit_id,
            parallel: row.parallel,
            version: row.version,
        }
    }
}
