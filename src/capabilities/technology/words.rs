//! What alerts ask, in the reader's language. Each is a question, never a verdict.

use super::dto::DecisionOutcome;
use super::rules::Figures;
use crate::platform::language::Language;
use chrono::NaiveDate;

fn say(language: Language, nb: String, sv: String, en: String) -> String {
    match language {
        Language::Nb => nb,
        Language::Sv => sv,
        Language::En => en,
    }
}

pub(super) fn nothing_there(language: Language) -> String {
    say(
        language,
        "Ingen velferdsteknologi er innført eller prøves ut her. Hva kunne passe, og hva står i veien?"
            .to_owned(),
        "Ingen välfärdsteknik är införd eller prövas här. Vad kunde passa, och vad står i vägen?".to_owned(),
        "No welfare technology is introduced or tried out here. What could suit, and what stands in the way?"
            .to_owned(),
    )
}

pub(super) fn nobody_uses_any(language: Language, measured: usize) -> String {
    say(
        language,
        format!(
            "Ingen bruker noen av de {measured} teknologiene som er målt her. Hva ville hjelpe, eller passer de ikke?"
        ),
        format!(
            "Ingen använder någon av de {measured} tekniker som har mätts här. Vad skulle hjälpa, eller passar de inte?"
        ),
        format!(
            "Nobody uses any of the {measured} technologies measured here. What would help, or do they not suit?"
        ),
    )
}

pub(super) fn not_measured(language: Language, title: &str) -> String {
    say(
        language,
        format!("{title} er innført, men bruken er ikke målt på tolv måneder. Hvem kan telle?"),
        format!("{title} är införd, men användningen har inte mätts på tolv månader. Vem kan räkna?"),
        format!("{title} is introduced, but its use was not measured for twelve months. Who can count?"),
    )
}

pub(super) fn hardly_used(
    language: Language,
    title: &str,
    Figures { in_use, eligible, .. }: Figures,
) -> String {
    say(
        language,
        format!(
            "{title} er innført, og {in_use} av {eligible} bruker den. Hva ligger bak: tilbudet, utstyret, opplæringen, eller passer den ikke her?"
        ),
        format!(
            "{title} är införd, och {in_use} av {eligible} använder den. Vad ligger bakom: erbjudandet, utrustningen, utbildningen, eller passar den inte här?"
        ),
        format!(
            "{title} is introduced, and {in_use} of {eligible} use it. What lies behind it: the offer, the equipment, the training, or does it not suit here?"
        ),
    )
}

pub(super) fn no_longer_broad(language: Language, title: &str) -> String {
    say(
        language,
        format!(
            "{title} var bred og lik, men det som er målt siden, når ikke det lokale målet. Hva har endret seg, og er målet fortsatt det rette?"
        ),
        format!(
            "{title} var bred och jämlik, men det som har mätts sedan dess når inte det lokala målet. Vad har ändrats, och är målet fortfarande det rätta?"
        ),
        format!(
            "{title} was broad and equal, but what was measured since does not meet the local target. What has changed, and is the target still the right one?"
        ),
    )
}

pub(super) fn decided_not_moved(
    language: Language,
    title: &str,
    decision: DecisionOutcome,
    day: NaiveDate,
) -> String {
    let [nb, sv, en] = if decision == DecisionOutcome::Withdraw {
        ["avvikle", "avveckla", "withdraw"]
    } else {
        ["innføre", "införa", "introduce"]
    };
    say(
        language,
        format!("Det ble besluttet {day} å {nb} {title}, men det er ikke gjort. Hva mangler?"),
        format!("Det beslutades {day} att {sv} {title}, men det är inte gjort. Vad saknas?"),
        format!("It was decided on {day} to {en} {title}, but it is not done. What is missing?"),
    )
}

pub(super) fn stalled(language: Language, title: &str, end: NaiveDate) -> String {
    say(
        language,
        format!(
            "Piloten med {title} skulle være ferdig {end}. Hva er lært, og hvem avgjør om den innføres, prøves videre eller stanses?"
        ),
        format!(
            "Piloten med {title} skulle vara klar {end}. Vad har ni lärt er, och vem avgör om tekniken införs, prövas vidare eller stoppas?"
        ),
        format!(
            "The pilot of {title} was to end on {end}. What was learnt, and who decides whether to introduce it, try on or stop?"
        ),
    )
}
