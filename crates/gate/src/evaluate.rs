//! From rule and facts to a verdict with its reasons.
//!
//! Three-valued logic after Kleene (Introduction to Metamathematics, 1952, §64): a criterion without data is `unknown`,
//! which never passes and never fails anything by itself.

use crate::reading::{Facts, Provenance, Reading, Record, Value};
use crate::rule::{Criterion, Memory, Operator, Rule};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Met,
    Unmet,
    Unknown,
}

/// The verdict on one criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct CriterionVerdict {
    pub criterion: Criterion,
    pub outcome: Outcome,
    pub value: Option<Value>,
    pub provenance: Option<Provenance>,
    /// How far it has come, 0 to 1; exactly 1 when met.
    pub progress: f64,
    pub records: Vec<Record>,
    pub who: Vec<String>,
    pub link: Option<String>,
    pub holds_until: Option<NaiveDate>,
    /// Since when it is remembered as met, whatever the value is now.
    pub latched_since: Option<NaiveDate>,
}

/// The verdict on a node of the rule, groups with their members.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeVerdict {
    Group {
        kind: &'static str,
        needed: usize,
        outcome: Outcome,
        progress: f64,
        members: Vec<NodeVerdict>,
    },
    Leaf(Box<CriterionVerdict>),
}

/// The verdict on a gate.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether the gate may be passed without an override.
    pub ready: bool,
    pub outcome: Outcome,
    pub progress: f64,
    pub root: NodeVerdict,
    /// Keys of criteria with memory that are met for the first time; the caller stores them.
    pub newly_latched: Vec<String>,
}

/// Judges a rule by facts. `latches` tells since when criteria with memory are remembered as met.
///
/// ```
/// use gate::{Facts, Outcome, Reading, Rule, Value, evaluate};
///
/// let rule: Rule = serde_json::from_str(r#"{"key": "sponsor", "title": {"nb": "a", "sv": "b", "en": "c"},
///     "fact": "roadmap.sponsor_assigned", "operator": "equals", "target": true}"#)?;
/// let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date");
/// let mut facts = Facts::default();
/// assert_eq!(evaluate(&rule, &facts, &Default::default(), today).outcome, Outcome::Unknown);
/// for need in rule.needs() {
///     facts.add(need, Reading::derived(Some(Value::Flag(true))));
/// }
/// assert!(evaluate(&rule, &facts, &Default::default(), today).ready);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn evaluate(
    rule: &Rule,
    facts: &Facts,
    latches: &BTreeMap<String, NaiveDate>,
    today: NaiveDate,
) -> Verdict {
    let root = judge(rule, facts, latches, today);
    let newly_latched = root
        .criteria()
        .into_iter()
        .filter(|leaf| {
            leaf.criterion.memory == Memory::Latch
                && leaf.outcome == Outcome::Met
                && leaf.latched_since.is_none()
        })
        .filter(|leaf| leaf.provenance != Some(Provenance::Hypothetical))
        .map(|leaf| leaf.criterion.key.clone())
        .collect();
    let (outcome, progress) = (root.counted_outcome(), root.counted_progress());
    Verdict {
        ready: outcome == Outcome::Met,
        outcome,
        progress,
        root,
        newly_latched,
    }
}

impl Verdict {
    /// The verdicts on the criteria, in order.
    pub fn criteria(&self) -> Vec<&CriterionVerdict> {
        self.root.criteria()
    }

    /// The criteria that stand in the way: required and not met, in groups that are not met.
    pub fn blocking(&self) -> Vec<&CriterionVerdict> {
        self.root.blocking()
    }
}

impl NodeVerdict {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Group { outcome, .. } => *outcome,
            Self::Leaf(leaf) => leaf.outcome,
        }
    }

    fn progress(&self) -> f64 {
        match self {
            Self::Group { progress, .. } => *progress,
            Self::Leaf(leaf) => leaf.progress,
        }
    }

    /// Whether it counts in its group: an optional criterion does not.
    fn counts(&self) -> bool {
        match self {
            Self::Group { members, .. } => members.iter().any(Self::counts),
            Self::Leaf(leaf) => leaf.criterion.required,
        }
    }

    fn counted_outcome(&self) -> Outcome {
        if self.counts() {
            self.outcome()
        } else {
            Outcome::Met
        }
    }

    fn counted_progress(&self) -> f64 {
        if self.counts() { self.progress() } else { 1.0 }
    }

    fn criteria(&self) -> Vec<&CriterionVerdict> {
        match self {
            Self::Group { members, .. } => members.iter().flat_map(Self::criteria).collect(),
            Self::Leaf(leaf) => vec![leaf],
        }
    }

    fn blocking(&self) -> Vec<&CriterionVerdict> {
        match self {
            _ if !self.counts() || self.outcome() == Outcome::Met => Vec::new(),
            Self::Group { members, .. } => members.iter().flat_map(Self::blocking).collect(),
            Self::Leaf(leaf) => vec![leaf],
        }
    }
}

