//! Every word that the picture adds to the caller's own, in the three languages.

use crate::model::{Language, StageState, Status};

/// What can be said without a number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Timeline,
    Today,
    AsOf,
    DoneMilestones,
    Late,
    OnCriticalPath,
    NextGate,
    NoGate,
    Target,
    Likely,
    Gate,
    GateShort,
    GatePassed,
    GateExpected,
    AtRisk,
    CriticalPath,
    Due,
    Baseline,
    Band,
    Performed,
    Remaining,
    StagesAndMilestones,
    Owner,
    NoMilestones,
    NoMilestonesHint,
    Status(Status),
    State(StageState),
}

pub(crate) fn say(language: Language, word: Word) -> &'static str {
    let [nb, sv, en] = in_three(word);
    match language {
        Language::Nb => nb,
        Language::Sv => sv,
        Language::En => en,
    }
}

fn in_three(word: Word) -> [&'static str; 3] {
    match word {
        Word::Timeline => ["Tidslinje", "Tidslinje", "Timeline"],
        Word::Today => ["I dag", "I dag", "Today"],
        Word::AsOf => ["Per", "Per", "As of"],
        Word::DoneMilestones => ["Milepæler ferdig", "Milstolpar klara", "Milestones done"],
        Word::Late => ["Forsinket", "Försenad", "Late"],
        Word::OnCriticalPath => ["På kritisk sti", "På kritisk linje", "On the critical path"],
        Word::NextGate => ["Neste beslutningspunkt", "Nästa beslutspunkt", "Next gate"],
        Word::NoGate => ["Ingen dato", "Inget datum", "No date"],
        Word::Target => ["Måldato", "Måldatum", "Target date"],
        Word::Likely => ["sannsynlig", "sannolikt", "likely"],
        Word::Gate => ["Beslutningspunkt", "Beslutspunkt", "Gate"],
        Word::GateShort => ["BP", "BP", "Gate"],
        Word::GatePassed => [
            "Beslutningspunkt, passert",
            "Beslutspunkt, passerad",
            "Gate, passed",
        ],
        Word::GateExpected => [
            "Beslutningspunkt, ventet",
            "Beslutspunkt, väntad",
            "Gate, expected",
        ],
        Word::AtRisk => ["I fare", "I fara", "At risk"],
        Word::CriticalPath => ["Kritisk sti", "Kritisk linje", "Critical path"],
        Word::Due => ["Frist", "Tidsfrist", "Due date"],
        Word::Baseline => ["Opprinnelig plan", "Ursprunglig plan", "Baseline"],
        Word::Band => ["Prognose 50–80 %", "Prognos 50–80 %", "Forecast 50–80%"],
        Word::Performed => ["Utført", "Utfört", "Work done"],
        Word::Remaining => ["Gjenstår", "Återstår", "Work remaining"],
        Word::StagesAndMilestones => [
            "Trinn og milepæler",
            "Steg och milstolpar",
            "Stages and milestones",
        ],
        Word::Owner => ["Ansvarlig", "Ansvarig", "Owner"],
        Word::NoMilestones => [
            "Ingen milepæler ennå",
            "Inga milstolpar ännu",
            "No milestones yet",
        ],
        Word::NoMilestonesHint => [
            "Tidslinjen fylles når veikartet får sin første milepæl.",
            "Tidslinjen fylls när färdplanen får sin första milstolpe.",
            "The timeline fills when the roadmap has its first milestone.",
        ],
        Word::Status(Status::Planned) => ["Planlagt", "Planerad", "Planned"],
        Word::Status(Status::InProgress) => ["Pågår", "Pågår", "In progress"],
        Word::Status(Status::Blocked) => ["Blokkert", "Blockerad", "Blocked"],
        Word::Status(Status::Done) => ["Ferdig", "Klar", "Done"],
        Word::Status(Status::Cancelled) => ["Avlyst", "Inställd", "Cancelled"],
        Word::State(StageState::Locked) => ["Låst", "Låst", "Locked"],
        Word::State(StageState::Open) => ["Åpent", "Öppet", "Open"],
        Word::State(StageState::InReview) => ["Til vurdering", "Granskas", "In review"],
        Word::State(StageState::Passed) => ["Passert", "Passerat", "Passed"],
    }
}

