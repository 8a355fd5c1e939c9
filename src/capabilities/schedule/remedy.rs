//! A proposal that repairs a plan: more time for who is overbooked, or their work in other hands, whichever ends earlier.

use super::compute;
use super::dto::{MilestoneChange, Remedy, ShareChange, Variant};
use super::scenario;
use super::setting::Setting;
use super::words;
use crate::error::Result;
use crate::platform::language::Language;
use schedule::{Cause, Freedom, Levelled, Progress};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Schedules that each candidate is judged by.
const SCHEDULES: i32 = 30;

/// Milestones that are handed over at once.
const MOST: usize = 3;

/// Persons for whom something is tried.
const PERSONS: usize = 3;

/// The candidate after which the levelled plan ends earliest; `None` where nobody's time
/// holds anything up, or nothing helps. Tried are those whose work waits for their time, or takes longer for want of it, most.
pub(super) fn remedy(setting: &Setting, found: &Levelled, language: Language) -> Result<Option<Remedy>> {
    let mut held: BTreeMap<u32, i32> = BTreeMap::new();
    for delay in &found.delays {
        if let Cause::Booked(person) | Cause::Away(person) = delay.cause {
            *held.entry(person).or_default() += delay.starts - delay.could;
        }
    }
    for one in &found.stretched {
        *held.entry(one.person).or_default() += one.takes - one.planned;
    }
    let mut persons: Vec<(i32, u32)> = held.into_iter().map(|(person, days)| (-days, person)).collect();
    persons.sort_unstable();
    persons.truncate(PERSONS);
    let mut best: Option<(i32, Remedy)> = None;
    for variant in persons
        .iter()
        .flat_map(|(_, person)| candidates(setting, found, *person, language))
    {
        let plan = scenario::apply(setting, &variant);
        let network = Setting::network(&plan)?;
        let after = compute::level_plan(&plan, &network, SCHEDULES, Freedom::Free, 1, &mut |_| true);
        if after.cost.end >= found.cost.end || best.as_ref().is_some_and(|(end, _)| *end <= after.cost.end) {
            continue;
        }
        let overbooked = super::loads::overbooked(&plan, &network, &setting.draft).len();
        let remedy = Remedy {
            variant,
            end_before: setting.draft.axis.last(found.cost.end),
            end_after: setting.draft.axis.last(after.cost.end),
            overbooked_after: i32::try_from(overbooked).unwrap_or(i32::MAX),
        };
        best = Some((after.cost.end, remedy));
    }
    Ok(best.map(|(_, remedy)| remedy))
}

fn candidates(setting: &Setting, found: &Levelled, person: u32, language: Language) -> Vec<Variant> {
    let draft = &setting.draft;
    let id = draft.owners[person as usize];
    let name = |id: &Uuid| setting.names.get(id).map_or("", String::as_str);
    let has = draft.plan.persons[person as usize]
        .capacity
        .most_from(draft.plan.today);
    let mut variants = Vec::new();
    // Half as much again, twice and three times what they have at best.
    for halves in [3, 4, 6] {
        let percent = i32::try_from((has * halves / 20).clamp(5, 100)).unwrap_or(100);
        variants.push(Variant {
            name: words::more_time(name(&id), percent, language),
            shares: vec![ShareChange {
                person_id: id,
                percent,
            }],
            ..Variant::default()
        });
    }
    // Work of theirs that has not begun and is held up most, to whoever has the most time left over.
    let late = found
        .delays
        .iter()
        .map(|delay| (delay.starts - delay.could, delay.activity));
    let long = found
        .stretched
        .iter()
        .map(|one| (one.takes - one.planned, one.activity));
    let mut days: BTreeMap<u32, i32> = BTreeMap::new();
    for (more, activity) in late.chain(long) {
        let one = &draft.plan.activities[activity as usize];
        if one.owner == Some(person) && one.progress == Progress::Planned {
            *days.entry(activity).or_default() += more;
        }
    }
    let mut waiting: Vec<(i32, u32)> = days
        .into_iter()
        .map(|(activity, days)| (-days, activity))
        .collect();
    waiting.sort_unstable();
    waiting.truncate(MOST);
    let booked = |other: u32| -> f64 {
        draft
            .plan
            .activities
            .iter()
            .filter(|one| one.owner == Some(other))
            .map(|one| one.effort)
            .sum()
    };
    let spare = |other: &u32| {
        let capacity = &draft.plan.persons[*other as usize].capacity;
        let time = f64::from(capacity.most_from(draft.plan.today));
        if time > 0.0 {
            booked(*other) / time
        } else {
            f64::INFINITY
        }
    };
    let others = (0u32..).take(draft.owners.len()).filter(|other| *other != person);
    let freest = others
        .filter(|other| spare(other).is_finite())
        .min_by(|one, two| spare(one).total_cmp(&spare(two)));
    if let (Some(other), false) = (freest, waiting.is_empty()) {
        let other = draft.owners[other as usize];
        let milestones: Vec<MilestoneChange> = waiting
            .iter()
            .filter_map(|(_, activity)| draft.milestones.get(*activity as usize))
            .map(|row| MilestoneChange {
                milestone_id: row.id,
                owner_id: Some(other),
                not_before: None,
                due_date: None,
                days: None,
                effort: None,
                cancelled: false,
            })
            .collect();
        variants.push(Variant {
            name: words::hand_over(milestones.len(), name(&id), name(&other), language),
            milestones,
            ..Variant::default()
        });
    }
    variants
}
