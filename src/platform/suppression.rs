//! What may leave the organiser: small counts are left out, and with them as much as keeps anybody from working them out.
//!
//! A count below [`SMALLEST`] is hidden. Since the hidden counts together are the total less those that are shown, there
//! must be at least two of them, and together at least [`SMALLEST`]: then each of them could be anything from nought to
//! their sum. The next smallest counts are hidden too until that holds; where it cannot hold, the total is hidden.
//! Everything else that is told to readers outside is computed from shown counts only, so that the total is the one
//! relation in which a hidden count stands. The same question asked about overlapping parts of the organiser can tell
//! more; what leaves should be asked for once.

/// The smallest count that is shown.
pub const SMALLEST: i64 = 5;

/// A column of counts as readers outside may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub cells: Vec<Option<i64>>,
    pub total: Option<i64>,
}

/// Hides what is small, and what would give it away. Pure: the same counts give the same answer.
pub fn suppress(cells: &[i64]) -> Shown {
    let total: i64 = cells.iter().sum();
    let mut hidden: Vec<usize> = (0..cells.len()).filter(|at| cells[*at] < SMALLEST).collect();
    let mut others: Vec<usize> = (0..cells.len()).filter(|at| cells[*at] >= SMALLEST).collect();
    others.sort_by_key(|at| (cells[*at], *at));
    let mut others = others.into_iter();
    let safe = |hidden: &[usize]| {
        let sum: i64 = hidden.iter().map(|at| cells[*at]).sum();
        hidden.is_empty() || (hidden.len() > 1 && sum >= SMALLEST)
    };
    while !safe(&hidden) {
        let Some(next) = others.next() else { break };
        hidden.push(next);
    }
    let show_total = total >= SMALLEST && safe(&hidden);
    let cells = cells
        .iter()
        .enumerate()
        .map(|(at, count)| (!hidden.contains(&at)).then_some(*count))
        .collect();
    Shown {
        cells,
        total: show_total.then_some(total),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_hidden_count_takes_another_with_it() {
        let shown = suppress(&[3, 40, 12]);
        assert_eq!((shown.cells, shown.total), (vec![None, Some(40), None], Some(55)));
        let shown = suppress(&[40, 12]);
        assert_eq!((shown.cells, shown.total), (vec![Some(40), Some(12)], Some(52)));
        // Two noughts would be told by their sum.
        let shown = suppress(&[0, 0, 9, 30]);
        assert_eq!(
            (shown.cells, shown.total),
            (vec![None, None, None, Some(30)], Some(39))
        );
        assert_eq!(
            suppress(&[2, 2]),
            Shown {
                cells: vec![None, None],
                total: None
            }
        );
        assert_eq!(
            suppress(&[3]),
            Shown {
                cells: vec![None],
                total: None
            }
        );
        assert_eq!(
            suppress(&[]),
            Shown {
                cells: Vec::new(),
                total: None
            }
        );
    }

    /// The values that a reader outside must hold possible for a hidden count, knowing all that is shown.
    fn possible(shown: &Shown, at: usize) -> std::ops::RangeInclusive<i64> {
        let hidden = shown.cells.iter().filter(|cell| cell.is_none()).count();
        assert!(shown.cells[at].is_none());
        match shown.total {
            None => 0..=i64::MAX,
            Some(total) => {
                let rest = total - shown.cells.iter().flatten().sum::<i64>();
                if hidden == 1 { rest..=rest } else { 0..=rest }
            }
        }
    }

    proptest! {
        #[test]
        fn nobody_works_out_a_small_count(cells in proptest::collection::vec(prop_oneof![0_i64..8, 0_i64..200], 0..12)) {
            let shown = suppress(&cells);
            prop_assert_eq!(shown.cells.len(), cells.len());
            for (at, count) in cells.iter().enumerate() {
                if let Some(told) = shown.cells[at] {
                    prop_assert!(told == *count && told >= SMALLEST);
                } else {
                    let range = possible(&shown, at);
                    // From nought to five at least: whether it is small remains unknown.
                    prop_assert!(*range.start() == 0 && *range.end() >= SMALLEST, "{:?} {:?}", cells, shown);
                }
            }
            if let Some(total) = shown.total {
                prop_assert!(total == cells.iter().sum::<i64>() && total >= SMALLEST);
            }
            // Nothing is hidden where nothing is small.
            if cells.iter().all(|count| *count >= SMALLEST) {
                prop_assert!(shown.cells.iter().all(Option::is_some));
            }
        }
    }
}
