//! What initiatives taught.

use super::{InitiativeState, InitiativeSubject, InitiativeWay};
use crate::platform::paging::PageView;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What an initiative taught.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInitiativeLesson {
    #[schema(
        min_length = 3,
        max_length = 4000,
        example = "Ta med nattevaktene fra første dag."
    )]
    pub text: String,
}

/// A lesson, with what it was learned from.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiativeLessonView {
    pub id: Uuid,
    pub initiative_id: Uuid,
    #[schema(max_length = 200)]
    pub initiative_name: String,
    pub state: InitiativeState,
    pub way: InitiativeWay,
    pub subject: InitiativeSubject,
    #[schema(max_items = 100)]
    pub service_area_ids: Vec<Uuid>,
    #[schema(max_length = 4000)]
    pub text: String,
    pub created_at: DateTime<Utc>,
}

/// Which lessons.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct LessonFilter {
    /// Words that all stand in the lesson or in the initiative's name, whatever their case.
    #[param(min_length = 1, max_length = 200, example = "nattevakt")]
    pub words: Option<String>,
    pub service_area_id: Option<Uuid>,
    #[param(inline)]
    pub way: Option<InitiativeWay>,
    #[param(inline)]
    pub subject: Option<InitiativeSubject>,
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

/// A page of lessons, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeLessonList {
    #[schema(max_items = 100)]
    pub items: Vec<InitiativeLessonView>,
    pub page: PageView,
}

/// A lesson of an initiative that resembles another.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SimilarLesson {
    #[serde(flatten)]
    #[schema(inline)]
    pub lesson: InitiativeLessonView,
    /// 0 to 1: half from shared service areas, a fifth from the same tag, the rest from shared words.
    #[schema(minimum = 0, maximum = 1)]
    pub similarity: f64,
}

/// The closest lessons, the most similar first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarLessonList {
    #[schema(max_items = 10)]
    pub items: Vec<SimilarLesson>,
}
