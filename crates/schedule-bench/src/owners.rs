//! Roadmaps of tasks that each have one fixed owner, the shape in which `TaskJuggler` was measured; and how levelling grows.

use crate::{Table, draw, portfolio};
use schedule::{
    Activity, Capacity, Estimate, Freedom, Levelled, Link, LinkKind, Network, Person, Plan, WHOLE, level,
};
use std::io::{self, Write};
use std::time::Instant;

/// Tasks, owners, and what `TaskJuggler` 3.7.1 made of a network of this shape, measured by us on a shared machine: its
/// plan and the floor in working days, and its time in seconds.
const PUBLISHED: [(usize, usize, f64, f64, &str); 5] = [
    (100, 10, 140.0, 126.0, "0.7-1.7"),
    (1_000, 10, 683.0, 671.0, "2.8-6.3"),
    (1_000, 100, 229.0, 229.0, "7.0"),
    (5_000, 50, 669.0, 661.0, "16-46"),
    (5_000, 100, 389.0, 364.0, "42"),
];

/// Roadmaps of 50 tasks with one to three predecessors, one owner each and an effort of 1 to 10 days.
fn plan(tasks: usize, owners: usize) -> Plan {
    let mut random = draw::Draw::new(5);
    let index = |value: usize| u32::try_from(value).unwrap_or(0);
    let mut plan = Plan {
        persons: (0..owners)
            .map(|_| Person {
                capacity: Capacity::always(WHOLE),
            })
            .collect(),
        ..Plan::default()
    };
    for task in 0..tasks {
        let days = f64::from(index(1 + random.below(10)));
        plan.activities.push(Activity {
            duration: Estimate::certain(days),
            effort: days,
            owner: Some(index(random.below(owners))),
            ..Activity::default()
        });
        let place = task % 50;
        for _ in 0..(1 + random.below(3)).min(place) {
            plan.links.push(Link {
                from: index(task - 1 - random.below(place)),
                to: index(task),
                kind: LinkKind::FinishStart,
                lag: 0,
            });
        }
    }
    plan
}

/// Levels a plan within a second, and checks what comes out.
fn levelled(plan: &Plan, schedules: u64) -> (Levelled, f64) {
    let begun = Instant::now();
    let network = Network::new(plan).expect("a valid plan");
    let found = level(plan, &network, Freedom::Free, schedules, 1, |_| {
        begun.elapsed().as_secs_f64() < 1.0
    });
    let took = begun.elapsed().as_secs_f64();
    let wrong = schedule_check::faults(plan, &found.placement);
    assert!(wrong.is_empty(), "{wrong:?}");
    (found, took)
}

/// Prints both tables.
pub fn print(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\nTasks with one owner each, levelled within a second, not interrupted, beside TaskJuggler 3.7.1 on networks of the\n\
         same shape (measured by us on a shared machine; it may interrupt tasks). Lengths in working days; the floor is the\n\
         larger of the critical path and the busiest owner"
    )?;
    let mut table = Table::new(&[
        "tasks / owners",
        "floor",
        "one rule",
        "levelled",
        "over floor, %",
        "s",
        "TaskJuggler over its floor, %",
        "s",
    ]);
    for (tasks, owners, length, floor, seconds) in PUBLISHED {
        let plan = plan(tasks, owners);
        let (rule, _) = levelled(&plan, 1);
        let (found, took) = levelled(&plan, u64::MAX);
        let over = 100.0 * f64::from(found.cost.end - found.bound) / f64::from(found.bound);
        table.row(&[
            format!("{tasks} / {owners}"),
            format!("{}", found.bound),
            format!("{}", rule.cost.end),
            format!("{}", found.cost.end),
            format!("{over:.1}"),
            format!("{took:.2}"),
            format!("{:.1}", 100.0 * (length - floor) / floor),
            seconds.to_owned(),
        ]);
    }
    table.print(out)?;
    writeln!(
        out,
        "\nHow levelling grows: portfolios of 200 milestones a roadmap and a person for every 20; one schedule by one rule, and\n\
         what a second gives"
    )?;
    let mut table = Table::new(&[
        "activities",
        "one schedule, ms",
        "µs / activity",
        "end",
        "after 1 s",
        "schedules",
    ]);
    for count in [1_000, 10_000, 100_000] {
        let plan = portfolio::plan(count / 200, 200, count / 20);
        let (rule, took) = levelled(&plan, 1);
        let (found, _) = levelled(&plan, u64::MAX);
        let each = took * 1e6 / f64::from(u32::try_from(count).unwrap_or(1));
        table.row(&[
            format!("{count}"),
            format!("{:.0}", took * 1000.0),
            format!("{each:.1}"),
            format!("{}", rule.cost.end),
            format!("{}", found.cost.end),
            format!("{}", found.schedules),
        ]);
    }
    table.print(out)
}
