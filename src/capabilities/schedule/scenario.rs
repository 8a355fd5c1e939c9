//! A variant of a plan: what it names, and the plan with it.

use super::dto::Variant;
use super::setting::Setting;
use crate::error::{Fault, FaultCode};
use schedule::{Activity, Capacity, Estimate, Plan, Progress};
use std::collections::HashSet;
use uuid::Uuid;

/// What is wrong with variants: what they name that is not in this roadmap. `persons` are the persons who can be named
/// as owners: they must have come with the setting.
pub(super) fn faults(setting: &Setting, variants: &[Variant]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let no_such = |pointer: String, what: &str| {
        let what = what.to_owned();
        Fault::new(pointer, FaultCode::NoSuch { what })
    };
    let known: HashSet<&Uuid> = setting.draft.owners.iter().collect();
    for (index, variant) in variants.iter().enumerate() {
        for (place, change) in variant.milestones.iter().enumerate() {
            let at = format!("/variants/{index}/milestones/{place}");
            if !setting.draft.activity.contains_key(&change.milestone_id) {
                faults.push(no_such(format!("{at}/milestoneId"), "milestone of this roadmap"));
            }
            if change.owner_id.is_some_and(|owner| !known.contains(&owner)) {
                faults.push(no_such(format!("{at}/ownerId"), "person"));
            }
        }
        for (place, change) in variant.shares.iter().enumerate() {
            if !known.contains(&change.person_id) {
                let at = format!("/variants/{index}/shares/{place}/personId");
                faults.push(no_such(at, "owner in this roadmap"));
            }
        }
    }
    faults
}

/// The persons whom variants name as owners and who own nothing in the roadmap yet.
pub(super) fn newcomers(setting: &Setting, variants: &[Variant]) -> Vec<Uuid> {
    let mut found: Vec<Uuid> = Vec::new();
    let named = variants
        .iter()
        .flat_map(|variant| &variant.milestones)
        .filter_map(|change| change.owner_id);
    for owner in named {
        if !setting.draft.owners.contains(&owner) && !found.contains(&owner) {
            found.push(owner);
        }
    }
    found
}

/// The plan with a variant's changes.
pub(super) fn apply(setting: &Setting, variant: &Variant) -> Plan {
    let draft = &setting.draft;
    let mut plan = draft.plan.clone();
    let person = |id: &Uuid| {
        draft
            .owners
            .iter()
            .position(|owner| owner == id)
            .and_then(|at| u32::try_from(at).ok())
    };
    for change in &variant.milestones {
        let Some(index) = draft.activity.get(&change.milestone_id) else {
            continue;
        };
        let one = &mut plan.activities[*index as usize];
        if change.cancelled {
            // It takes nothing and holds nobody up; what happened stays.
            if one.progress == Progress::Planned {
                *one = Activity {
                    group: one.group,
                    not_before: None,
                    ..Activity::default()
                };
            }
            continue;
        }
        if let Some(owner) = change.owner_id {
            one.owner = person(&owner);
        }
        if let Some(days) = change.days {
            one.duration = Estimate::certain(f64::from(days));
        }
        if let Some(effort) = change.effort {
            one.effort = effort;
        }
        if let Some(day) = change.not_before {
            one.not_before = Some(draft.axis.before(day));
        }
        if let Some(due) = change.due_date {
            let due = draft.axis.after(due);
            one.deadline = Some(due);
            one.told = Some(due - one.duration.days());
        }
    }
    for change in &variant.shares {
        if let Some(person) = person(&change.person_id) {
            let percent = u32::try_from(change.percent).unwrap_or(0);
            plan.persons[person as usize].capacity = Capacity::always(percent * 10);
        }
    }
    if let Some(parallel) = variant.parallel {
        plan.units[0].parallel = u32::try_from(parallel).ok();
    }
    plan
}
