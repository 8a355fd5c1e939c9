//! Wire shapes of leadership groups and their members.

use crate::patch_of;
use crate::platform::paging::PageView;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::{leadership_group, leadership_member};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A new leadership group, and all of its fields.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateLeadershipGroup {
    #[schema(min_length = 1, max_length = 200, example = "Ledergruppen helse og omsorg")]
    pub name: String,
    /// The unit that the group leads; the whole organiser where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Uuid>,
}

patch_of! {
    /// Changes of a leadership group.
    UpdateLeadershipGroup, CreateLeadershipGroup
}

/// A leadership group.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeadershipGroupView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateLeadershipGroup,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl LeadershipGroupView {
    pub(crate) fn of(row: &leadership_group::Model) -> Self {
        Self {
            id: row.id,
            fields: CreateLeadershipGroup {
                name: row.name.clone(),
                unit_id: row.unit_id,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A list of leadership groups, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadershipGroupList {
    #[schema(max_items = 100)]
    pub items: Vec<LeadershipGroupView>,
    pub page: PageView,
}

/// A new membership.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddLeadershipMember {
    pub person_id: Uuid,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

/// What may change of a membership: its days. Another person is another membership.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LeadershipMemberFields {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

patch_of! {
    /// Changes of a membership; `to` ends it.
    UpdateLeadershipMember, LeadershipMemberFields
}

/// A membership in a leadership group.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeadershipMemberView {
    pub id: Uuid,
    pub group_id: Uuid,
    pub person_id: Uuid,
    #[serde(flatten)]
    pub fields: LeadershipMemberFields,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl LeadershipMemberView {
    pub(crate) fn of(row: &leadership_member::Model) -> Self {
        Self {
            id: row.id,
            group_id: row.group_id,
            person_id: row.person_id,
            fields: LeadershipMemberFields {
                from: row.from_date,
                to: row.to_date,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A list of memberships, in the order in which they were added.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadershipMemberList {
    #[schema(max_items = 100)]
    pub items: Vec<LeadershipMemberView>,
    pub page: PageView,
}

/// Which memberships.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct LeadershipMemberFilter {
    /// Only memberships that hold on this day.
    pub active_on: Option<NaiveDate>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}
