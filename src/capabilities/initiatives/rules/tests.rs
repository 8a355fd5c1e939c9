//! Every order of requests, and the limits of small ones.

use super::*;
use chrono::NaiveDate;
use gate::stage::StageState;
use std::collections::{HashSet, VecDeque};

const ACTS: [Act; 6] = [
    Act::Prioritise,
    Act::Start,
    Act::Deliver,
    Act::Realise,
    Act::Stop,
    Act::Convert,
];

const RULES: [&str; 5] = [
    "",
    "",
    "initiatives.small_delivered_count",
    "",
    "initiatives.readiness_assessed_share",
];

fn complete(size: InitiativeSize, state: InitiativeState) -> Standing {
    Standing {
        size,
        state,
        assessed: true,
        has_owner: true,
        has_areas: true,
        value_for_users: true,
        value_for_staff: true,
        impact_assessed: true,
        leaders_assessed: true,
        staff_assessed: true,
    }
}

fn stages(passed: usize) -> Vec<Place<'static>> {
    let each = RULES.iter().enumerate();
    each.map(|(at, rule)| Place {
        rule,
        state: match at.cmp(&passed) {
            std::cmp::Ordering::Less => StageState::Passed,
            std::cmp::Ordering::Equal => StageState::Open,
            std::cmp::Ordering::Greater => StageState::Locked,
        },
    })
    .collect()
}

/// Walks every state that any order of requests reaches: acts on one small and one large initiative, and stages passing.
#[test]
fn no_order_of_requests_brings_a_large_one_before_the_small_ones() {
    use InitiativeSize::{Large, Small};
    use InitiativeState::{Idea, Prioritised, Started};
    type World = (usize, [(InitiativeSize, InitiativeState); 2]);
    let begin: World = (0, [(Small, Idea), (Large, Idea)]);
    let mut seen: HashSet<World> = HashSet::from([begin]);
    let mut next = VecDeque::from([begin]);
    let mut started = HashSet::new();
    while let Some((passed, all)) = next.pop_front() {
        let mut reached = Vec::new();
        if passed < RULES.len() {
            reached.push((passed + 1, all));
        }
        for (at, (size, state)) in all.into_iter().enumerate() {
            for act in ACTS {
                if !refusals(act, &complete(size, state), &stages(passed)).is_empty() {
                    continue;
                }
                let mut after = all;
                let size = if act == Act::Convert { Large } else { size };
                after[at] = (size, act.to(state));
                match after[at] {
                    (Large, Prioritised) => assert!(passed >= 3, "chosen with {passed} passed by {act:?}"),
                    (Large, Started) => assert!(passed >= 4, "started with {passed} passed by {act:?}"),
                    (Small, Started) => assert!(passed >= 2, "started with {passed} passed by {act:?}"),
                    _ => {}
                }
                if after[at].1 == Started {
                    started.insert((size, passed));
                }
                reached.push((passed, after));
            }
        }
        next.extend(reached.into_iter().filter(|world| seen.insert(*world)));
    }
    assert!(
        started.contains(&(Small, 2)) && started.contains(&(Large, 4)),
        "the order lets them through"
    );
    assert!(seen.len() > 200, "{} worlds", seen.len());
}

#[test]
fn each_act_needs_its_state_and_stopping_is_open_to_the_first_four() {
    for act in ACTS {
        for state in InitiativeState::ALL {
            let now = complete(InitiativeSize::Small, *state);
            let refused = refusals(act, &now, &stages(5));
            let allowed = act.from().contains(state);
            assert_eq!(refused.is_empty(), allowed, "{act:?} of {state}");
        }
    }
    assert_eq!(Act::Stop.from(), &InitiativeState::ALL[..4]);
}

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let bare = Standing {
        size: InitiativeSize::Large,
        state: InitiativeState::Idea,
        assessed: false,
        has_owner: false,
        has_areas: false,
        value_for_users: false,
        value_for_staff: false,
        impact_assessed: false,
        leaders_assessed: false,
        staff_assessed: false,
    };
    let found = refusals(Act::Start, &bare, &stages(3));
    assert_eq!(found.len(), 7, "{found:?}");
    assert!(found.contains(&Refusal::Locked(vec![3])));
    assert_eq!(refusals(Act::Realise, &bare, &stages(5)).len(), 3);
    for missing in 0..5 {
        let mut now = complete(InitiativeSize::Large, InitiativeState::Prioritised);
        match missing {
            0 => now.impact_assessed = false,
            1 => now.leaders_assessed = false,
            2 => now.staff_assessed = false,
            3 => now.has_owner = false,
            _ => now.has_areas = false,
        }
        assert_eq!(refusals(Act::Start, &now, &stages(4)).len(), 1, "{missing}");
    }
}

#[test]
fn a_small_one_is_warned_of_only_beyond_its_limits() {
    let day = |day| NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day") + chrono::TimeDelta::days(day);
    let id = uuid::Uuid::from_u128;
    let mut fields = CreateInitiative {
        size: InitiativeSize::Small,
        name: "Vaktliste".to_owned(),
        purpose: "Svar samme dag".to_owned(),
        sponsor_id: id(1),
        owner_id: None,
        way: super::super::dto::InitiativeWay::Simplify,
        subject: super::super::dto::InitiativeSubject::Processes,
        planned_start: day(0),
        planned_end: day(119),
        effort_days: Some(60),
        service_area_ids: Vec::new(),
        unit_ids: (0..6).map(id).collect(),
    };
    let limits = default_limits(DEFAULT_REASON[0]);
    assert!(outgrown(&fields, &limits).is_empty(), "at the limit it is small");
    fields.planned_end = day(120);
    fields.effort_days = Some(61);
    fields.unit_ids.push(id(6));
    let found = outgrown(&fields, &limits);
    assert_eq!(
        found
            .iter()
            .map(|one| (one.limit, one.value, one.most))
            .collect::<Vec<_>>(),
        [
            (Outgrown::Days, 121, 120),
            (Outgrown::Effort, 61, 60),
            (Outgrown::Units, 7, 6)
        ]
    );
    fields.size = InitiativeSize::Large;
    assert!(outgrown(&fields, &limits).is_empty());
    fields.planned_end = day(-1);
    fields.unit_ids.push(id(0));
    let at: Vec<String> = faults_of(&fields).into_iter().map(|one| one.pointer).collect();
    assert_eq!(at, ["/plannedEnd", "/unitIds/7"]);
}
