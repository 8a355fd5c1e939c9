//! What a gate asks: a tree of groups over criteria, as data.

use crate::facts::{FactDefinition, FactKind, fact};
use crate::reading::{Need, Value};
use kernel::Text;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A gate's rule. Groups hold rules; a leaf is a criterion.
///
/// ```
/// let rule: gate::Rule = serde_json::from_str(r#"{"all": [{
///     "key": "sponsor", "title": {"nb": "Sponsor", "sv": "Sponsor", "en": "Sponsor"},
///     "fact": "roadmap.sponsor_assigned", "operator": "equals", "target": true}]}"#)?;
/// assert!(rule.faults().is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Rule {
    /// Every required member.
    All { all: Vec<Rule> },
    /// One required member is enough.
    Any { any: Vec<Rule> },
    /// So many of the required members.
    AtLeast {
        #[serde(rename = "atLeast")]
        at_least: usize,
        of: Vec<Rule>,
    },
    /// One criterion.
    Criterion(Box<Criterion>),
}

/// One question to one fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Criterion {
    /// Unique within the gate.
    pub key: String,
    pub title: Text,
    /// How to come to a yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<Text>,
    /// The name of the fact, of [`crate::facts`].
    pub fact: String,
    /// What the fact is narrowed to.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filter: BTreeMap<String, String>,
    pub operator: Operator,
    /// Shares are fractions: 0.8 means 80 %.
    pub target: Value,
    /// An optional criterion is shown and does not block.
    #[serde(default = "yes")]
    pub required: bool,
    #[serde(default)]
    pub memory: Memory,
}

fn yes() -> bool {
    true
}

/// How the value is compared with the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operator {
    Equals,
    NotEquals,
    AtLeast,
    AtMost,
    GreaterThan,
    LessThan,
}

/// Whether success is remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Memory {
    /// Asked anew each time.
    #[default]
    Live,
    /// Met once is met for good.
    Latch,
}

/// What is wrong with a rule, and where (a JSON Pointer into it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    pub pointer: String,
    pub kind: RuleFaultKind,
}

/// The kinds of faults of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleFaultKind {
    EmptyGroup,
    TooDeep,
    TooMany,
    CountOutOfRange,
    DuplicateKey(String),
    UnknownFact(String),
    UnknownFilter(String),
    WrongTarget { expected: &'static str },
    WrongOperator,
    MissingTranslation(&'static str),
}

/// Groups within groups, at most.
pub const DEEPEST: usize = 3;
/// Criteria of one gate, at most.
pub const MOST_CRITERIA: usize = 100;

impl Rule {
    /// The criteria in order.
    pub fn criteria(&self) -> Vec<&Criterion> {
        match self {
            Self::Criterion(criterion) => vec![criterion],
            Self::All { all: members } | Self::Any { any: members } | Self::AtLeast { of: members, .. } => {
                members.iter().flat_map(Self::criteria).collect()
            }
        }
    }

    /// What the caller has to supply readings for, each once.
    pub fn needs(&self) -> BTreeSet<Need> {
        self.criteria().into_iter().map(Criterion::need).collect()
    }

    /// Whether it counts in its group: what is optional does not.
    pub fn counts(&self) -> bool {
        match self {
            Self::Criterion(criterion) => criterion.required,
            Self::All { all: members } | Self::Any { any: members } | Self::AtLeast { of: members, .. } => {
                members.iter().any(Self::counts)
            }
        }
    }

    /// Everything that is wrong with the rule, all at once.
    pub fn faults(&self) -> Vec<RuleFault> {
        let mut faults = Vec::new();
        let mut keys = BTreeSet::new();
        self.judge("", 0, &mut keys, &mut faults);
        if self.criteria().len() > MOST_CRITERIA {
            faults.push(RuleFault {
                pointer: String::new(),
                kind: RuleFaultKind::TooMany,
            });
        }
        faults
    }

    fn judge(&self, at: &str, depth: usize, keys: &mut BTreeSet<String>, faults: &mut Vec<RuleFault>) {
        let mut fault = |pointer: String, kind| faults.push(RuleFault { pointer, kind });
        let (name, members) = match self {
            Self::Criterion(criterion) => return criterion.judge(at, keys, faults),
            Self::All { all } => ("all", all),
            Self::Any { any } => ("any", any),
            Self::AtLeast { at_least, of } => {
                if *at_least == 0 || *at_least > of.iter().filter(|member| member.counts()).count() {
                    fault(format!("{at}/atLeast"), RuleFaultKind::CountOutOfRange);
                }
                ("of", of)
            }
        };
        if members.is_empty() {
            fault(format!("{at}/{name}"), RuleFaultKind::EmptyGroup);
        }
        if depth >= DEEPEST {
            return fault(at.to_owned(), RuleFaultKind::TooDeep);
        }
        for (index, member) in members.iter().enumerate() {
            member.judge(&format!("{at}/{name}/{index}"), depth + 1, keys, faults);
        }
    }
}

impl Criterion {
    /// The fact and filter that answer this criterion. A fact that is read per criterion is narrowed to this one.
    pub fn need(&self) -> Need {
        let mut filter = self.filter.clone();
        if fact(&self.fact).is_some_and(|definition| definition.per_criterion) {
            filter.insert("criterion".to_owned(), self.key.clone());
        }
        Need {
            fact: self.fact.clone(),
            filter,
        }
    }

    fn judge(&self, at: &str, keys: &mut BTreeSet<String>, faults: &mut Vec<RuleFault>) {
        let mut fault = |name: &str, kind| {
            faults.push(RuleFault {
                pointer: format!("{at}/{name}"),
                kind,
            });
        };
        if !keys.insert(self.key.clone()) {
            fault("key", RuleFaultKind::DuplicateKey(self.key.clone()));
        }
        for (name, text) in [("title", Some(&self.title)), ("guidance", self.guidance.as_ref())] {
            for language in text.into_iter().flat_map(missing) {
                fault(
                    &format!("{name}/{language}"),
                    RuleFaultKind::MissingTranslation(language),
                );
            }
        }
        let Some(definition) = fact(&self.fact) else {
            return fault("fact", RuleFaultKind::UnknownFact(self.fact.clone()));
        };
        for name in self.filter.keys() {
            if !definition.filters.iter().any(|filter| filter.name == name) {
                fault(
                    &format!("filter/{name}"),
                    RuleFaultKind::UnknownFilter(name.clone()),
                );
            }
        }
        self.judge_target(definition, &mut fault);
    }

    fn judge_target(&self, definition: &FactDefinition, fault: &mut impl FnMut(&str, RuleFaultKind)) {
        let expected = match (definition.kind, &self.target) {
            (FactKind::Flag, Value::Flag(_)) | (FactKind::Date, Value::Date(_)) => None,
            (FactKind::Share, Value::Number(share)) if (0.0..=1.0).contains(share) => None,
            (FactKind::Count | FactKind::Days, Value::Number(count)) if *count >= 0.0 => None,
            (FactKind::Flag, _) => Some("true or false"),
            (FactKind::Date, _) => Some("a date"),
            (FactKind::Share, _) => Some("a fraction between 0 and 1"),
            (FactKind::Count | FactKind::Days, _) => Some("a number from 0"),
        };
        if let Some(expected) = expected {
            fault("target", RuleFaultKind::WrongTarget { expected });
        }
        if definition.kind == FactKind::Flag
            && !matches!(self.operator, Operator::Equals | Operator::NotEquals)
        {
            fault("operator", RuleFaultKind::WrongOperator);
        }
    }
}

fn missing(text: &Text) -> impl Iterator<Item = &'static str> {
    [("nb", &text.nb), ("sv", &text.sv), ("en", &text.en)]
        .into_iter()
        .filter(|(_, text)| text.trim().is_empty())
        .map(|(language, _)| language)
        .collect::<Vec<_>>()
        .into_iter()
}

