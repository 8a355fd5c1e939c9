//! What is asked of the planner.

use crate::words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What a duration is drawn from.
    pub enum ShapeWord { Pert = "pert", Triangular = "triangular" }
}

words! {
    /// How much a levelling may move what people have been told.
    pub enum FreedomWord {
        /// Everything may move if that ends earlier.
        Free = "free",
        /// Nothing starts more than `withinDays` working days before it was told to.
        Within = "within",
        /// Only what must move does.
        Keep = "keep",
    }
}

fn shape() -> ShapeWord {
    ShapeWord::Pert
}

fn freedom() -> FreedomWord {
    FreedomWord::Free
}

fn schedules() -> i32 {
    1000
}

fn passes() -> i32 {
    10_000
}

fn seed() -> i64 {
    1
}

fn within() -> i32 {
    10
}

/// A levelling: a plan in which nobody is overbooked.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LevelRoadmap {
    #[serde(default = "freedom")]
    #[schema(default = "free", example = "free")]
    pub freedom: FreedomWord,
    #[serde(default = "within")]
    #[schema(minimum = 0, maximum = 2000, default = 10)]
    pub within_days: i32,
    /// Schedules to try. The same number and seed on the same plan give the same result.
    #[serde(default = "schedules")]
    #[schema(minimum = 1, maximum = 1_000_000, default = 1000)]
    pub schedules: i32,
    #[serde(default = "seed")]
    #[schema(minimum = 0, maximum = 4_294_967_295_i64, default = 1)]
    pub seed: i64,
}

/// Something that may happen and would cost time.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RiskInput {
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Leveransen av nettbrett blir forsinket"
    )]
    pub title: String,
    #[schema(minimum = 0, maximum = 1, example = 0.3)]
    pub probability: f64,
    /// Working days that it adds to each of its milestones: optimistic, likely, pessimistic.
    #[schema(minimum = 0, maximum = 2000, example = 5)]
    pub optimistic: i32,
    #[schema(minimum = 0, maximum = 2000, example = 10)]
    pub likely: i32,
    #[schema(minimum = 0, maximum = 2000, example = 30)]
    pub pessimistic: i32,
    #[schema(min_items = 1, max_items = 500)]
    pub milestone_ids: Vec<Uuid>,
}

/// A forecast: how likely each date is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ForecastRoadmap {
    #[serde(default = "shape")]
    #[schema(default = "pert", example = "pert")]
    pub shape: ShapeWord,
    /// How much the durations go together, from 0 (not at all) to 1.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1, default = 0.0, example = 0.2)]
    pub correlation: f64,
    #[serde(default)]
    #[schema(max_items = 100)]
    pub risks: Vec<RiskInput>,
    /// Count the open barriers of the roadmap that say how likely they cost time, beside the risks above.
    #[serde(default)]
    #[schema(default = false)]
    pub with_barriers: bool,
    /// Passes at the most.
    #[serde(default = "passes")]
    #[schema(minimum = 256, maximum = 1_000_000, default = 10_000)]
    pub passes: i32,
    /// Good enough: half the confidence interval of the roadmap's P80, in working days; 0 asks for all passes.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100, default = 0.0, example = 0.5)]
    pub precision_days: f64,
    /// Whether people's time is counted with: what waits for somebody in the levelled plan waits for them here.
    #[serde(default)]
    pub levelled: bool,
    #[serde(default = "seed")]
    #[schema(minimum = 0, maximum = 4_294_967_295_i64, default = 1)]
    pub seed: i64,
}

/// A change of one milestone in a scenario. What is not named stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MilestoneChange {
    pub milestone_id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_date: Option<NaiveDate>,
    /// A certain duration in working days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 2000, example = 5)]
    pub days: Option<i32>,
    /// Person-days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100_000, example = 3.5)]
    pub effort: Option<f64>,
    /// Left out of the plan.
    #[serde(default)]
    pub cancelled: bool,
}

/// Other time for one person in a scenario.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShareChange {
    pub person_id: Uuid,
    /// Percent of a full working day that they have for development, from today on.
    #[schema(minimum = 0, maximum = 100, example = 40)]
    pub percent: i32,
}

/// A set of changes that is looked at without touching the plan.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Variant {
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "To dager i uken til prosjektlederen"
    )]
    pub name: String,
    #[serde(default)]
    #[schema(max_items = 500)]
    pub milestones: Vec<MilestoneChange>,
    #[serde(default)]
    #[schema(max_items = 200)]
    pub shares: Vec<ShareChange>,
    /// Another limit of milestones that run at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1000)]
    pub parallel: Option<i32>,
}

/// What if? Each variant is levelled and forecast beside the plan as it is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompareScenarios {
    #[schema(min_items = 1, max_items = 10)]
    pub variants: Vec<Variant>,
    #[serde(default = "schedules")]
    #[schema(minimum = 1, maximum = 100_000, default = 1000)]
    pub schedules: i32,
    #[serde(default = "passes")]
    #[schema(minimum = 256, maximum = 100_000, default = 10_000)]
    pub passes: i32,
    #[serde(default = "seed")]
    #[schema(minimum = 0, maximum = 4_294_967_295_i64, default = 1)]
    pub seed: i64,
}

/// Which plan to adopt.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptComputation {
    /// Of a scenario: which variant, counted from 0.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 9, default = 0)]
    pub variant: i32,
}

words! {
    /// The colours of a picture.
    pub enum ThemeWord { Light = "light", Dark = "dark" }
}

words! {
    /// The form of a picture: for the screen, or one page of A3.
    pub enum FormWord { Screen = "screen", Print = "print" }
}

/// How the timeline is drawn.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PictureFilter {
    /// `light` where not said.
    #[param(inline)]
    pub theme: Option<ThemeWord>,
    /// `screen` where not said.
    #[param(inline)]
    pub form: Option<FormWord>,
    /// The baseline that is drawn below the bars; the newest where not said.
    pub baseline_id: Option<Uuid>,
}

/// Which weeks of load.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct LoadFilter {
    /// Weeks from this one on; 26 where not said.
    #[param(minimum = 1, maximum = 260)]
    pub weeks: Option<i64>,
}

/// Against which baseline.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct DriftFilter {
    /// The newest one where not said.
    pub baseline_id: Option<Uuid>,
}

/// An SVG document.
#[derive(ToSchema)]
#[schema(value_type = String, max_length = 5_000_000, example = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
pub struct Picture(#[expect(dead_code, reason = "the shape alone is documented")] String);

/// Server-sent events (WHATWG HTML, section 9.2).
#[derive(ToSchema)]
#[schema(value_type = String, max_length = 10_000_000, example = "event: end\ndata: {\"state\":\"done\"}\n\n")]
pub struct EventLines(#[expect(dead_code, reason = "the shape alone is documented")] String);
