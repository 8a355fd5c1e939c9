//! THE RULE OF WHAT IS SHOWN of posture rounds: no sum or difference of anything shown ever rests on fewer than three
//! persons.
//!
//! What is shown of a round is a sum over those who answered it. Whoever reads several rounds (of one group or two, of
//! leaders or staff, earlier or later) can add and subtract them with any factors. So the rounds of an organiser are
//! judged together, in the order in which they end: each is a row of ones and zeroes over all persons, and it is shown
//! only if no linear combination of it and of the rounds shown before rests on one or two persons alone. At worst a
//! person answers the same each time; whoever does not, is harder to work out still.
//!
//! A combination rests on few persons exactly where the reduced row echelon form shows it: with at most two persons
//! left, it is a multiple of one row, or of two rows that cancel each other but for their pivots. Arithmetic is done
//! modulo the prime 2^61 − 1. That is exact unless the prime divides a minor of the rows; of rounds that people answer as
//! they like, about one in 2^61 would.
//!
//! A verdict is given once, when a round is over for good, and kept.

use super::dto::Withheld;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Nothing is shown that rests on fewer persons.
pub(super) const LEAST: usize = 3;

/// The prime 2^61 − 1.
const PRIME: u64 = (1 << 61) - 1;

fn times(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other) % u128::from(PRIME);
    u64::try_from(product).expect("a remainder is smaller than its divisor")
}

/// The inverse of a number that is not zero (Fermat).
fn inverse(number: u64) -> u64 {
    let (mut base, mut power, mut found) = (number, PRIME - 2, 1);
    while power > 0 {
        if power & 1 == 1 {
            found = times(found, base);
        }
        base = times(base, base);
        power >>= 1;
    }
    found
}

/// A row with the column in which it alone is one.
#[derive(Clone, Debug)]
struct Row {
    pivot: usize,
    cells: Vec<u64>,
    persons: usize,
}

impl Row {
    fn new(pivot: usize, cells: Vec<u64>) -> Self {
        let persons = cells.iter().filter(|cell| **cell != 0).count();
        Self {
            pivot,
            cells,
            persons,
        }
    }
}

/// Takes a multiple of `other` away.
fn subtract(cells: &mut [u64], factor: u64, other: &[u64]) {
    if factor == 0 {
        return;
    }
    for (cell, taken) in cells.iter_mut().zip(other) {
        if *taken != 0 {
            *cell = (*cell + PRIME - times(factor, *taken)) % PRIME;
        }
    }
}

/// The rounds that are shown, as a reduced basis of all that can be worked out from them.
#[derive(Debug, Default)]
struct Shown {
    rows: Vec<Row>,
}

impl Shown {
    /// The row that a round adds to the basis; none where it follows from what is shown already.
    fn reduced(&self, mut cells: Vec<u64>) -> Option<Row> {
        for row in &self.rows {
            let factor = cells[row.pivot];
            subtract(&mut cells, factor, &row.cells);
        }
        let pivot = cells.iter().position(|cell| *cell != 0)?;
        let scale = inverse(cells[pivot]);
        for cell in &mut cells {
            *cell = times(*cell, scale);
        }
        Some(Row::new(pivot, cells))
    }

    /// The rows that another one changes, as they then are.
    fn changed_by(&self, added: &Row) -> Vec<(usize, Row)> {
        let holding = |(_, row): &(usize, &Row)| row.cells[added.pivot] != 0;
        let changed = self.rows.iter().enumerate().filter(holding).map(|(at, row)| {
            let mut cells = row.cells.clone();
            subtract(&mut cells, row.cells[added.pivot], &added.cells);
            (at, Row::new(row.pivot, cells))
        });
        changed.collect()
    }

    fn take(&mut self, added: Row, changed: Vec<(usize, Row)>) {
        for (at, row) in changed {
            self.rows[at] = row;
        }
        self.rows.push(added);
    }

    /// Takes in what was found to be safe before.
    fn know(&mut self, cells: Vec<u64>) {
        if let Some(added) = self.reduced(cells) {
            let changed = self.changed_by(&added);
            self.take(added, changed);
        }
    }

