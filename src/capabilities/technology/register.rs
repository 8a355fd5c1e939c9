//! The register as reports and facts see it: places with their technologies, and what was measured there, loaded in a
//! fixed number of queries whatever its size.

use super::catalogue::{self, Kind};
use super::dto::{
    DecisionOutcome, DeploymentState, ReachView, StandingView, StepReasonView, StepView,
    TechnologyDecisionView, UseView, target_of,
};
use super::months::{Month, Span};
use super::places::Areas;
use super::queries::{self, Within};
use super::rules::{self, FRESH_MONTHS, Figures, Grounds};
use crate::access::{Ctx, TenantScope};
use crate::capabilities::organisation;
use crate::capabilities::organisation::dto::{Branch, UnitView};
use crate::error::Result;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap, HashSet};
use tables::{technology_decision, technology_deployment, technology_measure, technology_state};
use uuid::Uuid;

/// Who records: the person behind the account, or the account or key itself.
pub(super) fn recorder(ctx: &Ctx) -> Uuid {
    ctx.actor.person.unwrap_or(ctx.actor.id)
}

/// What was measured of a deployment in a span of months.
#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    /// Of everybody, by month.
    pub(super) everybody: BTreeMap<Month, Figures>,
    /// Of groups by their kind: the newest month in which any of them was counted.
    kinds: BTreeMap<String, (Month, BTreeMap<String, Figures>)>,
    /// The branch that the newest counts of everybody were made in.
    pub(super) counted_in: Option<Branch>,
}

impl Series {
    /// Adds counts; those of earlier months come first.
    fn add(&mut self, row: &technology_measure::Model) -> Result<()> {
        let Some(month) = Month::read(&row.month) else {
            return Ok(());
        };
        let figures = Figures::of(row);
        if row.group_key.is_empty() {
            self.everybody.insert(month, figures);
            self.counted_in = row.branch.as_deref().map(Branch::from_row).transpose()?;
            return Ok(());
        }
        let kind = rules::kind_of(&row.group_key).to_owned();
        let newest = self.kinds.entry(kind).or_insert_with(|| (month, BTreeMap::new()));
        if newest.0 != month {
            *newest = (month, BTreeMap::new());
        }
        newest.1.insert(row.group_key.clone(), figures);
        Ok(())
    }

    /// The newest counts of everybody.
    pub(super) fn newest(&self) -> Option<(Month, Figures)> {
        let (month, figures) = self.everybody.last_key_value()?;
        Some((*month, *figures))
    }

    /// The newest counts of groups; those of one kind are of the same month.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&String, &Figures)> {
        self.kinds.values().flat_map(|(_, groups)| groups)
    }

    /// What of the grounds of a step was measured.
    fn grounds(&self, row: &technology_deployment::Model) -> Grounds {
        Grounds {
            everybody: self.newest().map(|(_, figures)| figures),
            groups: self
                .groups()
                .map(|(group, figures)| (group.clone(), *figures))
                .collect(),
            target: target_of(row),
            pilot_ends: row.pilot_ends_on.is_some(),
            ..Grounds::default()
        }
    }
}

/// How far it reaches, on the wire.
pub(super) fn reach_view((month, figures): (Month, Figures)) -> ReachView {
    ReachView {
        month: month.to_string(),
        offered: figures.offered,
        eligible: figures.eligible,
        share: figures.reach_share(),
    }
}

/// How many use it, on the wire.
pub(super) fn use_view((month, figures): (Month, Figures)) -> UseView {
    UseView {
        month: month.to_string(),
        in_use: figures.in_use,
        declined: figures.declined,
        eligible: figures.eligible,
        share: figures.use_share(),
    }
}

/// One deployment with its decisions and what was measured there lately.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) row: technology_deployment::Model,
    decisions: Vec<technology_decision::Model>,
    series: Series,
}

impl Standing {
    /// Two queries.
    pub(super) async fn load<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        row: technology_deployment::Model,
        today: NaiveDate,
    ) -> Result<Self> {
        let span = Span::ending(Month::of(today), FRESH_MONTHS);
        let mut series = Series::default();
        for measure in queries::measures_of(db, scope, row.id, span).await? {
            series.add(&measure)?;
        }
        Ok(Self {
            decisions: queries::decisions(db, scope, row.id).await?,
            row,
            series,
        })
    }

    /// What steps stand on.
    pub(super) fn grounds(&self, note: bool) -> Result<Grounds> {
        let decision = self.decisions.last();
        let decision = decision.map(|row| DecisionOutcome::from_row(&row.outcome));
        Ok(Grounds {
            decision: decision.transpose()?,
            note,
            ..self.series.grounds(&self.row)
        })
    }

    /// The decision that a state stands on.
    pub(super) fn decision_for(&self, state: DeploymentState) -> Option<Uuid> {
        let outcome = match state {
            DeploymentState::Introduced => DecisionOutcome::Introduce,
            DeploymentState::Withdrawn => DecisionOutcome::Withdraw,
            _ => return None,
        };
        let last = self.decisions.last()?;
        (last.outcome == outcome.as_str()).then_some(last.id)
    }

    pub(super) fn view(&self) -> Result<StandingView> {
        let state = DeploymentState::from_row(&self.row.state)?;
        let grounds = self.grounds(true)?;
        let steps = DeploymentState::ALL
            .iter()
            .filter(|to| rules::step(state, **to).is_ok())
            .map(|to| StepView {
                state: *to,
                reasons: rules::refusals(state, *to, &grounds)
                    .into_iter()
                    .map(|fault| StepReasonView {
                        pointer: fault.pointer,
                        code: fault.code.word().to_owned(),
                        note: fault.note,
                    })
                    .collect(),
            })
            .collect();
        let newest = self.series.newest();
        Ok(StandingView {
            deployment_id: self.row.id,
            state,
            decision: self
                .decisions
                .last()
                .map(TechnologyDecisionView::of)
                .transpose()?,
            reach: newest.map(reach_view),
            in_use: newest.map(use_view),
            steps,
        })
    }
}

