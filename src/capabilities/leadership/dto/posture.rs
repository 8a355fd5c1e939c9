//! The questionnaire, its rounds, and what comes of them.

use super::{Audience, Axis, Posture, Wording};
use crate::capabilities::organisation::dto::Branch;
use crate::error::Result;
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::posture_round;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Whether a round is yet to open, takes answers, or is over for good.
    pub enum RoundState { Planned = "planned", Open = "open", Closed = "closed" }
}

words! {
    /// Whether a mean is about what is said, or lies anywhere beyond it: near the ends of the scale it would tell what
    /// everybody answered.
    pub enum Bound { About = "about", AtMost = "at_most", AtLeast = "at_least" }
}

words! {
    /// How far those who answered lie apart: a standard deviation below 0.5, below 1, or more.
    pub enum Spread { Narrow = "narrow", Middle = "middle", Wide = "wide" }
}

words! {
    /// Why nothing is shown.
    pub enum Withheld {
        /// A round is shown from the second day after its last, never before.
        NotClosed = "not_closed",
        /// Fewer than three have answered.
        TooFewAnswers = "too_few_answers",
        /// With what is shown of other rounds, the answers of one or two persons could be worked out.
        TooClose = "too_close",
    }
}

/// A statement, as it is put to those who are asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuestionView {
    #[schema(max_length = 60, pattern = "^[a-z][a-z0-9-]*$", example = "own-choice")]
    pub key: String,
    pub axis: Axis,
    /// Whether agreeing speaks against the axis: the score is then counted from the other end.
    pub reversed: bool,
    pub text: Wording,
}

/// The questionnaire that ships with the product, in both wordings.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionnaireView {
    #[schema(max_length = 60, pattern = "^[a-z][a-z0-9-]*$", example = "stegvis-posture")]
    pub key: String,
    #[schema(minimum = 1, maximum = 1000, example = 1)]
    pub number: i32,
    pub title: Wording,
    pub introduction: Wording,
    /// The words for 1 to 5.
    #[schema(max_items = 5)]
    pub scale: Vec<Wording>,
    /// For the members of the group, about themselves.
    #[schema(max_items = 60)]
    pub leaders: Vec<QuestionView>,
    /// For the staff, about their leaders.
    #[schema(max_items = 60)]
    pub staff: Vec<QuestionView>,
    #[schema(max_items = 3)]
    pub postures: Vec<PostureTextView>,
}

/// What is said about a posture.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostureTextView {
    pub posture: Posture,
    pub title: Wording,
    /// What is to be expected where nothing changes.
    pub expectation: Wording,
    #[schema(max_items = 10)]
    pub next_actions: Vec<Wording>,
}

/// From when to when a round takes answers.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoundDates {
    /// The first day.
    pub opens: NaiveDate,
    /// The last day.
    pub closes: NaiveDate,
}

/// A new round.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreatePostureRound {
    pub audience: Audience,
    /// The first day on which answers are taken.
    pub opens: NaiveDate,
    /// The last day on which answers are taken. Results are shown from the second day after.
    pub closes: NaiveDate,
}

patch_of! {
    /// Other days of a round that is not over.
    UpdatePostureRound, RoundDates
}

