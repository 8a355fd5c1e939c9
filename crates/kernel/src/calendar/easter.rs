//! The date of Easter, from which half of the public holidays are counted.

use chrono::NaiveDate;

/// Easter Sunday of the Western churches in a year of the Gregorian calendar.
///
/// Source: the computus of an anonymous correspondent, *Nature* 13 (20 April 1876), p. 487,
/// in the form of J. Meeus, *Astronomical Algorithms*, 2nd ed. (1998), chapter 8.
/// Years before 1583 give the date that the rule would have given, had it been in force.
/// None for years that `chrono` has no dates for.
///
/// ```
/// use kernel::easter_sunday;
/// assert_eq!(easter_sunday(2026).map(|day| day.to_string()), Some("2026-04-05".into()));
/// ```
pub fn easter_sunday(year: i32) -> Option<NaiveDate> {
    // No step leaves i32 for a year that has dates, and one that has none need not be reckoned.
    NaiveDate::from_yo_opt(year, 1)?;
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let (leap_centuries, century_rest) = (century.div_euclid(4), century.rem_euclid(4));
    let lunar_correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let epact = (19 * golden + century - leap_centuries - lunar_correction + 15).rem_euclid(30);
    let (leap_years, year_rest) = (of_century / 4, of_century % 4);
    let to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest).rem_euclid(7);
    let exception = (golden + 11 * epact + 22 * to_sunday) / 451;
    // Months times 31 and days, both counted from zero at the first of January less nine days.
    let sum = epact + to_sunday - 7 * exception + 114;
    let (month, day) = (u32::try_from(sum / 31).ok()?, u32::try_from(sum % 31).ok()?);
    NaiveDate::from_ymd_opt(year, month, day + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, Weekday};
    use proptest::prelude::*;

    #[test]
    fn extremes_and_exceptions() {
        // The earliest and latest dates, the two exceptions of Gauss's rule, and dates within memory.
        let cases = [
            "1598-03-22",
            "1818-03-22",
            "1886-04-25",
            "1943-04-25",
            "1954-04-18",
            "1961-04-02",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2024-03-31",
            "2025-04-20",
            "2038-04-25",
            "2285-03-22",
        ];
        for case in cases {
            let expected: NaiveDate = case.parse().unwrap();
            assert_eq!(easter_sunday(expected.year()), Some(expected));
        }
    }

    /// D. E. Knuth, *The Art of Computer Programming* 1, 3rd ed., exercise 1.3.2–14, after Lilius and Clavius.
    fn knuth(year: i32) -> NaiveDate {
        let golden = year % 19 + 1;
        let century = year / 100 + 1;
        let skipped_leap_years = 3 * century / 4 - 12;
        let moon = (8 * century + 5) / 25 - 5;
        let sunday = 5 * year / 4 - skipped_leap_years - 10;
        let mut epact = (11 * golden + 20 + moon - skipped_leap_years).rem_euclid(30);
        if epact == 25 && golden > 11 || epact == 24 {
            epact += 1;
        }
        let mut day = 44 - epact;
        if day < 21 {
            day += 30;
        }
        day += 7 - (sunday + day) % 7;
        let (month, day) = if day > 31 { (4, day - 31) } else { (3, day) };
        NaiveDate::from_ymd_opt(year, month, u32::try_from(day).unwrap()).unwrap()
    }

    #[test]
    fn agrees_with_another_reckoning_for_ten_thousand_years() {
        for year in 1583..11_583 {
            assert_eq!(easter_sunday(year), Some(knuth(year)), "{year}");
        }
    }

    proptest! {
        #[test]
        fn no_year_panics(year in any::<i32>()) {
            let year_has_dates = NaiveDate::from_yo_opt(year, 1).is_some();
            prop_assert_eq!(easter_sunday(year).is_some(), year_has_dates);
        }

        #[test]
        fn always_a_sunday_within_its_five_weeks(year in NaiveDate::MIN.year()..=NaiveDate::MAX.year()) {
            let easter = easter_sunday(year).unwrap();
            prop_assert_eq!(easter.weekday(), Weekday::Sun);
            prop_assert!((3, 22) <= (easter.month(), easter.day()) && (easter.month(), easter.day()) <= (4, 25));
        }
    }
}