impl RuleFaultKind {
    /// A stable word for the wire.
    pub fn word(&self) -> &'static str {
        match self {
            Self::EmptyGroup => "empty_group",
            Self::TooDeep => "too_deep",
            Self::TooMany => "too_many",
            Self::CountOutOfRange => "count_out_of_range",
            Self::DuplicateKey(_) => "duplicate_key",
            Self::UnknownFact(_) => "unknown_fact",
            Self::UnknownFilter(_) => "unknown_filter",
            Self::WrongTarget { .. } => "wrong_target",
            Self::WrongOperator => "wrong_operator",
            Self::MissingTranslation(_) => "missing_translation",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn criterion(key: &str, fact: &str, operator: &str, target: &serde_json::Value) -> serde_json::Value {
        json!({"key": key, "title": {"nb": "a", "sv": "b", "en": "c"}, "fact": fact, "operator": operator, "target": target})
    }

    fn faults(rule: &serde_json::Value) -> Vec<(String, &'static str)> {
        let rule: Rule = serde_json::from_value(rule.clone()).expect("a rule");
        rule.faults()
            .into_iter()
            .map(|fault| (fault.pointer, fault.kind.word()))
            .collect()
    }

    #[test]
    fn every_fault_is_found_at_once() {
        let mut untranslated = criterion("d", "people.orphans_count", "atMost", &json!(0));
        untranslated["title"]["sv"] = json!(" ");
        let mut filtered = criterion("e", "roadmap.sponsor_assigned", "atLeast", &json!(true));
        filtered["filter"] = json!({"colour": "red"});
        let rule = json!({"all": [
            criterion("a", "no.such_fact", "equals", &json!(true)),
            criterion("a", "stage.milestones_done_share", "atLeast", &json!(80)),
            {"atLeast": 3, "of": [criterion("c", "stage.milestones_done_share", "atLeast", &json!(true))]},
            {"any": []},
            untranslated,
            filtered,
        ]});
        assert_eq!(
            faults(&rule),
            [
                ("/all/0/fact", "unknown_fact"),
                ("/all/1/key", "duplicate_key"),
                ("/all/1/target", "wrong_target"),
                ("/all/2/atLeast", "count_out_of_range"),
                ("/all/2/of/0/target", "wrong_target"),
                ("/all/3/any", "empty_group"),
                ("/all/4/title/sv", "missing_translation"),
                ("/all/5/filter/colour", "unknown_filter"),
                ("/all/5/operator", "wrong_operator"),
            ]
            .map(|(pointer, word)| (pointer.to_owned(), word))
        );
    }

    #[test]
    fn depth_is_bounded() {
        let leaf = criterion("a", "people.orphans_count", "atMost", &json!(0));
        let three = json!({"all": [{"all": [{"all": [leaf]}]}]});
        assert!(faults(&three).is_empty());
        assert_eq!(
            faults(&json!({"all": [three]})),
            [("/all/0/all/0/all/0".to_owned(), "too_deep")]
        );
    }

    #[test]
    fn a_fact_read_per_criterion_is_narrowed_to_the_one_that_asks() {
        let rule: Rule = serde_json::from_value(criterion(
            "plan",
            "stage.criterion_attested",
            "equals",
            &json!(true),
        ))
        .expect("a rule");
        let need = rule.needs().pop_first().expect("one need");
        assert_eq!(need.filter.get("criterion").map(String::as_str), Some("plan"));
    }
}
