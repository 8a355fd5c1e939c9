//! Wire shapes of who covers what: counts for everybody, gaps for those who may see what one person can.

use crate::platform::paging::PageView;
use crate::words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Whose coverage.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct CoverageFilter {
    /// Today's members of this leadership group.
    pub group_id: Option<Uuid>,
    /// Who works in this unit or below it; together with a group, those of the group who do.
    pub unit_id: Option<Uuid>,
    /// The key of a field.
    #[param(max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "a")]
    pub field: Option<String>,
}

/// How far a field is covered.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldCoverage {
    #[schema(max_length = 60, example = "a")]
    pub field: String,
    /// In the reader's language.
    #[schema(max_length = 200, example = "Hva teknologien gjør mulig")]
    pub title: String,
    /// Of whom something is known in this field.
    #[schema(minimum = 0, maximum = 100_000, example = 6)]
    pub known: i32,
    /// Of whom nothing is known; they are not counted as level 0.
    #[schema(minimum = 0, maximum = 100_000, example = 1)]
    pub no_data: i32,
    #[schema(minimum = 0, maximum = 100_000, example = 5)]
    pub at_target: i32,
    /// Those at target as a part of everybody, also of those of whom nothing is known; absent where nothing is known of
    /// anybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1, example = 0.8)]
    pub share: Option<f64>,
    /// Exactly one person is at target.
    pub single_point_of_failure: bool,
    /// At target today, and in sixty days no longer, unless somebody looks again.
    #[schema(minimum = 0, maximum = 100_000, example = 1)]
    pub expiring_soon: i32,
}

/// How far people cover the fields.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverageView {
    pub on_date: NaiveDate,
    /// How many people are counted.
    #[schema(minimum = 0, maximum = 100_000, example = 7)]
    pub persons: i32,
    /// Fewer than three people: who may not see what each can, sees no counts either.
    pub suppressed: bool,
    /// Fields in which exactly one person is at target; absent where suppressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 200, example = 1)]
    pub single_points_of_failure: Option<i32>,
    /// Empty where suppressed.
    #[schema(max_items = 110)]
    pub items: Vec<FieldCoverage>,
}

words! {
    /// How a gap may be closed.
    pub enum GapRoute {
        /// Nothing is known: look first.
        Assessment = "assessment",
        /// Up to level 2 it can be learnt on a course.
        Course = "course",
        /// From level 2 on it is learnt by doing, with somebody beside.
        Coaching = "coaching",
        /// A wide gap where the field rests on fewer than two: a colleague who has it is taken in.
        CoOption = "co_option",
        /// The same, where no colleague has it.
        External = "external",
    }
}

/// Which gaps.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct GapFilter {
    /// Today's members of this leadership group.
    pub group_id: Option<Uuid>,
    /// Who works in this unit or below it.
    pub unit_id: Option<Uuid>,
    /// The key of a field.
    #[param(max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "a")]
    pub field: Option<String>,
    #[param(inline)]
    pub route: Option<GapRoute>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// What somebody is to learn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompetenceGap {
    pub person_id: Uuid,
    #[schema(max_length = 201, example = "Eksempel Virksomhetsleder")]
    pub name: String,
    #[schema(max_length = 60, example = "a")]
    pub field: String,
    /// Absent where nothing is known, which is not level 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 4, example = 1)]
    pub have: Option<i32>,
    #[schema(minimum = 0, maximum = 4, example = 3)]
    pub target: i32,
    #[schema(inline)]
    pub route: GapRoute,
    /// With `co_option`: colleagues who have it, as far as the reader may see what they can.
    #[schema(max_items = 3)]
    pub colleague_ids: Vec<Uuid>,
}

/// A page of gaps, by field, the widest first within each.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetenceGapList {
    #[schema(max_items = 100)]
    pub items: Vec<CompetenceGap>,
    pub page: PageView,
}
