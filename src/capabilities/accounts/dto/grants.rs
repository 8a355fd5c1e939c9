//! Wire shapes of roles: how they are given, and how they are held.

use crate::access::{Reach, Role};
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::role_grant;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// How far a grant reaches.
    pub enum ReachKind { Organiser = "organiser", Unit = "unit", Roadmap = "roadmap" }
}

/// A role one holds, and where.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeldRoleView {
    pub role: Role,
    pub reach: ReachKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roadmap_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl HeldRoleView {
    pub(in super::super) fn of(grant: &crate::access::Grant) -> Self {
        let (reach, unit_id, roadmap_id) = match &grant.reach {
            Reach::Organiser => (ReachKind::Organiser, None, None),
            Reach::Unit { id, .. } => (ReachKind::Unit, Some(*id), None),
            Reach::Roadmap(id) => (ReachKind::Roadmap, None, Some(*id)),
        };
        Self {
            role: grant.role,
            reach,
            unit_id,
            roadmap_id,
            from: grant.from,
            to: grant.to,
        }
    }
}

/// A role for an account. Without a unit and a roadmap it reaches over the whole organiser.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateGrant {
    pub role: Role,
    /// Only this unit and all below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Uuid>,
    /// Only this roadmap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roadmap_id: Option<Uuid>,
    /// The first day; from now on where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day; for good where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

/// What can be changed of a grant: its days. For another role or another place give another grant.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantFields {
    /// The first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

patch_of! {
    /// Changes of a grant.
    UpdateGrant, GrantFields
}

/// A role that an account holds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GrantView {
    pub id: Uuid,
    pub account_id: Uuid,
    pub reach: ReachKind,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateGrant,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl GrantView {
    pub(in super::super) fn of(row: &role_grant::Model) -> crate::error::Result<Self> {
        Ok(Self {
            id: row.id,
            account_id: row.account_id,
            reach: match (row.unit_id, row.roadmap_id) {
                (Some(_), _) => ReachKind::Unit,
                (None, Some(_)) => ReachKind::Roadmap,
                (None, None) => ReachKind::Organiser,
            },
            fields: CreateGrant {
                role: Role::from_row(&row.role)?,
                unit_id: row.unit_id,
                roadmap_id: row.roadmap_id,
                from: row.from_date,
                to: row.to_date,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The roles of an account, the oldest grant first.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantList {
    #[schema(max_items = 200)]
    pub items: Vec<GrantView>,
}
