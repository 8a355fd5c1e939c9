//! Facts that the capability competence derives.

use super::{FactDefinition, FactKind, FilterDefinition};

pub(super) const FACTS: &[FactDefinition] = &[
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
        formula: "Today's members at or above their target level in the field ÷ today's members. Unknown: no member has a valid record in the field, or no field is named.",
        capability: "competence",
        filters: &[FilterDefinition {
            name: "field",
            meaning: "a: what technology makes possible, b: carrying out, c: what hinders",
        }],
        derived: true,
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
        formula: "Today's members at or above their target level in the field. Unknown: no member has a valid record in the field, or no field is named.",
        capability: "competence",
        filters: &[FilterDefinition {
            name: "field",
            meaning: "a, b or c",
        }],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "competence.single_points_of_failure_count",
        kind: FactKind::Count,
        title: [
            "Felt som står på én person",
            "Fält som vilar på en person",
            "Fields that rest on one person",
        ],
        meaning: [
            "Hvor mange av kompetansefeltene der nøyaktig én i ledergruppen er på målnivå.",
            "Hur många av kompetensfälten där exakt en i ledningsgruppen är på målnivå.",
            "How many fields of competence in which exactly one of the leadership group is at the target level.",
        ],
        formula: "Open fields in which exactly one of today's members is at or above the target level. Unknown: no member has a valid record.",
        capability: "competence",
        filters: &[FilterDefinition {
            name: "field",
            meaning: "only this field, such as a, b or c",
        }],
        derived: true,
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
        formula: "A route of the unit, of one above it or of one below it serves today: from ≤ today ≤ to, and somebody is found. Unknown: no route was ever named.",
        capability: "competence",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "leadership.capacity_vacancy_count",
        kind: FactKind::Count,
        title: [
            "Udekkede kapasitetsbehov",
            "Otäckta kapacitetsbehov",
            "Capacity needs left vacant",
        ],
        meaning: [
            "Kapasitetsveier som er avsluttet, gått ut på dato eller mistet personen sin, mens behovet står.",
            "Kapacitetsvägar som är avslutade, har passerat sitt slutdatum eller har förlorat sin person, medan behovet kvarstår.",
            "Capacity routes that have ended, run out or lost their person while the need stands.",
        ],
        formula: "Routes that have ended, run out or lost their person, while their need stands. Unknown: no route was ever named.",
        capability: "competence",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
];
