//! Parallel schedule generation: time moves on, and whatever may start and fits starts.
//!
//! Its schedules leave nothing idle that could work, which seeds a search well, but the best plan may not
//! be among them (R. Kolisch, "Serial and parallel resource-constrained project scheduling methods
//! revisited", EJOR 90 (1996) 320-333).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::generator::Times;
use super::problem::Problem;

/// Schedules every activity, the startable one with the smallest key first, and returns the makespan.
///
/// # Panics
/// When `key` or `times` is shorter than the number of activities.
pub fn schedule(problem: &Problem, key: &[i32], times: &mut Times) -> i32 {
    let mut free = problem.capacities().to_vec();
    let mut waiting: Vec<usize> = (0..problem.size())
        .map(|activity| problem.predecessors().of(activity).len())
        .collect();
    let mut ready: Vec<usize> = (0..problem.size())
        .filter(|&activity| waiting[activity] == 0)
        .collect();
    let mut running: BinaryHeap<Reverse<(i32, usize)>> = BinaryHeap::new();
    let mut now = 0;
    loop {
        // An activity without duration frees its successors at once: look again until nothing starts.
        loop {
            ready.sort_unstable_by_key(|&activity| (key[activity], activity));
            let mut held = Vec::with_capacity(ready.len());
            let mut released = Vec::new();
            for activity in ready.drain(..) {
                let duration = problem.durations()[activity];
                let need = problem.demand(activity);
                if duration > 0 && need.iter().zip(&free).any(|(need, free)| need > free) {
                    held.push(activity);
                    continue;
                }
                times.start[activity] = now;
                times.finish[activity] = now + duration;
                if duration == 0 {
                    release(problem, activity, &mut waiting, &mut released);
                    continue;
                }
                for (free, need) in free.iter_mut().zip(need) {
                    *free -= need;
                }
                running.push(Reverse((now + duration, activity)));
            }
            ready = held;
            if released.is_empty() {
                break;
            }
            ready.append(&mut released);
        }
        let Some(&Reverse((next, _))) = running.peek() else {
            return now;
        };
        now = next;
        while let Some(&Reverse((finish, activity))) = running.peek()
            && finish == now
        {
            running.pop();
            for (free, need) in free.iter_mut().zip(problem.demand(activity)) {
                *free += need;
            }
            release(problem, activity, &mut waiting, &mut ready);
        }
    }
}

/// Moves what waited for `activity` alone to those that can start.
fn release(problem: &Problem, activity: usize, waiting: &mut [usize], ready: &mut Vec<usize>) {
    for &after in problem.successors().of(activity) {
        let count = &mut waiting[after as usize];
        *count -= 1;
        if *count == 0 {
            ready.push(after as usize);
        }
    }
}
