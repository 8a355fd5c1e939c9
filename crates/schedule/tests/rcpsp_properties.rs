//! What holds for every problem: plans are feasible, the same seed makes the same plan, bounds behave.

#[path = "rcpsp_checker.rs"]
mod checker;

use checker::check;
use proptest::collection::vec;
use proptest::prelude::*;
use schedule::rcpsp::rules::{RULES, keys};
use schedule::rcpsp::{Generator, Options, Problem, Times, Timetable, bound, parallel, solve};

/// The parts of a problem with a valid order and demands that fit; up to six resources, so that both
/// kinds of timetable have their turn.
type Parts = (Vec<i32>, Vec<i32>, Vec<i32>, Vec<(usize, usize)>);

fn parts() -> impl Strategy<Value = Parts> {
    (1usize..18, 0usize..7).prop_flat_map(|(size, resources)| {
        (
            vec(0i32..7, size),
            vec(1i32..9, resources),
            vec(0i32..9, size * resources),
            vec((0..size, 0..size), 0..2 * size),
            Just((0..size).collect::<Vec<_>>()).prop_shuffle(),
        )
            .prop_map(|(durations, capacities, mut demands, pairs, place)| {
                for (index, demand) in demands.iter_mut().enumerate() {
                    *demand = (*demand).min(capacities[index % capacities.len()]);
                }
                let links = pairs
                    .into_iter()
                    .filter(|&(from, to)| place[from] < place[to])
                    .collect();
                (durations, capacities, demands, links)
            })
    })
}

fn problem((durations, capacities, demands, links): Parts) -> Problem {
    Problem::new(durations, capacities, demands, &links).expect("parts that fit")
}

/// The largest key of an activity and all that come before it, found by walking all the way back.
fn effective(problem: &Problem, key: &[i32], activity: usize) -> i32 {
    let before = problem.predecessors().of(activity).iter();
    before
        .map(|&other| effective(problem, key, other as usize))
        .fold(key[activity], i32::max)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn plans_are_feasible_in_both_directions(parts in parts(), seed in vec(-50i32..50, 18)) {
        let problem = problem(parts);
        let key = &seed[..problem.size()];
        let mut timetable = Timetable::new(&problem);
        let mut ahead = Times::new(problem.size());
        let makespan = timetable.forwards(key, &mut ahead);
        prop_assert!(check(&problem, &ahead, 0, makespan).is_ok());
        prop_assert_eq!(ahead.finish.iter().copied().max(), Some(makespan));
        // Pushed to the right by their finishes, plans become no longer; nor on the way back.
        let mut back = Times::new(problem.size());
        let pushed = timetable.backwards(&ahead.finish, 1000, &mut back);
        prop_assert!(check(&problem, &back, 1000 - makespan, 1000).is_ok());
        prop_assert_eq!(back.start.iter().copied().min(), Some(1000 - pushed));
        let again = timetable.forwards(&back.start, &mut ahead);
        prop_assert!(check(&problem, &ahead, 0, pushed).is_ok());
        prop_assert!(again <= pushed && pushed <= makespan);
        let started = parallel::schedule(&problem, key, &mut ahead);
        prop_assert!(check(&problem, &ahead, 0, started).is_ok());
    }

    #[test]
    fn the_order_is_that_of_the_definition(parts in parts(), place in Just((0..18).collect::<Vec<i32>>()).prop_shuffle()) {
        // One unit of one resource for all makes the order visible; every activity lasts.
        let (durations, _, _, links) = parts;
        let size = durations.len();
        let durations: Vec<i32> = durations.into_iter().map(|duration| duration + 1).collect();
        let problem = problem((durations, vec![1], vec![1; size], links));
        let mut times = Times::new(size);
        Timetable::new(&problem).forwards(&place[..size], &mut times);
        let mut order: Vec<usize> = (0..size).collect();
        order.sort_by_key(|&activity| times.start[activity]);
        prop_assert!(check(&problem, &times, 0, i32::MAX).is_ok());
        prop_assert!(order.is_sorted_by_key(|&activity| effective(&problem, &place, activity)));
        // The mirror image by the mirrored keys of a plan is the same order from behind.
        let mut back = Times::new(size);
        Timetable::new(&problem).backwards(&times.finish, 0, &mut back);
        order.sort_by_key(|&activity| back.start[activity]);
        prop_assert!(order.is_sorted_by_key(|&activity| times.start[activity]));
    }

    #[test]
    fn the_same_seed_makes_the_same_plan(parts in parts(), seed: u64) {
        let problem = problem(parts);
        let options = Options::new(seed, 150);
        let one = solve(&problem, &options, &mut |_| true);
        let two = solve(&problem, &options, &mut |_| true);
        prop_assert_eq!(&one.outcome.times, &two.outcome.times);
        prop_assert_eq!(one.outcome.schedules, two.outcome.schedules);
        prop_assert!(check(&problem, &one.outcome.times, 0, one.outcome.makespan).is_ok());
        prop_assert!(one.lower <= one.outcome.makespan);
        // Nor is a rule ever better than the search that starts from it.
        let mut timetable = Timetable::new(&problem);
        let mut times = Times::new(problem.size());
        for rule in RULES {
            let key = keys(&problem, rule);
            prop_assert!(one.outcome.makespan <= timetable.forwards(&key, &mut times));
            prop_assert!(one.outcome.makespan <= parallel::schedule(&problem, &key, &mut times));
        }
    }

    #[test]
    fn more_capacity_never_raises_the_bound(parts in parts(), more in vec(0i32..5, 7)) {
        let (durations, capacities, demands, links) = parts.clone();
        let larger = capacities.iter().zip(&more).map(|(capacity, more)| capacity + more).collect();
        let rich = problem((durations, larger, demands, links));
        let poor = problem(parts);
        prop_assert!(bound::lower(&rich) <= bound::lower(&poor));
        prop_assert!(bound::lower(&rich) >= bound::critical_path(&poor));
    }
}
