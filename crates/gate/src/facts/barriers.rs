//! Facts that the capability barriers derives.

use super::{FactDefinition, FactKind};

pub(super) const FACTS: &[FactDefinition] = &[FactDefinition {
    name: "barriers.excuses_addressed_count",
    kind: FactKind::Count,
    title: [
        "Håndterte unnskyldninger",
        "Hanterade ursäkter",
        "Excuses addressed",
    ],
    meaning: [
        "Hvor mange av de fem vanlige unnskyldningene som er avkreftet eller registrert med tiltak og eier.",
        "Hur många av de fem vanliga ursäkterna som är avfärdade eller registrerade med åtgärd och ägare.",
        "How many of the five standard excuses are ruled out or registered with countermeasure and owner.",
    ],
    capability: "barriers",
    filters: &[],
    derived: false,
    per_criterion: false,
}];
