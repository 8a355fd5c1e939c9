//! Facts that the capability leadership derives.

use super::{FactDefinition, FactKind, FilterDefinition};

pub(super) const FACTS: &[FactDefinition] = &[
    FactDefinition {
        name: "leadership.acknowledged_share",
        kind: FactKind::Share,
        title: [
            "Erkjennelse signert",
            "Insikten undertecknad",
            "Acknowledgement signed",
        ],
        meaning: [
            "Andel av dagens ledergruppe som selv har signert at drift er avgjørende og utvikling nødvendig.",
            "Andel av dagens ledningsgrupp som själva har undertecknat att driften är avgörande och utveckling nödvändig.",
            "Share of today's leadership group who have signed that operations are crucial and development necessary.",
        ],
        formula: "Today's members whose signature holds for the text asked for now ÷ today's members. Unknown: the group has no members.",
        capability: "leadership",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "leadership.protected_capacity_share",
        kind: FactKind::Share,
        title: [
            "Skjermet utviklingstid",
            "Skyddad utvecklingstid",
            "Protected development capacity",
        ],
        meaning: [
            "Andel av ledergruppens arbeidstid som er satt av til utvikling.",
            "Andel av ledningsgruppens arbetstid som är avsatt för utveckling.",
            "Share of the leadership group's working time set aside for development.",
        ],
        formula: "Hours set aside ÷ contracted hours, over today's members with a position. Unknown: nobody has time set aside.",
        capability: "leadership",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "posture.answered_share",
        kind: FactKind::Share,
        title: ["Holdning besvart", "Hållning besvarad", "Posture answered"],
        meaning: [
            "Andel av dagens ledergruppe som har svart på den runden av holdningsundersøkelsen som flest av dem har svart på.",
            "Andel av dagens ledningsgrupp som har svarat på den omgång av hållningsenkäten som flest av dem har svarat på.",
            "Share of today's leadership group who have answered the round of the posture assessment that most of them have answered.",
        ],
        formula: "The most of today's members who have answered one and the same round of the leaders that opened within the last withinDays days ÷ today's members. Unknown: no such round.",
        capability: "leadership",
        filters: &[FilterDefinition {
            name: "withinDays",
            meaning: "how many days ago the round opened at the earliest",
        }],
        derived: true,
        per_criterion: false,
    },
];
