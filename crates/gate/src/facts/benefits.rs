//! Facts that the capability benefits derives.

use super::{FactDefinition, FactKind};

const fn fact(
    name: &'static str,
    kind: FactKind,
    title: [&'static str; 3],
    meaning: [&'static str; 3],
    formula: &'static str,
) -> FactDefinition {
    FactDefinition {
        name,
        kind,
        title,
        meaning,
        formula,
        capability: "benefits",
        filters: &[],
        derived: true,
        per_criterion: false,
    }
}

pub(super) const FACTS: &[FactDefinition] = &[
    fact(
        "benefits.realised_with_adoption_share",
        FactKind::Share,
        ["Realiserte gevinster", "Realiserade nyttor", "Benefits realised"],
        [
            "Andel gevinster realisert med låst grunnlinje, målt verdi og dokumentert bruk hos ansatte, brukere og partnere.",
            "Andel nyttor realiserade med låst baslinje, uppmätt värde och styrkt användning hos personal, brukare och partner.",
            "Share of benefits realised with a locked baseline, a measured value and adoption evidence from staff, users and partners.",
        ],
        "Benefits in realised whose adoption still holds ÷ benefits that are not abandoned. Unknown: the roadmap has no benefit.",
    ),
    fact(
        "benefits.baseline_locked_share",
        FactKind::Share,
        [
            "Gevinster med låst grunnlinje",
            "Nyttor med låst baslinje",
            "Benefits with a locked baseline",
        ],
        [
            "Andel gevinster der grunnlinjen er låst, så effekten måles mot noe som ikke flytter seg. Gevinster som er gitt opp, regnes ikke med.",
            "Andel nyttor där baslinjen är låst, så att effekten mäts mot något som står still. Nyttor som har getts upp räknas inte.",
            "Share of benefits whose baseline is locked, so that the effect is measured against something that holds still. Abandoned benefits do not count.",
        ],
        "Benefits with a locked baseline ÷ benefits that are not abandoned. Unknown: the roadmap has no benefit.",
    ),
    fact(
        "benefits.reviews_overdue_count",
        FactKind::Count,
        [
            "Forsinkede gevinstoppfølginger",
            "Försenade nyttouppföljningar",
            "Benefit reviews overdue",
        ],
        [
            "Antall oppfølginger av gevinster der dagen er passert uten at noen har sett etter om gevinsten fortsatt holder.",
            "Antal uppföljningar av nyttor där dagen har passerat utan att någon har sett efter om nyttan fortfarande håller.",
            "How many reviews of benefits are past their day without anybody having looked whether the benefit still holds.",
        ],
        "Reviews without a finding with due day < today. Unknown: no review was ever planned.",
    ),
];
