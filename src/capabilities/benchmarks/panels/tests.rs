//! The re-identification tests: whatever is shown of an indicator, in any combination of groups, periods and their
//! differences, no figure tells of fewer than five organisers.

use super::*;
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

const STEP: f64 = 0.01;

fn quarter(number: u32) -> Period {
    Period::read(&format!("{}-Q{}", 2020 + number / 4, number % 4 + 1)).expect("a quarter")
}

fn end(period: Period) -> DateTime<Utc> {
    period
        .ends_before()
        .expect("an end")
        .and_time(NaiveTime::MIN)
        .and_utc()
}

fn now() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(2030, 1, 1)
        .expect("a day")
        .and_time(NaiveTime::MIN)
        .and_utc()
}

fn entry(member: usize, at: u32, country: &str, band: &str, value: f64) -> Entry {
    let period = quarter(at);
    Entry {
        member: format!("m{member:03}"),
        period,
        country: country.to_owned(),
        band: Some(band.to_owned()),
        value: Some(value),
        came: end(period) - TimeDelta::days(10),
        went: None,
    }
}

/// Values far apart, so that they are not withheld as alike.
fn value_of(member: usize, at: u32) -> f64 {
    f64::from(u32::try_from((member * 37 + at as usize * 11) % 97).unwrap_or(0)) / 97.0
}

fn of<'c>(cells: &'c [Cell], group: &Group, at: u32) -> Option<&'c Cell> {
    cells
        .iter()
        .find(|cell| cell.group == *group && cell.period == quarter(at))
}

/// Everything that can be computed from panels by taking some away from others: each figure is of a set of organisers,
/// and so is each difference of two, each union of parts beside its whole, and each difference of the same over time.
fn attack(cells: &[Cell]) {
    for one in cells {
        assert!(
            one.panel.len() >= FEWEST,
            "a figure of {} organisers",
            one.panel.len()
        );
        for other in cells {
            assert!(
                differ_enough(&one.panel, &other.panel),
                "{:?} {} and {:?} {} differ by a few",
                one.group,
                one.period,
                other.group,
                other.period
            );
        }
        // Any union of panels that lie within this one, of the same period: their complement.
        let inside: Vec<&Cell> = cells
            .iter()
            .filter(|part| {
                part.period == one.period && part.group > one.group && part.panel.is_subset(&one.panel)
            })
            .collect();
        let most = inside.len().min(12);
        for chosen in 1_u32..(1 << most) {
            let mut rest = one.panel.clone();
            for (at, part) in inside.iter().take(most).enumerate() {
                if chosen & (1 << at) != 0 {
                    rest.retain(|member| !part.panel.contains(member));
                }
            }
            assert!(
                rest.is_empty() || rest.len() >= FEWEST,
                "{} organisers of {:?} {} are left beside its parts",
                rest.len(),
                one.group,
                one.period
            );
        }
    }
}

/// Moving the value of one organiser alone to anywhere else must leave all figures within what others could explain:
/// no figure equals a single organiser's value for every choice of it.
fn follows_nobody(entries: &[Entry], cells: &[Cell]) {
    for cell in cells {
        let inside: Vec<&Entry> = entries
            .iter()
            .filter(|one| one.period == cell.period && cell.panel.contains(&one.member))
            .collect();
        for target in &inside {
            let mut moved: Vec<f64> = Vec::new();
            for one in &inside {
                let far = if one.member == target.member { 40.0 } else { 0.0 };
                moved.push(one.value.unwrap_or_default() + far);
            }
            moved.sort_by(f64::total_cmp);
            for p in [0.25, 0.5, 0.75] {
                let figure = quantile(&moved, p).expect("values");
                assert!(figure < 40.0, "a figure is one organiser's own value");
            }
        }
    }
}

#[test]
fn four_organisers_show_nothing_and_five_do() {
    let make = |count: usize| -> Vec<Entry> {
        (0..count)
            .map(|m| entry(m, 0, "NO", "a", value_of(m, 0)))
            .collect()
    };
    assert_eq!(shown(&make(4), now(), STEP), []);
    let five = shown(&make(5), now(), STEP);
    assert!(of(&five, &Group::All, 0).is_some());
    attack(&five);
}

#[test]
fn what_is_left_beside_the_parts_is_nobody_or_five() {
    // Eight in one band and three in another: the band of eight would give the three away.
    let mut entries: Vec<Entry> = (0..8).map(|m| entry(m, 0, "NO", "a", value_of(m, 0))).collect();
    entries.extend((8..11).map(|m| entry(m, 0, "NO", "b", value_of(m, 0))));
    let cells = shown(&entries, now(), STEP);
    assert!(of(&cells, &Group::Country("NO".to_owned()), 0).is_some());
    assert!(of(&cells, &Group::Band("NO".to_owned(), "a".to_owned()), 0).is_none());
    // With five in the other both can be shown.
    entries.extend((11..13).map(|m| entry(m, 0, "NO", "b", value_of(m, 0))));
    let cells = shown(&entries, now(), STEP);
    assert_eq!(cells.len(), 4);
    attack(&cells);
}

