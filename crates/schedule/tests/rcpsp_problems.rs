//! What a problem refuses, what the bounds say, and small problems whose best plan is known.

#[path = "rcpsp_checker.rs"]
mod checker;

use schedule::rcpsp::problem::LONGEST;
use schedule::rcpsp::{End, Fault, Options, Problem, bound, parallel, rules, solve};
use schedule::rcpsp::{Generator, Times, Timetable};

#[test]
fn faults_are_named() {
    let new = |durations: &[i32], capacities: &[i32], demands: &[i32], links: &[(usize, usize)]| {
        Problem::new(durations.to_vec(), capacities.to_vec(), demands.to_vec(), links).map(|_| ())
    };
    assert_eq!(
        new(&[1, 1], &[1], &[1], &[]),
        Err(Fault::Demands {
            expected: 2,
            found: 1
        })
    );
    assert_eq!(
        new(&[1, -1], &[], &[], &[]),
        Err(Fault::Duration {
            activity: 1,
            duration: -1
        })
    );
    assert_eq!(new(&[LONGEST, 1], &[], &[], &[]), Err(Fault::TooLong));
    assert_eq!(new(&[i32::MAX, i32::MAX], &[], &[], &[]), Err(Fault::TooLong));
    assert_eq!(
        new(&[1], &[-1], &[0], &[]),
        Err(Fault::Capacity {
            resource: 0,
            capacity: -1
        })
    );
    let demand = |demand| {
        Err(Fault::Demand {
            activity: 1,
            resource: 1,
            demand,
            capacity: 3,
        })
    };
    assert_eq!(new(&[1, 1], &[2, 3], &[2, 3, 0, 4], &[]), demand(4));
    assert_eq!(new(&[1, 1], &[2, 3], &[2, 3, 0, -1], &[]), demand(-1));
    assert_eq!(
        new(&[1, 1], &[], &[], &[(0, 2)]),
        Err(Fault::Unknown {
            from: 0,
            to: 2,
            size: 2
        })
    );
    assert_eq!(new(&[1], &[], &[], &[(0, 0)]), Err(Fault::Cycle(vec![0])));
    let Err(Fault::Cycle(cycle)) = new(&[1; 5], &[], &[], &[(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)]) else {
        panic!("a cycle that was not found");
    };
    let at = cycle.iter().position(|&activity| activity == 1).unwrap();
    let turned = [&cycle[at..], &cycle[..at]].concat();
    assert_eq!(
        turned,
        [1, 2, 3],
        "the cycle in its order, without what only hangs on it"
    );
    assert_eq!(
        Fault::Cycle(vec![1, 2]).to_string(),
        "the activities 1 -> 2 -> 1 wait for each other"
    );
}

/// Every start of every activity is tried; the shortest length that passes.
fn shortest(problem: &Problem) -> i32 {
    fn place(problem: &Problem, depth: usize, times: &mut Times, best: &mut i32) {
        let Some(&activity) = problem.order().get(depth) else {
            *best = times.finish.iter().copied().max().unwrap_or(0).min(*best);
            return;
        };
        let activity = activity as usize;
        let before = problem.predecessors().of(activity).iter();
        let from = before
            .map(|&other| times.finish[other as usize])
            .max()
            .unwrap_or(0);
        for start in from.. {
            let finish = start + problem.durations()[activity];
            if finish >= *best {
                return;
            }
            let placed = &problem.order()[..depth];
            let fits = (start..finish).all(|slot| {
                problem
                    .capacities()
                    .iter()
                    .enumerate()
                    .all(|(resource, &capacity)| {
                        let running = placed.iter().map(|&other| other as usize);
                        let taken: i32 = running
                            .filter(|&other| times.start[other] <= slot && slot < times.finish[other])
                            .map(|other| problem.demand(other)[resource])
                            .sum();
                        taken + problem.demand(activity)[resource] <= capacity
                    })
            });
            if fits {
                times.start[activity] = start;
                times.finish[activity] = finish;
                place(problem, depth + 1, times, best);
            }
        }
    }
    let mut best = problem.durations().iter().sum::<i32>() + 1;
    place(problem, 0, &mut Times::new(problem.size()), &mut best);
    best
}

fn found(problem: &Problem) -> (i32, i32) {
    let solution = solve(problem, &Options::new(7, 400), &mut |_| true);
    let times = &solution.outcome.times;
    let length = checker::check(problem, times, 0, i32::MAX).expect("a plan");
    let end = times.finish.iter().copied().max().unwrap_or(0);
    assert!(length <= end && end == solution.outcome.makespan);
    (end, solution.lower)
}

