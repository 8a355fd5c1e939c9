//! Plans as parents: how two plans make the keys of a third.

use super::chance::Chance;
use super::generator::Times;

/// Keys are times in this many parts of a slot, so that noise can part what starts together.
pub(super) const PARTS: i32 = 8;

/// A plan in a population.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) times: Times,
    /// Length of the plan; the largest number while there is none.
    pub(super) makespan: i32,
}

impl Plan {
    pub(super) fn new(size: usize) -> Self {
        Self {
            times: Times::new(size),
            makespan: i32::MAX,
        }
    }

    /// Whether every activity starts at the same time.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        self.makespan == other.makespan && self.times.start == other.times.start
    }
}

/// A stretch of keys, both ends inclusive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    from: i32,
    to: i32,
}

impl Window {
    /// Covers a share between `least` and `most` of the keys' span; it may stick out at either end.
    pub(super) fn draw(keys: &[i32], least: f64, most: f64, chance: &mut Chance) -> Self {
        let (low, high) = span(keys);
        let length = f64::from(high) - f64::from(low) + 1.0;
        let width = length * (least + (most - least) * chance.unit());
        let from = f64::from(low) + length * chance.unit() - width / 2.0;
        Self {
            from: rounded(from),
            to: rounded(from + width),
        }
    }

    fn holds(self, key: i32) -> bool {
        self.from <= key && key <= self.to
    }
}

/// The smallest and the largest key.
pub(super) fn span(keys: &[i32]) -> (i32, i32) {
    let low = keys.iter().copied().min().unwrap_or(0);
    let high = keys.iter().copied().max().unwrap_or(0);
    (low, high)
}

/// The nearest whole number that a key can be.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast holds at the ends of i32, as keys should"
)]
pub(super) fn rounded(value: f64) -> i32 {
    value.round() as i32
}

/// Two-point crossover on time: what the father places inside the window keeps his keys, everything
/// else takes the mother's; both plans are laid over each other at their first key.
/// Returns how many activities the mother moved.
///
/// Source: D. Debels, M. Vanhoucke, "A bi-population based genetic algorithm for the
/// resource-constrained project scheduling problem", ICCSA 2005, LNCS 3483, 378-387.
pub(super) fn cross(father: &[i32], mother: &[i32], window: Window, child: &mut [i32]) -> usize {
    let mut moved = 0;
    let shift = span(mother).0.wrapping_sub(span(father).0);
    for ((child, &father), &mother) in child.iter_mut().zip(father).zip(mother) {
        *child = if window.holds(father) {
            father
        } else {
            mother.wrapping_sub(shift)
        };
        moved += usize::from(*child != father);
    }
    moved
}

/// Refines keys to [`PARTS`] of a slot and adds noise of a standard deviation of about `slots` inside the
/// window.
///
/// With Gumbel noise the eligible activity with the smallest key is a draw in which each has the chance
/// exp(-key / `slots`) over the sum of all (J. Yellott, J. Mathematical Psychology 15 (1977) 109-144):
/// biased random sampling without a list of the eligible.
pub(super) fn blur(keys: &mut [i32], window: Option<Window>, slots: f64, chance: &mut Chance) {
    let scale = slots * f64::from(PARTS);
    for key in keys {
        let blurred = window.is_none_or(|window| window.holds(*key));
        *key = key.saturating_mul(PARTS);
        if blurred {
            *key = key.saturating_sub(rounded(scale * chance.gumbel()));
        }
    }
}
