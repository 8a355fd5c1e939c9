//! How shares of users differ and where they go. Pure.

use super::dto::{SpreadView, Trend};
use super::months::Month;
use super::rules::{Figures, share};
use std::collections::BTreeMap;

/// How the shares of units or groups differ. Those whom it would suit nowhere have none; `None` where no share is left.
pub(super) fn spread(all: &[Figures]) -> Option<SpreadView> {
    let mut rates: Vec<f64> = all.iter().filter_map(|one| one.use_share()).collect();
    rates.sort_by(f64::total_cmp);
    let (lowest, highest) = (*rates.first()?, *rates.last()?);
    let middle = rates.len() / 2;
    let median = if rates.len() % 2 == 1 {
        rates[middle]
    } else {
        f64::midpoint(rates[middle - 1], rates[middle])
    };
    let compared = i64::try_from(rates.len()).unwrap_or(i64::MAX);
    let without = rates.iter().filter(|rate| **rate <= 0.0).count();
    let without = i64::try_from(without).unwrap_or(i64::MAX);
    Some(SpreadView {
        compared,
        lowest,
        median,
        highest,
        ratio: (lowest > 0.0).then(|| highest / lowest),
        difference: highest - lowest,
        gini: gini(&rates),
        without_use: Some(without),
        without_use_share: share(without, compared),
    })
}

/// The Gini coefficient of shares in rising order: nought where all are equal, near one where one has everything.
#[expect(clippy::cast_precision_loss, reason = "units are far fewer than 2^53")]
fn gini(rates: &[f64]) -> Option<f64> {
    let sum: f64 = rates.iter().sum();
    if sum <= 0.0 {
        return None;
    }
    let count = rates.len() as f64;
    let weighted: f64 = rates
        .iter()
        .enumerate()
        .map(|(at, rate)| (at + 1) as f64 * rate)
        .sum();
    Some((2.0 * weighted / (count * sum) - (count + 1.0) / count).clamp(0.0, 1.0))
}

/// From so many percentage points a year on, the share of users advances.
const ADVANCING: f64 = 5.0;

/// From so many on, it moves slowly; below it stands still, or falls.
const SLOW: f64 = 1.0;

/// A way shorter than so many months says nothing.
const SHORTEST: i32 = 3;

/// Where the share of users went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Way {
    pub(super) trend: Trend,
    pub(super) from: Month,
    pub(super) to: Month,
    pub(super) points_a_year: f64,
    pub(super) places: usize,
}

/// The trend, by this rule: of each place the first and the last month that were measured there and in which it would suit
/// anybody are compared, where they lie at least three months apart; the changes of the share of users, as percentage
/// points a year, are averaged over the places by how many it would suit in the end; and that is `advancing` from 5 on,
/// `slow` from 1 on, else `static`.
pub(super) fn trend<'s>(series: impl Iterator<Item = &'s BTreeMap<Month, Figures>>) -> Option<Way> {
    let ends: Vec<_> = series.filter_map(ends).collect();
    let points = |((from, first), (to, last)): &(End, End)| {
        let change = last.use_share()? - first.use_share()?;
        Some(change * 100.0 * 12.0 / f64::from(to.since(*from)))
    };
    let (mut sum, mut weights) = (0.0, 0.0);
    for both in &ends {
        let weight = f64::from(i32::try_from(both.1.1.eligible).unwrap_or(i32::MAX));
        sum += points(both)? * weight;
        weights += weight;
    }
    let from = ends.iter().map(|(first, _)| first.0).min()?;
    let to = ends.iter().map(|(_, last)| last.0).max()?;
    let points_a_year = sum / weights;
    let trend = if points_a_year + 1e-9 >= ADVANCING {
        Trend::Advancing
    } else if points_a_year + 1e-9 >= SLOW {
        Trend::Slow
    } else {
        Trend::Static
    };
    Some(Way {
        trend,
        from,
        to,
        points_a_year,
        places: ends.len(),
    })
}

/// What was measured in a place at one end of its way.
type End = (Month, Figures);