/// A deployment of the register, as it stood on the day that is asked about.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) row: technology_deployment::Model,
    pub(super) state: DeploymentState,
    pub(super) since: NaiveDate,
    /// Is or was piloted.
    pub(super) piloted: bool,
    pub(super) area: Option<Uuid>,
    pub(super) branch: Option<Branch>,
    pub(super) series: Series,
}

impl Entry {
    /// At least piloted: somebody could use it.
    pub(super) fn is_running(&self) -> bool {
        self.is_introduced() || self.state == DeploymentState::Pilot
    }

    /// Introduced, whether or not it is broad and equal.
    pub(super) fn is_introduced(&self) -> bool {
        matches!(
            self.state,
            DeploymentState::Introduced | DeploymentState::BroadAndEqual
        )
    }

    /// Whether what was measured meets the local target, as broad and equal needs it.
    pub(super) fn meets_target(&self) -> bool {
        rules::short_of_target(&self.series.grounds(&self.row)).is_empty()
    }
}

/// The part of the register that is asked about.
#[derive(Debug)]
pub(super) struct Register {
    /// Every unit of the organiser, in the order of the tree.
    pub(super) units: Vec<UnitView>,
    pub(super) areas: Areas,
    pub(super) kinds: Vec<Kind>,
    pub(super) entries: Vec<Entry>,
}

/// What of the register to load.
#[derive(Clone, Debug)]
pub(super) struct Part<'p> {
    pub(super) within: &'p Within,
    pub(super) technology: Option<Uuid>,
    pub(super) span: Span,
    /// The day whose states count: the last of the months, or today.
    pub(super) on: NaiveDate,
    /// With what was measured of groups.
    pub(super) groups: bool,
    /// With what was withdrawn.
    pub(super) withdrawn: bool,
    /// As it was recorded at an instant, where what came later shall not count.
    pub(super) recorded_by: Option<DateTime<Utc>>,
}

impl<'p> Part<'p> {
    /// What was measured of everybody in some months, where it was not withdrawn.
    pub(super) fn of(within: &'p Within, technology: Option<Uuid>, span: Span, today: NaiveDate) -> Self {
        Self {
            within,
            technology,
            span,
            on: span.to.last_day().min(today),
            groups: false,
            withdrawn: false,
            recorded_by: None,
        }
    }
}

impl Register {
    /// Six queries.
    pub(super) async fn load<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        part: &Part<'_>,
    ) -> Result<Self> {
        let units = organisation::service::all_units(db, scope).await?;
        let areas = Areas::load(db, scope, &units).await?;
        let found = queries::all_deployments(db, scope, part.within, part.technology).await?;
        let mut ways: HashMap<Uuid, Vec<technology_state::Model>> = HashMap::new();
        for row in queries::states_within(db, scope, part).await? {
            ways.entry(row.deployment_id).or_default().push(row);
        }
        let mut series: HashMap<Uuid, Series> = HashMap::new();
        for row in queries::measures_within(db, scope, part).await? {
            series.entry(row.deployment_id).or_default().add(&row)?;
        }
        let mut entries = Vec::with_capacity(found.len());
        for row in found {
            // Nobody had considered it by then.
            let Some(way) = ways.remove(&row.id) else { continue };
            let Some(last) = way.last() else { continue };
            let state = DeploymentState::from_row(&last.state)?;
            if state == DeploymentState::Withdrawn && !part.withdrawn {
                continue;
            }
            entries.push(Entry {
                state,
                since: last.since,
                piloted: way
                    .iter()
                    .any(|step| step.state == DeploymentState::Pilot.as_str()),
                area: areas.of(row.unit_id, row.service_area_id),
                branch: areas.branch(row.unit_id, row.service_area_id),
                series: series.remove(&row.id).unwrap_or_default(),
                row,
            });
        }
        Ok(Self {
            units,
            areas,
            kinds: catalogue::catalogue(db, scope).await?,
            entries,
        })
    }

    /// Leaves out what stands in units that are closed on a day: nobody can act there any more.
    pub(super) fn open_on(mut self, day: NaiveDate) -> Self {
        let closed: HashSet<Uuid> = self
            .units
            .iter()
            .filter(|unit| unit.fields.closed_on.is_some_and(|last| last < day))
            .map(|unit| unit.id)
            .collect();
        self.entries.retain(|entry| !closed.contains(&entry.row.unit_id));
        self
    }

    /// The names of units.
    pub(super) fn names(&self) -> HashMap<Uuid, &str> {
        self.units
            .iter()
            .map(|unit| (unit.id, unit.fields.name.as_str()))
            .collect()
    }
}
