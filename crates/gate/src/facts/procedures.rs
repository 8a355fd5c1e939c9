//! Facts that the capability procedures derives.

use super::{FactDefinition, FactKind, FilterDefinition};

pub(super) const FACTS: &[FactDefinition] = &[
    FactDefinition {
        name: "procedures.categories_published_share",
        kind: FactKind::Share,
        title: [
            "Kategorier med prosedyre",
            "Kategorier med rutin",
            "Categories with a procedure",
        ],
        meaning: [
            "Andel av de faste kategoriene med minst én publisert prosedyre.",
            "Andel av de fasta kategorierna med minst en publicerad rutin.",
            "Share of the seed's categories with at least one published procedure.",
        ],
        capability: "procedures",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "procedures.units_covered_share",
        kind: FactKind::Share,
        title: ["Enheter dekket", "Enheter täckta", "Units covered"],
        meaning: [
            "Andel enheter som minst én publisert prosedyre gjelder for.",
            "Andel enheter som minst en publicerad rutin gäller för.",
            "Share of units to which at least one published procedure applies.",
        ],
        capability: "procedures",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "procedures.acknowledged_share",
        kind: FactKind::Share,
        title: ["Lest og bekreftet", "Läst och bekräftat", "Acknowledged"],
        meaning: [
            "Andel aktive ansatte som har bekreftet gjeldende revisjon.",
            "Andel aktiv personal som har bekräftat gällande revision.",
            "Share of active staff who have acknowledged the current revision.",
        ],
        capability: "procedures",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "procedures.device_classes_count",
        kind: FactKind::Count,
        title: ["Enhetstyper brukt", "Enhetstyper använda", "Device classes used"],
        meaning: [
            "Hvor mange av telefon, nettbrett og pc prosedyrer er åpnet fra.",
            "Hur många av telefon, surfplatta och dator som rutiner har öppnats från.",
            "From how many of phone, tablet and PC procedures have been opened.",
        ],
        capability: "procedures",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "procedures.opened_off_hours",
        kind: FactKind::Flag,
        title: [
            "Brukt natt og helg",
            "Använt natt och helg",
            "Used at night and on weekends",
        ],
        meaning: [
            "Prosedyrer er åpnet både om natten og i helgen.",
            "Rutiner har öppnats både på natten och på helgen.",
            "Procedures have been opened both at night and on a weekend.",
        ],
        capability: "procedures",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "procedures.availability_share",
        kind: FactKind::Share,
        title: ["Tilgjengelighet", "Tillgänglighet", "Availability"],
        meaning: [
            "Målt andel av tiden tjenesten har svart.",
            "Uppmätt andel av tiden som tjänsten har svarat.",
            "Measured share of the time in which the service answered.",
        ],
        capability: "procedures",
        filters: &[FilterDefinition {
            name: "days",
            meaning: "how many days back it is measured",
        }],
        derived: false,
        per_criterion: false,
    },
];
