//! Tables of cases: one line a case, read as a user would.

use chrono::NaiveDate;
use gate::decision::{Choice, Condition, Refusal, Say, effective, overrides, refusals};
use gate::pin::{ConditionNow, EvidenceNow, PinnedEvidence, Risk, Snapshot, fingerprint, risks};
use gate::stage::{Move, StageState};
use gate::{Facts, Outcome, Provenance, Reading, Rule, Value, evaluate};
use serde_json::json;
use std::collections::BTreeMap;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a date")
}

fn criterion(key: &str, fact: &str, operator: &str, target: &serde_json::Value) -> serde_json::Value {
    json!({"key": key, "title": {"nb": "a", "sv": "b", "en": "c"}, "fact": fact, "operator": operator, "target": target})
}

fn rule(value: serde_json::Value) -> Rule {
    serde_json::from_value(value).expect("a rule")
}

/// operator, target, value (or nothing), outcome, progress
#[test]
fn a_value_is_compared_with_its_target() {
    let cases = [
        ("atLeast", json!(0.8), Some(Value::Number(0.8)), Outcome::Met, 1.0),
        (
            "atLeast",
            json!(0.3),
            Some(Value::Number(0.1 + 0.2)),
            Outcome::Met,
            1.0,
        ),
        (
            "atLeast",
            json!(0.8),
            Some(Value::Number(0.4)),
            Outcome::Unmet,
            0.5,
        ),
        (
            "atLeast",
            json!(0),
            Some(Value::Number(-1.0)),
            Outcome::Unmet,
            0.0,
        ),
        ("atMost", json!(2), Some(Value::Number(4.0)), Outcome::Unmet, 0.5),
        ("atMost", json!(0), Some(Value::Number(3.0)), Outcome::Unmet, 0.0),
        ("atMost", json!(0), Some(Value::Number(0.0)), Outcome::Met, 1.0),
        (
            "greaterThan",
            json!(0),
            Some(Value::Number(0.0)),
            Outcome::Unmet,
            0.0,
        ),
        (
            "greaterThan",
            json!(3),
            Some(Value::Number(3.0)),
            Outcome::Unmet,
            0.99,
        ),
        ("lessThan", json!(5), Some(Value::Number(4.0)), Outcome::Met, 1.0),
        ("equals", json!(4), Some(Value::Number(2.0)), Outcome::Unmet, 0.5),
        (
            "notEquals",
            json!(4),
            Some(Value::Number(4.0)),
            Outcome::Unmet,
            0.0,
        ),
        (
            "equals",
            json!(true),
            Some(Value::Flag(false)),
            Outcome::Unmet,
            0.0,
        ),
        (
            "equals",
            json!(true),
            Some(Value::Number(1.0)),
            Outcome::Unmet,
            0.0,
        ),
        (
            "atMost",
            json!("2026-11-10"),
            Some(Value::Date(day(9))),
            Outcome::Met,
            1.0,
        ),
        ("atLeast", json!(0), None, Outcome::Unknown, 0.0),
        (
            "atLeast",
            json!(1),
            Some(Value::Number(f64::NAN)),
            Outcome::Unmet,
            0.0,
        ),
    ];
    for (operator, target, value, outcome, progress) in cases {
        let rule = rule(criterion("a", "stage.milestones_done_share", operator, &target));
        let mut facts = Facts::default();
        for need in rule.needs() {
            facts.add(need, Reading::derived(value));
        }
        let verdict = evaluate(&rule, &facts, &BTreeMap::new(), day(23));
        assert_eq!(
            (verdict.outcome, verdict.progress),
            (outcome, progress),
            "{operator} {target} {value:?}"
        );
        assert_eq!(verdict.ready, outcome == Outcome::Met);
    }
}

/// Members by letter: m met, u unmet, ? unknown, o an optional unmet one.
#[test]
fn groups_follow_three_valued_logic() {
    let cases = [
        ("all", "mm", Outcome::Met),
        ("all", "mu", Outcome::Unmet),
        ("all", "m?", Outcome::Unknown),
        ("all", "u?", Outcome::Unmet),
        ("all", "mo", Outcome::Met),
        ("all", "o", Outcome::Met),
        ("any", "u?", Outcome::Unknown),
        ("any", "um", Outcome::Met),
        ("any", "uu", Outcome::Unmet),
        ("2", "m?u", Outcome::Unknown),
        ("2", "mmu", Outcome::Met),
        ("2", "muu", Outcome::Unmet),
        ("2", "???", Outcome::Unknown),
    ];
    for (kind, letters, outcome) in cases {
        let mut facts = Facts::default();
        let members: Vec<serde_json::Value> = letters
            .chars()
            .enumerate()
            .map(|(index, letter)| {
                let mut one = criterion(
                    &format!("k{index}"),
                    "stage.criterion_attested",
                    "equals",
                    &json!(true),
                );
                one["required"] = json!(letter != 'o');
                let value = match letter {
                    'm' => Some(Value::Flag(true)),
                    '?' => None,
                    _ => Some(Value::Flag(false)),
                };
                for need in rule(one.clone()).needs() {
                    facts.add(need, Reading::derived(value));
                }
                one
            })
            .collect();
        let group = match kind {
            "2" => json!({"atLeast": 2, "of": members}),
            kind => json!({kind: members}),
        };
        let verdict = evaluate(&rule(group), &facts, &BTreeMap::new(), day(23));
        assert_eq!(verdict.outcome, outcome, "{kind} {letters}");
        assert_eq!(verdict.blocking().is_empty(), verdict.ready, "{kind} {letters}");
    }
}

