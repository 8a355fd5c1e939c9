//! The registry of facts: every name that a criterion may ask for, what it means, and which capability derives it.
//!
//! A fact whose capability does not derive it yet is `unknown`, unless the project office records a value.

/// What kind of value a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// A fraction between 0 and 1.
    Share,
    Count,
    Flag,
    Days,
    Date,
}

/// Something that a fact can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilterDefinition {
    pub name: &'static str,
    pub meaning: &'static str,
}

/// A fact of the registry. Titles and meanings are in bokmål, Swedish and English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactDefinition {
    pub name: &'static str,
    pub kind: FactKind,
    pub title: [&'static str; 3],
    pub meaning: [&'static str; 3],
    /// The capability that derives it.
    pub capability: &'static str,
    pub filters: &'static [FilterDefinition],
    /// Whether it is derived today.
    pub derived: bool,
    /// Read for the criterion that asks, and for no other.
    pub per_criterion: bool,
}

impl FactKind {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Count => "count",
            Self::Flag => "flag",
            Self::Days => "days",
            Self::Date => "date",
        }
    }
}

/// The fact of a name.
///
/// ```
/// assert_eq!(gate::fact("roadmap.sponsor_assigned").map(|fact| fact.capability), Some("roadmaps"));
/// assert!(gate::fact("roadmap.colour").is_none());
/// ```
pub fn fact(name: &str) -> Option<&'static FactDefinition> {
    FACTS.iter().find(|fact| fact.name == name)
}