/// A round.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostureRoundView {
    pub id: Uuid,
    pub group_id: Uuid,
    /// The unit that the group led when the round was made: its staff is asked, and by it the round is read. None where
    /// the group leads the organiser as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Uuid>,
    pub audience: Audience,
    pub opens: NaiveDate,
    pub closes: NaiveDate,
    pub state: RoundState,
    /// SHA-256 of the questionnaire as it is asked in this round.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub fingerprint: String,
    /// The statements, where one round is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 60)]
    pub questions: Option<Vec<QuestionView>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl PostureRoundView {
    pub(crate) fn of(row: &posture_round::Model, state: RoundState) -> Result<Self> {
        Ok(Self {
            id: row.id,
            group_id: row.group_id,
            unit_id: row.unit_id,
            audience: Audience::from_row(&row.audience)?,
            opens: row.opens_on,
            closes: row.closes_on,
            state,
            fingerprint: row.fingerprint.clone(),
            questions: None,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of rounds, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostureRoundList {
    #[schema(max_items = 100)]
    pub items: Vec<PostureRoundView>,
    pub page: PageView,
}

/// Which rounds.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct PostureRoundFilter {
    /// Rounds of this leadership group.
    pub group_id: Option<Uuid>,
    /// Rounds of this unit or one below it.
    pub unit_id: Option<Uuid>,
    /// Rounds of units of this service area.
    pub service_area_id: Option<Uuid>,
    /// Rounds of units whose service area belongs to this branch.
    pub branch: Option<Branch>,
    pub audience: Option<Audience>,
    /// Rounds that take or took answers on or after this day.
    pub from: Option<NaiveDate>,
    /// Rounds that open on or before this day.
    pub to: Option<NaiveDate>,
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

/// How far one agrees with a statement.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PostureAnswer {
    #[schema(
        min_length = 1,
        max_length = 60,
        pattern = "^[a-z][a-z0-9-]*$",
        example = "own-choice"
    )]
    pub key: String,
    /// From 1, strongly disagree, to 5, strongly agree.
    #[schema(minimum = 1, maximum = 5, example = 4)]
    pub value: i32,
}

/// One's own answer: every statement once. It is counted at once and kept nowhere.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerPosture {
    #[schema(min_items = 1, max_items = 60)]
    pub answers: Vec<PostureAnswer>,
}

/// A score on one axis. Of three or four answers the mean is to half a point and no spread is shown, of five or more the
/// mean is to one decimal. Deviation, extremes and quartiles are left out: of few answers they would be the answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AxisScore {
    /// The mean, of 1 to 5.
    #[schema(minimum = 1.5, maximum = 4.5, example = 3.4)]
    pub mean: f64,
    pub bound: Bound,
    /// With five answers or more, for a mean of 2 to 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<Spread>,
}

/// What a round came to, for the group as a whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostureResultView {
    pub round_id: Uuid,
    pub group_id: Uuid,
    pub audience: Audience,
    pub opens: NaiveDate,
    pub closes: NaiveDate,
    /// How many have answered: not before the end, and not where they are fewer than three.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 3, maximum = 1_000_000, example = 7)]
    pub answered: Option<i32>,
    /// Why nothing is shown; absent where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld: Option<Withheld>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stance: Option<AxisScore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<AxisScore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posture: Option<PostureTextView>,
}

/// How far leaders see themselves otherwise than their staff does: what is shown of leaders minus what is shown of staff,
/// of the newest round of each, where these end at most 180 days apart.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Divergence {
    pub leaders_round_id: Uuid,
    pub staff_round_id: Uuid,
    #[schema(minimum = -3, maximum = 3, example = 0.8)]
    pub stance: f64,
    #[schema(minimum = -3, maximum = 3, example = 1.1)]
    pub action: f64,
}

/// From one shown round of the leaders to the next, by what is shown of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostureChange {
    pub from_round_id: Uuid,
    pub to_round_id: Uuid,
    #[schema(minimum = -3, maximum = 3, example = 0.4)]
    pub stance: f64,
    #[schema(minimum = -3, maximum = 3, example = 0.3)]
    pub action: f64,
}

/// The posture of a group over time: the newest hundred rounds that are over, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PostureTrendView {
    pub group_id: Uuid,
    #[schema(max_items = 100)]
    pub leaders: Vec<PostureResultView>,
    #[schema(max_items = 100)]
    pub staff: Vec<PostureResultView>,
    /// The leaders' posture in the newest round that is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posture: Option<PostureTextView>,
    /// The last day of that round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posture_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<PostureChange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub divergence: Option<Divergence>,
}
