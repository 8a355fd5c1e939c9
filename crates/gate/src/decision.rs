//! Who may decide what on a gate, and when a decision takes effect. Every reason of a refusal is given at once.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    Go,
    GoWithConditions,
    Return,
    Stop,
}

impl Choice {
    /// Whether the stage passes.
    pub fn passes(self) -> bool {
        matches!(self, Self::Go | Self::GoWithConditions)
    }
}

/// What a condition must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition<'a> {
    pub text: &'a str,
    pub has_owner: bool,
    pub due: NaiveDate,
}

/// One decider's say.
#[derive(Clone, Debug, PartialEq)]
pub struct Say<'a> {
    pub choice: Choice,
    pub justification: Option<&'a str>,
    pub conditions: &'a [Condition<'a>],
}

/// Why a say is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Whoever asked for the review cannot decide it.
    FourEyes,
    /// Everybody has one say in a review; it may be changed, but not said twice.
    AlreadyDecided,
    /// Go on unmet criteria needs a written justification.
    JustificationMissing,
    /// Go with conditions needs at least one.
    ConditionsMissing,
    /// Only go with conditions has conditions.
    ConditionsUnwanted,
    /// A condition needs a text, an owner and a due date that has not passed.
    ConditionIncomplete { index: usize },
}

/// The shortest justification of an override, in characters.
pub const SHORTEST_JUSTIFICATION: usize = 20;

/// Judges a say: `ready` is the verdict's, `asked` whether the decider asked for the review, `repeated` whether the
/// decider's say that counts is the same already.
///
/// ```
/// use gate::decision::{Choice, Refusal, Say, refusals};
/// let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date");
/// let say = Say { choice: Choice::Go, justification: None, conditions: &[] };
/// assert_eq!(refusals(&say, false, true, false, today), [Refusal::FourEyes, Refusal::JustificationMissing]);
/// ```
pub fn refusals(say: &Say<'_>, ready: bool, asked: bool, repeated: bool, today: NaiveDate) -> Vec<Refusal> {
    let mut found = Vec::new();
    if asked {
        found.push(Refusal::FourEyes);
    }
    if repeated {
        found.push(Refusal::AlreadyDecided);
    }
    let justified = say
        .justification
        .is_some_and(|text| text.trim().chars().count() >= SHORTEST_JUSTIFICATION);
    if overrides(say.choice, ready) && !justified {
        found.push(Refusal::JustificationMissing);
    }
    match (say.choice, say.conditions.is_empty()) {
        (Choice::GoWithConditions, true) => found.push(Refusal::ConditionsMissing),
        (Choice::GoWithConditions, false) => {
            found.extend(
                say.conditions
                    .iter()
                    .enumerate()
                    .filter(|(_, condition)| !complete(condition, today))
                    .map(|(index, _)| Refusal::ConditionIncomplete { index }),
            );
        }
        (_, false) => found.push(Refusal::ConditionsUnwanted),
        (_, true) => {}
    }
    found
}

/// Whether a condition names all that it must on a day.
pub fn complete(condition: &Condition<'_>, today: NaiveDate) -> bool {
    !condition.text.trim().is_empty() && condition.has_owner && condition.due >= today
}

/// Whether a choice goes against the verdict: a plain go on unmet criteria.
/// Go with conditions on unmet criteria is one too, since conditions do not meet them.
pub fn overrides(choice: Choice, ready: bool) -> bool {
    choice.passes() && !ready
}

/// The choice that takes effect: the one that `quorum` deciders have made; `None` while no choice has so many.
///
/// ```
/// use gate::decision::{Choice, effective};
/// assert_eq!(effective(&[Choice::Go, Choice::Return], 2), None);
/// assert_eq!(effective(&[Choice::Go, Choice::Return, Choice::Go], 2), Some(Choice::Go));
/// ```
pub fn effective(choices: &[Choice], quorum: usize) -> Option<Choice> {
    let quorum = quorum.max(1);
    [Choice::Stop, Choice::Return, Choice::GoWithConditions, Choice::Go]
        .into_iter()
        .find(|choice| choices.iter().filter(|one| *one == choice).count() >= quorum)
}