#[test]
fn memory_latches_success_and_a_supposition_does_not() {
    let mut one = criterion("a", "stage.milestones_done_share", "atLeast", &json!(1));
    one["memory"] = json!("latch");
    let rule = rule(one);
    let need = rule.needs().pop_first().expect("one need");
    let mut facts = Facts::default();
    facts.add(
        need.clone(),
        Reading {
            provenance: Provenance::Hypothetical,
            ..Reading::derived(Some(Value::Number(1.0)))
        },
    );
    assert!(
        evaluate(&rule, &facts, &BTreeMap::new(), day(1))
            .newly_latched
            .is_empty()
    );
    let mut facts = Facts::default();
    facts.add(need.clone(), Reading::derived(Some(Value::Number(1.0))));
    assert_eq!(
        evaluate(&rule, &facts, &BTreeMap::new(), day(1)).newly_latched,
        ["a"]
    );
    let mut fallen = Facts::default();
    fallen.add(need, Reading::derived(Some(Value::Number(0.2))));
    let latches = BTreeMap::from([("a".to_owned(), day(1))]);
    let verdict = evaluate(&rule, &fallen, &latches, day(20));
    assert!(verdict.ready && verdict.newly_latched.is_empty());
    assert_eq!(verdict.criteria()[0].latched_since, Some(day(1)));
}

#[test]
fn a_stage_moves_along_its_machine_only() {
    use Move::{AskReview, Pass, Reopen, Return, Unlock};
    use StageState::{InReview, Locked, Open, Passed};
    for state in [Locked, Open, InReview, Passed] {
        for step in [Unlock, AskReview, Return, Pass, Reopen] {
            let expected = match (state, step) {
                (Locked, Unlock) | (InReview, Return) | (Passed, Reopen) => Some(Open),
                (Open, AskReview) => Some(InReview),
                (InReview, Pass) => Some(Passed),
                _ => None,
            };
            assert_eq!(state.after(step).ok(), expected, "{state:?} {step:?}");
        }
    }
    assert!(!Locked.allows_start() && Open.allows_start());
}

