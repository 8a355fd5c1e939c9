//! The registry of facts: every name that a criterion may ask for, what it means, and which capability derives it.
//!
//! Nearly all are derived from records. Those of the organiser's own (`recorded.…`) are `unknown` until the project office
//! records a value with accepted evidence.

mod barriers;
mod benefits;
mod competence;
mod initiatives;
mod leadership;
mod plan;
mod procedures;
mod recorded;
mod technology;

/// What kind of value a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// A fraction between 0 and 1.
    Share,
    Count,
    Flag,
    Days,
    Date,
}

/// Something that a fact can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilterDefinition {
    pub name: &'static str,
    pub meaning: &'static str,
}

/// A fact of the registry. Titles and meanings are in bokmål, Swedish and English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactDefinition {
    pub name: &'static str,
    pub kind: FactKind,
    pub title: [&'static str; 3],
    pub meaning: [&'static str; 3],
    /// What is divided by or compared with what, and when there is no value; in English, for whoever checks a figure.
    pub formula: &'static str,
    /// The capability that derives it.
    pub capability: &'static str,
    pub filters: &'static [FilterDefinition],
    /// Whether it is derived; any other is recorded by hand.
    pub derived: bool,
    /// Read for the criterion that asks, and for no other.
    pub per_criterion: bool,
}

impl FactKind {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Count => "count",
            Self::Flag => "flag",
            Self::Days => "days",
            Self::Date => "date",
        }
    }
}

/// The fact of a name.
///
/// ```
/// assert_eq!(gate::fact("roadmap.sponsor_assigned").map(|fact| fact.capability), Some("roadmaps"));
/// assert!(gate::fact("roadmap.colour").is_none());
/// ```
pub fn fact(name: &str) -> Option<&'static FactDefinition> {
    facts().find(|fact| fact.name == name)
}

/// Every fact of the registry.
pub fn facts() -> impl Iterator<Item = &'static FactDefinition> {
    let by_capability = [
        plan::FACTS,
        leadership::FACTS,
        competence::FACTS,
        barriers::FACTS,
        initiatives::FACTS,
        procedures::FACTS,
        benefits::FACTS,
        technology::FACTS,
        recorded::FACTS,
    ];
    by_capability.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_text_is_there() {
        let mut names = std::collections::BTreeSet::new();
        for fact in facts() {
            assert!(names.insert(fact.name), "{} stands twice", fact.name);
            assert!(
                fact.title
                    .iter()
                    .chain(&fact.meaning)
                    .all(|text| !text.is_empty()),
                "{}",
                fact.name
            );
            assert!(!fact.formula.is_empty(), "{}", fact.name);
            assert!(
                fact.name
                    .split_once('.')
                    .is_some_and(|(area, name)| !area.is_empty() && !name.is_empty())
            );
        }
    }
}