    /// Adds a round if all that can then be worked out rests on three persons at least. Only rows that are new or
    /// changed can tell anything new.
    fn admit(&mut self, cells: Vec<u64>) -> bool {
        let Some(added) = self.reduced(cells) else {
            return true;
        };
        let changed = self.changed_by(&added);
        let fresh: Vec<&Row> = changed.iter().map(|(_, row)| row).chain([&added]).collect();
        let is_old = |at: &usize| changed.iter().all(|(other, _)| other != at);
        let old = (0..self.rows.len()).filter(is_old).map(|at| &self.rows[at]);
        let all: Vec<&Row> = fresh.iter().copied().chain(old).collect();
        let told = |(index, one): (usize, &&Row)| {
            one.persons < LEAST || all[index + 1..].iter().any(|other| cancel(one, other))
        };
        if fresh.iter().enumerate().any(told) {
            return false;
        }
        self.take(added, changed);
        true
    }
}

/// Whether some combination of two rows leaves nothing but their pivots.
fn cancel(one: &Row, other: &Row) -> bool {
    if one.persons != other.persons {
        return false;
    }
    let tail = |row: &Row, column: usize| {
        if column == row.pivot { 0 } else { row.cells[column] }
    };
    let Some(first) = (0..one.cells.len()).find(|column| tail(one, *column) != 0) else {
        return false;
    };
    let ratio = times(tail(other, first), inverse(tail(one, first)));
    ratio != 0 && (0..one.cells.len()).all(|column| times(ratio, tail(one, column)) == tail(other, column))
}

