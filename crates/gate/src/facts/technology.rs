//! Facts that the capability technology derives.

use super::{FactDefinition, FactKind, FilterDefinition};

/// One kind of technology; all of them together where not said.
const TECHNOLOGY: &[FilterDefinition] = &[FilterDefinition {
    name: "technology",
    meaning: "the key of a technology of the catalogue, such as `digital-supervision`",
}];

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
            "Andel innføringer, én for hver teknologi på hvert sted, som er brede og like og der ferske tall når det lokale målet.",
            "Andel införanden, ett för varje teknik på varje plats, som är breda och jämlika och där färska tal når det lokala målet.",
            "Share of introductions, one for each technology in each place, that are broad and equal and whose fresh figures meet the local target.",
        ],
        formula: "Deployments of the subtree in broad and equal whose fresh figures meet their local target ÷ deployments introduced, broad and equal included. Unknown: none is introduced.",
        capability: "technology",
        filters: TECHNOLOGY,
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "technology.pilot_units_count",
        kind: FactKind::Count,
        title: ["Pilotenheter", "Pilotenheter", "Pilot units"],
        meaning: [
            "Enheter der teknologien prøves ut eller er prøvd ut.",
            "Enheter där tekniken prövas eller har prövats.",
            "Units in which the technology is or was piloted.",
        ],
        formula: "Units of the subtree with a deployment that is or was piloted. Unknown: there is no deployment.",
        capability: "technology",
        filters: TECHNOLOGY,
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "technology.in_use_share",
        kind: FactKind::Share,
        title: ["I bruk", "I användning", "In use"],
        meaning: [
            "I bruk delt på dem det kunne passe for, der det er målt siste tolv måneder.",
            "I användning delat med dem det kunde passa för, där det har mätts de senaste tolv månaderna.",
            "In use divided by eligible, where it was measured in the last twelve months.",
        ],
        formula: "Σ in use ÷ Σ eligible, over the newest month of the last twelve of each running deployment. Unknown: nothing was counted, or it would suit nobody.",
        capability: "technology",
        filters: TECHNOLOGY,
        derived: true,
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
            "Andel enheter med innført teknologi der ingen bruker den. Ukjent så lenge en av dem ikke er målt på tolv måneder.",
            "Andel enheter med införd teknik där ingen använder den. Okänd så länge någon av dem inte har mätts på tolv månader.",
            "Share of units with the technology introduced where nobody uses it. Unknown while one of them has not been measured for twelve months.",
        ],
        formula: "Units in which nobody uses what is introduced ÷ units in which it would suit anybody. Unknown: an introduced deployment was not counted for twelve months.",
        capability: "technology",
        filters: TECHNOLOGY,
        derived: true,
        per_criterion: false,
    },
];
