//! The rules as tables of cases, and rule 2 over every combination of what it asks for.

use super::*;
use crate::capabilities::benefits::dto::{
    Adoption, Baseline, Beneficiary, BenefitKind, CreateBenefit, TargetValue,
};
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn fields() -> CreateBenefit {
    CreateBenefit {
        title: "Mindre kjøring".to_owned(),
        kind: BenefitKind::TimeSaved,
        beneficiary: Beneficiary::Staff,
        indicator: "Kjøretid".to_owned(),
        measure: "timer".to_owned(),
        method: "Kjørebøker".to_owned(),
        direction: Direction::Lower,
        worth_per_unit: 1.0,
        from: day("2026-11-01"),
        to: None,
        baseline: Some(Baseline {
            value: 420.0,
            date: day("2026-10-31"),
            source: "Kjørebøker".to_owned(),
        }),
        target: TargetValue {
            value: 300.0,
            date: day("2027-12-31"),
        },
        tolerance_percent: 10,
        unit_id: Uuid::nil(),
        owner_id: None,
        initiative_key: None,
    }
}

fn pointers(faults: &[Fault]) -> Vec<&str> {
    faults.iter().map(|fault| fault.pointer.as_str()).collect()
}

const PROOFS: [Proof; 4] = [Proof::Missing, Proof::Lost, Proof::Valid, Proof::NotApplicable];

/// Rule 2, said once more and in another way than the code under test.
fn may_be_realised(grounds: Grounds) -> bool {
    let answered = |proof: &Proof| matches!(proof, Proof::Valid | Proof::NotApplicable);
    let open = !matches!(grounds.state, BenefitState::Realised | BenefitState::Abandoned);
    open && grounds.locked
        && grounds.measured == Measured::Effect
        && grounds.adoption.iter().all(answered)
        && grounds.adoption.contains(&Proof::Valid)
}

#[test]
fn a_benefit_is_realised_only_with_everything_and_each_missing_thing_is_a_reason() {
    let (mut tried, mut realised) = (0, 0);
    for state in BenefitState::ALL {
        let measured = [Measured::Nothing, Measured::NoEffect, Measured::Effect];
        let both = measured.map(|one| [(false, one), (true, one)]);
        for (locked, measured) in both.into_iter().flatten() {
            for code in 0..64 {
                let adoption = [PROOFS[code % 4], PROOFS[code / 4 % 4], PROOFS[code / 16]];
                let grounds = Grounds {
                    state: *state,
                    locked,
                    measured,
                    adoption,
                };
                let missing = grounds.missing();
                assert_eq!(missing.is_empty(), may_be_realised(grounds), "{grounds:?}");
                let bad = |proof: &&Proof| matches!(proof, Proof::Missing | Proof::Lost);
                let nobody = adoption == [Proof::NotApplicable; 3];
                let last = matches!(state, BenefitState::Realised | BenefitState::Abandoned);
                let expected = usize::from(!locked)
                    + usize::from(measured != Measured::Effect)
                    + adoption.iter().filter(bad).count()
                    + usize::from(nobody)
                    + usize::from(last);
                assert_eq!(missing.len(), expected, "{grounds:?}");
                tried += 1;
                realised += usize::from(missing.is_empty());
            }
        }
    }
    // Of two open states: each group answered in two ways, less the one where nobody adopts.
    assert_eq!((tried, realised), (1536, 2 * 7));
}

proptest! {
    #[test]
    fn taking_anything_away_never_realises(
        state in 0usize..4, locked: bool, effects in prop::collection::vec(-5i128..5, 0..4), adoption in prop::array::uniform3(0usize..4), which in 0usize..5, worse in 0usize..2,
    ) {
        let measured = Measured::of(effects);
        let grounds = Grounds { state: BenefitState::ALL[state], locked, measured, adoption: adoption.map(|one| PROOFS[one]) };
        let mut less = grounds;
        match which {
            0 => less.locked = false,
            1 => less.measured = [Measured::Nothing, Measured::NoEffect][worse],
            group => less.adoption[group - 2] = PROOFS[worse],
        }
        prop_assert!(!less.missing().is_empty());
        prop_assert!(less.missing().len() >= grounds.missing().len() || grounds.adoption == [Proof::NotApplicable; 3]);
    }

    #[test]
    fn values_come_back_to_four_decimals(value in -1_000_000_000_i64..1_000_000_000, rest in 0i64..10_000) {
        let kept = value * 10_000 + rest;
        prop_assert_eq!(scaled(unscaled(kept)), kept);
    }

    #[test]
    fn a_worth_comes_back_to_eight_decimals(worth in 0i64..10_000_000_000_000) {
        prop_assert_eq!(scaled_worth(unscaled_worth(worth)), worth);
    }

    #[test]
    fn effects_are_summed_without_rounding(readings in prop::collection::vec(-1_000_000_000_000i64..1_000_000_000_000, 1..40), worth in 0i64..10_000_000_000_000) {
        // The sum of the effects is the effect of the sum, to the last digit.
        let yard = Yardstick { baseline: Some(0), direction: Direction::Higher, worth };
        let apart: Option<Effect> = readings.iter().map(|reading| yard.effect(*reading)).sum();
        prop_assert_eq!(apart, Some(readings.iter().map(|one| Effect::from(*one)).sum::<Effect>() * Effect::from(worth)));
    }

    #[test]
    fn an_effect_and_its_mirror_cancel(baseline in -1_000_000i64..1_000_000, reading in -1_000_000i64..1_000_000, worth in 0i64..1_000_000) {
        let with = |direction| Yardstick { baseline: Some(baseline), direction, worth };
        let (up, down) = (with(Direction::Higher).effect(reading), with(Direction::Lower).effect(reading));
        prop_assert_eq!(up, down.map(|effect| -effect));
    }
}

