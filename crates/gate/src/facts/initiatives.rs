//! Facts that the capability initiatives derives.

use super::{FactDefinition, FactKind, FilterDefinition};

pub(super) const FACTS: &[FactDefinition] = &[
    FactDefinition {
        name: "initiatives.small_delivered_count",
        kind: FactKind::Count,
        title: [
            "Leverte små tiltak",
            "Levererade små insatser",
            "Small initiatives delivered",
        ],
        meaning: [
            "Leverte små tiltak på tvers av tjenesteområder.",
            "Levererade små insatser tvärs över verksamhetsområden.",
            "Small initiatives delivered across service areas.",
        ],
        capability: "initiatives",
        filters: &[FilterDefinition {
            name: "minServiceAreas",
            meaning: "service areas that each must span",
        }],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "initiatives.service_area_coverage_share",
        kind: FactKind::Share,
        title: [
            "Dekning av tjenesteområder",
            "Täckning av verksamhetsområden",
            "Coverage of service areas",
        ],
        meaning: [
            "Andel av veikartets tjenesteområder som er med i minst ett levert lite tiltak.",
            "Andel av färdplanens verksamhetsområden som är med i minst en levererad liten insats.",
            "Share of the roadmap's service areas in at least one small initiative delivered.",
        ],
        capability: "initiatives",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "initiatives.with_user_and_staff_value_share",
        kind: FactKind::Share,
        title: [
            "Målt verdi for brukere og ansatte",
            "Uppmätt värde för brukare och personal",
            "Measured value for users and staff",
        ],
        meaning: [
            "Andel leverte små tiltak med målt verdi for både brukere og ansatte.",
            "Andel levererade små insatser med uppmätt värde för både brukare och personal.",
            "Share of small initiatives delivered with measured value for users and for staff.",
        ],
        capability: "initiatives",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "initiatives.links_with_inheritance_share",
        kind: FactKind::Share,
        title: ["Ledd som arver", "Länkar som ärver", "Links that inherit"],
        meaning: [
            "Andel ledd etter det første som sier hva de arver fra et tidligere.",
            "Andel länkar efter den första som anger vad de ärver av en tidigare.",
            "Share of links after the first that name what they inherit from an earlier one.",
        ],
        capability: "initiatives",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "initiatives.champion_area_share",
        kind: FactKind::Share,
        title: [
            "Områder med ildsjel",
            "Områden med eldsjäl",
            "Areas with a champion",
        ],
        meaning: [
            "Andel av veikartets tjenesteområder med en aktiv ildsjel.",
            "Andel av färdplanens verksamhetsområden med en aktiv eldsjäl.",
            "Share of the roadmap's service areas with an active champion.",
        ],
        capability: "initiatives",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "initiatives.large_impact_assessed_share",
        kind: FactKind::Share,
        title: [
            "Konsekvensvurderte store tiltak",
            "Konsekvensbedömda stora insatser",
            "Large initiatives assessed",
        ],
        meaning: [
            "Andel store tiltak med konsekvensvurdering på alle seks måter.",
            "Andel stora insatser med konsekvensbedömning på alla sex sätt.",
            "Share of large initiatives with an impact assessment in all six ways.",
        ],
        capability: "initiatives",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "initiatives.readiness_assessed_share",
        kind: FactKind::Share,
        title: ["Vurdert beredskap", "Bedömd beredskap", "Readiness assessed"],
        meaning: [
            "Andel store tiltak der beredskapen hos både ledere og ansatte er vurdert.",
            "Andel stora insatser där beredskapen hos både ledare och personal är bedömd.",
            "Share of large initiatives where the readiness of both leaders and staff is assessed.",
        ],
        capability: "initiatives",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
];
