//! Wire shapes of target levels.

use crate::words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

words! {
    /// For whom a level is aimed at. Of several that fit a person, the highest level counts.
    pub enum CompetenceRole {
        /// Whoever works here and for whom nothing else is said.
        Default = "default",
        /// A member of a leadership group today.
        LeadershipMember = "leadership_member",
        /// Whoever is responsible for a unit.
        UnitManager = "unit_manager",
        /// Whose position's title says champion (`ildsjel`, `eldsjäl`).
        Champion = "champion",
        /// Who holds a position of exactly this title.
        PositionTitle = "position_title",
    }
}

/// A level that is aimed at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompetenceTarget {
    /// The key of a field.
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
        example = "a"
    )]
    pub field: String,
    #[schema(inline)]
    pub role: CompetenceRole,
    /// With the role `position_title`: which title, however its letters are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "Fagsykepleier")]
    pub position_title: Option<String>,
    /// 0 to 4; without it the organiser's word is taken back, and what is built in holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 4, example = 3)]
    pub level: Option<i32>,
}

/// Many levels at once. Sent again, nothing changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutCompetenceTargets {
    #[schema(min_items = 1, max_items = 500)]
    pub items: Vec<CompetenceTarget>,
}

/// A level as it holds now.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompetenceTargetView {
    #[serde(flatten)]
    #[schema(inline)]
    pub target: CompetenceTarget,
    /// Whether the organiser said so; else it is built in.
    pub own: bool,
}

/// Every level as it holds now, by field and role.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetenceTargetList {
    #[schema(max_items = 5000)]
    pub items: Vec<CompetenceTargetView>,
}