/// Every fact.
pub const FACTS: &[FactDefinition] = &[
    FactDefinition {
        name: "roadmap.sponsor_assigned",
        kind: FactKind::Flag,
        title: ["Sponsor utpekt", "Sponsor utsedd", "Sponsor assigned"],
        meaning: [
            "Veikartet har en sponsor som ikke har sluttet.",
            "Färdplanen har en sponsor som inte har slutat.",
            "The roadmap has a sponsor who has not left.",
        ],
        capability: "roadmaps",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "roadmap.service_areas_count",
        kind: FactKind::Count,
        title: [
            "Tjenesteområder i veikartet",
            "Verksamhetsområden i färdplanen",
            "Service areas in the roadmap",
        ],
        meaning: [
            "Hvor mange tjenesteområder veikartet dekker.",
            "Hur många verksamhetsområden färdplanen omfattar.",
            "How many service areas the roadmap covers.",
        ],
        capability: "roadmaps",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "roadmap.stages_passed_count",
        kind: FactKind::Count,
        title: ["Beståtte trinn", "Godkända steg", "Stages passed"],
        meaning: [
            "Hvor mange trinn som er bestått nå; et gjenåpnet trinn teller ikke.",
            "Hur många steg som är godkända nu; ett återöppnat steg räknas inte.",
            "How many stages have passed as of now; a reopened one does not count.",
        ],
        capability: "roadmaps",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "stage.milestones_done_share",
        kind: FactKind::Share,
        title: [
            "Andel milepæler nådd",
            "Andel nådda milstolpar",
            "Share of milestones done",
        ],
        meaning: [
            "Nådde milepæler i trinnet delt på alle som ikke er avlyst. Uten milepæler finnes ingen verdi.",
            "Nådda milstolpar i steget delat med alla som inte är inställda. Utan milstolpar finns inget värde.",
            "Milestones of the stage that are done, divided by all that are not cancelled. Without milestones there is no value.",
        ],
        capability: "roadmaps",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "stage.milestones_overdue_count",
        kind: FactKind::Count,
        title: [
            "Milepæler over frist",
            "Försenade milstolpar",
            "Milestones overdue",
        ],
        meaning: [
            "Milepæler i trinnet med frist før i dag som verken er nådd eller avlyst.",
            "Milstolpar i steget med datum före i dag som varken är nådda eller inställda.",
            "Milestones of the stage due before today that are neither done nor cancelled.",
        ],
        capability: "roadmaps",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "stage.milestones_without_owner_count",
        kind: FactKind::Count,
        title: [
            "Milepæler uten eier",
            "Milstolpar utan ägare",
            "Milestones without owner",
        ],
        meaning: [
            "Milepæler i trinnet som ikke er nådd eller avlyst, og som mangler eier.",
            "Milstolpar i steget som inte är nådda eller inställda och som saknar ägare.",
            "Milestones of the stage, neither done nor cancelled, that nobody owns.",
        ],
        capability: "roadmaps",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "stage.required_evidence_missing_count",
        kind: FactKind::Count,
        title: [
            "Manglende dokumentasjon",
            "Saknat underlag",
            "Required evidence missing",
        ],
        meaning: [
            "Krevd dokumentasjon ved trinnets milepæler uten godkjent og gyldig dokumentasjon. Innsendt, men ikke vurdert, teller som manglende.",
            "Krävt underlag vid stegets milstolpar utan godkänt och giltigt underlag. Inskickat men inte granskat räknas som saknat.",
            "Required evidence of the stage's milestones without accepted and valid evidence. Submitted but unreviewed counts as missing.",
        ],
        capability: "evidence",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "stage.evidence_accepted_count",
        kind: FactKind::Count,
        title: ["Godkjent dokumentasjon", "Godkänt underlag", "Accepted evidence"],
        meaning: [
            "Godkjent og gyldig dokumentasjon i bruk i trinnet.",
            "Godkänt och giltigt underlag som används i steget.",
            "Accepted and valid evidence used in the stage.",
        ],
        capability: "evidence",
        filters: &[
            FilterDefinition {
                name: "kind",
                meaning: "the kind of evidence",
            },
            FilterDefinition {
                name: "criterion",
                meaning: "the key of a criterion it is used for",
            },
        ],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "stage.evidence_expired_count",
        kind: FactKind::Count,
        title: ["Utløpt dokumentasjon", "Utgånget underlag", "Expired evidence"],
        meaning: [
            "Godkjent dokumentasjon i bruk i trinnet der gyldigheten er utløpt.",
            "Godkänt underlag som används i steget och vars giltighet har gått ut.",
            "Accepted evidence used in the stage that is no longer valid.",
        ],
        capability: "evidence",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "stage.criterion_attested",
        kind: FactKind::Flag,
        title: ["Attestert", "Intygat", "Attested"],
        meaning: [
            "Godkjent og gyldig attestasjon er knyttet til kriteriet.",
            "Ett godkänt och giltigt intyg är knutet till kriteriet.",
            "An accepted and valid attestation is linked to the criterion.",
        ],
        capability: "evidence",
        filters: &[FilterDefinition {
            name: "criterion",
            meaning: "set by the criterion that asks",
        }],
        derived: true,
        per_criterion: true,
    },
    FactDefinition {
        name: "gate.conditions_open_count",
        kind: FactKind::Count,
        title: ["Åpne vilkår", "Öppna villkor", "Open conditions"],
        meaning: [
            "Vilkår fra veikartets beslutninger som ikke er oppfylt.",
            "Villkor från färdplanens beslut som inte är uppfyllda.",
            "Conditions of the roadmap's decisions that are not fulfilled.",
        ],
        capability: "gates",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "leadership.group_size",
        kind: FactKind::Count,
        title: [
            "Ledergruppens størrelse",
            "Ledningsgruppens storlek",
            "Size of the leadership group",
        ],
        meaning: [
            "Medlemmer av veikartets ledergruppe i dag.",
            "Medlemmar i färdplanens ledningsgrupp i dag.",
            "Members of the roadmap's leadership group today.",
        ],
        capability: "people",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
    FactDefinition {
        name: "people.orphans_count",
        kind: FactKind::Count,
        title: ["Uten eier", "Utan ägare", "Without owner"],
        meaning: [
            "Milepæler og beslutningspunkter i veikartet der eieren har sluttet.",
            "Milstolpar och beslutspunkter i färdplanen vars ägare har slutat.",
            "Milestones and gates of the roadmap whose owner has left.",
        ],
        capability: "people",
        filters: &[],
        derived: true,
        per_criterion: false,
    },
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
        capability: "barriers",
        filters: &[],
        derived: false,
        per_criterion: false,
    },
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
    FactDefinition {
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
    },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_text_is_there() {
        let mut names = std::collections::BTreeSet::new();
        for fact in FACTS {
            assert!(names.insert(fact.name), "{} stands twice", fact.name);
            assert!(
                fact.title
                    .iter()
                    .chain(&fact.meaning)
                    .all(|text| !text.is_empty()),
                "{}",
                fact.name
            );
            assert!(
                fact.name
                    .split_once('.')
                    .is_some_and(|(area, name)| !area.is_empty() && !name.is_empty())
            );
        }
    }
}
