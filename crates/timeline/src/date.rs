//! Calendar days as the picture counts and writes them.

use chrono::{Datelike as _, NaiveDate};

use crate::model::Language;

/// Days of the common era; day 1 is 1 January of year 1. Any difference of two fits as well.
pub(crate) type Day = i32;

pub(crate) fn day(date: NaiveDate) -> Day {
    date.num_days_from_ce()
}

/// The date of a day; days beyond what the calendar library knows become its first or last one.
pub(crate) fn date(day: Day) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(day).unwrap_or(if day < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
}

/// Two dates as days in their order.
pub(crate) fn period((one, other): (NaiveDate, NaiveDate)) -> (Day, Day) {
    (day(one.min(other)), day(one.max(other)))
}

/// A date in words of the language: `3. feb. 2027`, `3 feb. 2027`, `3 Feb 2027`.
pub(crate) fn long(day: Day, language: Language) -> String {
    let date = date(day);
    let month = MONTHS[language_index(language)][month_index(date)];
    let dot = if language == Language::Nb { "." } else { "" };
    format!("{}{dot} {month} {}", date.day(), date.year())
}

/// The month alone, short and without a full stop, as it stands on the axis.
pub(crate) fn month(day: Day, language: Language) -> &'static str {
    MONTHS[language_index(language)][month_index(date(day))].trim_end_matches('.')
}

/// The month in full with its year.
pub(crate) fn month_and_year(day: Day, language: Language) -> String {
    let date = date(day);
    format!(
        "{} {}",
        FULL_MONTHS[language_index(language)][month_index(date)],
        date.year()
    )
}

fn month_index(date: NaiveDate) -> usize {
    usize::try_from(date.month0()).expect("a month is 0 to 11")
}

fn language_index(language: Language) -> usize {
    match language {
        Language::Nb => 0,
        Language::Sv => 1,
        Language::En => 2,
    }
}

/// Short months, after the Unicode CLDR of nb, sv and en-GB (September in English with three letters).
const MONTHS: [[&str; 12]; 3] = [
    [
        "jan.", "feb.", "mars", "apr.", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des.",
    ],
    [
        "jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.",
    ],
    [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
];

const FULL_MONTHS: [[&str; 12]; 3] = [
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_language() {
        let third = day(NaiveDate::from_ymd_opt(2027, 2, 3).unwrap());
        assert_eq!(long(third, Language::Nb), "3. feb. 2027");
        assert_eq!(long(third, Language::Sv), "3 feb. 2027");
        assert_eq!(long(third, Language::En), "3 Feb 2027");
        assert_eq!(month(third, Language::Nb), "feb");
        assert_eq!(month_and_year(third, Language::Sv), "februari 2027");
    }

    #[test]
    fn days_beyond_the_calendar_become_its_ends() {
        assert_eq!(date(i32::MAX), NaiveDate::MAX);
        assert_eq!(date(i32::MIN), NaiveDate::MIN);
        assert_eq!(date(day(NaiveDate::MIN)), NaiveDate::MIN);
    }

    #[test]
    fn a_period_is_in_order() {
        assert_eq!(
            period((NaiveDate::MAX, NaiveDate::MIN)),
            (day(NaiveDate::MIN), day(NaiveDate::MAX))
        );
    }
}
