//! Facts that the capability barriers derives.

use super::{FactDefinition, FactKind};

pub(super) const FACTS: &[FactDefinition] = &[
    FactDefinition {
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
        formula: "Excuses, of the five, that were raised and whose every barrier is ruled out, solved, or has a countermeasure and an owner who has not left. Unknown: the roadmap has no barrier.",
        capability: "barriers",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "barriers.severe_unanswered_count",
        kind: FactKind::Count,
        title: [
            "Alvorlige hindre uten tiltak",
            "Allvarliga hinder utan åtgärd",
            "Severe barriers without an answer",
        ],
        meaning: [
            "Åpne hindre av alvor 4 eller 5 uten mottiltak og eier.",
            "Öppna hinder av allvar 4 eller 5 utan motåtgärd och ägare.",
            "Open barriers of severity 4 or 5 without a countermeasure and an owner.",
        ],
        formula: "Open barriers with severity ≥ 4 and no countermeasure, or no owner. Unknown: the roadmap has no barrier.",
        capability: "barriers",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "barriers.without_owner_count",
        kind: FactKind::Count,
        title: [
            "Hindre uten eier",
            "Hinder utan ägare",
            "Barriers without an owner",
        ],
        meaning: [
            "Åpne hindre som ingen eier, eller der eieren har sluttet.",
            "Öppna hinder som ingen äger, eller där ägaren har slutat.",
            "Open barriers that nobody owns, or whose owner has left.",
        ],
        formula: "Open barriers whose owner is nobody, or has left. Unknown: the roadmap has no barrier.",
        capability: "barriers",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
];
