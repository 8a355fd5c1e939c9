//! Priority rules: keys from the problem alone, smallest first.
//!
//! Sources: R. Kolisch, "Efficient priority rules for the resource-constrained project scheduling
//! problem", J. Operations Management 14 (1996) 179-192, and what it gathers: LFT and MTS from E. Davis,
//! J. Patterson, Management Science 21 (1975) 944-955, and R. Alvarez-Valdes, J. Tamarit in R. Slowinski,
//! J. Weglarz (eds.), "Advances in Project Scheduling", Elsevier (1989) 113-134; GRPW from the latter.

use super::generator::Times;
use super::problem::Problem;

/// A priority rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Latest finish time.
    Lft,
    /// Latest start time.
    Lst,
    /// Least slack between the earliest and the latest start, of activities that can start together.
    Slack,
    /// Most total successors.
    Mts,
    /// Greatest rank positional weight: own duration and those of all that directly follow.
    Grpw,
}

/// Every rule, the best on average first.
pub const RULES: [Rule; 5] = [Rule::Lft, Rule::Lst, Rule::Mts, Rule::Grpw, Rule::Slack];

/// Earliest times by the critical-path method, from slot 0, resources left aside.
pub fn earliest(problem: &Problem) -> Times {
    let mut times = Times::new(problem.size());
    for &activity in problem.order() {
        let activity = activity as usize;
        let before = problem.predecessors().of(activity).iter();
        let start = before
            .map(|&other| times.finish[other as usize])
            .max()
            .unwrap_or(0);
        times.start[activity] = start;
        times.finish[activity] = start + problem.durations()[activity];
    }
    times
}

/// Latest times that keep the length of the critical path, resources left aside.
pub fn latest(problem: &Problem) -> Times {
    let end = earliest(problem).finish.into_iter().max().unwrap_or(0);
    let mut times = Times::new(problem.size());
    for &activity in problem.order().iter().rev() {
        let activity = activity as usize;
        let after = problem.successors().of(activity).iter();
        let finish = after
            .map(|&other| times.start[other as usize])
            .min()
            .unwrap_or(end);
        times.finish[activity] = finish;
        times.start[activity] = finish - problem.durations()[activity];
    }
    times
}

/// The key of each activity by a rule; the smallest goes first.
pub fn keys(problem: &Problem, rule: Rule) -> Vec<i32> {
    match rule {
        Rule::Lft => latest(problem).finish,
        Rule::Lst => latest(problem).start,
        Rule::Slack => {
            let early = earliest(problem).start;
            latest(problem)
                .start
                .iter()
                .zip(early)
                .map(|(late, early)| late - early)
                .collect()
        }
        Rule::Mts => followers(problem).into_iter().map(|count| -count).collect(),
        Rule::Grpw => (0..problem.size())
            .map(|activity| {
                let after = problem.successors().of(activity).iter();
                let weight: i32 = after.map(|&other| problem.durations()[other as usize]).sum();
                -(weight + problem.durations()[activity])
            })
            .collect(),
    }
}

/// How many activities come after each, directly or not.
fn followers(problem: &Problem) -> Vec<i32> {
    let words = problem.size().div_ceil(64);
    let mut reach = vec![0u64; words * problem.size()];
    for &activity in problem.order().iter().rev() {
        let activity = activity as usize;
        for &after in problem.successors().of(activity) {
            let after = after as usize;
            for word in 0..words {
                reach[activity * words + word] |= reach[after * words + word];
            }
            reach[activity * words + after / 64] |= 1 << (after % 64);
        }
    }
    (0..problem.size())
        .map(|activity| {
            let row = &reach[activity * words..(activity + 1) * words];
            let count: u32 = row.iter().map(|word| word.count_ones()).sum();
            i32::try_from(count).expect("activities can be indexed")
        })
        .collect()
}