#[test]
fn every_reason_against_a_decision_is_given_at_once() {
    let good = Condition {
        text: "opplæring",
        has_owner: true,
        due: day(23),
    };
    let late = Condition {
        due: day(22),
        ..good.clone()
    };
    let say = |choice, justification, conditions| Say {
        choice,
        justification,
        conditions,
    };
    let mixed = [good.clone(), late];
    let cases: &[(Say<'_>, bool, &[Refusal])] = &[
        (say(Choice::Go, None, &[]), true, &[]),
        (
            say(Choice::Go, None, &[]),
            false,
            &[Refusal::JustificationMissing],
        ),
        (
            say(Choice::Go, Some("  for kort           "), &[]),
            false,
            &[Refusal::JustificationMissing],
        ),
        (say(Choice::Go, Some("Vi tar risikoen til jul."), &[]), false, &[]),
        (say(Choice::Return, None, &[]), false, &[]),
        (
            say(Choice::GoWithConditions, None, &[]),
            true,
            &[Refusal::ConditionsMissing],
        ),
        (
            say(Choice::GoWithConditions, None, std::slice::from_ref(&good)),
            false,
            &[Refusal::JustificationMissing],
        ),
        (
            say(Choice::GoWithConditions, None, &mixed),
            true,
            &[Refusal::ConditionIncomplete { index: 1 }],
        ),
        (
            say(Choice::Stop, None, std::slice::from_ref(&good)),
            true,
            &[Refusal::ConditionsUnwanted],
        ),
    ];
    for (say, ready, expected) in cases {
        assert_eq!(refusals(say, *ready, false, false, day(23)), *expected, "{say:?}");
    }
    let own = say(Choice::Go, None, &[]);
    assert_eq!(
        refusals(&own, true, true, true, day(23)),
        [Refusal::FourEyes, Refusal::AlreadyDecided]
    );
    assert!(overrides(Choice::Go, false) && !overrides(Choice::Return, false));
    assert_eq!(effective(&[], 0), None);
    assert_eq!(effective(&[Choice::Go], 0), Some(Choice::Go));
    assert_eq!(
        effective(&[Choice::Go, Choice::Go, Choice::Return], 2),
        Some(Choice::Go)
    );
}

#[test]
fn a_decision_is_at_risk_for_what_changed_and_is_never_rewritten() {
    let rule = rule(criterion(
        "a",
        "stage.milestones_done_share",
        "atLeast",
        &json!(1),
    ));
    let need = rule.needs().pop_first().expect("one need");
    let with = |share| {
        let mut facts = Facts::default();
        facts.add(need.clone(), Reading::derived(Some(Value::Number(share))));
        evaluate(&rule, &facts, &BTreeMap::new(), day(1))
    };
    let piece = PinnedEvidence {
        id: "e".to_owned(),
        title: "Rapport".to_owned(),
        content_hash: "h".to_owned(),
        valid_until: Some(day(10)),
    };
    let snapshot = Snapshot {
        gate: "g".to_owned(),
        choice: "go".to_owned(),
        overridden: false,
        asked_by: "o".to_owned(),
        decided_at: chrono::DateTime::UNIX_EPOCH,
        deciders: vec!["p".to_owned()],
        justifications: Vec::new(),
        conditions: Vec::new(),
        ready: true,
        rule: rule.clone(),
        criteria: Snapshot::criteria_of(&with(1.0)),
        evidence: vec![piece],
    };
    let text = snapshot.canonical();
    assert_eq!(
        fingerprint(&text),
        fingerprint(
            &serde_json::from_str::<Snapshot>(&text)
                .expect("readable")
                .canonical()
        )
    );
    let now = |status: &str| EvidenceNow {
        id: "e".to_owned(),
        status: status.to_owned(),
        content_hash: "h".to_owned(),
        valid_until: Some(day(10)),
        superseded_by: None,
    };
    let at = |verdict: &gate::Verdict, evidence: &[EvidenceNow], today| {
        risks(&snapshot, verdict, evidence, &[], &[], today)
    };
    assert!(at(&with(1.0), &[now("accepted")], day(10)).is_empty());
    assert!(matches!(
        at(&with(1.0), &[now("accepted")], day(11))[..],
        [Risk::EvidenceExpired { .. }]
    ));
    assert!(
        matches!(&at(&with(1.0), &[now("withdrawn")], day(1))[..], [Risk::EvidenceChanged { status, .. }] if status == "withdrawn")
    );
    assert!(matches!(
        at(&with(1.0), &[], day(1))[..],
        [Risk::EvidenceChanged { .. }]
    ));
    assert!(
        matches!(&at(&with(0.5), &[now("accepted")], day(1))[..], [Risk::CriterionNoLongerMet { key }] if key == "a")
    );
    let missed = ConditionNow {
        id: "c".to_owned(),
        text: "t".to_owned(),
        due: day(5),
        fulfilled: false,
    };
    let found = |today, fulfilled| {
        risks(
            &snapshot,
            &with(1.0),
            &[now("accepted")],
            &[ConditionNow {
                fulfilled,
                ..missed.clone()
            }],
            &[],
            today,
        )
    };
    assert!(found(day(5), false).is_empty() && found(day(6), true).is_empty());
    assert!(matches!(found(day(6), false)[..], [Risk::ConditionMissed { .. }]));
    let reopened = risks(
        &snapshot,
        &with(1.0),
        &[now("accepted")],
        &[],
        &["acknowledge".to_owned()],
        day(1),
    );
    assert!(matches!(&reopened[..], [Risk::EarlierStageReopened { stage }] if stage == "acknowledge"));
}

#[test]
fn what_was_renewed_in_time_puts_nothing_at_risk() {
    let rule = rule(criterion(
        "a",
        "stage.milestones_done_share",
        "atLeast",
        &json!(1),
    ));
    let mut facts = Facts::default();
    for need in rule.needs() {
        facts.add(need, Reading::derived(Some(Value::Number(1.0))));
    }
    let verdict = evaluate(&rule, &facts, &BTreeMap::new(), day(1));
    let snapshot = Snapshot {
        gate: "g".to_owned(),
        choice: "go".to_owned(),
        overridden: false,
        asked_by: "o".to_owned(),
        decided_at: chrono::DateTime::UNIX_EPOCH,
        deciders: vec!["p".to_owned()],
        justifications: Vec::new(),
        conditions: Vec::new(),
        ready: true,
        rule,
        criteria: Snapshot::criteria_of(&verdict),
        evidence: vec![PinnedEvidence {
            id: "e".to_owned(),
            title: "Rapport".to_owned(),
            content_hash: "h".to_owned(),
            valid_until: Some(day(10)),
        }],
    };
    let piece = |id: &str, status: &str, until, successor: Option<&str>| EvidenceNow {
        id: id.to_owned(),
        status: status.to_owned(),
        content_hash: "h".to_owned(),
        valid_until: until,
        superseded_by: successor.map(str::to_owned),
    };
    let old = piece("e", "superseded", Some(day(10)), Some("f"));
    let middle = piece("f", "superseded", Some(day(10)), Some("g"));
    let at = |last: EvidenceNow| {
        let all = [old.clone(), middle.clone(), last];
        risks(&snapshot, &verdict, &all, &[], &[], day(11))
    };
    assert!(at(piece("g", "accepted", None, None)).is_empty());
    for (status, until) in [("submitted", None), ("accepted", Some(day(10)))] {
        let found = at(piece("g", status, until, None));
        assert!(matches!(found[..], [Risk::EvidenceChanged { .. }]), "{status}");
    }
}
