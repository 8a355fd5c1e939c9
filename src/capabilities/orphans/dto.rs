//! Wire shapes of what has no owner.

use crate::platform::paging::PageView;
use crate::words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What has no owner.
    pub enum OrphanKind {
        /// Its sponsor is meant.
        Roadmap = "roadmap",
        Stage = "stage",
        Gate = "gate",
        Milestone = "milestone",
        Evidence = "evidence",
        /// An open condition of a decision in force.
        Condition = "condition",
        /// Its responsible person is meant.
        Unit = "unit",
        /// An open one.
        Barrier = "barrier",
        /// One that was not abandoned.
        Benefit = "benefit",
    }
}

words! {
    /// Why it has none.
    pub enum OrphanCause {
        /// The owner has left.
        OwnerLeft = "owner_left",
        /// Nobody was named, or the owner was erased.
        NoOwner = "no_owner",
    }
}

/// Which orphans to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct OrphanFilter {
    #[param(inline)]
    pub kind: Option<OrphanKind>,
    #[param(inline)]
    pub cause: Option<OrphanCause>,
    /// What this person left behind.
    pub former_owner_id: Option<Uuid>,
    pub roadmap_id: Option<Uuid>,
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

/// Something without an owner.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrphanView {
    pub kind: OrphanKind,
    pub id: Uuid,
    #[schema(max_length = 400, example = "Ledergruppen har signert")]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roadmap_id: Option<Uuid>,
    pub cause: OrphanCause,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_owner_id: Option<Uuid>,
    /// The former owner's last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_on: Option<NaiveDate>,
    /// The former owner's nearest superior who is still there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed_owner_id: Option<Uuid>,
    /// Where a new owner is named: the address of the thing itself.
    #[schema(
        max_length = 200,
        example = "/api/v1/milestones/01928f5e-7b3a-7c4d-8e5f-6a7b8c9d0e1f"
    )]
    pub link: String,
}

/// A page of what has no owner.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrphanList {
    #[schema(max_items = 100)]
    pub items: Vec<OrphanView>,
    pub page: PageView,
}
