//! What the planner says in words, in the reader's language.

use crate::platform::language::{Language, Text3};
use chrono::{Datelike, NaiveDate};

const MONTHS: [[&str; 12]; 3] = [
    [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ],
    [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

/// A date as it is written.
pub(super) fn date(day: NaiveDate, language: Language) -> String {
    let month = MONTHS[language as usize][day.month0() as usize];
    match language {
        Language::Nb => format!("{}. {month} {}", day.day(), day.year()),
        Language::Sv | Language::En => format!("{} {month} {}", day.day(), day.year()),
    }
}

/// A number with one decimal, as it is written.
fn number(value: f64, language: Language) -> String {
    let text = format!("{value:.1}");
    if language == Language::En {
        text
    } else {
        text.replace('.', ",")
    }
}

fn say(nb: &'static str, sv: &'static str, en: &'static str, language: Language, values: &[&str]) -> String {
    let mut text = Text3::new(nb, sv, en).get(language).to_owned();
    for value in values {
        text = text.replacen("{}", value, 1);
    }
    text.chars().take(500).collect()
}

pub(super) fn booked(days: i32, who: &str, percent: i32, until: NaiveDate, language: Language) -> String {
    let (days, percent, until) = (days.to_string(), percent.to_string(), date(until, language));
    say(
        "Starter {} virkedager senere enn det kunne, siden {} er opptatt {} prosent av tiden frem til {}.",
        "Startar {} arbetsdagar senare än det kunde, eftersom {} är upptagen {} procent av tiden fram till {}.",
        "Starts {} working days later than it could, since {} is booked for {} per cent of the time until {}.",
        language,
        &[&days, who, &percent, &until],
    )
}

pub(super) fn crowded(days: i32, until: NaiveDate, language: Language) -> String {
    let (days, until) = (days.to_string(), date(until, language));
    say(
        "Starter {} virkedager senere enn det kunne, siden enheten ikke kan ta flere endringer samtidig før {}.",
        "Startar {} arbetsdagar senare än det kunde, eftersom enheten inte kan ta fler förändringar samtidigt före {}.",
        "Starts {} working days later than it could, since the unit can take no more change at once before {}.",
        language,
        &[&days, &until],
    )
}

pub(super) fn away(days: i32, who: &str, until: NaiveDate, language: Language) -> String {
    let (days, until) = (days.to_string(), date(until, language));
    say(
        "Starter {} virkedager senere enn det kunne, siden {} er borte eller har for lite tid før {}.",
        "Startar {} arbetsdagar senare än det kunde, eftersom {} är borta eller har för lite tid före {}.",
        "Starts {} working days later than it could, since {} is away or has too little time before {}.",
        language,
        &[&days, who, &until],
    )
}

pub(super) fn stretched(planned: i32, takes: i32, who: &str, language: Language) -> String {
    let (planned, takes) = (planned.to_string(), takes.to_string());
    say(
        "Tar {} virkedager i stedet for {}, siden {} har for lite tid på disse dagene.",
        "Tar {} arbetsdagar i stället för {}, eftersom {} har för lite tid på dessa dagar.",
        "Takes {} working days instead of {}, since {} has too little time on these days.",
        language,
        &[&takes, &planned, who],
    )
}

pub(super) fn overbooked(
    who: &str,
    week: NaiveDate,
    booked: f64,
    available: f64,
    weeks: i32,
    language: Language,
) -> String {
    let (week, booked) = (date(week, language), number(booked, language));
    let (available, weeks) = (number(available, language), weeks.to_string());
    say(
        "{} har {} dagsverk i uken fra {}, men bare {} til rådighet; overbooket i {} uker.",
        "{} har {} dagsverken i veckan från {}, men bara {} till förfogande; överbokad i {} veckor.",
        "{} has {} person-days of work in the week of {}, but only {} to spend; overbooked in {} weeks.",
        language,
        &[who, &booked, &week, &available, &weeks],
    )
}

/// A warning's words.
pub(super) fn warning(code: &str, count: usize, language: Language) -> String {
    let count = count.to_string();
    let (nb, sv, en) = match code {
        "no_estimate" => (
            "{} milepæler har ingen varighet og ligger der de forfaller.",
            "{} milstolpar saknar varaktighet och ligger där de förfaller.",
            "{} milestones have no duration and lie where they are due.",
        ),
        "no_effort" => (
            "{} milepæler sier ikke hvor mye arbeid de krever, så de belaster ingen.",
            "{} milstolpar säger inte hur mycket arbete de kräver, så de belastar ingen.",
            "{} milestones do not say how much work they take, so they load nobody.",
        ),
        "no_owner" => (
            "{} milepæler har ingen ansvarlig.",
            "{} milstolpar har ingen ansvarig.",
            "{} milestones have no owner.",
        ),
        "no_time" => (
            "{} milepæler har en ansvarlig uten tid til dem.",
            "{} milstolpar har en ansvarig utan tid för dem.",
            "{} milestones have an owner without any time for them.",
        ),
        _ => (
            "{} milepæler er forfalt.",
            "{} milstolpar är försenade.",
            "{} milestones are overdue.",
        ),
    };
    say(nb, sv, en, language, &[&count])
}

/// The name of a remedy that gives somebody more time.
pub(super) fn more_time(who: &str, percent: i32, language: Language) -> String {
    let percent = percent.to_string();
    say(
        "{} får {} prosent av arbeidstiden til utvikling",
        "{} får {} procent av arbetstiden till utveckling",
        "{} gets {} per cent of the working time for development",
        language,
        &[who, &percent],
    )
}

/// The name of a remedy that hands work over.
pub(super) fn hand_over(count: usize, from: &str, to: &str, language: Language) -> String {
    let count = count.to_string();
    say(
        "{} milepæler går fra {} til {}",
        "{} milstolpar går från {} till {}",
        "{} milestones go from {} to {}",
        language,
        &[&count, from, to],
    )
}