#[test]
fn the_best_plan_of_small_problems_is_found() {
    // By argument. Three activities that each need both units: one after the other, 2 + 3 + 4 = 9.
    let line = Problem::new(vec![2, 3, 4], vec![2], vec![2, 2, 2], &[]).unwrap();
    assert_eq!(found(&line), (9, 9));
    // Without resources the plan is the critical path 0 -> 1 -> 3: 3 + 4 + 1 = 8.
    let path = Problem::new(
        vec![3, 4, 2, 1],
        vec![],
        vec![],
        &[(0, 1), (1, 3), (0, 2), (2, 3)],
    )
    .unwrap();
    assert_eq!(found(&path), (8, 8));
    // A head of 5 and a tail of 4 around work of 2 + 2 on a resource of 1: 5 + 4 + 4 = 13, where the
    // critical path is 11 and the work alone 4: only heads and tails together prove it.
    let heads = Problem::new(
        vec![5, 2, 2, 4],
        vec![1],
        vec![0, 1, 1, 0],
        &[(0, 1), (0, 2), (1, 3), (2, 3)],
    )
    .unwrap();
    assert_eq!(bound::critical_path(&heads), 11);
    assert_eq!(found(&heads), (13, 13));
    // By enumeration: problems whose best plan no bound here proves.
    let knots = [
        Problem::new(vec![3, 3, 2, 2, 2], vec![5], vec![3, 3, 2, 2, 3], &[]),
        Problem::new(
            vec![2, 4, 1, 3, 2, 2],
            vec![3, 2],
            vec![2, 1, 1, 1, 2, 0, 2, 2, 1, 1, 3, 0],
            &[(0, 3), (1, 4), (2, 5)],
        ),
        Problem::new(
            vec![1, 3, 2, 2, 3, 1],
            vec![2, 2, 2],
            vec![1, 1, 0, 1, 0, 2, 2, 1, 1, 0, 2, 1, 1, 1, 1, 2, 0, 2],
            &[(0, 2), (2, 5)],
        ),
    ];
    for problem in knots {
        let problem = problem.unwrap();
        let best = shortest(&problem);
        let (length, lower) = found(&problem);
        assert_eq!(length, best, "{problem:?}");
        assert!(lower <= best);
    }
}

#[test]
fn extremes_are_plans_too() {
    let nothing = Problem::new(vec![], vec![], vec![], &[]).unwrap();
    let solution = solve(&nothing, &Options::new(0, 10), &mut |_| true);
    assert_eq!((solution.outcome.makespan, solution.outcome.end), (0, End::Floor));
    // Milestones take no time and no resources, whatever they ask for.
    let milestones = Problem::new(vec![0, 0, 2], vec![1], vec![1, 1, 1], &[(0, 1), (1, 2)]).unwrap();
    assert_eq!(found(&milestones), (2, 2));
    // Capacities that fill a lane to its last bit, and ones that no longer fit.
    for capacity in [0x7fff, 0x8000, i32::MAX] {
        let demands = vec![capacity, 1, capacity, 0, capacity, 1, 1, capacity];
        let problem = Problem::new(vec![1, 2], vec![capacity; 4], demands, &[]).unwrap();
        assert_eq!(found(&problem), (3, 3), "capacity {capacity}");
    }
}

#[test]
fn keys_decide_and_their_extremes_do_no_harm() {
    let problem = Problem::new(vec![2, 3, 1], vec![1], vec![1, 1, 1], &[(1, 2)]).unwrap();
    let mut timetable = Timetable::new(&problem);
    let mut times = Times::new(3);
    assert_eq!(timetable.forwards(&[i32::MIN, 0, i32::MAX], &mut times), 6);
    assert_eq!(times.start, [0, 2, 5]);
    timetable.forwards(&[i32::MAX, 0, i32::MIN], &mut times);
    assert_eq!(
        times.start,
        [4, 0, 3],
        "a successor with a smaller key comes right after"
    );
    assert_eq!(timetable.backwards(&[9, 1, 2], 10, &mut times), 6);
    assert_eq!(times.start, [8, 4, 7]);
    assert_eq!(timetable.backwards(&[0, 1, 2], 10, &mut times), 6);
    assert_eq!(times.start, [4, 6, 9]);
}

#[test]
fn rules_say_what_their_names_say() {
    use rules::Rule;
    // 0 (2) -> 1 (3) -> 3 (1), and 2 (4) alone: a critical path of 6.
    let problem = Problem::new(vec![2, 3, 4, 1], vec![], vec![], &[(0, 1), (1, 3)]).unwrap();
    assert_eq!(rules::keys(&problem, Rule::Lft), [2, 5, 6, 6]);
    assert_eq!(rules::keys(&problem, Rule::Lst), [0, 2, 2, 5]);
    assert_eq!(rules::keys(&problem, Rule::Slack), [0, 0, 2, 0]);
    assert_eq!(rules::keys(&problem, Rule::Mts), [-2, -1, 0, 0]);
    assert_eq!(rules::keys(&problem, Rule::Grpw), [-5, -4, -4, -1]);
}

#[test]
fn the_parallel_scheme_starts_whatever_fits() {
    // The long activity 0 is first in line; 1 does not fit beside it, 2 does.
    let problem = Problem::new(vec![3, 2, 1], vec![3], vec![2, 2, 1], &[]).unwrap();
    let mut times = Times::new(3);
    assert_eq!(parallel::schedule(&problem, &[0, 1, 2], &mut times), 5);
    assert_eq!(times.start, [0, 3, 0]);
}

#[test]
fn the_caller_can_stop_the_search() {
    let problem = Problem::new(vec![3, 3, 2, 2, 2], vec![5], vec![3, 3, 2, 2, 3], &[]).unwrap();
    let mut heard = Vec::new();
    let solution = solve(&problem, &Options::new(1, u64::MAX), &mut |progress| {
        heard.push(*progress);
        heard.len() < 20
    });
    assert_eq!(solution.outcome.end, End::Asked);
    assert_eq!(heard.len(), 20);
    assert!(
        heard
            .windows(2)
            .all(|pair| pair[0].schedules < pair[1].schedules && pair[0].makespan >= pair[1].makespan)
    );
    let limited = solve(&problem, &Options::new(1, 100), &mut |_| true);
    assert_eq!(
        (limited.outcome.end, limited.outcome.schedules),
        (End::Spent, 100)
    );
}
