//! The classic problem from end to end: rules, bounds, search.

use super::bound;
use super::generator::Times;
use super::parallel;
use super::problem::Problem;
use super::rules::{self, RULES};
use super::search::{Options, Outcome, Progress, improve};
use super::timetable::Timetable;

#[derive(Debug, Clone)]
pub struct Solution {
    pub outcome: Outcome,
    pub lower: i32,
}

pub fn solve(problem: &Problem, options: &Options, watch: &mut dyn FnMut(&Progress) -> bool) -> Solution {
    let lower = bound::lower(problem);
    let mut options = options.clone();
    options.floor = options.floor.max(lower);
    let mut seeds = Vec::new();
    for rule in RULES {
        let key = rules::keys(problem, rule);
        let mut times = Times::new(problem.size());
        parallel::schedule(problem, &key, &mut times);
        options.spent += 1;
        seeds.push(key);
        seeds.push(times.start);
    }
    let mut timetable = Timetable::new(problem);
    Solution {
        outcome: improve(&mut timetable, &seeds, &options, watch),
        lower,
    }
}
