//! Tables and properties of the steps and the counts.

use super::*;
use proptest::prelude::*;

fn today() -> Month {
    Month::read("2026-11").expect("a month")
}

fn target(use_percent: i32, reach: Option<i32>, gap: Option<i32>) -> LocalTarget {
    LocalTarget {
        use_percent,
        reach_percent: reach,
        group_gap_points: gap,
        rationale: "Fire av ti takker nei.".to_owned(),
    }
}

fn counts(eligible: i32, offered: i32, in_use: i32, declined: i32) -> CreateTechnologyMeasure {
    CreateTechnologyMeasure {
        month: "2026-10".to_owned(),
        group: None,
        eligible,
        offered,
        in_use,
        declined,
        reason: None,
    }
}

fn codes(faults: &[Fault]) -> Vec<&str> {
    faults.iter().map(|fault| fault.code.word()).collect()
}

#[test]
fn steps_follow_one_another_and_all_may_be_withdrawn() {
    use DeploymentState::{BroadAndEqual, Considered, Introduced, Pilot, Withdrawn};
    let open = [
        (Considered, Pilot),
        (Pilot, Introduced),
        (Introduced, BroadAndEqual),
        (BroadAndEqual, Introduced),
        (Considered, Withdrawn),
        (Pilot, Withdrawn),
        (Introduced, Withdrawn),
        (BroadAndEqual, Withdrawn),
    ];
    for from in DeploymentState::ALL {
        for to in DeploymentState::ALL {
            assert_eq!(
                step(*from, *to).is_ok(),
                open.contains(&(*from, *to)),
                "{from} → {to}"
            );
        }
    }
}

