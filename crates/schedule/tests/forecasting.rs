//! Forecasts against closed forms.

mod plans;

use proptest::prelude::*;
use schedule::{Activity, Estimate, Link, LinkKind, Network, Plan, Question, Risk, Shape, forecast};

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

proptest! {
    #[test]
    fn a_forecast_is_the_same_on_any_number_of_threads(plan in plans::plan(), seed in 0u64..9) {
        let network = Network::new(&plan).expect("a valid plan");
        let risks = [Risk { probability: 0.4, impact: Estimate { low: 1.0, likely: 2.0, high: 6.0 }, activities: vec![0, 1] }];
        let ask = |threads| {
            let question = Question { seed, threads, most: 2048, correlation: 0.3, risks: &risks, ..Question::default() };
            forecast(&plan, &network, &question, |_| true)
        };
        let one = ask(1);
        prop_assert_eq!(&one, &ask(3));
        for outlook in &one.activities {
            prop_assert!(outlook.p10.value <= outlook.p50.value && outlook.p50.value <= outlook.p80.value && outlook.p80.value <= outlook.p95.value);
            prop_assert!((0.0..=1.0).contains(&outlook.criticality));
        }
    }
}

/// A chain of n activities with mean m and variance v ends at n·m with a spread of √(n·v): the central limit theorem,
/// with the moments of the triangular distribution.
#[test]
fn a_forecast_of_a_chain_matches_the_closed_form() {
    let estimate = Estimate {
        low: 4.0,
        likely: 7.0,
        high: 13.0,
    };
    let mut activities = vec![
        Activity {
            duration: estimate,
            ..Activity::default()
        };
        60
    ];
    let mean: f64 = 60.0 * (4.0 + 7.0 + 13.0) / 3.0;
    let spread = (60.0 * (16.0 + 49.0 + 169.0 - 28.0 - 52.0 - 91.0) / 18.0_f64).sqrt();
    activities[59].deadline = Some(490);
    let plan = Plan {
        activities,
        links: (0..59).map(|index| after(index, index + 1)).collect(),
        ..Plan::default()
    };
    let network = Network::new(&plan).expect("valid");
    let question = Question {
        shape: Shape::Triangular,
        most: 50_000,
        ..Question::default()
    };
    let found = forecast(&plan, &network, &question, |_| true);
    let end = found.groups[0].expect("a group");
    let near = |value: i32, expected: f64| (f64::from(value) - expected).abs() < 1.2;
    assert!(
        near(end.p50.value, mean) && near(end.p80.value, mean + 0.8416 * spread),
        "{end:?} {mean} {spread}"
    );
    assert!(
        near(end.p95.value, mean + 1.6449 * spread) && near(end.p10.value, mean - 1.2816 * spread),
        "{end:?}"
    );
    let on_time = found.activities[59].on_time.expect("a deadline");
    // Φ((490 − 480) / 14.7) = 0.75.
    assert!(
        (on_time.value - 0.752).abs() < 0.012 && on_time.low < on_time.value && on_time.value < on_time.high,
        "{on_time:?}"
    );
    assert!(
        found
            .activities
            .iter()
            .all(|one| (one.criticality - 1.0).abs() < 1e-9)
    );
    // Each of sixty equal parts: 1/√60.
    assert!(
        found
            .activities
            .iter()
            .all(|one| (one.sensitivity - 0.129).abs() < 0.03)
    );
}

/// Two equal paths that meet end later than either: for two independent uniform-like ends the median of the later one
/// is the 71st percentile of each.
#[test]
fn paths_that_meet_end_later_than_each_and_share_the_blame() {
    let estimate = Estimate {
        low: 10.0,
        likely: 30.0,
        high: 50.0,
    };
    let both = Plan {
        activities: vec![
            Activity {
                duration: estimate,
                ..Activity::default()
            },
            Activity {
                duration: estimate,
                ..Activity::default()
            },
            days(0.0),
        ],
        links: vec![after(0, 2), after(1, 2)],
        ..Plan::default()
    };
    let network = Network::new(&both).expect("valid");
    let question = Question {
        shape: Shape::Triangular,
        most: 40_000,
        ..Question::default()
    };
    let found = forecast(&both, &network, &question, |_| true);
    // The 70.7th percentile of the triangle: 50 − √((1 − 0.7071) · 800) = 34.7, a day rounded up.
    let median = found.activities[2].p50.value;
    assert!((34..=36).contains(&median), "{median}");
    assert!((found.activities[0].criticality - 0.5).abs() < 0.02);
    assert!((found.activities[0].criticality + found.activities[1].criticality - 1.0).abs() < 1e-9);
}

#[test]
fn what_goes_together_spreads_more_and_a_risk_shifts_the_tail() {
    let estimate = Estimate {
        low: 2.0,
        likely: 5.0,
        high: 14.0,
    };
    let plan = Plan {
        activities: vec![
            Activity {
                duration: estimate,
                unit: Some(0),
                ..Activity::default()
            };
            30
        ],
        links: (0..29).map(|index| after(index, index + 1)).collect(),
        units: vec![schedule::Unit::default()],
        ..Plan::default()
    };
    let network = Network::new(&plan).expect("valid");
    let end =
        |question: Question<'_>| forecast(&plan, &network, &question, |_| true).groups[0].expect("a group");
    let apart = end(Question::default());
    let together = end(Question {
        correlation: 0.5,
        ..Question::default()
    });
    assert!(
        together.p95.value - together.p10.value > 2 * (apart.p95.value - apart.p10.value),
        "{apart:?} {together:?}"
    );
    assert!((together.p50.value - apart.p50.value).abs() < 8);
    let risks = [Risk {
        probability: 0.3,
        impact: Estimate::certain(40.0),
        activities: vec![3],
    }];
    let threatened = end(Question {
        risks: &risks,
        ..Question::default()
    });
    assert!(threatened.p10.value - apart.p10.value <= 3 && threatened.p95.value - apart.p95.value >= 25);
}

#[test]
fn a_forecast_stops_when_it_is_precise_enough_and_says_so() {
    let estimate = Estimate {
        low: 2.0,
        likely: 5.0,
        high: 8.0,
    };
    let plan = Plan {
        activities: vec![
            Activity {
                duration: estimate,
                ..Activity::default()
            };
            3
        ],
        links: vec![after(0, 1), after(1, 2)],
        ..Plan::default()
    };
    let network = Network::new(&plan).expect("valid");
    let found = forecast(
        &plan,
        &network,
        &Question {
            precision: 1.0,
            most: 1_000_000,
            ..Question::default()
        },
        |_| true,
    );
    assert!(found.precise && found.passes < 10_000, "{}", found.passes);
    let stopped = forecast(
        &plan,
        &network,
        &Question {
            precision: 0.0,
            most: 1_000_000,
            ..Question::default()
        },
        |at| at.passes < 3_000,
    );
    assert!(!stopped.precise && stopped.passes < 10_000);
}