#[test]
fn evidence_that_falls_is_a_risk_of_a_realised_benefit_only() {
    let (stands, fell) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let named = |id| {
        Some(Adoption {
            evidence_id: Some(id),
            not_applicable_reason: None,
        })
    };
    let adopters = Adopters {
        staff: named(stands),
        users: named(fell),
        partners: Some(Adoption {
            evidence_id: None,
            not_applicable_reason: Some("Ingen er berørt.".to_owned()),
        }),
        shared_evidence_reason: None,
    };
    assert!(!shares_evidence(&adopters));
    let shared = Adopters {
        staff: adopters.users.clone(),
        ..adopters.clone()
    };
    assert!(shares_evidence(&shared));
    let proofs = proofs(&adopters, &|id| id == stands);
    assert_eq!(proofs, [Proof::Valid, Proof::Lost, Proof::NotApplicable]);
    assert_eq!(
        risks(BenefitState::Realised, proofs, None, None),
        [BenefitRisk::UsersEvidenceLost]
    );
    assert_eq!(risks(BenefitState::BaselineLocked, proofs, None, None), []);
}

#[test]
fn the_newest_finding_and_a_newer_baseline_put_at_risk() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
    let (before, after) = (at("2026-11-02T08:00:00Z"), at("2026-12-02T08:00:00Z"));
    let superseded = Some(at("2026-11-20T08:00:00Z"));
    let (lost, behind) = (BenefitRisk::FoundLost, BenefitRisk::BaselineSuperseded);
    // superseded, newest finding → risks
    let cases = [
        (None, None, vec![]),
        (None, Some((ReviewFinding::Holds, before)), vec![]),
        (None, Some((ReviewFinding::Weaker, before)), vec![]),
        (None, Some((ReviewFinding::Lost, before)), vec![lost]),
        (superseded, None, vec![behind]),
        (superseded, Some((ReviewFinding::Holds, before)), vec![behind]),
        (
            superseded,
            Some((ReviewFinding::Lost, before)),
            vec![behind, lost],
        ),
        (superseded, Some((ReviewFinding::Holds, after)), vec![]),
        (superseded, Some((ReviewFinding::Weaker, after)), vec![]),
        (superseded, Some((ReviewFinding::Lost, after)), vec![lost]),
    ];
    for (superseded, found, expected) in cases {
        let risks = |state| risks(state, [Proof::Valid; 3], superseded, found);
        assert_eq!(
            risks(BenefitState::Realised),
            expected,
            "{superseded:?} {found:?}"
        );
        assert_eq!(risks(BenefitState::BaselineLocked), []);
    }
}

#[test]
fn only_an_effect_above_zero_is_one() {
    let cases: [(&[Effect], Measured); 6] = [
        (&[], Measured::Nothing),
        (&[0], Measured::NoEffect),
        (&[-5], Measured::NoEffect),
        (&[5, -5], Measured::NoEffect),
        (&[-5, 6], Measured::Effect),
        (&[1], Measured::Effect),
    ];
    for (effects, expected) in cases {
        assert_eq!(Measured::of(effects.iter().copied()), expected, "{effects:?}");
    }
}

#[test]
fn readings_end_after_fifty_years_and_reviews_begin_sixty_days_before() {
    let from = day("2026-11-15");
    assert!(!too_far(from, day("2026-11-01")) && !too_far(from, day("2076-10-01")));
    assert!(too_far(from, day("2076-11-01")));
    assert_eq!(may_be_done_from(day("2027-03-02")), day("2027-01-01"));
}

#[test]
fn fields_that_contradict_each_other_are_all_named() {
    assert_eq!(faults_of_benefit(&fields()), []);
    let mut wrong = fields();
    wrong.to = Some(day("2026-10-31"));
    wrong.target = TargetValue {
        value: 420.0,
        date: day("2026-10-30"),
    };
    assert_eq!(
        pointers(&faults_of_benefit(&wrong)),
        ["/to", "/target/date", "/target/value"]
    );
    let mut up = fields();
    up.direction = Direction::Higher;
    assert_eq!(pointers(&faults_of_benefit(&up)), ["/target/value"]);
    up.baseline = None;
    assert_eq!(faults_of_benefit(&up), []);
}