#[test]
fn one_who_joins_waits_and_one_who_leaves_is_not_told() {
    let mut entries = Vec::new();
    for at in 0..3 {
        entries.extend((0..12).map(|m| entry(m, at, "NO", "a", value_of(m, at))));
    }
    entries.push(entry(12, 1, "NO", "a", 0.99));
    entries.retain(|one| !(one.member == "m000" && one.period == quarter(2)));
    let cells = shown(&entries, now(), STEP);
    let panel = |at| of(&cells, &Group::All, at).map(|cell| cell.panel.len());
    assert_eq!(panel(0), Some(12));
    assert_eq!(panel(1), Some(12), "the newcomer waits");
    assert_eq!(panel(2), Some(7), "where one has left, four sit out");
    attack(&cells);
    // Five newcomers come in together.
    entries.extend((12..17).map(|m| entry(m, 3, "NO", "a", value_of(m, 3))));
    entries.extend((0..12).map(|m| entry(m, 3, "NO", "a", value_of(m, 3))));
    attack(&shown(&entries, now(), STEP));
}

#[test]
fn a_withdrawal_takes_the_figures_with_it_until_five_have_gone() {
    let mut entries: Vec<Entry> = (0..12).map(|m| entry(m, 0, "NO", "a", value_of(m, 0))).collect();
    let before = shown(&entries, now(), STEP);
    assert!(!before.is_empty());
    for gone in 0..6 {
        entries[gone].value = None;
        entries[gone].went = Some(end(quarter(0)) + TimeDelta::days(1 + i64::try_from(gone).expect("few")));
        let after = shown(&entries, now(), STEP);
        assert_eq!(after.is_empty(), gone + 1 != 5, "{} have gone", gone + 1);
        // What was shown earlier and what is shown now differ by nobody or by five.
        for (one, other) in before.iter().zip(&after) {
            assert!(differ_enough(&one.panel, &other.panel));
        }
    }
}

#[test]
fn who_comes_late_waits_for_four_others() {
    let mut entries: Vec<Entry> = (0..6).map(|m| entry(m, 0, "NO", "a", value_of(m, 0))).collect();
    for late in 6..11 {
        let mut one = entry(late, 0, "NO", "a", value_of(late, 0));
        one.came = end(quarter(0)) + TimeDelta::days(40);
        entries.push(one);
        let cells = shown(&entries, now(), STEP);
        let size = of(&cells, &Group::All, 0).map(|cell| cell.panel.len());
        assert_eq!(size, Some(if late == 10 { 11 } else { 6 }));
    }
}

#[test]
fn what_runs_is_not_shown_and_alike_values_are_told_to_nobody() {
    let entries: Vec<Entry> = (0..9).map(|m| entry(m, 0, "NO", "a", value_of(m, 0))).collect();
    assert_eq!(shown(&entries, end(quarter(0)) - TimeDelta::days(1), STEP), []);
    let alike: Vec<Entry> = (0..9).map(|m| entry(m, 0, "NO", "a", 0.5)).collect();
    assert_eq!(shown(&alike, now(), STEP), []);
}

#[test]
fn a_percentile_counts_those_below_and_half_of_those_alike() {
    let values = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
    assert_eq!(percentile(&values, 0.1), 10);
    assert_eq!(percentile(&values, 1.0), 100);
    assert_eq!(percentile(&[0.5; 6], 0.5), 50);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Organisers of three countries and three bands come and go at random, late and early, withdraw, change bands:
    /// no combination of what is shown tells of fewer than five.
    #[test]
    fn no_combination_of_groups_and_periods_tells_of_a_few(
        members in proptest::collection::vec((0_usize..3, 0_usize..3, any::<u16>(), 0_u8..40), 0..70),
        periods in 1_u32..6,
    ) {
        let mut entries = Vec::new();
        for (member, (country, band, pattern, event)) in members.iter().enumerate() {
            for at in 0..periods {
                // One of four periods is missed; the band changes now and then.
                if (pattern >> (2 * at)).trailing_zeros() >= 2 {
                    continue;
                }
                let band = (band + usize::from(*event == 7 && at > 1)) % 3;
                let mut one = entry(member, at, ["NO", "SE", "DK"][*country], ["a", "b", "c"][band], value_of(member, at));
                let after = end(one.period) + TimeDelta::days(i64::from(*event));
                if *event < 4 {
                    one.came = after;
                }
                if (4..8).contains(event) {
                    one.went = Some(after);
                    one.value = None;
                }
                entries.push(one);
            }
        }
        let cells = shown(&entries, now(), STEP);
        attack(&cells);
        follows_nobody(&entries, &cells);
    }

    /// The same organisers under months and quarters: the two are attacked together.
    #[test]
    fn months_and_quarters_together_tell_of_nobody(present in proptest::collection::vec(any::<u8>(), 5..30)) {
        let mut entries = Vec::new();
        for (member, pattern) in present.iter().enumerate() {
            for (at, text) in ["2024-01", "2024-02", "2024-03", "2024-Q1"].iter().enumerate() {
                if pattern & (1 << at) != 0 {
                    let period = Period::read(text).expect("a period");
                    let mut one = entry(member, 0, "NO", "a", value_of(member, 3));
                    one.period = period;
                    one.came = end(period) - TimeDelta::days(2);
                    entries.push(one);
                }
            }
        }
        let cells = shown(&entries, now(), STEP);
        attack(&cells);
    }
}
