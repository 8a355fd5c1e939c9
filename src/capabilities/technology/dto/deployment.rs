//! Wire shapes of deployments: where a technology stands, who decided what, and how far it reaches.

use super::report::{ReachView, UseView};
use crate::capabilities::organisation::dto::Branch;
use crate::error::Result;
use crate::platform::paging::PageView;
use crate::{patch_of, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::{technology_decision, technology_deployment, technology_state};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Where a technology stands in a place.
    pub enum DeploymentState {
        Considered = "considered",
        Pilot = "pilot",
        /// Decided; how many use it is another matter.
        Introduced = "introduced",
        /// Measured reach and use meet the local target.
        BroadAndEqual = "broad_and_equal",
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What was decided.
    pub enum DecisionOutcome {
        Introduce = "introduce",
        ExtendPilot = "extend_pilot",
        Withdraw = "withdraw",
    }
}

/// What this place holds to be broad and equal, and why. Nothing is built in: without a reason there is no target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LocalTarget {
    /// At least so many percent of those for whom it would suit use it.
    #[schema(minimum = 1, maximum = 100, example = 60)]
    pub use_percent: i32,
    /// At least so many percent of them have been offered it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100, example = 90)]
    pub reach_percent: Option<i32>,
    /// At most so many percentage points lie between the groups of one kind that were measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 100, example = 15)]
    pub group_gap_points: Option<i32>,
    /// Why this level is the right one here, so that a council member can read it.
    #[schema(
        min_length = 10,
        max_length = 4000,
        example = "Fire av ti takker nei av grunner vi respekterer."
    )]
    pub rationale: String,
}

/// A technology in a unit, or in a service area within it. It begins as considered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTechnologyDeployment {
    pub technology_id: Uuid,
    pub unit_id: Uuid,
    /// A service area within the unit, where the unit has several; else that of the unit counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_area_id: Option<Uuid>,
    /// The first day on which it was considered; today where not said. With it what was done earlier can be entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// The last day of the pilot as planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pilot_ends_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<LocalTarget>,
}

/// What of a deployment can be changed: its plan. States change with their reasons, figures by measuring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeploymentPlan {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pilot_ends_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<LocalTarget>,
}

patch_of! {
    /// Changes of a deployment's plan.
    UpdateTechnologyDeployment, DeploymentPlan
}

/// A step to another state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MoveTechnologyDeployment {
    pub state: DeploymentState,
    /// The first day in it; today where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// The planned last day of a pilot, which it cannot begin without; that of the plan where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pilot_ends_on: Option<NaiveDate>,
    /// What there is to say; needed for a withdrawal, and for the way back from broad and equal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 1,
        max_length = 4000,
        example = "Passer ikke for dem som bor her nå."
    )]
    pub note: Option<String>,
}

/// A decision. It moves nothing and says nothing about how many use the technology.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTechnologyDecision {
    pub outcome: DecisionOutcome,
    /// The role or body that decided.
    #[schema(min_length = 1, max_length = 200, example = "Ledergruppen helse og omsorg")]
    pub decided_by: String,
    pub decided_on: NaiveDate,
    #[schema(
        min_length = 10,
        max_length = 4000,
        example = "Piloten ga roligere netter; kostnaden bæres av driften."
    )]
    pub rationale: String,
    /// Where the decision is archived.
    #[schema(min_length = 1, max_length = 200, example = "Sak 2026/118")]
    pub reference: String,
}

/// A decision as it was recorded; it is never changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TechnologyDecisionView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateTechnologyDecision,
    pub recorded_at: DateTime<Utc>,
}

impl TechnologyDecisionView {
    pub(in crate::capabilities::technology) fn of(row: &technology_decision::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            fields: CreateTechnologyDecision {
                outcome: DecisionOutcome::from_row(&row.outcome)?,
                decided_by: row.decided_by.clone(),
                decided_on: row.decided_on,
                rationale: row.rationale.clone(),
                reference: row.reference.clone(),
            },
            recorded_at: row.created_at,
        })
    }
}

