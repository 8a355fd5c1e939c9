//! Facts of the organiser's own, which Stegvis cannot measure: recorded with accepted evidence, for as long as it holds.

use super::{FactDefinition, FactKind, FilterDefinition};

const NAME: &[FilterDefinition] = &[FilterDefinition {
    name: "name",
    meaning: "which of the organiser's own values",
}];

const MEANING: [&str; 3] = [
    "En verdi som prosjektkontoret fører med godkjent dokumentasjon, og som gjelder så lenge den sier.",
    "Ett värde som projektkontoret för in med godkänt underlag och som gäller så länge det säger.",
    "A value that the project office records with accepted evidence, and that holds for as long as it says.",
];

pub(super) const FACTS: &[FactDefinition] = &[
    FactDefinition {
        name: "recorded.share",
        kind: FactKind::Share,
        title: ["Egen andel", "Egen andel", "Own share"],
        meaning: MEANING,
        formula: "The newest value recorded with evidence that is accepted, until the day it holds to. Unknown: none holds.",
        capability: "gates",
        filters: NAME,
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "recorded.count",
        kind: FactKind::Count,
        title: ["Eget antall", "Eget antal", "Own count"],
        meaning: MEANING,
        formula: "The newest value recorded with evidence that is accepted, until the day it holds to. Unknown: none holds.",
        capability: "gates",
        filters: NAME,
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "recorded.flag",
        kind: FactKind::Flag,
        title: ["Eget ja eller nei", "Eget ja eller nej", "Own yes or no"],
        meaning: MEANING,
        formula: "The newest value recorded with evidence that is accepted, until the day it holds to. Unknown: none holds.",
        capability: "gates",
        filters: NAME,
        derived: false,
        per_criterion: false,
    },
];
