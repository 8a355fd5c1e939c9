//! Whether a plan keeps the rules of its problem; shares nothing with the planner.

use schedule::rcpsp::{Problem, Times};

/// What is wrong with a plan that claims to be `makespan` slots long.
pub(super) fn check(problem: &Problem, times: &Times, makespan: i32) -> Result<(), String> {
    let size = problem.size();
    if times.start.len() != size || times.finish.len() != size {
        return Err(format!("it has {} activities, not {size}", times.start.len()));
    }
    for activity in 0..size {
        let (start, finish) = (times.start[activity], times.finish[activity]);
        if start < 0 || finish - start != problem.durations()[activity] {
            return Err(format!("activity {activity} runs from {start} to {finish}"));
        }
        for &after in problem.successors().of(activity) {
            if times.start[after as usize] < finish {
                return Err(format!("activity {after} starts before {activity} has finished"));
            }
        }
    }
    if times.finish.iter().copied().max().unwrap_or(0) != makespan {
        return Err(format!("it is not {makespan} slots long"));
    }
    for slot in 0..makespan {
        for (resource, capacity) in problem.capacities().iter().enumerate() {
            let running = (0..size).filter(|&one| times.start[one] <= slot && slot < times.finish[one]);
            let taken: i32 = running.map(|one| problem.demand(one)[resource]).sum();
            if taken > *capacity {
                return Err(format!("resource {resource} is overdrawn in slot {slot}"));
            }
        }
    }
    Ok(())
}