fn judge(rule: &Rule, facts: &Facts, latches: &BTreeMap<String, NaiveDate>, today: NaiveDate) -> NodeVerdict {
    let (kind, members, needed) = match rule {
        Rule::Criterion(criterion) => {
            let reading = facts.best(&criterion.need(), today);
            let since = latches
                .get(&criterion.key)
                .copied()
                .filter(|_| criterion.memory == Memory::Latch);
            return NodeVerdict::Leaf(Box::new(judge_criterion(criterion, reading, since)));
        }
        Rule::All { all } => ("all", all, None),
        Rule::Any { any } => ("any", any, Some(1)),
        Rule::AtLeast { at_least, of } => ("at_least", of, Some(*at_least)),
    };
    let members: Vec<NodeVerdict> = members
        .iter()
        .map(|member| judge(member, facts, latches, today))
        .collect();
    let counted: Vec<&NodeVerdict> = members.iter().filter(|member| member.counts()).collect();
    let needed = needed.unwrap_or(counted.len()).min(counted.len());
    let of = |outcome: Outcome| {
        counted
            .iter()
            .filter(|member| member.outcome() == outcome)
            .count()
    };
    let (met, unknown) = (of(Outcome::Met), of(Outcome::Unknown));
    let outcome = if met >= needed {
        Outcome::Met
    } else if kind == "all" && of(Outcome::Unmet) > 0 {
        Outcome::Unmet
    } else if met + unknown >= needed {
        Outcome::Unknown
    } else {
        Outcome::Unmet
    };
    // As far as the `needed` members that have come furthest.
    let mut furthest: Vec<f64> = counted.iter().map(|member| member.progress()).collect();
    furthest.sort_by(|a, b| b.total_cmp(a));
    furthest.truncate(needed);
    let progress = if outcome == Outcome::Met {
        1.0
    } else {
        mean(&furthest).min(ALMOST)
    };
    NodeVerdict::Group {
        kind,
        needed,
        outcome,
        progress,
        members,
    }
}

/// What is not met never shows as complete.
const ALMOST: f64 = 0.99;

#[expect(clippy::cast_precision_loss, reason = "a gate has at most a hundred criteria")]
fn mean(numbers: &[f64]) -> f64 {
    if numbers.is_empty() {
        0.0
    } else {
        numbers.iter().sum::<f64>() / numbers.len() as f64
    }
}

fn judge_criterion(
    criterion: &Criterion,
    reading: Option<&Reading>,
    latched_since: Option<NaiveDate>,
) -> CriterionVerdict {
    let value = reading.and_then(|reading| reading.value);
    let now = match value {
        None => Outcome::Unknown,
        Some(value) if holds(criterion.operator, value, criterion.target) => Outcome::Met,
        Some(_) => Outcome::Unmet,
    };
    let outcome = if latched_since.is_some() {
        Outcome::Met
    } else {
        now
    };
    let progress = match (outcome, value) {
        (Outcome::Met, _) => 1.0,
        (_, Some(value)) => progress(criterion.operator, value, criterion.target),
        (_, None) => 0.0,
    };
    CriterionVerdict {
        criterion: criterion.clone(),
        outcome,
        value,
        provenance: reading
            .filter(|reading| reading.value.is_some())
            .map(|reading| reading.provenance),
        progress,
        records: reading.map(|reading| reading.records.clone()).unwrap_or_default(),
        who: reading.map(|reading| reading.who.clone()).unwrap_or_default(),
        link: reading.and_then(|reading| reading.link.clone()),
        holds_until: reading.and_then(|reading| reading.holds_until),
        latched_since,
    }
}

/// Shares come from divisions: this much may two numbers differ and still be equal.
const TOLERANCE: f64 = 1e-9;

fn holds(operator: Operator, value: Value, target: Value) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let order = match (value, target) {
        (Value::Number(value), Value::Number(target)) if (value - target).abs() <= TOLERANCE => Some(Equal),
        (Value::Number(value), Value::Number(target)) => value.partial_cmp(&target),
        (Value::Flag(value), Value::Flag(target)) => Some(value.cmp(&target)),
        (Value::Date(value), Value::Date(target)) => Some(value.cmp(&target)),
        _ => None,
    };
    match (operator, order) {
        (_, None) => false,
        (Operator::Equals, Some(order)) => order == Equal,
        (Operator::NotEquals, Some(order)) => order != Equal,
        (Operator::AtLeast, Some(order)) => order != Less,
        (Operator::AtMost, Some(order)) => order != Greater,
        (Operator::GreaterThan, Some(order)) => order == Greater,
        (Operator::LessThan, Some(order)) => order == Less,
    }
}

/// How far an unmet number has come: value ÷ target going up, target ÷ value going down, else nothing.
fn progress(operator: Operator, value: Value, target: Value) -> f64 {
    let (Value::Number(value), Value::Number(target)) = (value, target) else {
        return 0.0;
    };
    let share = match operator {
        Operator::AtLeast | Operator::GreaterThan if target > 0.0 => value / target,
        Operator::AtMost | Operator::LessThan if value > 0.0 => target / value,
        Operator::Equals if value > 0.0 && target > 0.0 => (value / target).min(target / value),
        _ => 0.0,
    };
    if share.is_finite() {
        share.clamp(0.0, ALMOST)
    } else {
        0.0
    }
}
