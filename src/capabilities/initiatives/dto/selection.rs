//! How initiatives are assessed and ranked, and why one was chosen.

use crate::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What an initiative is judged by.
    pub enum Quality {
        ValueForUsers = "value_for_users",
        ValueForStaff = "value_for_staff",
        /// Counts the other way: little effort is good.
        Effort = "effort",
        /// Counts the other way: little risk is good.
        Risk = "risk",
        Readiness = "readiness",
    }
}

/// A mark with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// 1 is very little, 5 very much.
    #[schema(minimum = 1, maximum = 5, example = 4)]
    pub mark: i32,
    #[schema(
        min_length = 3,
        max_length = 1000,
        example = "Tre av fire henvendelser gjelder dette."
    )]
    pub rationale: String,
}

/// The five marks of an initiative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assessment {
    #[schema(inline)]
    pub value_for_users: Mark,
    #[schema(inline)]
    pub value_for_staff: Mark,
    #[schema(inline)]
    pub effort: Mark,
    #[schema(inline)]
    pub risk: Mark,
    #[schema(inline)]
    pub readiness: Mark,
}

/// How much each mark counts. Nothing is written by trying others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, IntoParams, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct Weights {
    /// 3 where not said.
    #[serde(default = "three")]
    #[param(minimum = 0, maximum = 100, example = 3)]
    #[schema(minimum = 0, maximum = 100, example = 3)]
    pub value_for_users: f64,
    /// 3 where not said.
    #[serde(default = "three")]
    #[param(minimum = 0, maximum = 100, example = 3)]
    #[schema(minimum = 0, maximum = 100, example = 3)]
    pub value_for_staff: f64,
    /// 2 where not said.
    #[serde(default = "two")]
    #[param(minimum = 0, maximum = 100, example = 2)]
    #[schema(minimum = 0, maximum = 100, example = 2)]
    pub effort: f64,
    /// 2 where not said.
    #[serde(default = "two")]
    #[param(minimum = 0, maximum = 100, example = 2)]
    #[schema(minimum = 0, maximum = 100, example = 2)]
    pub risk: f64,
    /// 2 where not said.
    #[serde(default = "two")]
    #[param(minimum = 0, maximum = 100, example = 2)]
    #[schema(minimum = 0, maximum = 100, example = 2)]
    pub readiness: f64,
}

fn three() -> f64 {
    3.0
}

fn two() -> f64 {
    2.0
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            value_for_users: 3.0,
            value_for_staff: 3.0,
            effort: 2.0,
            risk: 2.0,
            readiness: 2.0,
        }
    }
}

/// What one mark gives to a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Contribution {
    pub quality: Quality,
    #[schema(minimum = 1, maximum = 5)]
    pub mark: i32,
    /// Of the score.
    #[schema(minimum = 0, maximum = 5)]
    pub points: f64,
}

/// The smallest change of one weight that would change a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tipping {
    pub quality: Quality,
    /// How much the weight would have to change; beyond that the two change places.
    #[schema(minimum = -100, maximum = 100)]
    pub change: f64,
    /// With whom.
    pub initiative_id: Uuid,
}

/// An initiative's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RankedInitiative {
    /// Counted from 1; those of the same score share a place.
    #[schema(minimum = 1, maximum = 1000)]
    pub place: i32,
    pub initiative_id: Uuid,
    #[schema(max_length = 200)]
    pub name: String,
    /// 1 to 5: the weighted mean of the marks.
    #[schema(minimum = 0, maximum = 5)]
    pub score: f64,
    #[schema(max_items = 5)]
    pub contributions: Vec<Contribution>,
    /// How little would change the place; absent where no single weight can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tipping: Option<Tipping>,
}

/// The assessed ideas of a roadmap in order, with the weights that give it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeRanking {
    pub weights: Weights,
    #[schema(max_items = 1000)]
    pub items: Vec<RankedInitiative>,
    /// Ideas without an assessment.
    #[schema(max_items = 1000)]
    pub unassessed_ids: Vec<Uuid>,
}

/// Why an initiative is chosen.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrioritiseInitiative {
    #[serde(default)]
    pub weights: Weights,
    /// Why this one, and why not those above or beside it.
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "Gir mest for begge parter, og sonene er klare."
    )]
    pub reason: String,
}

/// A choice as it was made; it is never changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeSelectionView {
    pub id: Uuid,
    /// The initiative that was chosen, over all the others in the ranking.
    pub initiative_id: Uuid,
    pub weights: Weights,
    /// As it stood then.
    #[schema(max_items = 1000)]
    pub ranking: Vec<RankedInitiative>,
    #[schema(max_length = 2000)]
    pub reason: String,
    /// The person who chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen_by: Option<Uuid>,
    pub chosen_at: DateTime<Utc>,
}

/// The choices of a roadmap, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeSelectionList {
    #[schema(max_items = 1000)]
    pub items: Vec<InitiativeSelectionView>,
}
