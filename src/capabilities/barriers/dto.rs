//! Wire shapes of barriers.

use crate::capabilities::organisation::dto::TextInput;
use crate::error::{AppError, Result};
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{from_str, from_value};
use tables::{barrier, barrier_category, barrier_effect};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Where a barrier stands.
    pub enum BarrierState {
        /// In the way.
        Open = "open",
        /// Looked into, and not a barrier here; with the reason.
        RuledOut = "ruled_out",
        /// Its countermeasure worked.
        Solved = "solved",
    }
}

/// How likely a barrier costs time, and how much: counted by forecasts that ask for barriers, while it is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BarrierRisk {
    #[schema(minimum = 0, maximum = 1, example = 0.4)]
    pub probability: f64,
    /// Working days that it adds to each of its milestones: optimistic, likely, pessimistic.
    #[schema(minimum = 0, maximum = 2000, example = 5)]
    pub optimistic: i32,
    #[schema(minimum = 0, maximum = 2000, example = 10)]
    pub likely: i32,
    #[schema(minimum = 0, maximum = 2000, example = 30)]
    pub pessimistic: i32,
    /// Milestones of the barrier's roadmap.
    #[schema(max_items = 100)]
    pub milestone_ids: Vec<Uuid>,
}

/// Something that blocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateBarrier {
    /// A key of `GET /barrier-categories`.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "no-time"
    )]
    pub category: String,
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Ingen får fri til opplæring på dagtid"
    )]
    pub title: String,
    #[serde(default)]
    #[schema(
        max_length = 4000,
        default = "",
        example = "Turnusen har ikke rom for opplæring før påske."
    )]
    pub description: String,
    /// How much it is in the way: 1 a little, 5 nothing moves.
    #[schema(minimum = 1, maximum = 5, example = 3)]
    pub severity: i32,
    /// Where it came up; the roadmap's unit where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Uuid>,
    /// What is done about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "To faste timer hver uke, dekket av vikar."
    )]
    pub countermeasure: Option<String>,
    /// The person who sees to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<BarrierRisk>,
}

patch_of! {
    /// Changes of a barrier.
    UpdateBarrier, CreateBarrier
}

/// Why a barrier is none, or is one again.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleOutBarrier {
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Turnusen er lagt om; det er satt av to timer hver uke."
    )]
    pub reason: String,
}

/// Why a barrier is in the way again.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenBarrier {
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "De to timene blir brukt til fravær igjen."
    )]
    pub reason: String,
}

/// What a countermeasure changed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordBarrierEffect {
    /// The day on which it was looked at; today where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_date: Option<NaiveDate>,
    /// How much it is in the way now: 0 not at all, 5 nothing moves.
    #[schema(minimum = 0, maximum = 5, example = 1)]
    pub severity: i32,
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Ni av ti har deltatt de siste fire ukene."
    )]
    pub note: String,
    /// Whether it is out of the way: needs a countermeasure and an owner, so that others can see how.
    #[serde(default)]
    #[schema(default = false)]
    pub solved: bool,
}

/// What was found on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BarrierEffectView {
    pub id: Uuid,
    pub on_date: NaiveDate,
    pub severity: i32,
    #[schema(max_length = 2000)]
    pub note: String,
    pub solved: bool,
    pub created_at: DateTime<Utc>,
}

impl BarrierEffectView {
    pub(super) fn of(row: &barrier_effect::Model) -> Self {
        Self {
            id: row.id,
            on_date: row.on_date,
            severity: row.severity,
            note: row.note.clone(),
            solved: row.solved,
            created_at: row.created_at,
        }
    }
}

