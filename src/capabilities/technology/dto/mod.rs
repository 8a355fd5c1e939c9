//! Wire shapes of welfare technology.

mod catalogue;
mod deployment;
mod log;
mod measure;
mod report;

pub use catalogue::{
    CreateTechnology, Family, TechnologyFilter, TechnologyList, TechnologyView, UpdateTechnology,
};
pub(super) use deployment::target_of;
pub use deployment::{
    CreateTechnologyDecision, CreateTechnologyDeployment, DecisionOutcome, DeploymentFilter, DeploymentList,
    DeploymentPlan, DeploymentState, DeploymentView, HistoryView, LocalTarget, MoveTechnologyDeployment,
    StandingView, StateView, StepReasonView, StepView, TechnologyDecisionList, TechnologyDecisionView,
    UpdateTechnologyDeployment,
};
pub use log::{
    Activity, CreateMaturityRound, CreateTechnologyEngagement, EngagedGroup, EngagementFilter,
    EngagementList, EngagementView, Indicator, MaturityFilter, MaturityRoundList, MaturityRoundView,
    UpdateMaturityRound, UpdateTechnologyEngagement,
};
pub use measure::{
    CreateTechnologyMeasure, MeasureFilter, MeasureList, MeasureRow, MeasureView, MeasuresSummary,
    PutTechnologyMeasures,
};
pub use report::{
    AlertFilter, AlertKind, AlertList, AlertView, BranchGapView, EquityFilter, EquityReport, GroupRateView,
    MatrixCell, MatrixColumn, MatrixFilter, MatrixRow, MatrixView, Outside, RateView, ReachView, SpreadView,
    TechnologyEquityView, Trend, TrendView, UnitRateView, UseView,
};
