//! Pure rules of technology: which steps are open to a deployment and what they need, and which counts can be true.
//!
//! Decision, reach and use are three things. A decision opens the step to `introduced` and nothing else; only measured
//! reach and use open the step to `broad_and_equal`, against a local target that has its reason. There is no target
//! that the program knows of itself.

use super::dto::{CreateTechnologyMeasure, DecisionOutcome, DeploymentState, LocalTarget};
use super::months::Month;
use crate::error::{Fault, FaultCode};
use std::collections::BTreeMap;
use tables::technology_measure;
use uuid::Uuid;

/// Values older than so many months say nothing of today.
pub(super) const FRESH_MONTHS: i32 = 12;

/// The counts of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) eligible: i64,
    pub(super) offered: i64,
    pub(super) in_use: i64,
    pub(super) declined: i64,
}

impl Figures {
    pub(super) fn of(row: &technology_measure::Model) -> Self {
        Self {
            eligible: row.eligible.into(),
            offered: row.offered.into(),
            in_use: row.in_use.into(),
            declined: row.declined.into(),
        }
    }

    pub(super) fn counted(counts: &CreateTechnologyMeasure) -> Self {
        Self {
            eligible: counts.eligible.into(),
            offered: counts.offered.into(),
            in_use: counts.in_use.into(),
            declined: counts.declined.into(),
        }
    }

    /// Both together.
    #[must_use]
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            eligible: self.eligible + other.eligible,
            offered: self.offered + other.offered,
            in_use: self.in_use + other.in_use,
            declined: self.declined + other.declined,
        }
    }

    /// What is left of a whole without a part; `None` where it cannot be a part of it.
    pub(super) fn less(self, part: Self) -> Option<Self> {
        let rest = Self {
            eligible: self.eligible - part.eligible,
            offered: self.offered - part.offered,
            in_use: self.in_use - part.in_use,
            declined: self.declined - part.declined,
        };
        let possible = rest.in_use >= 0
            && rest.declined >= 0
            && rest.in_use + rest.declined <= rest.offered
            && rest.offered <= rest.eligible;
        possible.then_some(rest)
    }

    /// In use of those for whom it would suit; `None` where it would suit nobody.
    pub(super) fn use_share(self) -> Option<f64> {
        share(self.in_use, self.eligible)
    }

    /// Offered of those for whom it would suit.
    pub(super) fn reach_share(self) -> Option<f64> {
        share(self.offered, self.eligible)
    }
}

/// A part of a whole; `None` where there is no whole.
#[expect(clippy::cast_precision_loss, reason = "heads are far below 2^53")]
pub(super) fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The steps that lead to a state.
fn before(state: DeploymentState) -> &'static [DeploymentState] {
    use DeploymentState::{BroadAndEqual, Considered, Introduced, Pilot, Withdrawn};
    match state {
        Considered => &[],
        Pilot => &[Considered],
        // Back again, where the figures no longer bear it.
        Introduced => &[Pilot, BroadAndEqual],
        BroadAndEqual => &[Introduced],
        Withdrawn => &[Considered, Pilot, Introduced, BroadAndEqual],
    }
}

/// Whether a step from one state to another exists, and from which states one leads there.
pub(super) fn step(from: DeploymentState, to: DeploymentState) -> Result<(), &'static [DeploymentState]> {
    let sources = before(to);
    if sources.contains(&from) {
        Ok(())
    } else {
        Err(sources)
    }
}

/// What a step stands on, each by itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Grounds {
    /// The latest decision.
    pub(super) decision: Option<DecisionOutcome>,
    /// The newest counts of everybody that are fresh.
    pub(super) everybody: Option<Figures>,
    /// The counts of groups by `kind:key`; those of one kind are of the same month.
    pub(super) groups: BTreeMap<String, Figures>,
    pub(super) target: Option<LocalTarget>,
    /// Whether the pilot has a planned last day.
    pub(super) pilot_ends: bool,
    pub(super) note: bool,
}

/// Everything that keeps a deployment from a step.
pub(super) fn refusals(from: DeploymentState, to: DeploymentState, grounds: &Grounds) -> Vec<Fault> {
    let note = |text: &str| {
        let missing = (!grounds.note).then(|| reason("/note", "note_missing", text));
        missing.into_iter().collect()
    };
    match (from, to) {
        (_, DeploymentState::Pilot) if !grounds.pilot_ends => {
            let text = "a pilot has a planned last day";
            vec![reason("/pilotEndsOn", "pilot_end_missing", text)]
        }
        (DeploymentState::BroadAndEqual, DeploymentState::Introduced) => {
            note("the way back needs its reason")
        }
        (_, DeploymentState::Introduced) if grounds.decision != Some(DecisionOutcome::Introduce) => {
            vec![reason(
                "/decision",
                "decision_missing",
                "the latest decision must be to introduce it",
            )]
        }
        (_, DeploymentState::BroadAndEqual) => short_of_target(grounds),
        (_, DeploymentState::Withdrawn) => note("a withdrawal needs its reason"),
        _ => Vec::new(),
    }
}

fn reason(pointer: &str, rule: &'static str, note: impl Into<String>) -> Fault {
    Fault::new(pointer, FaultCode::Rule { rule }).note(note)
}