/// A barrier.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BarrierView {
    pub id: Uuid,
    pub roadmap_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateBarrier,
    #[schema(inline)]
    pub state: BarrierState,
    /// Why it was ruled out, or is open again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    /// The day on which it was ruled out or solved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<NaiveDate>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl BarrierView {
    pub(super) fn of(row: &barrier::Model) -> Result<Self> {
        let risk = row.risk.as_deref().map(from_str).transpose();
        Ok(Self {
            id: row.id,
            roadmap_id: row.roadmap_id,
            fields: CreateBarrier {
                category: row.category.clone(),
                title: row.title.clone(),
                description: row.description.clone(),
                severity: row.severity,
                unit_id: Some(row.unit_id),
                countermeasure: row.countermeasure.clone(),
                owner_id: row.owner_id,
                risk: risk.map_err(AppError::internal)?,
            },
            state: BarrierState::from_row(&row.state)?,
            reason: row.reason.clone(),
            closed_on: row.closed_on,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A barrier with what its countermeasure changed, the newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BarrierDetail {
    #[serde(flatten)]
    #[schema(inline)]
    pub barrier: BarrierView,
    #[schema(max_items = 500)]
    pub effects: Vec<BarrierEffectView>,
}

/// A page of barriers.
#[derive(Debug, Serialize, ToSchema)]
pub struct BarrierList {
    #[schema(max_items = 100)]
    pub items: Vec<BarrierView>,
    pub page: PageView,
}

/// Which barriers.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct BarrierFilter {
    pub roadmap_id: Option<Uuid>,
    /// Of this unit and all below it.
    pub unit_id: Option<Uuid>,
    pub owner_id: Option<Uuid>,
    #[param(max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub category: Option<String>,
    #[param(inline)]
    pub state: Option<BarrierState>,
    /// At least as severe as this.
    #[param(minimum = 1, maximum = 5)]
    pub severity_from: Option<i32>,
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

/// A kind of barrier of an organiser's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateBarrierCategory {
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "ferry-timetable"
    )]
    pub key: String,
    pub title: TextInput,
    /// Whether it can be chosen for new barriers.
    pub active: bool,
}

patch_of! {
    /// Changes of a kind of barrier.
    UpdateBarrierCategory, CreateBarrierCategory
}

/// A kind of barrier.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BarrierCategoryView {
    /// Absent where it is built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateBarrierCategory,
    /// Whether it is one of the five standard excuses that the first gate asks about.
    pub excuse: bool,
    /// Absent where it is built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

impl BarrierCategoryView {
    pub(super) fn of(row: &barrier_category::Model) -> Result<Self> {
        Ok(Self {
            id: Some(row.id),
            fields: CreateBarrierCategory {
                key: row.key.clone(),
                title: from_value(row.title.clone()).map_err(AppError::internal)?,
                active: row.active,
            },
            excuse: false,
            version: Some(row.version),
        })
    }
}

/// Every kind: the built-in ones, then the organiser's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct BarrierCategoryList {
    #[schema(max_items = 200)]
    pub items: Vec<BarrierCategoryView>,
}

/// Of which units what recurs is asked.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct RecurrenceFilter {
    /// Of this unit and all below it.
    pub unit_id: Option<Uuid>,
    #[param(max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub category: Option<String>,
}

/// How one kind of barrier was solved somewhere.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SolvedBarrier {
    pub barrier_id: Uuid,
    pub roadmap_id: Uuid,
    pub unit_id: Uuid,
    #[schema(max_length = 200)]
    pub title: String,
    #[schema(max_length = 4000)]
    pub countermeasure: String,
    pub closed_on: NaiveDate,
}

/// How often a kind of barrier came up, and how it was solved.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Recurrence {
    #[schema(max_length = 60)]
    pub category: String,
    /// The kind's title in the reader's language.
    #[schema(max_length = 200)]
    pub title: String,
    /// Units in which it came up; ruled out does not count.
    pub units: i32,
    pub roadmaps: i32,
    /// Units in which nothing of it is open any more.
    pub units_solved: i32,
    /// In words of the reader's language.
    #[schema(
        max_length = 400,
        example = "Kom opp i 4 enheter og ble løst i 1: se hvordan."
    )]
    pub summary: String,
    /// How, the newest first.
    #[schema(max_items = 10)]
    pub solved: Vec<SolvedBarrier>,
}

/// What recurs, the most spread first.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecurrenceList {
    #[schema(max_items = 200)]
    pub items: Vec<Recurrence>,
}