/// The two ends of a place's way; `None` where it is too short to say anything.
fn ends(series: &BTreeMap<Month, Figures>) -> Option<(End, End)> {
    let mut measured = series
        .iter()
        .map(|(month, figures)| (*month, *figures))
        .filter(|(_, figures)| figures.eligible > 0);
    let first = measured.next()?;
    let last = measured.next_back()?;
    (last.0.since(first.0) >= SHORTEST).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn figures(in_use: i64, eligible: i64) -> Figures {
        Figures {
            eligible,
            offered: eligible,
            in_use,
            declined: 0,
        }
    }

    #[test]
    fn shares_are_compared_with_the_numbers_behind_them() {
        let found =
            spread(&[figures(10, 20), figures(0, 10), figures(8, 10), figures(0, 0)]).expect("measured");
        assert_eq!(
            (found.compared, found.without_use, found.ratio),
            (3, Some(1), None)
        );
        let near = |one: f64, other: f64| (one - other).abs() < 1e-12;
        assert!(near(found.lowest, 0.0) && near(found.median, 0.5) && near(found.highest, 0.8));
        assert!(
            near(found.difference, 0.8)
                && found
                    .without_use_share
                    .is_some_and(|share| near(share, 1.0 / 3.0))
        );
        let even = spread(&[figures(5, 10), figures(10, 20)]).expect("measured");
        assert!(near(even.median, 0.5) && even.ratio.is_some_and(|ratio| near(ratio, 1.0)));
        assert!(even.gini.is_some_and(|gini| near(gini, 0.0)));
        // One of four has everything: three quarters.
        let one = spread(&[figures(0, 9), figures(0, 9), figures(0, 9), figures(9, 9)]).expect("measured");
        assert!(one.gini.is_some_and(|gini| near(gini, 0.75)), "{one:?}");
        assert_eq!(spread(&[figures(0, 9)]).expect("measured").gini, None);
        assert_eq!(spread(&[figures(0, 0)]), None, "nobody it would suit is no share");
    }

    #[test]
    fn the_trend_compares_each_place_with_itself() {
        let month = |text: &str| Month::read(text).expect("a month");
        let (a, b) = (1, 2);
        let way = |cells: &[(&str, u8, i64, i64)]| {
            let mut places: BTreeMap<u8, BTreeMap<Month, Figures>> = BTreeMap::new();
            for (at, place, part, whole) in cells {
                let series = places.entry(*place).or_default();
                series.insert(month(at), figures(*part, *whole));
            }
            trend(places.values())
        };
        let word = |cells: &[(&str, u8, i64, i64)]| way(cells).map(|way| way.trend);
        // Ten points in a year; 5; 4.9; 1; 0.9; a fall.
        for (last, expected) in [
            (400, Trend::Advancing),
            (350, Trend::Advancing),
            (349, Trend::Slow),
            (310, Trend::Slow),
            (309, Trend::Static),
            (100, Trend::Static),
        ] {
            assert_eq!(
                word(&[("2025-10", a, 300, 1000), ("2026-10", a, last, 1000)]),
                Some(expected),
                "{last}"
            );
        }
        // Half a year counts double.
        assert_eq!(
            word(&[("2026-04", a, 300, 1000), ("2026-10", a, 325, 1000)]),
            Some(Trend::Advancing)
        );
        assert_eq!(
            word(&[("2026-08", a, 300, 1000), ("2026-10", a, 900, 1000)]),
            None,
            "two months say nothing"
        );
        // A place that joins late is no progress of the others.
        let joined = way(&[
            ("2025-10", a, 10, 100),
            ("2026-10", a, 10, 100),
            ("2026-10", b, 90, 100),
        ]);
        assert_eq!(
            joined.map(|way| (way.trend, way.places)),
            Some((Trend::Static, 1))
        );
        assert_eq!(
            word(&[("2025-10", a, 1, 10), ("2026-10", b, 9, 10)]),
            None,
            "no place was measured twice"
        );
        // One counts in even months, the other in odd ones: both are there, the larger one with more weight.
        let apart = way(&[
            ("2026-01", a, 0, 300),
            ("2026-07", a, 30, 300),
            ("2026-04", b, 50, 100),
            ("2026-10", b, 50, 100),
        ]);
        let apart = apart.expect("measured");
        assert_eq!(
            (apart.places, apart.from, apart.to),
            (2, month("2026-01"), month("2026-10"))
        );
        assert!((apart.points_a_year - 15.0).abs() < 1e-9, "{apart:?}");
    }

    proptest! {
        #[test]
        fn figures_of_a_spread_lie_where_they_must(all in proptest::collection::vec((0_i64..50, 0_i64..50), 1..20)) {
            let all: Vec<Figures> = all.into_iter().map(|(one, other)| figures(one.min(other), one.max(other))).collect();
            if let Some(found) = spread(&all) {
                prop_assert!(found.lowest <= found.median && found.median <= found.highest);
                prop_assert!((0.0..=1.0).contains(&found.lowest) && (0.0..=1.0).contains(&found.highest));
                prop_assert!(found.gini.is_none_or(|gini| (0.0..=1.0).contains(&gini)));
                prop_assert_eq!(found.without_use > Some(0), found.ratio.is_none());
            }
        }
    }
}
