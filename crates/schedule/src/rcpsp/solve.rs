//! The classic problem from end to end: bounds, rules, search.

use super::bound;
use super::generator::Times;
use super::parallel;
use super::problem::Problem;
use super::rules::{self, RULES};
use super::search::{Options, Outcome, Progress, improve};
use super::timetable::Timetable;

/// A plan and how far it can be from the best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// The plan.
    pub outcome: Outcome,
    /// A length that no plan can beat.
    pub lower: i32,
}

impl Solution {
    /// How much longer than the lower bound the plan is, as a share of the bound; 0 when it is proven to
    /// be the best.
    pub fn gap(&self) -> f64 {
        let over = f64::from(self.outcome.makespan) - f64::from(self.lower);
        over / f64::from(self.lower.max(1))
    }
}

/// Searches for the shortest plan of a problem, from what every rule makes of it.
///
/// `watch` hears of every schedule of the search and ends it by returning false.
/// The schedules by which the rules are tried count among those of the options.
pub fn solve(problem: &Problem, options: &Options, watch: &mut dyn FnMut(&Progress) -> bool) -> Solution {
    let lower = bound::lower(problem);
    let mut options = options.clone();
    options.floor = options.floor.max(lower);
    let mut times = Times::new(problem.size());
    let mut seeds = Vec::with_capacity(2 * RULES.len());
    for rule in RULES {
        let key = rules::keys(problem, rule);
        parallel::schedule(problem, &key, &mut times);
        options.spent = options.spent.saturating_add(1);
        seeds.extend([times.start.clone(), key]);
    }
    let outcome = improve(&mut Timetable::new(problem), &seeds, &options, watch);
    Solution { outcome, lower }
}
