//! Facts that the capability benefits derives.

use super::{FactDefinition, FactKind};

pub(super) const FACTS: &[FactDefinition] = &[FactDefinition {
    name: "benefits.realised_with_adoption_share",
    kind: FactKind::Share,
    title: ["Realiserte gevinster", "Realiserade nyttor", "Benefits realised"],
    meaning: [
        "Andel gevinster realisert med låst nullpunkt, målt verdi og dokumentert bruk hos ansatte, brukere og partnere.",
        "Andel nyttor realiserade med låst utgångsvärde, uppmätt värde och styrkt användning hos personal, brukare och partner.",
        "Share of benefits realised with a locked baseline, a measured value and adoption evidence from staff, users and partners.",
    ],
    capability: "benefits",
    filters: &[],
    derived: false,
    per_criterion: false,
}];