/// `7 av 24`.
pub(crate) fn out_of(language: Language, part: usize, whole: usize) -> String {
    let of = ["av", "av", "of"][index(language)];
    format!("{part} {of} {whole}")
}

/// A share of 0 to 1 in per cent, with the space that the language sets before the sign.
pub(crate) fn percent(language: Language, share: f64) -> String {
    let gap = if language == Language::En { "" } else { "\u{a0}" };
    format!("{:.0}{gap}%", share * 100.0)
}

/// How far behind its due date something is.
pub(crate) fn days_late(language: Language, days: i32) -> String {
    let [nb, sv, en] = if days == 1 {
        ["dag over frist", "dag försenad", "day late"]
    } else {
        ["dager over frist", "dagar försenad", "days late"]
    };
    format!("{days} {}", [nb, sv, en][index(language)])
}

/// The line that stands for milestones without room on the page.
pub(crate) fn more_milestones(language: Language, count: usize) -> String {
    let [nb, sv, en] = milestone_words(count);
    match language {
        Language::Nb => format!("+ {count} {nb} til"),
        Language::Sv => format!("+ {count} {sv} till"),
        Language::En => format!("+ {count} more {en}"),
    }
}

/// The line that stands for stages without room on the page.
pub(crate) fn more_stages(language: Language, count: usize) -> String {
    match language {
        Language::Nb => format!("+ {count} trinn til"),
        Language::Sv => format!("+ {count} steg till"),
        Language::En if count == 1 => "+ 1 more stage".to_owned(),
        Language::En => format!("+ {count} more stages"),
    }
}

/// `24 milepæler`.
pub(crate) fn milestones(language: Language, count: usize) -> String {
    format!("{count} {}", milestone_words(count)[index(language)])
}

/// `5 trinn`.
pub(crate) fn stages(language: Language, count: usize) -> String {
    let words = if count == 1 {
        ["trinn", "steg", "stage"]
    } else {
        ["trinn", "steg", "stages"]
    };
    format!("{count} {}", words[index(language)])
}

/// A week's number as it stands on the axis.
pub(crate) fn week(language: Language, number: u32) -> String {
    format!("{}\u{a0}{number}", ["u.", "v.", "wk"][index(language)])
}

/// A quarter as it stands on the axis.
pub(crate) fn quarter(language: Language, number: u32) -> String {
    match language {
        Language::Nb => format!("{number}.\u{a0}kv."),
        Language::Sv => format!("kv.\u{a0}{number}"),
        Language::En => format!("Q{number}"),
    }
}

/// The value of the `lang` attribute.
pub(crate) fn tag(language: Language) -> &'static str {
    ["nb", "sv", "en"][index(language)]
}

fn milestone_words(count: usize) -> [&'static str; 3] {
    if count == 1 {
        ["milepæl", "milstolpe", "milestone"]
    } else {
        ["milepæler", "milstolpar", "milestones"]
    }
}

fn index(language: Language) -> usize {
    match language {
        Language::Nb => 0,
        Language::Sv => 1,
        Language::En => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(more_milestones(Language::Nb, 1), "+ 1 milepæl til");
        assert_eq!(more_milestones(Language::En, 7), "+ 7 more milestones");
        assert_eq!(more_stages(Language::En, 1), "+ 1 more stage");
        assert_eq!(days_late(Language::Sv, 1), "1 dag försenad");
        assert_eq!(days_late(Language::Nb, 9), "9 dager over frist");
        assert_eq!(stages(Language::En, 1), "1 stage");
    }

    #[test]
    fn per_cent_follows_the_language() {
        assert_eq!(percent(Language::Nb, 0.624), "62\u{a0}%");
        assert_eq!(percent(Language::En, 1.0), "100%");
    }
}