#[test]
fn what_effects_are_told_by_holds_still() {
    let before = fields();
    let mut after = fields();
    after.title = "Et annet navn".to_owned();
    after.target.value = 280.0;
    assert_eq!(frozen(&before, &after), []);
    after.worth_per_unit = 2.0;
    after.tolerance_percent = 1000;
    after.baseline = None;
    after.direction = Direction::Higher;
    after.indicator = "Noe annet".to_owned();
    assert_eq!(
        pointers(&frozen(&before, &after)),
        [
            "/indicator",
            "/direction",
            "/worthPerUnit",
            "/tolerancePercent",
            "/baseline"
        ]
    );
}

#[test]
fn effects_and_deviations_by_hand() {
    // 420 hours before, lower is better, an hour is worth 1.5.
    let yard = Yardstick {
        baseline: Some(4_200_000),
        direction: Direction::Lower,
        worth: scaled_worth(1.5),
    };
    let shown_effect = |yard: Yardstick, reading| yard.effect(scaled(reading)).map(shown);
    assert_eq!(shown_effect(yard, 390.0), Some(45.0));
    assert_eq!(shown_effect(yard, 430.0), Some(-15.0));
    // A minute is a sixtieth of an hour: 1,250 of them a month are 20.8333 hours, and 250 of those months 5,208.3344
    // with a worth of eight decimals. With one of four they were 5,218.75.
    let minutes = Yardstick {
        baseline: Some(scaled(1250.0)),
        worth: scaled_worth(1.0 / 60.0),
        ..yard
    };
    let month = minutes.effect(0).expect("an effect");
    assert_eq!((shown(month), shown(month * 250)), (20.8333, 5208.3344));
    let up = Yardstick {
        direction: Direction::Higher,
        ..yard
    };
    assert_eq!(shown_effect(up, 430.0), Some(15.0));
    let unknown = Yardstick {
        baseline: None,
        ..yard
    };
    assert_eq!(unknown.effect(1), None);
    // forecast, realised, tolerance → amount, percent, exceeds
    let cases = [
        (100.0, 90.0, 10, -10.0, Some(-10.0), false),
        (100.0, 89.0, 10, -11.0, Some(-11.0), true),
        (100.0, 111.0, 10, 11.0, Some(11.0), true),
        (-50.0, -60.0, 10, -10.0, Some(-20.0), true),
        (0.0, 0.0, 0, 0.0, None, false),
        (0.0, 1.0, 1000, 1.0, None, true),
        (40.0, 40.0, 0, 0.0, Some(0.0), false),
    ];
    for (forecast, realised, tolerance, amount, percent, exceeds) in cases {
        // An effect of one is a value of one times a worth of one.
        let exact = |amount: f64| Effect::from(scaled(amount)) * Effect::from(scaled_worth(1.0));
        let expected = Deviation {
            amount: exact(amount),
            percent,
            exceeds,
        };
        assert_eq!(
            deviation(exact(forecast), exact(realised), tolerance),
            expected,
            "{forecast} {realised}"
        );
    }
}

#[test]
fn periods_and_units_that_meet() {
    let span = |from: &str, to: Option<&str>| (day(from), to.map(day));
    let year = span("2026-01-01", Some("2026-12-31"));
    let cases = [
        (
            span("2026-06-01", None),
            Some(span("2026-06-01", Some("2026-12-31"))),
        ),
        (
            span("2026-12-31", None),
            Some(span("2026-12-31", Some("2026-12-31"))),
        ),
        (span("2027-01-01", None), None),
        (span("2025-01-01", Some("2025-12-31")), None),
        (
            span("2025-01-01", Some("2026-01-01")),
            Some(span("2026-01-01", Some("2026-01-01"))),
        ),
    ];
    for (other, expected) in cases {
        assert_eq!(overlap(year, other), expected, "{other:?}");
        assert_eq!(overlap(other, year), expected, "{other:?} the other way round");
    }
    assert_eq!(
        overlap(span("2026-01-01", None), span("2026-02-01", None)),
        Some(span("2026-02-01", None))
    );
    assert!(same_branch("a/b/", "a/") && same_branch("a/", "a/b/") && same_branch("a/", "a/"));
    assert!(!same_branch("a/b/", "a/c/"));
    assert!(counts_in(
        span("2026-11-15", Some("2026-12-10")),
        day("2026-11-01")
    ));
    assert!(counts_in(
        span("2026-11-15", Some("2026-12-10")),
        day("2026-12-01")
    ));
    assert!(!counts_in(
        span("2026-11-15", Some("2026-12-10")),
        day("2027-01-01")
    ));
    assert_eq!(
        key_of("  Kjøretid   per  MÅNED ", 200),
        key_of("kjøretid per måned", 200)
    );
}
