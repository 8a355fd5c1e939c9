//! The planner on plans by chance and on cases worked by hand.

mod plans;

use proptest::prelude::*;
use schedule::{
    Activity, Capacity, Cause, Estimate, Fault, Freedom, Link, LinkKind, Network, Person, Plan, Progress,
    critical, drag, level, repair,
};
use schedule_check::faults;

fn days(days: f64) -> Activity {
    Activity {
        duration: Estimate::certain(days),
        ..Activity::default()
    }
}

fn after(from: u32, to: u32) -> Link {
    Link {
        from,
        to,
        kind: LinkKind::FinishStart,
        lag: 0,
    }
}

/// The latest start that any chain of links forces, found by relaxing every link until nothing moves: another algorithm
/// than one pass in an order, and without its weights.
fn by_relaxing(plan: &Plan) -> Vec<(i32, i32)> {
    let calendar = |one: &Activity| {
        one.calendar
            .map(|index| plan.calendars[index as usize].clone())
            .unwrap_or_default()
    };
    let place = |one: &Activity, from: i32| match one.progress {
        Progress::Done { start, finish } => (start, finish),
        Progress::Started { start, left } => (start, calendar(one).add(plan.today.max(start), left)),
        Progress::Planned => {
            let days = one.duration.days();
            let start = if days > 0 { calendar(one).first(from) } else { from };
            (start, calendar(one).add(start, days))
        }
    };
    let floor = |one: &Activity| one.not_before.unwrap_or(plan.today).max(plan.today);
    let mut at: Vec<(i32, i32)> = plan.activities.iter().map(|one| place(one, floor(one))).collect();
    loop {
        let before = at.clone();
        for link in &plan.links {
            let (from, to) = (at[link.from as usize], link.to as usize);
            let one = &plan.activities[to];
            // Day by day, until the link is kept.
            let kept = |(start, finish): (i32, i32)| match link.kind {
                LinkKind::FinishStart => start >= from.1 + link.lag,
                LinkKind::StartStart => start >= from.0 + link.lag,
                LinkKind::FinishFinish => finish >= from.1 + link.lag,
                LinkKind::StartFinish => finish >= from.0 + link.lag,
            };
            while one.progress == Progress::Planned && !kept(at[to]) {
                at[to] = place(one, at[to].0 + 1);
            }
        }
        if at == before {
            return at;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn early_dates_are_those_of_another_algorithm(plan in plans::plan()) {
        let network = Network::new(&plan).expect("a valid plan");
        let found = critical(&plan, &network);
        let early: Vec<(i32, i32)> = found.dates.iter().map(|one| (one.early_start, one.early_finish)).collect();
        prop_assert_eq!(early, by_relaxing(&plan));
        for (one, dates) in plan.activities.iter().zip(&found.dates) {
            if one.progress == Progress::Planned {
                prop_assert!(dates.total_float >= 0 && dates.free_float >= 0 && dates.free_float <= dates.total_float, "{dates:?}");
                prop_assert!(dates.late_start >= dates.early_start);
            }
        }
    }

    #[test]
    fn the_quick_way_back_is_the_slow_one(mut plan in plans::plan()) {
        for one in &mut plan.activities {
            one.calendar = None;
        }
        let quick = critical(&plan, &Network::new(&plan).expect("a valid plan"));
        // A calendar without days off changes nothing but the way that is taken.
        plan.calendars = vec![schedule::Calendar::default()];
        plan.activities[0].calendar = Some(0);
        let slow = critical(&plan, &Network::new(&plan).expect("a valid plan"));
        prop_assert_eq!(quick, slow);
    }

    #[test]
    fn slipping_by_the_total_float_holds_the_end_and_by_more_does_not(plan in plans::plan(), which in 0usize..16) {
        let network = Network::new(&plan).expect("a valid plan");
        let found = critical(&plan, &network);
        let index = which % plan.activities.len();
        let (one, dates) = (&plan.activities[index], found.dates[index]);
        if one.progress == Progress::Planned && one.calendar.is_none() {
            let end_if = |start: i32| {
                let mut slipped = plan.clone();
                slipped.activities[index].not_before = Some(start);
                let network = Network::new(&slipped).expect("still valid");
                critical(&slipped, &network).end()
            };
            prop_assert_eq!(end_if(dates.early_start + dates.total_float), found.end());
            prop_assert!(end_if(dates.early_start + dates.total_float + 1) > found.end());
        }
    }

    #[test]
    fn every_levelled_plan_is_feasible_and_the_same_again(plan in plans::plan(), seed in 0u64..9) {
        let network = Network::new(&plan).expect("a valid plan");
        for freedom in [Freedom::Free, Freedom::Within(3), Freedom::Keep] {
            let found = level(&plan, &network, freedom, 40, seed, |_| true);
            let wrong = faults(&plan, &found.placement);
            prop_assert!(wrong.is_empty(), "{freedom:?} {wrong:?}");
            prop_assert!(found.cost.end >= found.bound, "{:?} below {}", found.cost, found.bound);
            prop_assert_eq!(&found, &level(&plan, &network, freedom, 40, seed, |_| true));
        }
        let longer = level(&plan, &network, Freedom::Free, 200, seed, |_| true);
        prop_assert!(longer.cost <= level(&plan, &network, Freedom::Free, 40, seed, |_| true).cost);
    }

    #[test]
    fn more_time_for_somebody_never_raises_the_bound(plan in plans::plan(), person in 0usize..4, more in 1u32..500) {
        let bound = |plan: &Plan| level(plan, &Network::new(plan).expect("valid"), Freedom::Free, 1, 1, |_| true).bound;
        let mut richer = plan.clone();
        let steps = richer.persons[person].capacity.steps().iter().map(|(day, has)| (*day, has + more)).collect();
        richer.persons[person].capacity = Capacity::new(steps);
        prop_assert!(bound(&richer) <= bound(&plan));
    }

    #[test]
    fn a_plan_that_holds_is_not_moved(plan in plans::plan()) {
        let network = Network::new(&plan).expect("a valid plan");
        let found = level(&plan, &network, Freedom::Free, 20, 1, |_| true);
        let mut told = plan.clone();
        for (one, start) in told.activities.iter_mut().zip(&found.placement.start) {
            one.told = Some(*start);
        }
        let network = Network::new(&told).expect("a valid plan");
        let again = repair(&told, &network);
        // What nobody has time for may be booked with its owner once it starts later.
        if found.placement.unstaffed.is_empty() {
            prop_assert_eq!(again, found.placement);
        }
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let plan = Plan {
        activities: vec![
            Activity {
                owner: Some(7),
                ..days(1.0)
            },
            days(f64::NAN),
            Activity {
                progress: Progress::Done { start: 5, finish: 2 },
                ..days(1.0)
            },
            Activity {
                not_before: Some(i32::MAX),
                effort: -1.0,
                ..days(1.0)
            },
        ],
        links: vec![
            after(0, 9),
            Link {
                lag: i32::MIN,
                ..after(0, 1)
            },
        ],
        ..Plan::default()
    };
    assert_eq!(Network::new(&plan).expect_err("faults").len(), 7);
    let round = Plan {
        activities: vec![days(1.0); 5],
        links: vec![after(0, 1), after(1, 2), after(2, 0), after(2, 3), after(3, 4)],
        ..Plan::default()
    };
    assert_eq!(
        Network::new(&round).expect_err("a cycle"),
        [Fault::Cycle { path: vec![0, 1, 2] }].map(rotated)
    );
    let long = Plan {
        activities: vec![days(300_000.0); 2_000],
        ..Plan::default()
    };
    assert_eq!(Network::new(&long).expect_err("too long"), [Fault::TooLong]);
}

/// The path of a cycle may begin anywhere.
fn rotated(fault: Fault) -> Fault {
    match fault {
        Fault::Cycle { mut path } => {
            path.rotate_left(1);
            Fault::Cycle { path }
        }
        other => other,
    }
}

/// The house of Moder, Phillips and Davis ("Project Management with CPM, PERT and Precedence Diagramming", 3rd edition,
/// 1983, chapter 4) in small: two chains that meet, worked by hand. A(3) → C(4) → E(2) and B(2) → D(1) → E; the end is
/// 9, D may slip by 4.
#[test]
fn a_case_worked_by_hand() {
    let plan = Plan {
        activities: [3.0, 2.0, 4.0, 1.0, 2.0].map(days).to_vec(),
        links: vec![after(0, 2), after(2, 4), after(1, 3), after(3, 4)],
        ..Plan::default()
    };
    let network = Network::new(&plan).expect("valid");
    let found = critical(&plan, &network);
    assert_eq!(found.end(), 9);
    let told: Vec<(i32, i32, i32, bool)> = found
        .dates
        .iter()
        .map(|one| (one.early_start, one.total_float, one.free_float, one.critical))
        .collect();
    assert_eq!(
        told,
        [
            (0, 0, 0, true),
            (0, 4, 0, false),
            (3, 0, 0, true),
            (2, 4, 4, false),
            (7, 0, 0, true)
        ]
    );
    // Without C the other chain decides from day 3 on: C delays the end by all of its four days, A by three, E by two.
    assert_eq!(drag(&plan, &found), [3, 0, 4, 0, 2]);
}

#[test]
fn what_is_done_stays_and_what_has_begun_goes_on_from_today() {
    let plan = Plan {
        activities: vec![
            Activity {
                progress: Progress::Done { start: 0, finish: 6 },
                ..days(3.0)
            },
            Activity {
                progress: Progress::Started { start: 2, left: 3 },
                ..days(4.0)
            },
            days(2.0),
        ],
        links: vec![after(0, 2), after(1, 2)],
        today: 10,
        ..Plan::default()
    };
    let network = Network::new(&plan).expect("valid");
    let dates = critical(&plan, &network).dates;
    assert_eq!((dates[1].early_start, dates[1].early_finish), (2, 13));
    assert_eq!(
        (dates[2].early_start, dates[2].critical, dates[0].critical),
        (13, true, false)
    );
}

#[test]
fn a_delay_says_who_is_booked_until_when_and_by_what() {
    let busy = |effort| Activity {
        effort,
        owner: Some(0),
        ..days(5.0)
    };
    let plan = Plan {
        activities: vec![busy(2.5), busy(2.5), busy(1.0)],
        persons: vec![Person {
            capacity: Capacity::always(500),
        }],
        ..Plan::default()
    };
    let network = Network::new(&plan).expect("valid");
    let found = level(&plan, &network, Freedom::Free, 100, 1, |_| true);
    // Two pieces of work that take all of half a person, and one that takes two fifths of it.
    assert_eq!((found.cost.end, found.bound), (15, 12));
    assert_eq!(found.delays.len(), 2);
    let last = found.delays.iter().max_by_key(|delay| delay.starts).expect("two");
    assert_eq!(
        (last.could, last.starts, last.cause, last.behind.len()),
        (0, 10, Cause::Booked(0), 2)
    );
    assert!(last.booked > 600, "{last:?}");
}

#[test]
fn work_takes_as_long_as_its_owner_has_time() {
    let plan = Plan {
        activities: vec![
            Activity {
                effort: 5.0,
                owner: Some(0),
                ..days(5.0)
            },
            Activity {
                effort: 5.0,
                owner: Some(1),
                ..days(5.0)
            },
        ],
        persons: vec![
            Person {
                capacity: Capacity::new(vec![(0, 200), (10, 0), (20, 200)]),
            },
            Person {
                capacity: Capacity::new(vec![(0, 0)]),
            },
        ],
        ..Plan::default()
    };
    let network = Network::new(&plan).expect("valid");
    let found = level(&plan, &network, Freedom::Free, 10, 1, |_| true);
    assert_eq!(
        found.placement.finish[0], 35,
        "25 days at a fifth, and ten days away"
    );
    assert_eq!(found.placement.unstaffed, [1]);
    let [stretch] = found.stretched[..] else {
        panic!("one takes longer: {:?}", found.stretched);
    };
    assert_eq!(
        (stretch.activity, stretch.person, stretch.planned, stretch.takes),
        (0, 0, 5, 35)
    );
}

#[test]
fn a_slip_moves_what_it_must_and_nobody_else() {
    let owned = |owner| Activity {
        effort: 5.0,
        owner: Some(owner),
        ..days(5.0)
    };
    let mut plan = Plan {
        activities: vec![owned(0), owned(0), owned(1), owned(1)],
        links: vec![after(0, 2)],
        persons: vec![
            Person {
                capacity: Capacity::always(1000)
            };
            2
        ],
        ..Plan::default()
    };
    for (one, told) in plan.activities.iter_mut().zip([0, 5, 5, 10]) {
        one.told = Some(told);
    }
    plan.activities[0].not_before = Some(1);
    let network = Network::new(&plan).expect("valid");
    let found = repair(&plan, &network);
    // The first has no free week before day 10, and what waits for it goes behind; the others stay.
    assert_eq!(found.start, [10, 5, 15, 10]);
}
