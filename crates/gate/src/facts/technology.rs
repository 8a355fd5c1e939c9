//! Facts that the capability technology derives.

use super::{FactDefinition, FactKind};

pub(super) const FACTS: &[FactDefinition] = &[
    FactDefinition {
        name: "technology.broad_and_equal_share",
        kind: FactKind::Share,
        title: [
            "Bred og lik bruk",
            "Bred och jämlik användning",
            "Broad and equal",
        ],
        meaning: [
            "Andel innførte teknologier i tilstanden bred og lik.",
            "Andel införda tekniker i läget bred och jämlik.",
            "Share of technologies introduced that are broad and equal.",
        ],
        capability: "technology",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "technology.pilot_units_count",
        kind: FactKind::Count,
        title: ["Pilotenheter", "Pilotenheter", "Pilot units"],
        meaning: [
            "Enheter der teknologien prøves ut.",
            "Enheter där tekniken prövas.",
            "Units in which the technology is piloted.",
        ],
        capability: "technology",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "technology.in_use_share",
        kind: FactKind::Share,
        title: ["I bruk", "I användning", "In use"],
        meaning: [
            "I bruk delt på dem det kunne passe for.",
            "I användning delat med dem det kunde passa för.",
            "In use divided by eligible.",
        ],
        capability: "technology",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "technology.units_without_use_share",
        kind: FactKind::Share,
        title: [
            "Enheter uten bruk",
            "Enheter utan användning",
            "Units without use",
        ],
        meaning: [
            "Andel enheter med innført teknologi der ingen bruker den.",
            "Andel enheter med införd teknik där ingen använder den.",
            "Share of units with the technology introduced where nobody uses it.",
        ],
        capability: "technology",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
];
