//! Public holidays by country and year, reckoned from the tables in `holiday_rules`.
//!
//! The rules are those in force in 2020–2040 as known today, the end of the Danish store bededag after 2023 included.
//! Other years get the same rules, so that Sweden's before 2005 and Finland's before 1991 are not the historical ones.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::easter::easter_sunday;
use super::holiday_rules::{Rule, When, rules};
use crate::country::Country;
use crate::language::Text;

/// Why a day is free.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayKind {
    /// A public holiday.
    Public,
    /// Not a public holiday, but treated alike when work is planned: three eves in Sweden.
    TreatedAlike,
}

/// A public holiday, or a day treated alike.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Holiday {
    /// The day.
    pub date: NaiveDate,
    /// What it is called.
    pub name: Text,
    /// Why it is free.
    pub kind: HolidayKind,
}

/// The country's holidays in a year, by date.
///
/// Two that fall on one day are both listed, such as 17 May and Whit Monday in Norway in 2027.
/// A year that `chrono` has no dates for has none.
///
/// ```
/// use kernel::{Country, holidays};
///
/// let norway = holidays(Country::No, 2026);
/// assert_eq!(norway.len(), 12);
/// assert_eq!(norway[1].date.to_string(), "2026-04-02");
/// assert_eq!(norway[1].name.en, "Maundy Thursday");
/// ```
pub fn holidays(country: Country, year: i32) -> Vec<Holiday> {
    let easter = easter_sunday(year);
    let mut holidays: Vec<Holiday> = rules(country)
        .iter()
        .filter_map(|rule| {
            let date = NaiveDate::from_yo_opt(year, rule.ordinal(year, easter?)?)?;
            let name = Text::new(rule.name.nb, rule.name.sv, rule.name.en);
            Some(Holiday {
                date,
                name,
                kind: rule.kind,
            })
        })
        .collect();
    holidays.sort_by_key(|holiday| holiday.date);
    holidays
}

/// Whether the day is a holiday of either kind.
///
/// ```
/// use kernel::{Country, is_holiday};
/// let midsummer_eve = "2026-06-19".parse().expect("a date");
/// assert!(is_holiday(Country::Se, midsummer_eve));
/// assert!(!is_holiday(Country::No, midsummer_eve));
/// ```
pub fn is_holiday(country: Country, date: NaiveDate) -> bool {
    let (year, ordinal) = (date.year(), Some(date.ordinal()));
    easter_sunday(year).is_some_and(|easter| {
        rules(country)
            .iter()
            .any(|rule| rule.ordinal(year, easter) == ordinal)
    })
}

impl Rule {
    /// The number of its day in the year, 1 January being 1, or none if it was not kept in that year.
    fn ordinal(&self, year: i32, easter: NaiveDate) -> Option<u32> {
        if self.last_year.is_some_and(|last| year > last) {
            return None;
        }
        match self.when {
            When::Fixed(month, day) => Some(NaiveDate::from_ymd_opt(year, month, day)?.ordinal()),
            When::Easter(days) => easter.ordinal().checked_add_signed(days),
            When::WeekdayFrom(weekday, month, day) => {
                let first = NaiveDate::from_ymd_opt(year, month, day)?;
                Some(first.ordinal() + weekday.days_since(first.weekday()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn json() {
        let eve = holidays(Country::Se, 2026)
            .into_iter()
            .find(|day| day.kind == HolidayKind::TreatedAlike)
            .unwrap();
        let json = r#"{"date":"2026-06-19","name":{"nb":"Midtsommeraften","sv":"Midsommarafton","en":"Midsummer Eve"},"kind":"treated_alike"}"#;
        assert_eq!(serde_json::to_string(&eve).unwrap(), json);
        assert_eq!(serde_json::from_str::<Holiday>(json).unwrap(), eve);
    }

    #[test]
    fn two_holidays_on_one_day_are_both_listed() {
        let day: NaiveDate = "2027-05-17".parse().unwrap();
        let names: Vec<_> = holidays(Country::No, 2027)
            .into_iter()
            .filter(|holiday| holiday.date == day)
            .map(|day| day.name.en)
            .collect();
        assert_eq!(names, ["Constitution Day", "Whit Monday"]);
    }

    #[test]
    fn the_prayer_day_ends_with_2023() {
        let prayer_day = |year| {
            holidays(Country::Dk, year)
                .iter()
                .any(|day| day.name.nb == "Store bededag")
        };
        assert!(prayer_day(2023));
        assert!(!prayer_day(2024));
    }

    #[test]
    fn years_at_and_beyond_the_limits() {
        for year in [
            i32::MIN,
            NaiveDate::MIN.year() - 1,
            NaiveDate::MAX.year() + 1,
            i32::MAX,
        ] {
            assert_eq!(holidays(Country::Se, year), []);
        }
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            assert_eq!(holidays(Country::Se, day.year()).len(), 16);
        }
        assert!(is_holiday(Country::Fi, NaiveDate::MIN));
        assert!(is_holiday(Country::Se, NaiveDate::MAX));
        assert!(!is_holiday(Country::Fi, NaiveDate::MAX));
    }

    proptest! {
        #[test]
        fn list_and_question_agree(year in 1583..=9999, ordinal in 1_u32..=366) {
            prop_assume!(NaiveDate::from_yo_opt(year, ordinal).is_some());
            let date = NaiveDate::from_yo_opt(year, ordinal).unwrap();
            for country in Country::ALL {
                let list = holidays(country, year);
                prop_assert!(list.is_sorted_by_key(|holiday| holiday.date));
                prop_assert_eq!(list.iter().any(|holiday| holiday.date == date), is_holiday(country, date));
            }
        }
    }
}
