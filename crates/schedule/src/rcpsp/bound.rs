//! Lower bounds: lengths that no plan can beat.

use super::problem::Problem;
use super::rules;

/// The length of the critical path, in slots.
pub fn critical_path(problem: &Problem) -> i32 {
    rules::earliest(problem).finish.into_iter().max().unwrap_or(0)
}

/// The energy bound: what all activities need of a resource, spread evenly over its capacity, and
/// between the earliest start and the shortest tail of those that need it.
///
/// Source: the capacity bound of J. Stinson, E. Davis, B. Khumawala, AIIE Transactions 10 (1978) 252-259,
/// with heads and tails as in J. Carlier, EJOR 11 (1982) 42-47.
pub fn energy(problem: &Problem) -> i32 {
    let early = rules::earliest(problem);
    let late = rules::latest(problem);
    let length = critical_path(problem);
    let mut bound = 0i64;
    for (resource, &capacity) in problem.capacities().iter().enumerate() {
        let mut users: Vec<(i32, i32, i64)> = (0..problem.size())
            .filter_map(|activity| {
                let work =
                    i64::from(problem.demand(activity)[resource]) * i64::from(problem.durations()[activity]);
                (work > 0).then(|| (early.start[activity], length - late.finish[activity], work))
            })
            .collect();
        users.sort_unstable_by_key(|&(head, ..)| std::cmp::Reverse(head));
        let mut tails: Vec<i32> = users.iter().map(|&(_, tail, _)| tail).collect();
        tails.sort_unstable();
        tails.dedup();
        for tail in tails {
            let mut work = 0i64;
            for &(head, after, own) in &users {
                if after >= tail {
                    work += own;
                    let slots = (work + i64::from(capacity) - 1) / i64::from(capacity);
                    bound = bound.max(i64::from(head) + slots + i64::from(tail));
                }
            }
        }
    }
    // Work over capacity is at most the sum of durations, heads and tails at most the critical path.
    i32::try_from(bound).unwrap_or(i32::MAX)
}

/// The best of the bounds here.
pub fn lower(problem: &Problem) -> i32 {
    critical_path(problem).max(energy(problem))
}
