//! Checks a levelled plan day by day, by counting alone.
//!
//! It shares no code with the planner, only the shapes of plan and placement: a mistake there is not repeated here. It is
//! slow and plain on purpose, and serves tests, benchmarks and the fuzz target.

mod anything;

pub use anything::anything;

use schedule::{LinkKind, Placement, Plan, Progress};
use std::collections::BTreeMap;

/// What an activity needs on each of its working days, worked out anew.
struct Need {
    days: i64,
    person: Option<(usize, u64)>,
    unit: Option<usize>,
}

fn need(plan: &Plan, index: usize, staffed: bool) -> Need {
    let one = &plan.activities[index];
    let estimate = ceil(one.duration.likely);
    let days = match one.progress {
        Progress::Planned => estimate,
        Progress::Started { left, .. } => i64::from(left),
        Progress::Done { .. } => 0,
    };
    let unit = one
        .unit
        .map(|unit| unit as usize)
        .filter(|unit| plan.units[*unit].parallel.is_some());
    let nobody = Need {
        days,
        person: None,
        unit,
    };
    let Some(owner) = one
        .owner
        .map(|owner| owner as usize)
        .filter(|_| staffed && days > 0 && one.effort > 0.0)
    else {
        return nobody;
    };
    #[expect(clippy::cast_precision_loss, reason = "days of a test")]
    let effort = one.effort * days as f64 / estimate.max(1) as f64;
    let steps = plan.persons[owner].capacity.steps();
    let last = steps.last().map_or(0, |(_, most)| *most);
    let now = steps
        .iter()
        .rev()
        .find(|(day, _)| *day <= plan.today)
        .map_or(0, |(_, most)| *most);
    let later = steps
        .iter()
        .filter(|(day, _)| *day > plan.today)
        .map(|(_, most)| *most);
    let most = if last > 0 {
        last
    } else {
        later.max().unwrap_or(0).max(now)
    };
    if most == 0 {
        return nobody;
    }
    #[expect(clippy::cast_precision_loss, reason = "days of a test")]
    let rate = ceil(effort / days as f64 * 1000.0).clamp(1, i64::from(most));
    #[expect(clippy::cast_precision_loss, reason = "days of a test")]
    let long = ceil(effort * 1000.0 / rate as f64 - 1e-6);
    Need {
        days: days.max(long),
        person: Some((owner, u64::try_from(rate).unwrap_or(0))),
        unit,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "plans of tests")]
fn ceil(value: f64) -> i64 {
    value.ceil() as i64
}

/// Everything that is wrong with a placement: links, dates, calendars, capacity on every single day. The
/// activities that the planner says nobody has time for need nobody.
pub fn faults(plan: &Plan, placement: &Placement) -> Vec<String> {
    let mut faults = Vec::new();
    if placement.start.len() != plan.activities.len() || placement.finish.len() != plan.activities.len() {
        return vec!["the placement has another number of activities".to_owned()];
    }
    let mut persons: BTreeMap<(usize, i32), u64> = BTreeMap::new();
    let mut units: BTreeMap<(usize, i32), u64> = BTreeMap::new();
    for (index, one) in plan.activities.iter().enumerate() {
        let (start, finish) = (placement.start[index], placement.finish[index]);
        match one.progress {
            Progress::Done {
                start: from,
                finish: to,
            } => {
                if (start, finish) != (from, to) {
                    faults.push(format!("{index} is done and was moved to {start}–{finish}"));
                }
                continue;
            }
            Progress::Started { start: from, .. } if start != from => {
                faults.push(format!("{index} has begun on {from} and was moved to {start}"));
            }
            Progress::Planned if start < plan.today || one.not_before.is_some_and(|day| start < day) => {
                faults.push(format!("{index} starts on {start}, before it may"));
            }
            _ => {}
        }
        let staffed = !placement.unstaffed.iter().any(|other| *other as usize == index);
        let need = need(plan, index, staffed);
        let begun = matches!(one.progress, Progress::Started { .. });
        let mut worked = 0;
        for day in start.max(if begun { plan.today } else { i32::MIN })..finish {
            let off = one.calendar.is_some_and(|calendar| {
                plan.calendars[calendar as usize]
                    .off()
                    .iter()
                    .any(|(from, to)| (*from..*to).contains(&day))
            });
            let short = need
                .person
                .is_some_and(|(person, rate)| capacity(plan, person, day) < rate);
            if off || short {
                continue;
            }
            worked += 1;
            if let Some((person, rate)) = need.person {
                *persons.entry((person, day)).or_default() += rate;
            }
            if let Some(unit) = need.unit {
                *units.entry((unit, day)).or_default() += 1;
            }
        }
        if worked != need.days {
            faults.push(format!(
                "{index} works {worked} days between {start} and {finish}, not {}",
                need.days
            ));
        }
    }
    faults.extend(overbooked(plan, &persons, &units));
    faults.extend(broken_links(plan, placement));
    faults
}

fn capacity(plan: &Plan, person: usize, day: i32) -> u64 {
    let steps = plan.persons[person].capacity.steps();
    let last = steps.iter().take_while(|(from, _)| *from <= day).last();
    last.map_or(0, |(_, capacity)| u64::from(*capacity))
}

fn overbooked(
    plan: &Plan,
    persons: &BTreeMap<(usize, i32), u64>,
    units: &BTreeMap<(usize, i32), u64>,
) -> Vec<String> {
    // What has begun goes on whether or not there is room; nothing else may add to it.
    let begun = |fits: &dyn Fn(&schedule::Activity) -> bool| {
        plan.activities
            .iter()
            .any(|one| matches!(one.progress, Progress::Started { .. }) && fits(one))
    };
    let mut faults = Vec::new();
    for ((person, day), booked) in persons {
        let has = capacity(plan, *person, *day);
        let own = |one: &schedule::Activity| one.owner.is_some_and(|owner| owner as usize == *person);
        if *booked > has && !begun(&own) {
            faults.push(format!(
                "person {person} is booked {booked} of {has} on day {day}"
            ));
        }
    }
    for ((unit, day), booked) in units {
        let most = plan.units[*unit].parallel.map_or(u64::MAX, u64::from);
        let own = |one: &schedule::Activity| one.unit.is_some_and(|other| other as usize == *unit);
        // A unit that takes no change at all can only be told, not obeyed.
        if *booked > most && most > 0 && !begun(&own) {
            faults.push(format!(
                "unit {unit} has {booked} changes at once on day {day}, not {most}"
            ));
        }
    }
    faults
}

fn broken_links(plan: &Plan, placement: &Placement) -> Vec<String> {
    let mut faults = Vec::new();
    for link in &plan.links {
        let (from, to) = (link.from as usize, link.to as usize);
        if plan.activities[to].progress != Progress::Planned {
            continue;
        }
        let (first, second) = match link.kind {
            LinkKind::FinishStart => (placement.finish[from], placement.start[to]),
            LinkKind::StartStart => (placement.start[from], placement.start[to]),
            LinkKind::FinishFinish => (placement.finish[from], placement.finish[to]),
            LinkKind::StartFinish => (placement.start[from], placement.finish[to]),
        };
        if second < first + link.lag {
            faults.push(format!(
                "{from} → {to} {:?} with lag {}: {second} after {first}",
                link.kind, link.lag
            ));
        }
    }
    faults
}
