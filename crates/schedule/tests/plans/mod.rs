//! Plans by chance, of every kind that the planner takes.

use proptest::prelude::*;
use schedule::{Activity, Calendar, Capacity, Estimate, Link, LinkKind, Person, Plan, Progress, Unit};

fn activity() -> impl Strategy<Value = Activity> {
    let progress = prop_oneof![
        6 => Just(Progress::Planned),
        1 => (0i32..8, 0i32..9).prop_map(|(start, left)| Progress::Started { start, left }),
        1 => (0i32..5, 0i32..4).prop_map(|(start, days)| Progress::Done { start, finish: start + days }),
    ];
    let estimate = (0u32..9, 0u32..6, 0u32..9).prop_map(|(low, more, most)| Estimate {
        low: f64::from(low),
        likely: f64::from(low) + f64::from(more) / 2.0,
        high: f64::from(low) + f64::from(more) / 2.0 + f64::from(most),
    });
    (
        estimate,
        prop_oneof![Just(0.0), 0.1f64..6.0],
        prop::option::of(0u32..4),
        prop::option::of(0u32..2),
        prop::option::weighted(0.3, 0u32..2),
        prop::option::weighted(0.2, 0i32..30),
        prop::option::weighted(0.3, 5i32..60),
        progress,
        prop::option::weighted(0.5, 0i32..60),
    )
        .prop_map(
            |(duration, effort, owner, unit, calendar, not_before, deadline, progress, told)| Activity {
                duration,
                effort,
                owner,
                unit,
                calendar,
                group: 0,
                not_before,
                deadline,
                progress,
                told,
            },
        )
}

fn link(count: u32) -> impl Strategy<Value = Link> {
    let kind = prop_oneof![
        4 => Just(LinkKind::FinishStart),
        1 => Just(LinkKind::StartStart),
        1 => Just(LinkKind::FinishFinish),
        1 => Just(LinkKind::StartFinish),
    ];
    (0..count, 0..count, kind, -3i32..6).prop_filter_map("two activities", |(one, two, kind, lag)| {
        (one != two).then(|| Link {
            from: one.min(two),
            to: one.max(two),
            kind,
            lag,
        })
    })
}

fn capacity() -> impl Strategy<Value = Capacity> {
    (100u32..1000, prop::collection::vec((0i32..60, 0u32..1000), 0..3)).prop_map(|(first, steps)| {
        let mut all = vec![(i32::MIN, first)];
        all.extend(steps);
        // In the end everybody comes back, so that all work can be done.
        all.push((80, first));
        Capacity::new(all)
    })
}

/// A plan without cycles: every link goes from the earlier activity to the later one.
pub fn plan() -> impl Strategy<Value = Plan> {
    (2usize..16).prop_flat_map(|count| {
        let most = u32::try_from(count).expect("few");
        (
            prop::collection::vec(activity(), count),
            prop::collection::vec(link(most), 0..count * 2),
            prop::collection::vec(prop::collection::vec((0i32..50, 1i32..9), 0..4), 2),
            prop::collection::vec(capacity(), 4),
            prop::collection::vec(prop::option::of(1u32..3), 2),
            0i32..6,
        )
            .prop_map(|(activities, links, off, persons, units, today)| Plan {
                activities,
                links,
                calendars: off
                    .into_iter()
                    .map(|off| {
                        Calendar::new(off.into_iter().map(|(from, days)| (from, from + days)).collect())
                    })
                    .collect(),
                persons: persons.into_iter().map(|capacity| Person { capacity }).collect(),
                units: units.into_iter().map(|parallel| Unit { parallel }).collect(),
                today,
            })
    })
}
