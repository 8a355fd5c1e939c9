//! A municipal portfolio: 50 roadmaps of 200 milestones, 500 shared persons with calendars of their own.

use crate::{Table, draw};
use schedule::{
    Activity, Calendar, Capacity, Estimate, Freedom, Link, LinkKind, Network, Person, Plan, Unit, level,
    repair,
};
use std::io::{self, Write};
use std::time::Instant;

/// The portfolio. Every milestone has one owner and waits for up to two earlier ones of its roadmap; people have between a
/// tenth and two fifths of their time, and a holiday each year.
pub fn plan(roadmaps: usize, milestones: usize, people: usize) -> Plan {
    let mut random = draw::Draw::new(11);
    let number = |value: usize| f64::from(u32::try_from(value).unwrap_or(u32::MAX));
    let mut plan = Plan::default();
    for _ in 0..people {
        let has = u32::try_from(100 + 50 * random.below(7)).unwrap_or(100);
        let mut steps = vec![(i32::MIN, has)];
        for year in 0..12 {
            let from = year * 230 + i32::try_from(random.below(200)).unwrap_or(0);
            steps.extend([(from, 0), (from + 15, has)]);
        }
        plan.persons.push(Person {
            capacity: Capacity::new(steps),
        });
        let off = i32::try_from(random.below(200)).unwrap_or(0);
        plan.calendars.push(Calendar::new(vec![(off, off + 15)]));
    }
    for roadmap in 0..roadmaps {
        plan.units.push(Unit { parallel: Some(12) });
        let first = roadmap * milestones;
        for index in 0..milestones {
            let owner = random.below(people);
            let days = 3 + random.below(13);
            plan.activities.push(Activity {
                duration: Estimate::certain(number(days)),
                effort: number(1 + random.below(4)),
                owner: u32::try_from(owner).ok(),
                unit: u32::try_from(roadmap).ok(),
                calendar: u32::try_from(owner).ok(),
                group: u32::try_from(roadmap).unwrap_or(0),
                ..Activity::default()
            });
            for _ in 0..2 {
                if index > 0 {
                    let from = index.saturating_sub(1 + random.below(index.min(12)));
                    plan.links.push(Link {
                        from: u32::try_from(first + from).unwrap_or(0),
                        to: u32::try_from(first + index).unwrap_or(0),
                        kind: LinkKind::FinishStart,
                        lag: 0,
                    });
                }
            }
        }
    }
    plan
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

/// Prints the table.
pub fn print(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\nPortfolio: 50 roadmaps × 200 milestones, 500 persons with calendars of their own; one thread"
    )?;
    let plan = plan(50, 200, 500);
    let network = Network::new(&plan).expect("a valid plan");
    let mut table = Table::new(&["work", "ms", "end", "bound", "ends of all roadmaps", "schedules"]);
    let mut line = |name: &str, took: f64, found: &schedule::Levelled| {
        let wrong = schedule_check::faults(&plan, &found.placement);
        assert!(wrong.is_empty(), "{wrong:?}");
        table.row(&[
            name.to_owned(),
            format!("{took:.0}"),
            format!("{}", found.cost.end),
            format!("{}", found.bound),
            format!("{}", found.cost.ends),
            format!("{}", found.schedules),
        ]);
    };
    let begun = Instant::now();
    let rule = level(&plan, &network, Freedom::Free, 1, 1, |_| true);
    line("one priority rule (latest finish)", milliseconds(begun), &rule);
    for seconds in [1.0, 5.0, 20.0] {
        let begun = Instant::now();
        let found = level(&plan, &network, Freedom::Free, 1_000_000, 1, |_| {
            begun.elapsed().as_secs_f64() < seconds
        });
        assert!(found.cost <= rule.cost, "no worse than the rule");
        line(
            &format!("levelled within {seconds} s"),
            milliseconds(begun),
            &found,
        );
    }
    table.print(out)?;
    replan(out, plan, &rule.placement)
}

/// One milestone slips two weeks: what moves, and how long it takes to tell.
fn replan(out: &mut impl Write, mut plan: Plan, placement: &schedule::Placement) -> io::Result<()> {
    for (one, start) in plan.activities.iter_mut().zip(&placement.start) {
        one.told = Some(*start);
    }
    let slipped = plan.activities.len() / 3;
    plan.activities[slipped].not_before = plan.activities[slipped].told.map(|told| told + 10);
    let begun = Instant::now();
    let network = Network::new(&plan).expect("a valid plan");
    let found = repair(&plan, &network);
    let took = milliseconds(begun);
    let wrong = schedule_check::faults(&plan, &found);
    assert!(wrong.is_empty(), "{wrong:?}");
    let moved = plan
        .activities
        .iter()
        .zip(&found.start)
        .filter(|(one, start)| one.told != Some(**start))
        .count();
    writeln!(
        out,
        "replan after one milestone slips two weeks: {took:.0} ms, {moved} of {} milestones move",
        plan.activities.len()
    )
}
