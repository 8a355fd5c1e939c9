//! Cases and properties of the working calendar.

use chrono::Days;
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn plain(country: Country) -> WorkingCalendar {
    WorkingCalendar::new(country, WorkingWeekdays::default(), [])
}

fn local(date: NaiveDate, working: bool) -> LocalDay {
    LocalDay {
        date,
        name: "Local".into(),
        working,
    }
}

#[test]
fn weekends_holidays_and_local_days() {
    let calendar = WorkingCalendar::new(
        Country::No,
        WorkingWeekdays::default(),
        [
            local(day("2026-05-18"), false), // a Monday
            local(day("2026-05-16"), true),  // a Saturday
            local(day("2026-05-14"), true),  // Ascension Day
            local(day("2026-05-15"), false),
            local(day("2026-05-15"), true), // the later entry counts
        ],
    );
    let cases = [
        ("2026-05-13", true),
        ("2026-05-14", true),
        ("2026-05-15", true),
        ("2026-05-16", true),
        ("2026-05-17", false),
        ("2026-05-18", false),
        ("2026-05-19", true),
        ("2026-05-25", false), // Whit Monday
    ];
    for (date, working) in cases {
        assert_eq!(calendar.is_working_day(day(date)), working, "{date}");
    }
    assert_eq!(calendar.local_days().count(), 4);
}

#[test]
fn other_weekdays() {
    let weekdays = WorkingWeekdays::new(&[Weekday::Sun, Weekday::Tue]).unwrap();
    let calendar = WorkingCalendar::new(Country::Dk, weekdays, []);
    assert_eq!(
        calendar.next_working_day(day("2026-08-04")),
        Some(day("2026-08-09"))
    );
    assert_eq!(
        calendar.next_working_day(day("2026-08-09")),
        Some(day("2026-08-11"))
    );
}

#[test]
fn adding() {
    // Country, start, count, answer.
    let cases = [
        (Country::No, "2026-08-07", 1, "2026-08-10"),
        (Country::No, "2026-08-08", 1, "2026-08-10"),
        (Country::No, "2026-08-08", -1, "2026-08-07"),
        (Country::No, "2026-08-08", 0, "2026-08-08"),
        (Country::No, "2026-08-10", -1, "2026-08-07"),
        (Country::No, "2026-08-10", 5, "2026-08-17"),
        (Country::No, "2026-12-23", 2, "2026-12-28"),
        (Country::Se, "2026-12-23", 2, "2026-12-29"),
        (Country::Se, "2026-12-30", 1, "2027-01-04"),
        (Country::Dk, "2026-04-30", 1, "2026-05-01"),
        (Country::Fi, "2026-06-18", 1, "2026-06-22"),
        (Country::Fi, "2026-06-22", -1, "2026-06-18"),
    ];
    for (country, start, count, answer) in cases {
        assert_eq!(
            plain(country).add_working_days(day(start), count),
            Some(day(answer)),
            "{country} {start} {count}"
        );
    }
}

#[test]
fn counting() {
    let cases = [
        ("2026-08-03", "2026-08-10", 5),
        ("2026-08-10", "2026-08-03", -5),
        ("2026-08-03", "2026-08-03", 0),
        ("2026-08-03", "2026-08-04", 1),
        ("2026-08-08", "2026-08-10", 0),
        ("2026-08-08", "2026-08-11", 1),
        // 261 weekdays less eight holidays: 1 January, Maundy Thursday, Good Friday, Easter Monday, 1 May, Ascension,
        // Whit Monday and 25 December; 17 May and 26 December fall on the weekend.
        ("2026-01-01", "2027-01-01", 253),
    ];
    for (from, to, count) in cases {
        assert_eq!(
            plain(Country::No).working_days_between(day(from), day(to)),
            count,
            "{from} {to}"
        );
    }
}

#[test]
fn the_ends_of_time() {
    let calendar = plain(Country::Se);
    assert_eq!(calendar.next_working_day(NaiveDate::MAX), None);
    assert_eq!(calendar.add_working_days(NaiveDate::MIN, -1), None);
    assert_eq!(calendar.add_working_days(NaiveDate::MAX, 0), Some(NaiveDate::MAX));
    assert_eq!(calendar.working_day_from(NaiveDate::MAX), None); // New Year's Eve
    assert_eq!(calendar.add_working_days(day("2026-01-01"), i32::MAX), None);
    assert_eq!(calendar.add_working_days(day("2026-01-01"), i32::MIN), None);
    let near = NaiveDate::MAX - Days::new(10);
    let worked = calendar.working_days_between(near, NaiveDate::MAX);
    assert!((3..=8).contains(&worked), "{worked}");
    assert_eq!(calendar.add_working_days(near, 10), None);
    assert_eq!(calendar.working_days_between(NaiveDate::MIN, NaiveDate::MIN), 0);
}

prop_compose! {
    fn any_day()(year in 1990..2100, ordinal in 1_u32..=365) -> NaiveDate {
        NaiveDate::from_yo_opt(year, ordinal).unwrap()
    }
}

/// A calendar of any country and weekdays, with local days around the given one.
fn any_calendar(around: NaiveDate) -> impl Strategy<Value = WorkingCalendar> {
    let country = prop::sample::select(Country::ALL.to_vec());
    let weekdays = prop::sample::subsequence((0..7).collect::<Vec<u8>>(), 1..=7);
    let local_days = prop::collection::vec((0_u64..200, any::<bool>()), 0..12);
    (country, weekdays, local_days).prop_map(move |(country, weekdays, local_days)| {
        let weekdays: Vec<_> = weekdays
            .into_iter()
            .map(|number| Weekday::try_from(number).unwrap())
            .collect();
        let local_days = local_days
            .into_iter()
            .map(|(days, working)| local(around - Days::new(100) + Days::new(days), working));
        WorkingCalendar::new(country, WorkingWeekdays::new(&weekdays).unwrap(), local_days)
    })
}

fn day_and_calendar() -> impl Strategy<Value = (NaiveDate, WorkingCalendar)> {
    any_day().prop_flat_map(|date| (Just(date), any_calendar(date)))
}

proptest! {
    #[test]
    fn adding_then_counting_gives_the_number_back((date, calendar) in day_and_calendar(), count in -150..150) {
        let start = calendar.working_day_from(date).unwrap();
        let end = calendar.add_working_days(start, count).unwrap();
        prop_assert!(calendar.is_working_day(end));
        prop_assert_eq!(calendar.working_days_between(start, end), i64::from(count));
        prop_assert_eq!(calendar.add_working_days(end, -count), Some(start));
    }

    #[test]
    fn counts_add_up((a, calendar) in day_and_calendar(), one in -200_i64..200, other in -200_i64..200) {
        let (b, c) = (a + chrono::TimeDelta::days(one), a + chrono::TimeDelta::days(other));
        let sum = calendar.working_days_between(a, b) + calendar.working_days_between(b, c);
        prop_assert_eq!(calendar.working_days_between(a, c), sum);
        prop_assert_eq!(calendar.working_days_between(b, a), -calendar.working_days_between(a, b));
    }

    #[test]
    fn nothing_worked_is_skipped((date, calendar) in day_and_calendar()) {
        let next = calendar.next_working_day(date).unwrap();
        prop_assert!(next > date && calendar.is_working_day(next));
        let mut between = date.succ_opt().unwrap();
        while between < next {
            prop_assert!(!calendar.is_working_day(between));
            between = between.succ_opt().unwrap();
        }
    }
}