/// How far the measured figures are from the local target.
pub(super) fn short_of_target(grounds: &Grounds) -> Vec<Fault> {
    let Some(target) = &grounds.target else {
        let note = "a local target with its reason comes first";
        return vec![reason("/target", "target_missing", note)];
    };
    let Some(all) = grounds.everybody.filter(|all| all.eligible > 0) else {
        let note = format!("nothing was measured in the last {FRESH_MONTHS} months");
        return vec![reason("/use", "not_measured", note)];
    };
    let mut faults = Vec::new();
    let percent = |part: i64| part * 100 / all.eligible;
    if all.in_use * 100 < i64::from(target.use_percent) * all.eligible {
        let note = format!(
            "{} of {} use it, {} %; the target is {} %",
            all.in_use,
            all.eligible,
            percent(all.in_use),
            target.use_percent
        );
        faults.push(reason("/use", "use_below_target", note));
    }
    if let Some(wanted) = target.reach_percent
        && all.offered * 100 < i64::from(wanted) * all.eligible
    {
        let note = format!(
            "{} of {} were offered it, {} %; the target is {wanted} %",
            all.offered,
            all.eligible,
            percent(all.offered)
        );
        faults.push(reason("/reach", "reach_below_target", note));
    }
    if let Some(most) = target.group_gap_points {
        faults.extend(groups_apart(&grounds.groups, most));
    }
    faults
}

/// Whether groups of one kind lie further apart than so many percentage points.
fn groups_apart(groups: &BTreeMap<String, Figures>, most: i32) -> Vec<Fault> {
    let mut kinds: BTreeMap<&str, Vec<(&str, f64)>> = BTreeMap::new();
    for (group, figures) in groups {
        if let Some(rate) = figures.use_share() {
            kinds.entry(kind_of(group)).or_default().push((group, rate));
        }
    }
    kinds.retain(|_, rates| rates.len() > 1);
    if kinds.is_empty() {
        let note = "the target compares groups, but no two of one kind were measured";
        return vec![reason("/groups", "groups_not_measured", note)];
    }
    let mut faults = Vec::new();
    for rates in kinds.values_mut() {
        rates.sort_by(|one, other| one.1.total_cmp(&other.1));
        let (lowest, highest) = (rates[0], rates[rates.len() - 1]);
        let points = (highest.1 - lowest.1) * 100.0;
        if points > f64::from(most) + 1e-9 {
            let note = format!(
                "{points:.1} percentage points lie between {} and {}; the target is {most}",
                lowest.0, highest.0
            );
            faults.push(reason("/groups", "groups_apart", note));
        }
    }
    faults
}

/// What cannot be true of counts. `at` is where they stand in the body.
pub(super) fn faults_of_counts(at: &str, counts: &CreateTechnologyMeasure, today: Month) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut beyond = |field: &str, other: &str, note: &str| {
        let other = other.to_owned();
        faults.push(Fault::new(format!("{at}/{field}"), FaultCode::Contradicts { other }).note(note));
    };
    if counts.offered > counts.eligible {
        beyond(
            "offered",
            "eligible",
            "more were offered it than it would suit for",
        );
    }
    if counts.in_use > counts.eligible {
        beyond("inUse", "eligible", "more use it than it would suit for");
    }
    if counts.declined > counts.eligible {
        beyond("declined", "eligible", "more said no than it would suit for");
    }
    if counts.in_use.saturating_add(counts.declined) > counts.offered {
        beyond(
            "offered",
            "inUse, declined",
            "whoever uses it or said no has been offered it",
        );
    }
    match Month::read(&counts.month) {
        Some(month) if month > today => {
            faults.push(Fault::new(
                format!("{at}/month"),
                FaultCode::Rule {
                    rule: "in_the_future",
                },
            ));
        }
        Some(_) => {}
        None => {
            let expected = "YYYY-MM".to_owned();
            faults.push(Fault::new(format!("{at}/month"), FaultCode::Format { expected }));
        }
    }
    faults
}

/// The kinds of groups that cannot be parts of everybody of the same month. The groups of one kind have nobody in
/// common, so that those who are in none of them must be possible counts too.
pub(super) fn beyond_everybody<'g>(
    everybody: Figures,
    groups: impl IntoIterator<Item = (&'g str, Figures)>,
) -> Vec<&'g str> {
    let mut kinds: BTreeMap<&str, Figures> = BTreeMap::new();
    for (group, figures) in groups {
        let sum = kinds.entry(kind_of(group)).or_default();
        *sum = sum.and(figures);
    }
    kinds.retain(|_, sum| everybody.less(*sum).is_none());
    kinds.into_keys().collect()
}

/// The kind of a group's key: `age` of `age:80-89`.
pub(super) fn kind_of(group: &str) -> &str {
    group.split_once(':').map_or(group, |(kind, _)| kind)
}

/// When a technology stood in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stay {
    pub(super) deployment: Uuid,
    /// The first month.
    pub(super) from: Month,
    /// The last month, where it was withdrawn.
    pub(super) to: Option<Month>,
}

/// Which of the stays in a place a month's counts belong to: the last one begun by then, else the next one. `None` where
/// all had ended.
pub(super) fn stay_of(stays: &[Stay], month: Month) -> Option<Stay> {
    let there = stays
        .iter()
        .filter(|stay| stay.to.is_none_or(|last| month <= last));
    let begun = |stay: &&Stay| stay.from <= month;
    let order = |stay: &&Stay| (stay.to.is_none(), stay.from, stay.deployment);
    let last = there.clone().filter(begun).max_by_key(order);
    last.or_else(|| there.max_by_key(order)).copied()
}

#[cfg(test)]
mod tests;
