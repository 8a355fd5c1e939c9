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
        capability: "leadership",
        filters: &[],
        derived: false,
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
        capability: "leadership",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "leadership.capacity_route_in_place",
        kind: FactKind::Flag,
        title: [
            "Kapasitetsvei på plass",
            "Kapacitetsväg på plats",
            "Capacity route in place",
        ],
        meaning: [
            "Minst én kapasitetsvei med gyldige datoer: egen direktør, ansettelse, konsulent, innleid leder eller coaching.",
            "Minst en kapacitetsväg med giltiga datum: egen direktör, anställning, konsult, interimschef eller coachning.",
            "At least one capacity route with dates that hold: own director, hire, consultant, interim manager or coaching.",
        ],
        capability: "leadership",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "posture.answered_share",
        kind: FactKind::Share,
        title: ["Holdning besvart", "Hållning besvarad", "Posture answered"],
        meaning: [
            "Andel av ledergruppen som har svart på holdningsundersøkelsen.",
            "Andel av ledningsgruppen som har svarat på hållningsenkäten.",
            "Share of the leadership group who have answered the posture assessment.",
        ],
        capability: "leadership",
        filters: &[FilterDefinition {
            name: "withinDays",
            meaning: "how many days back answers count",
        }],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "competence.field_target_share",
        kind: FactKind::Share,
        title: [
            "På målnivå i feltet",
            "På målnivå i fältet",
            "At the target level in the field",
        ],
        meaning: [
            "Andel av ledergruppen på målnivå i kompetansefeltet.",
            "Andel av ledningsgruppen på målnivå i kompetensfältet.",
            "Share of the leadership group at the target level in the field of competence.",
        ],
        capability: "leadership",
        filters: &[FilterDefinition {
            name: "field",
            meaning: "a: what technology makes possible, b: carrying out, c: what hinders",
        }],
        derived: false,
        per_criterion: false,
    },
    FactDefinition {
        name: "competence.field_persons_count",
        kind: FactKind::Count,
        title: [
            "Personer med kompetansen",
            "Personer med kompetensen",
            "Persons with the competence",
        ],
        meaning: [
            "Hvor mange i ledergruppen som dekker kompetansefeltet.",
            "Hur många i ledningsgruppen som täcker kompetensfältet.",
            "How many of the leadership group cover the field of competence.",
        ],
        capability: "leadership",
        filters: &[FilterDefinition {
            name: "field",
            meaning: "a, b or c",
        }],
        derived: false,
        per_criterion: false,
    },
];
