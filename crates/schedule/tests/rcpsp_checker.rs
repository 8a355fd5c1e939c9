//! A checker of plans that shares no code with the scheduler: it looks at every pair and every slot.

use schedule::rcpsp::{Problem, Times};

/// The length of a plan, or what is wrong with it; `first` and `last` are the slots it has to keep to.
pub fn check(problem: &Problem, times: &Times, first: i32, last: i32) -> Result<i32, String> {
    let size = problem.durations().len();
    if times.start.len() != size || times.finish.len() != size {
        return Err(format!(
            "{} starts and {} finishes",
            times.start.len(),
            times.finish.len()
        ));
    }
    for activity in 0..size {
        let (start, finish) = (times.start[activity], times.finish[activity]);
        if finish - start != problem.durations()[activity] {
            return Err(format!("activity {activity} runs from {start} to {finish}"));
        }
        if start < first || finish > last {
            return Err(format!(
                "activity {activity} leaves the plan: {start} to {finish}"
            ));
        }
        for &after in problem.successors().of(activity) {
            if times.start[after as usize] < finish {
                return Err(format!("{after} starts before {activity} has finished"));
            }
        }
    }
    let begin = times.start.iter().copied().min().unwrap_or(0);
    let end = times.finish.iter().copied().max().unwrap_or(0);
    for slot in begin..end {
        for (resource, &capacity) in problem.capacities().iter().enumerate() {
            let mut taken = 0i64;
            for activity in 0..size {
                if times.start[activity] <= slot && slot < times.finish[activity] {
                    taken += i64::from(problem.demand(activity)[resource]);
                }
            }
            if taken > i64::from(capacity) {
                return Err(format!(
                    "resource {resource}: {taken} of {capacity} taken in slot {slot}"
                ));
            }
        }
    }
    Ok(end - begin)
}

#[test]
fn it_finds_every_kind_of_fault() {
    let problem = Problem::new(vec![2, 1, 2], vec![1], vec![1, 0, 1], &[(0, 1)]).unwrap();
    let plan = |start: [i32; 3], finish: [i32; 3]| Times {
        start: start.to_vec(),
        finish: finish.to_vec(),
    };
    let fault = |times: &Times| check(&problem, times, 0, 9).unwrap_err();
    assert_eq!(check(&problem, &plan([0, 2, 2], [2, 3, 4]), 0, 9), Ok(4));
    assert!(fault(&plan([0, 1, 2], [2, 2, 4])).contains("before 0"));
    assert!(fault(&plan([0, 2, 1], [2, 3, 3])).contains("2 of 1 taken in slot 1"));
    assert!(fault(&plan([0, 2, 2], [1, 3, 4])).contains("activity 0 runs"));
    assert!(fault(&plan([-1, 2, 2], [1, 3, 4])).contains("leaves"));
    assert!(fault(&Times::new(2)).contains("2 starts"));
}