/// Judges rounds that are over, in the order in which they ended, beside those that are shown already: why each is
/// withheld, or nothing where it is shown.
pub(super) fn judge(
    known: &[BTreeSet<Uuid>],
    rounds: &[(Uuid, BTreeSet<Uuid>)],
) -> Vec<(Uuid, Option<Withheld>)> {
    let asked = rounds.iter().map(|(_, persons)| persons);
    let everybody: BTreeSet<Uuid> = known
        .iter()
        .chain(asked.filter(|persons| persons.len() >= LEAST))
        .flatten()
        .copied()
        .collect();
    let cells = |persons: &BTreeSet<Uuid>| -> Vec<u64> {
        let of = everybody.iter().map(|one| u64::from(persons.contains(one)));
        of.collect()
    };
    let mut shown = Shown::default();
    for persons in known {
        shown.know(cells(persons));
    }
    let verdict = |persons: &BTreeSet<Uuid>, shown: &mut Shown| {
        if persons.len() < LEAST {
            return Some(Withheld::TooFewAnswers);
        }
        (!shown.admit(cells(persons))).then_some(Withheld::TooClose)
    };
    rounds
        .iter()
        .map(|(round, persons)| (*round, verdict(persons, &mut shown)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    fn rounds(sets: &[Vec<u128>]) -> Vec<(Uuid, BTreeSet<Uuid>)> {
        let id = |index: usize| Uuid::from_u128(1000 + index as u128);
        sets.iter()
            .enumerate()
            .map(|(index, set)| (id(index), set.iter().map(|one| Uuid::from_u128(*one)).collect()))
            .collect()
    }

    fn said(sets: &[Vec<u128>]) -> Vec<Option<Withheld>> {
        let verdicts = judge(&[], &rounds(sets));
        verdicts.into_iter().map(|(_, verdict)| verdict).collect()
    }

    #[test]
    fn a_round_that_tells_of_one_or_two_persons_is_withheld() {
        type Case = (&'static str, Vec<Vec<u128>>, Vec<Option<Withheld>>);
        const FEW: Option<Withheld> = Some(Withheld::TooFewAnswers);
        const CLOSE: Option<Withheld> = Some(Withheld::TooClose);
        let cases: [Case; 8] = [
            (
                "too few",
                vec![vec![], vec![1, 2], vec![1, 2, 3]],
                vec![FEW, FEW, None],
            ),
            (
                "the same again",
                vec![vec![1, 2, 3], vec![1, 2, 3]],
                vec![None, None],
            ),
            (
                "one more",
                vec![vec![1, 2, 3], vec![1, 2, 3, 4]],
                vec![None, CLOSE],
            ),
            (
                "one fewer",
                vec![vec![1, 2, 3, 4], vec![1, 2, 3]],
                vec![None, CLOSE],
            ),
            (
                "one in the place of another",
                vec![vec![1, 2, 3, 4], vec![1, 2, 3, 5]],
                vec![None, CLOSE],
            ),
            (
                "three others",
                vec![vec![1, 2, 3, 4], vec![1, 2, 5, 6, 7]],
                vec![None, None],
            ),
            (
                "what was withheld counts for nothing",
                vec![
                    vec![1, 2, 3, 4, 5, 6],
                    vec![1, 2, 3, 4, 5, 7],
                    vec![1, 2, 3, 4, 7, 8],
                ],
                vec![None, CLOSE, None],
            ),
            // No two of them differ by fewer than three, but the first and second make up the third but for one.
            (
                "two together",
                vec![vec![1, 2, 3], vec![4, 5, 6], vec![1, 2, 3, 4, 5, 6, 7]],
                vec![None, None, CLOSE],
            ),
        ];
        for (name, sets, expected) in cases {
            assert_eq!(said(&sets), expected, "{name}");
        }
    }

    /// Every combination of the rounds with small factors, by trial.
    fn least_persons(shown: &[BTreeSet<Uuid>]) -> Option<usize> {
        let everybody: BTreeSet<Uuid> = shown.iter().flatten().copied().collect();
        let mut factors = vec![-3i32; shown.len()];
        let mut least: Option<usize> = None;
        loop {
            let behind = |person: &&Uuid| {
                let sum: i32 = shown
                    .iter()
                    .zip(&factors)
                    .map(|(set, factor)| if set.contains(*person) { *factor } else { 0 })
                    .sum();
                sum != 0
            };
            let persons = everybody.iter().filter(behind).count();
            if persons > 0 {
                least = Some(least.map_or(persons, |least| least.min(persons)));
            }
            let Some(next) = factors.iter().position(|factor| *factor < 3) else {
                return least;
            };
            factors[next] += 1;
            factors[..next].fill(-3);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn no_combination_of_what_is_shown_rests_on_fewer_than_three(
            sets in prop::collection::vec(prop::collection::btree_set(1u128..9, 0..9), 1..6)
        ) {
            let sets: Vec<Vec<u128>> = sets.into_iter().map(|set| set.into_iter().collect()).collect();
            let rounds = rounds(&sets);
            let verdicts: HashMap<Uuid, Option<Withheld>> = judge(&[], &rounds).into_iter().collect();
            let shown: Vec<BTreeSet<Uuid>> = rounds.iter().filter(|(id, _)| verdicts[id].is_none()).map(|(_, set)| set.clone()).collect();
            prop_assert!(least_persons(&shown).is_none_or(|least| least >= LEAST), "{sets:?}");
            // And nothing is withheld for nothing: with the round that was too close, some combination does.
            for (index, (id, set)) in rounds.iter().enumerate() {
                if verdicts[id] == Some(Withheld::TooClose) {
                    let mut with: Vec<BTreeSet<Uuid>> = rounds[..index].iter().filter(|(id, _)| verdicts[id].is_none()).map(|(_, set)| set.clone()).collect();
                    with.push(set.clone());
                    prop_assert!(least_persons(&with).is_some_and(|least| least < LEAST), "{sets:?} {index}");
                }
            }
        }

        /// Rounds are made late and moved while they are not over; each is judged on the first day on which it can be.
        #[test]
        fn what_ends_later_changes_nothing_that_was_said(
            plan in prop::collection::vec(
                (0i32..12, 0i32..4, prop::option::of(0i32..6), prop::collection::btree_set(1u128..10, 0..9)), 1..9
            )
        ) {
            let sets: Vec<Vec<u128>> = plan.iter().map(|(.., set)| set.iter().copied().collect()).collect();
            let all = rounds(&sets);
            // Made on a day, with a last day from then on, and perhaps another one, set on the last that was planned.
            let ends: Vec<(i32, i32)> = plan
                .iter()
                .map(|(made, open, moved, _)| (*made, made + open + moved.unwrap_or(0)))
                .collect();
            let mut kept: Vec<(Uuid, Option<Withheld>)> = Vec::new();
            for today in 0..30 {
                let is_due = |at: &usize| ends[*at].0 <= today && ends[*at].1 < today - 1;
                let is_new = |at: &usize| kept.iter().all(|(id, _)| *id != all[*at].0);
                let mut due: Vec<usize> = (0..all.len()).filter(|at| is_due(at) && is_new(at)).collect();
                due.sort_by_key(|at| (ends[*at].1, all[*at].0));
                let due: Vec<_> = due.into_iter().map(|at| all[at].clone()).collect();
                let shown: Vec<BTreeSet<Uuid>> = all
                    .iter()
                    .filter(|(id, _)| kept.contains(&(*id, None)))
                    .map(|(_, set)| set.clone())
                    .collect();
                kept.extend(judge(&shown, &due));
            }
            let mut order: Vec<usize> = (0..all.len()).collect();
            order.sort_by_key(|at| (ends[*at].1, all[*at].0));
            let order: Vec<_> = order.into_iter().map(|at| all[at].clone()).collect();
            prop_assert_eq!(kept, judge(&[], &order));
        }
    }
}
