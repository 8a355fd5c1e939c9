//! Wire shapes of capacity routes.

use crate::error::{AppError, Result};
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::from_str;
use tables::capacity_route;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// How missing capacity is got.
    pub enum CapacityRouteKind {
        OwnDirector = "own_director",
        Hire = "hire",
        ExternalConsultant = "external_consultant",
        InterimManager = "interim_manager",
        CoachingPerson = "coaching_person",
        CoachingGroup = "coaching_group",
    }
}

words! {
    /// Where a route stands today, derived from its dates, its person and what was said of it.
    pub enum CapacityRouteStatus {
        /// Not begun, or begun by its dates without anybody being found.
        Planned = "planned",
        InPlace = "in_place",
        /// Within sixty days of its last day, or past it without having been ended.
        Ending = "ending",
        Ended = "ended",
        Cancelled = "cancelled",
    }
}

/// One item of a handover pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandoverItem {
    #[schema(
        min_length = 1,
        max_length = 300,
        example = "Leverandøravtalene er gjennomgått med etterfølgeren."
    )]
    pub text: String,
    /// The day on which it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-11-02")]
    pub done_on: Option<NaiveDate>,
}

/// A way to get the capacity that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateCapacityRoute {
    #[schema(inline)]
    pub kind: CapacityRouteKind,
    /// For which unit and all below it.
    pub unit_id: Uuid,
    /// What is missing.
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "Noen som kan lede innføringen i alle sonene."
    )]
    pub need: String,
    /// The keys of the fields that it is to cover.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub fields: Vec<FieldKey>,
    /// Who fills it: a person here, or `external`; neither where nobody is found yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<Uuid>,
    /// Who fills it, where it is nobody of the organiser's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "Rådgiver fra nabokommunen")]
    pub external: Option<String>,
    /// Who takes the knowledge over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor_id: Option<Uuid>,
    #[schema(example = "2026-11-01")]
    pub from: NaiveDate,
    /// The last day; without one it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2027-10-31")]
    pub to: Option<NaiveDate>,
    /// Whether the need is there still, also after the route has ended.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub need_stands: bool,
    /// What is to be handed over before it ends.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub handover: Vec<HandoverItem>,
}

fn yes() -> bool {
    true
}

/// The key of a field of competence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(
    min_length = 1,
    max_length = 60,
    pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
    example = "b"
)]
pub struct FieldKey(pub String);

patch_of! {
    /// Changes of a capacity route.
    UpdateCapacityRoute, CreateCapacityRoute
}

/// That a route has ended.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EndCapacityRoute {
    /// The last day; today where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-11-20")]
    pub on_date: Option<NaiveDate>,
    /// Why it ends without every item of its handover done; needed then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Konsulenten sluttet brått; arkivet er gjennomgått."
    )]
    pub reason: Option<String>,
    /// Whether the need is there still.
    pub need_stands: bool,
}

/// Why a route is given up.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelCapacityRoute {
    #[schema(min_length = 3, max_length = 2000, example = "Stillingen ble inndratt.")]
    pub reason: String,
}

/// A capacity route.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CapacityRouteView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateCapacityRoute,
    #[schema(inline)]
    pub status: CapacityRouteStatus,
    /// Whether every item of the pack is done; a pack without items is none.
    pub handed_over: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000, example = "Konsulenten sluttet brått.")]
    pub end_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000, example = "Stillingen ble inndratt.")]
    pub cancel_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl CapacityRouteView {
    pub(in crate::capabilities::competence) fn of(
        row: &capacity_route::Model,
        status: CapacityRouteStatus,
        handed_over: bool,
    ) -> Result<Self> {
        Ok(Self {
            id: row.id,
            fields: CreateCapacityRoute {
                kind: CapacityRouteKind::from_row(&row.kind)?,
                unit_id: row.unit_id,
                need: row.need.clone(),
                fields: from_str(&row.fields).map_err(AppError::internal)?,
                person_id: row.person_id,
                external: row.external.clone(),
                successor_id: row.successor_id,
                from: row.from_date,
                to: row.to_date,
                need_stands: row.need_stands,
                handover: from_str(&row.handover).map_err(AppError::internal)?,
            },
            status,
            handed_over,
            ended_on: row.ended_on,
            end_reason: row.end_reason.clone(),
            cancelled_on: row.cancelled_on,
            cancel_reason: row.cancel_reason.clone(),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of capacity routes, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct CapacityRouteList {
    #[schema(max_items = 100)]
    pub items: Vec<CapacityRouteView>,
    pub page: PageView,
}

/// Which capacity routes.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CapacityRouteFilter {
    /// Of this unit and all below it.
    pub unit_id: Option<Uuid>,
    #[param(inline)]
    pub kind: Option<CapacityRouteKind>,
    #[param(inline)]
    pub status: Option<CapacityRouteStatus>,
    /// That are to cover the field of this key.
    #[param(max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "b")]
    pub field: Option<String>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

words! {
    /// What is wrong with a route.
    pub enum CapacityAlertKind {
        /// It has ended while the need stands, and nothing else in place covers it.
        Ended = "ended",
        /// Its last day has passed and nobody has ended it.
        Overdue = "overdue",
        /// Its person has left.
        PersonLeft = "person_left",
        /// Its first day has passed and nobody is found.
        NobodyFound = "nobody_found",
        /// It ends within sixty days, neither handed over nor with a successor.
        EndingUnprepared = "ending_unprepared",
    }
}

/// Something about a route that somebody has to act on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CapacityAlert {
    pub route_id: Uuid,
    pub unit_id: Uuid,
    #[schema(inline)]
    pub kind: CapacityRouteKind,
    #[schema(inline)]
    pub alert: CapacityAlertKind,
    /// Whether the need is vacant now.
    pub vacant: bool,
    /// Since when, or the last day that comes.
    pub on_date: NaiveDate,
    #[schema(max_length = 2000, example = "Noen som kan lede innføringen i alle sonene.")]
    pub need: String,
}

/// Of which units.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CapacityAlertFilter {
    /// Of this unit and all below it.
    pub unit_id: Option<Uuid>,
}

/// Every alert, vacant ones first.
#[derive(Debug, Serialize, ToSchema)]
pub struct CapacityAlertList {
    #[schema(max_items = 1000)]
    pub items: Vec<CapacityAlert>,
}
