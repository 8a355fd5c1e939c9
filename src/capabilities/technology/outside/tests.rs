//! What somebody outside can work out, by looking at every small world there is.

use super::*;
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// Everything that is told of a technology, as somebody outside has it before them.
type Table = Vec<Option<i64>>;

fn table((total, branches): &(RateView, BranchGapView)) -> Table {
    let rows = [total, &branches.social_services, &branches.municipal_health_care];
    rows.iter()
        .flat_map(|row| [row.eligible, row.offered, row.in_use, row.declined])
        .collect()
}

/// The counts that somebody outside would like to know: each cell, and whatever can be made of several.
#[derive(Default)]
struct Secrets(HashMap<Table, Vec<RangeInclusive<i64>>>);

impl Secrets {
    fn see(&mut self, table: Table, counts: &[i64]) {
        let known = self
            .0
            .entry(table)
            .or_insert_with(|| counts.iter().map(|count| *count..=*count).collect());
        for (range, count) in known.iter_mut().zip(counts) {
            *range = *count.min(range.start())..=*count.max(range.end());
        }
    }

    /// No answer leaves a small count as the only one possible.
    fn hold(&self) {
        for (table, counts) in &self.0 {
            for (at, range) in counts.iter().enumerate() {
                assert!(
                    range.start() != range.end() || *range.start() >= SMALLEST,
                    "{table:?} tells that count {at} is {range:?}"
                );
            }
            assert!(
                table.iter().flatten().all(|count| *count >= SMALLEST),
                "{table:?}"
            );
        }
    }
}

fn of([in_use, declined, open, not_offered]: [i64; 4]) -> Figures {
    Figures {
        eligible: in_use + declined + open + not_offered,
        offered: in_use + declined + open,
        in_use,
        declined,
    }
}

/// Every sum of some of the cells.
fn sums(cells: &[i64]) -> Vec<i64> {
    (1..1_usize << cells.len())
        .map(|some| {
            let chosen = cells.iter().enumerate().filter(|(at, _)| some >> at & 1 == 1);
            chosen.map(|(_, cell)| cell).sum()
        })
        .collect()
}

/// Every way to share out so many heads among some cells: a bound on single cells would tell what no table does.
fn worlds(heads: i64, cells: usize) -> Vec<Vec<i64>> {
    if cells == 1 {
        return vec![vec![heads]];
    }
    let mut all = Vec::new();
    for first in 0..=heads {
        for mut rest in worlds(heads - first, cells - 1) {
            rest.push(first);
            all.push(rest);
        }
    }
    all
}

#[test]
fn the_whole_organiser_gives_no_small_count_away() {
    let mut secrets = Secrets::default();
    for heads in 0..=24 {
        for world in worlds(heads, 4) {
            let told = tell(&[(None, of([world[0], world[1], world[2], world[3]]))]);
            secrets.see(table(&told), &sums(&world));
        }
    }
    secrets.hold();
}

#[test]
fn the_branches_beside_the_whole_give_no_small_count_away() {
    let mut secrets = Secrets::default();
    let places = [Some(Branch::SocialServices), Some(Branch::MunicipalHealthCare)];
    // From twenty on no cell of the split needs to be small.
    for heads in (0..=9).chain(20..=21) {
        for world in worlds(heads, 6) {
            // Everybody who was offered it uses it or said no; the other test knows of those who have not answered.
            let rows = [
                [world[0], world[1], 0, world[2]],
                [world[3], world[4], 0, world[5]],
            ];
            let told = tell(&[(places[0], of(rows[0])), (places[1], of(rows[1]))]);
            let mut counts = Vec::new();
            let both = [0, 1, 2, 3].map(|at| rows[0][at] + rows[1][at]);
            for [in_use, declined, _, not_offered] in [rows[0], rows[1], both] {
                counts.extend(sums(&[in_use, declined, not_offered]));
            }
            secrets.see(table(&told), &counts);
        }
    }
    secrets.hold();
}

#[test]
fn what_is_not_small_is_told() {
    let social = (Some(Branch::SocialServices), of([80, 10, 10, 10]));
    let health = (Some(Branch::MunicipalHealthCare), of([20, 10, 10, 10]));
    let (total, branches) = tell(&[social, health]);
    let told = [total.eligible, total.offered, total.in_use, total.declined];
    assert_eq!(told, [Some(160), Some(140), Some(100), Some(20)]);
    assert!(!total.suppressed && branches.gap.is_some(), "{branches:?}");
    // Four without a branch would be what is left.
    let nowhere = (None, of([4, 10, 10, 10]));
    let (total, branches) = tell(&[social, health, nowhere]);
    assert_eq!((total.in_use, branches.gap), (Some(104), None));
    assert!(branches.social_services.suppressed);
    // Three declined: those who have not answered are all but them.
    let (total, _) = tell(&[(None, of([50, 3, 20, 9]))]);
    let told = [total.eligible, total.offered, total.in_use, total.declined];
    assert_eq!(told, [Some(82), Some(73), Some(50), None]);
    let (total, _) = tell(&[(None, of([1, 1, 1, 1]))]);
    assert_eq!(
        total,
        RateView {
            suppressed: true,
            ..RateView::default()
        }
    );
    assert_eq!(tell(&[]).0, RateView::default());
}
