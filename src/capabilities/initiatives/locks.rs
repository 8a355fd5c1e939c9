//! Stages pass in order, and small initiatives come before large ones. Pure.
//!
//! A template says with its gates which stage is which:
//! - the *chain stage*, in which small initiatives are carried out, is the first stage whose gate asks for a fact about
//!   small initiatives; where none does, the first stage;
//! - the *deep stage*, in which large ones are carried out, is the first later stage whose gate asks for a fact about large
//!   initiatives; where none does, the last stage.
//!
//! So a small one starts once the chain stage is no longer locked; a large one is chosen once the chain stage has passed,
//! and starts once every stage before the deep stage has passed. In `five-steps` these are stages 3 and 5.

use super::dto::InitiativeSize;
use gate::stage::StageState;

/// Facts that a gate asks about small initiatives.
const SMALL: [&str; 4] = [
    "initiatives.small_delivered_count",
    "initiatives.service_area_coverage_share",
    "initiatives.with_user_and_staff_value_share",
    "initiatives.links_with_inheritance_share",
];

/// Facts that a gate asks about large initiatives.
const LARGE: [&str; 2] = [
    "initiatives.large_impact_assessed_share",
    "initiatives.readiness_assessed_share",
];

/// What is asked for that a stage may be in the way of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Choose,
    Start,
}

/// A stage with the rule of its gate.
#[derive(Clone, Debug)]
pub(super) struct Place<'r> {
    pub(super) state: StageState,
    pub(super) rule: &'r str,
}

/// The chain stage and the deep stage, by their place in the order of stages.
pub(super) fn stages_for(stages: &[Place<'_>]) -> (usize, usize) {
    let asks = |place: &Place<'_>, facts: &[&str]| facts.iter().any(|fact| place.rule.contains(fact));
    let chain = stages.iter().position(|place| asks(place, &SMALL)).unwrap_or(0);
    let deep = stages
        .iter()
        .enumerate()
        .position(|(at, place)| at > chain && asks(place, &LARGE))
        .unwrap_or_else(|| stages.len().saturating_sub(1));
    (chain, deep)
}

/// The stages, by their place, that are in the way; none where the step may be taken. `stages` are in order.
pub(super) fn in_the_way(stages: &[Place<'_>], size: InitiativeSize, step: Step) -> Vec<usize> {
    let (chain, deep) = stages_for(stages);
    let unpassed = |until: usize| {
        let before = stages.iter().enumerate().take(until);
        let open = before.filter(|(_, place)| place.state != StageState::Passed);
        open.map(|(at, _)| at).collect::<Vec<_>>()
    };
    let Some(place) = stages.get(chain) else {
        return Vec::new();
    };
    match (size, step) {
        (InitiativeSize::Small, Step::Choose) => Vec::new(),
        (InitiativeSize::Small, Step::Start) if place.state != StageState::Locked => Vec::new(),
        // The stages before it, or the stage itself where nothing tells why it is locked.
        (InitiativeSize::Small, Step::Start) => match unpassed(chain) {
            none if none.is_empty() => vec![chain],
            some => some,
        },
        (InitiativeSize::Large, Step::Choose) if place.state == StageState::Passed => Vec::new(),
        (InitiativeSize::Large, Step::Choose) => unpassed(chain + 1),
        (InitiativeSize::Large, Step::Start) => unpassed(deep.max(chain + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use InitiativeSize::{Large, Small};

    const RULES: [&str; 5] = [
        "leadership.acknowledged_share",
        "leadership.competence",
        "initiatives.small_delivered_count atLeast 3",
        "procedures.availability_share",
        "initiatives.large_impact_assessed_share",
    ];

    /// The five steps with so many passed and the next one open.
    fn passed<'r>(rules: &[&'r str], passed: usize) -> Vec<Place<'r>> {
        let state = |at: usize| match at.cmp(&passed) {
            std::cmp::Ordering::Less => StageState::Passed,
            std::cmp::Ordering::Equal => StageState::Open,
            std::cmp::Ordering::Greater => StageState::Locked,
        };
        let each = rules.iter().enumerate();
        each.map(|(at, rule)| Place {
            state: state(at),
            rule,
        })
        .collect()
    }

    #[test]
    fn the_template_says_which_stage_is_which() {
        assert_eq!(stages_for(&passed(&RULES, 0)), (2, 4));
        assert_eq!(
            stages_for(&passed(&["a", "b", "c"], 0)),
            (0, 2),
            "by order where no gate asks"
        );
        assert_eq!(stages_for(&passed(&["a"], 0)), (0, 0));
        assert_eq!(stages_for(&[]), (0, 0));
    }

    #[test]
    fn each_step_waits_for_its_stages() {
        for (count, small, choose, start) in [
            (0, vec![0, 1], vec![0, 1, 2], vec![0, 1, 2, 3]),
            (1, vec![1], vec![1, 2], vec![1, 2, 3]),
            (2, vec![], vec![2], vec![2, 3]),
            (3, vec![], vec![], vec![3]),
            (4, vec![], vec![], vec![]),
            (5, vec![], vec![], vec![]),
        ] {
            let stages = passed(&RULES, count);
            assert_eq!(
                in_the_way(&stages, Small, Step::Choose),
                Vec::<usize>::new(),
                "planning is allowed"
            );
            assert_eq!(in_the_way(&stages, Small, Step::Start), small, "{count}");
            assert_eq!(in_the_way(&stages, Large, Step::Choose), choose, "{count}");
            assert_eq!(in_the_way(&stages, Large, Step::Start), start, "{count}");
        }
    }

    #[test]
    fn a_single_stage_lets_large_ones_in_when_it_has_passed() {
        assert_eq!(in_the_way(&passed(&["a"], 0), Large, Step::Start), vec![0]);
        assert!(in_the_way(&passed(&["a"], 1), Large, Step::Start).is_empty());
        assert!(in_the_way(&passed(&["a"], 0), Small, Step::Start).is_empty());
    }
}
