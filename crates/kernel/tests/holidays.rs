//! Compares our rules with the golden file of 2020–2040, which `make_holidays.py` wrote from another project's rules.

use std::collections::BTreeSet;

use chrono::Datelike;
use kernel::{Country, HolidayKind, Language, holidays};

const GOLDEN: &str = include_str!("holidays.csv");

/// One line of the golden file.
struct Row {
    country: Country,
    date: chrono::NaiveDate,
    kind: HolidayKind,
    name_en: &'static str,
    name_local: &'static str,
}

fn rows() -> Vec<Row> {
    let mut lines = GOLDEN.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(lines.next(), Some("country,date,category,name_en,name_local"));
    lines.map(row).collect()
}

fn row(line: &'static str) -> Row {
    let fields: Vec<&'static str> = line.split(',').collect();
    let [country, date, category, name_en, name_local] = fields[..] else {
        panic!("five fields: {line}")
    };
    let kind = match category {
        "public" => HolidayKind::Public,
        "de_facto" => HolidayKind::TreatedAlike,
        _ => panic!("category: {line}"),
    };
    Row {
        country: country.parse().expect("a country code"),
        date: date.parse().expect("a date"),
        kind,
        name_en,
        name_local,
    }
}

/// Our English name for the package's, which is American.
fn our_english(name: &str) -> &str {
    match name {
        "Labor Day" => "May Day",
        "Pentecost" => "Whit Sunday",
        "Pentecost Monday" => "Whit Monday",
        "Second Day of Christmas" => "Boxing Day",
        same => same,
    }
}

/// Our Swedish name for the one used in Finland.
fn our_swedish(name: &str) -> &str {
    match name {
        "Trettondag" => "Trettondedag jul",
        "Pingst" => "Pingstdagen",
        same => same,
    }
}

fn compare(country: Country, kind: HolidayKind, count: usize) {
    let golden: Vec<Row> = rows()
        .into_iter()
        .filter(|row| row.country == country && row.kind == kind)
        .collect();
    assert_eq!(golden.len(), count, "{country}: the golden file is whole");
    let years: BTreeSet<i32> = golden.iter().map(|row| row.date.year()).collect();
    assert_eq!(years, (2020..=2040).collect());

    let ours: Vec<_> = years
        .iter()
        .flat_map(|year| holidays(country, *year))
        .filter(|day| day.kind == kind)
        .collect();
    let ours: BTreeSet<_> = ours
        .iter()
        .map(|day| (day.date, day.name.en.replace('’', "'")))
        .collect();
    let theirs: BTreeSet<_> = golden
        .iter()
        .map(|row| (row.date, our_english(row.name_en).to_owned()))
        .collect();
    let only_ours: Vec<_> = ours.difference(&theirs).collect();
    let only_theirs: Vec<_> = theirs.difference(&ours).collect();
    assert!(
        only_ours.is_empty() && only_theirs.is_empty(),
        "only ours {only_ours:?}, only theirs {only_theirs:?}"
    );
    assert_eq!(ours.len(), count);
}

#[test]
fn norway() {
    compare(Country::No, HolidayKind::Public, 12 * 21);
}

#[test]
fn sweden() {
    compare(Country::Se, HolidayKind::Public, 13 * 21);
}

#[test]
fn sweden_treated_alike() {
    compare(Country::Se, HolidayKind::TreatedAlike, 3 * 21);
}

#[test]
fn denmark_with_the_prayer_day_until_2023() {
    compare(Country::Dk, HolidayKind::Public, 10 * 21 + 4);
}

#[test]
fn finland() {
    compare(Country::Fi, HolidayKind::Public, 15 * 21);
}

/// Danish names are left out, as we have no Danish texts.
#[test]
fn names_in_the_countrys_own_language() {
    let mut compared = 0;
    for row in rows() {
        let (language, expected) = match row.country {
            Country::No => (Language::Nb, row.name_local),
            Country::Se => (Language::Sv, row.name_local),
            Country::Fi => (Language::Sv, our_swedish(row.name_local)),
            Country::Dk => continue,
        };
        let holidays = holidays(row.country, row.date.year());
        let found = holidays
            .iter()
            .any(|day| day.date == row.date && day.name.get(language) == expected);
        assert!(found, "{} {} {expected}", row.country, row.date);
        compared += 1;
    }
    assert_eq!(compared, (12 + 16 + 15) * 21);
}

#[test]
fn only_sweden_has_days_treated_alike() {
    for country in [Country::No, Country::Dk, Country::Fi] {
        for year in 2020..=2040 {
            assert!(
                holidays(country, year)
                    .iter()
                    .all(|day| day.kind == HolidayKind::Public)
            );
        }
    }
}
