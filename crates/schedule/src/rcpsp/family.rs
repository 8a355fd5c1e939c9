//! Plans as parents: how two plans make the keys of a third.

use super::chance::Chance;
use super::generator::Times;

/// A plan in a population.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub times: Times,
    pub makespan: i32,
    /// Among plans of one makespan the smaller is the more promising.
    pub slack: i64,
}

impl Plan {
    pub(super) fn new(size: usize) -> Self {
        Self {
            times: Times::new(size),
            makespan: i32::MAX,
            slack: i64::MAX,
        }
    }

    pub(super) fn worth(&self) -> (i32, i64) {
        (self.makespan, self.slack)
    }
}

/// Two-point crossover on time
pub(super) fn cross(father: &[i32], mother: &[i32], window: (i32, i32), child: &mut [i32]) {
    let (from, to) = window;
    let low = mother.iter().copied().min().unwrap_or(0);
    let high = mother.iter().copied().max().unwrap_or(0);
    let span = (high - low) + 1;
    let middle = span - from;
    let last = span + (to - from) + 1 - low;
    for ((child, &father), &mother) in child.iter_mut().zip(father).zip(mother) {
        *child = if father < from {
            mother - low
        } else if father > to {
            mother + last
        } else {
            father + middle
        };
    }
}

pub(super) fn window(father: &[i32], chance: &mut Chance, least: f64, most: f64) -> (i32, i32) {
    let low = father.iter().copied().min().unwrap_or(0);
    let high = father.iter().copied().max().unwrap_or(0);
    let span = f64::from(high - low + 1);
    let width = span * (least + (most - least) * chance.unit());
    let from = f64::from(low) - width * 0.5 + chance.unit() * span;
    (from as i32, (from + width) as i32)
}