#[test]
fn the_reasons_are_all_told() {
    let broad = |grounds: &Grounds| {
        let faults = refusals(
            DeploymentState::Introduced,
            DeploymentState::BroadAndEqual,
            grounds,
        );
        codes(&faults).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let mut grounds = Grounds::default();
    assert_eq!(broad(&grounds), ["target_missing"]);
    grounds.target = Some(target(60, Some(90), Some(10)));
    assert_eq!(broad(&grounds), ["not_measured"]);
    grounds.everybody = Some(Figures::default());
    assert_eq!(
        broad(&grounds),
        ["not_measured"],
        "nobody it would suit is no use"
    );
    grounds.everybody = Some(Figures {
        eligible: 100,
        offered: 89,
        in_use: 59,
        declined: 0,
    });
    assert_eq!(
        broad(&grounds),
        ["use_below_target", "reach_below_target", "groups_not_measured"]
    );
    grounds.everybody = Some(Figures {
        eligible: 100,
        offered: 90,
        in_use: 60,
        declined: 0,
    });
    let group = |in_use| Figures {
        eligible: 50,
        offered: 45,
        in_use,
        declined: 0,
    };
    grounds.groups = BTreeMap::from([
        ("gender:men".to_owned(), group(27)),
        ("gender:women".to_owned(), group(33)),
    ]);
    assert_eq!(
        broad(&grounds),
        ["groups_apart"],
        "twelve points are more than ten"
    );
    grounds.target = Some(target(60, Some(90), Some(12)));
    assert_eq!(broad(&grounds), Vec::<String>::new());
    assert_eq!(
        codes(&refusals(
            DeploymentState::Pilot,
            DeploymentState::Withdrawn,
            &Grounds::default()
        )),
        ["note_missing"]
    );
    let back = |note| {
        let grounds = Grounds {
            note,
            ..Grounds::default()
        };
        refusals(
            DeploymentState::BroadAndEqual,
            DeploymentState::Introduced,
            &grounds,
        )
    };
    assert_eq!(codes(&back(false)), ["note_missing"]);
    assert!(back(true).is_empty(), "the way back needs no decision");
    let pilot = |pilot_ends| {
        let grounds = Grounds {
            pilot_ends,
            ..Grounds::default()
        };
        refusals(DeploymentState::Considered, DeploymentState::Pilot, &grounds)
    };
    assert_eq!(codes(&pilot(false)), ["pilot_end_missing"]);
    assert!(pilot(true).is_empty());
}

#[test]
fn every_fault_of_counts_is_told_with_its_place() {
    let faults = faults_of_counts("/items/3", &counts(10, 11, 12, 13), today());
    let found: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(
        found,
        [
            "/items/3/offered",
            "/items/3/inUse",
            "/items/3/declined",
            "/items/3/offered"
        ]
    );
    assert!(faults_of_counts("", &counts(10, 10, 6, 4), today()).is_empty());
    assert!(faults_of_counts("", &counts(0, 0, 0, 0), today()).is_empty());
    let mut ahead = counts(1, 1, 1, 0);
    ahead.month = "2026-12".to_owned();
    assert_eq!(codes(&faults_of_counts("", &ahead, today())), ["in_the_future"]);
    ahead.month = "2026-11".to_owned();
    assert!(faults_of_counts("", &ahead, today()).is_empty());
}

#[test]
fn groups_of_a_kind_are_parts_of_everybody() {
    let figures = |[eligible, offered, in_use, declined]: [i64; 4]| Figures {
        eligible,
        offered,
        in_use,
        declined,
    };
    let everybody = figures([100, 90, 60, 20]);
    let women = ("gender:women", figures([60, 55, 40, 10]));
    let cases = [
        ([40, 35, 20, 10], true, "all of them"),
        ([20, 20, 10, 5], true, "a part of them"),
        ([41, 35, 20, 10], false, "more than there are"),
        ([40, 36, 20, 10], false, "more offered"),
        ([40, 35, 21, 10], false, "more in use"),
        ([39, 34, 20, 10], true, "one who is in neither"),
        (
            [40, 34, 20, 10],
            false,
            "more were not offered it than of everybody",
        ),
    ];
    for (men, fits, why) in cases {
        let groups = [women, ("gender:men", figures(men)), ("age:80-89", everybody)];
        let wanted: Vec<&str> = if fits { Vec::new() } else { vec!["gender"] };
        assert_eq!(beyond_everybody(everybody, groups), wanted, "{why}");
    }
}

#[test]
fn counts_belong_to_what_stood_there_in_their_month() {
    let month = |text: &str| Month::read(text).expect("a month");
    let stay = |id, from: &str, to: Option<&str>| Stay {
        deployment: Uuid::from_u128(id),
        from: month(from),
        to: to.map(month),
    };
    let both = [stay(1, "2026-02", Some("2026-06")), stay(2, "2026-06", None)];
    let found = |stays: &[Stay], at: &str| stay_of(stays, month(at)).map(|stay| stay.deployment.as_u128());
    for (at, wanted) in [
        ("2026-02", 1),
        ("2026-05", 1),
        ("2026-06", 2),
        ("2026-11", 2),
        ("2025-12", 2),
    ] {
        assert_eq!(found(&both, at), Some(wanted), "{at}");
    }
    assert_eq!(found(&both[..1], "2026-06"), Some(1));
    assert_eq!(found(&both[..1], "2026-07"), None, "it had been withdrawn");
    assert_eq!(found(&[], "2026-07"), None);
}

fn decision() -> impl Strategy<Value = Option<DecisionOutcome>> {
    proptest::option::of(proptest::sample::select(DecisionOutcome::ALL))
}

fn measured() -> impl Strategy<Value = Option<Figures>> {
    proptest::option::of((0_i64..200, 0_i64..200).prop_map(|(one, other)| Figures {
        eligible: one.max(other),
        offered: one.max(other),
        in_use: one.min(other),
        declined: 0,
    }))
}

proptest! {
    /// Rule 3 of the domain: a decision is needed to introduce and is enough for it, whatever the use; it never helps
    /// towards broad and equal, which only measured use of a local target with a reason does.
    #[test]
    fn a_decision_never_stands_for_use(said in decision(), all in measured(), wanted in proptest::option::of(1_i32..=100)) {
        let grounds = Grounds {
            decision: said,
            everybody: all,
            groups: BTreeMap::new(),
            target: wanted.map(|percent| target(percent, None, None)),
            pilot_ends: true,
            note: true,
        };
        let introduced = refusals(DeploymentState::Pilot, DeploymentState::Introduced, &grounds).is_empty();
        prop_assert_eq!(introduced, said == Some(DecisionOutcome::Introduce));
        let broad = refusals(DeploymentState::Introduced, DeploymentState::BroadAndEqual, &grounds).is_empty();
        let enough = match (all, wanted) {
            (Some(all), Some(percent)) => all.eligible > 0 && all.in_use * 100 >= i64::from(percent) * all.eligible,
            _ => false,
        };
        prop_assert_eq!(broad, enough);
        for other in DecisionOutcome::ALL {
            let otherwise = Grounds { decision: Some(*other), ..grounds.clone() };
            prop_assert_eq!(refusals(DeploymentState::Introduced, DeploymentState::BroadAndEqual, &otherwise).is_empty(), broad);
        }
    }

    /// Whatever passes as counts is possible: nobody is counted who is not eligible, and nobody twice.
    #[test]
    fn counts_that_pass_are_possible(eligible in 0_i32..60, offered in 0_i32..60, in_use in 0_i32..60, declined in 0_i32..60) {
        let passes = faults_of_counts("", &counts(eligible, offered, in_use, declined), today()).is_empty();
        prop_assert_eq!(passes, offered <= eligible && in_use + declined <= offered);
    }
}
