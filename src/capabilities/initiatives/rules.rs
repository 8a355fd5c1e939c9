//! What an initiative's acts need, and when a small one has outgrown its size. Pure.

use super::dto::{
    CreateInitiative, InitiativeSize, InitiativeState, Outgrown, SetInitiativeLimits, SizeWarning,
};
use super::locks::{Place, Step, in_the_way};
use crate::error::{Fault, FaultCode};

/// Something that is done with an initiative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Act {
    Prioritise,
    Start,
    Deliver,
    Realise,
    Stop,
    Convert,
}

/// What acts are judged by.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing that is there or missing"
)]
pub(super) struct Standing {
    pub(super) size: InitiativeSize,
    pub(super) state: InitiativeState,
    pub(super) assessed: bool,
    pub(super) has_owner: bool,
    pub(super) has_areas: bool,
    pub(super) value_for_users: bool,
    pub(super) value_for_staff: bool,
    pub(super) impact_assessed: bool,
    pub(super) leaders_assessed: bool,
    pub(super) staff_assessed: bool,
}

/// Why an act is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It needs one of these states.
    State(&'static [InitiativeState]),
    /// The stages in the way, by their place.
    Locked(Vec<usize>),
    /// Something is missing: where, and which rule.
    Missing(&'static str, &'static str),
}

impl Act {
    /// The states in which it can be done.
    pub(super) fn from(self) -> &'static [InitiativeState] {
        use InitiativeState::{Delivered, Idea, Prioritised, Started};
        match self {
            Self::Prioritise => &[Idea],
            Self::Start => &[Prioritised],
            Self::Deliver => &[Started],
            Self::Realise => &[Delivered],
            Self::Stop => &[Idea, Prioritised, Started, Delivered],
            Self::Convert => &[Idea, Prioritised, Started],
        }
    }

    /// The state that it leads to.
    pub(super) fn to(self, from: InitiativeState) -> InitiativeState {
        match self {
            Self::Prioritise => InitiativeState::Prioritised,
            Self::Start => InitiativeState::Started,
            Self::Deliver => InitiativeState::Delivered,
            Self::Realise => InitiativeState::Realised,
            Self::Stop => InitiativeState::Stopped,
            Self::Convert => from,
        }
    }
}

/// Everything that is in the way of an act; nothing where it may be done. `stages` are in order.
pub(super) fn refusals(act: Act, now: &Standing, stages: &[Place<'_>]) -> Vec<Refusal> {
    let mut found = Vec::new();
    if !act.from().contains(&now.state) {
        found.push(Refusal::State(act.from()));
    }
    let locked = match act {
        Act::Prioritise => in_the_way(stages, now.size, Step::Choose),
        Act::Start => in_the_way(stages, now.size, Step::Start),
        // What is chosen or started already must be allowed for a large one too, or size would be a way around the order.
        Act::Convert => match now.state {
            InitiativeState::Prioritised => in_the_way(stages, InitiativeSize::Large, Step::Choose),
            InitiativeState::Started => in_the_way(stages, InitiativeSize::Large, Step::Start),
            _ => Vec::new(),
        },
        Act::Deliver | Act::Realise | Act::Stop => Vec::new(),
    };
    if !locked.is_empty() {
        found.push(Refusal::Locked(locked));
    }
    let mut need = |there: bool, pointer, rule| {
        if !there {
            found.push(Refusal::Missing(pointer, rule));
        }
    };
    let large = now.size == InitiativeSize::Large || act == Act::Convert;
    match act {
        Act::Prioritise => need(now.assessed, "/assessment", "not_assessed"),
        Act::Start => {
            need(now.has_owner, "/ownerId", "owner_missing");
            need(now.has_areas, "/serviceAreaIds", "service_areas_missing");
        }
        Act::Realise => {
            need(now.value_for_users, "/values/users", "value_for_users_missing");
            need(now.value_for_staff, "/values/staff", "value_for_staff_missing");
        }
        Act::Convert => need(now.size == InitiativeSize::Small, "/size", "already_large"),
        Act::Deliver | Act::Stop => {}
    }
    let starts = act == Act::Start || (act == Act::Convert && now.state == InitiativeState::Started);
    if large && starts {
        need(now.impact_assessed, "/impact", "impact_not_assessed");
        need(
            now.leaders_assessed,
            "/readiness/leaders",
            "readiness_not_assessed",
        );
        need(now.staff_assessed, "/readiness/staff", "readiness_not_assessed");
    }
    found
}

/// The limits where an organiser has set none. A small one is delivered within a season and a quarter of a working year,
/// and by so few units that one owner can know them all.
pub(super) fn default_limits(reason: &str) -> SetInitiativeLimits {
    SetInitiativeLimits {
        max_days: 120,
        max_effort: 60,
        max_units: 6,
        reason: reason.to_owned(),
    }
}

/// Why those, in nb, sv and en.
pub(super) const DEFAULT_REASON: [&str; 3] = [
    "Et lite tiltak skal kunne leveres innen fire måneder, med et kvart årsverk, i så få enheter at eieren kjenner dem alle.",
    "En liten insats ska kunna levereras inom fyra månader, med ett kvarts årsverke, i så få enheter att ägaren känner dem alla.",
    "A small initiative can be delivered within four months, with a quarter of a working year, in so few units that its owner knows them all.",
];

/// What a small initiative has outgrown; nothing for a large one.
pub(super) fn outgrown(fields: &CreateInitiative, limits: &SetInitiativeLimits) -> Vec<SizeWarning> {
    if fields.size == InitiativeSize::Large {
        return Vec::new();
    }
    let days = (fields.planned_end - fields.planned_start).num_days() + 1;
    let units = i64::try_from(fields.unit_ids.len()).unwrap_or(i64::MAX);
    let each = [
        (Outgrown::Days, days, limits.max_days),
        (
            Outgrown::Effort,
            fields.effort_days.map_or(0, i64::from),
            limits.max_effort,
        ),
        (Outgrown::Units, units, limits.max_units),
    ];
    let beyond = each
        .into_iter()
        .filter(|(_, value, most)| *value > i64::from(*most));
    beyond
        .map(|(limit, value, most)| SizeWarning {
            limit,
            value,
            most: i64::from(most),
        })
        .collect()
}

/// What an initiative's own fields contradict.
pub(super) fn faults_of(fields: &CreateInitiative) -> Vec<Fault> {
    let mut faults = Vec::new();
    if fields.planned_end < fields.planned_start {
        let other = "plannedStart".to_owned();
        faults.push(Fault::new("/plannedEnd", FaultCode::Contradicts { other }));
    }
    for (name, ids) in [
        ("serviceAreaIds", &fields.service_area_ids),
        ("unitIds", &fields.unit_ids),
    ] {
        for (at, id) in ids.iter().enumerate() {
            if ids[..at].contains(id) {
                faults.push(Fault::new(format!("/{name}/{at}"), FaultCode::NotUnique));
            }
        }
    }
    faults
}

#[cfg(test)]
#[path = "rules/tests.rs"]
mod tests;