/// The decisions about a deployment, the latest last.
#[derive(Debug, Serialize, ToSchema)]
pub struct TechnologyDecisionList {
    #[schema(max_items = 500)]
    pub items: Vec<TechnologyDecisionView>,
}

/// A state that a deployment has been in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StateView {
    pub state: DeploymentState,
    pub since: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4000)]
    pub note: Option<String>,
    /// The decision that it stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_id: Option<Uuid>,
    pub recorded_at: DateTime<Utc>,
}

impl StateView {
    pub(in crate::capabilities::technology) fn of(row: &technology_state::Model) -> Result<Self> {
        Ok(Self {
            state: DeploymentState::from_row(&row.state)?,
            since: row.since,
            note: row.note.clone(),
            decision_id: row.decision_id,
            recorded_at: row.created_at,
        })
    }
}

/// The way of a deployment, in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryView {
    #[schema(max_items = 500)]
    pub states: Vec<StateView>,
}

/// A deployment: its state and its plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentView {
    pub id: Uuid,
    pub technology_id: Uuid,
    pub unit_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_area_id: Option<Uuid>,
    pub state: DeploymentState,
    pub state_since: NaiveDate,
    #[serde(flatten)]
    #[schema(inline)]
    pub plan: DeploymentPlan,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl DeploymentView {
    pub(in crate::capabilities::technology) fn of(row: &technology_deployment::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            technology_id: row.technology_id,
            unit_id: row.unit_id,
            service_area_id: row.service_area_id,
            state: DeploymentState::from_row(&row.state)?,
            state_since: row.state_since,
            plan: DeploymentPlan::of(row),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A reason against a step.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepReasonView {
    /// What it is about.
    #[schema(max_length = 200, pattern = "^/[A-Za-z/]*$", example = "/use")]
    pub pointer: String,
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "use_below_target")]
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500, example = "41 of 80 use it, 51 %; the target is 60 %")]
    pub note: Option<String>,
}

/// A step that leads on from here.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepView {
    pub state: DeploymentState,
    /// What keeps it closed; none where it is open.
    #[schema(max_items = 20)]
    pub reasons: Vec<StepReasonView>,
}

/// Where a technology stands in a place: the decision, the reach and the use, each by itself, and what the next steps
/// would need.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StandingView {
    pub deployment_id: Uuid,
    pub state: DeploymentState,
    /// The latest decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<TechnologyDecisionView>,
    /// Absent where nothing was measured in the last twelve months.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<ReachView>,
    /// Absent where nothing was measured in the last twelve months.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub in_use: Option<UseView>,
    #[schema(max_items = 5)]
    pub steps: Vec<StepView>,
}

/// The target of a row; without its reason there is none.
pub(in crate::capabilities::technology) fn target_of(
    row: &technology_deployment::Model,
) -> Option<LocalTarget> {
    Some(LocalTarget {
        use_percent: row.target_use?,
        reach_percent: row.target_reach,
        group_gap_points: row.target_gap,
        rationale: row.target_rationale.clone()?,
    })
}

impl DeploymentPlan {
    pub(in crate::capabilities::technology) fn of(row: &technology_deployment::Model) -> Self {
        Self {
            pilot_ends_on: row.pilot_ends_on,
            target: target_of(row),
        }
    }
}

/// A page of deployments.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeploymentList {
    #[schema(max_items = 100)]
    pub items: Vec<DeploymentView>,
    pub page: PageView,
}

/// Which deployments.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct DeploymentFilter {
    /// The key of a technology.
    #[param(max_length = 60, pattern = "^[a-z][a-z0-9-]*$", example = "safety-alarm")]
    pub technology: Option<String>,
    /// This unit and all below it.
    pub within: Option<Uuid>,
    pub service_area_id: Option<Uuid>,
    #[param(inline)]
    pub branch: Option<Branch>,
    #[param(inline)]
    pub state: Option<DeploymentState>,
    /// Those that came to their state on this day or later.
    pub from: Option<NaiveDate>,
    /// Those that came to their state on this day or earlier.
    pub to: Option<NaiveDate>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}
