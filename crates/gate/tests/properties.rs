//! What holds for every rule and every set of facts.

use chrono::NaiveDate;
use gate::{Facts, Outcome, Reading, Rule, Value, evaluate};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date")
}

/// A tree of groups over criteria; the leaves get their keys afterwards.
fn tree() -> impl Strategy<Value = Json> {
    let leaf = (0..5_u32, any::<bool>(), any::<bool>()).prop_map(|(target, required, latch)| {
        json!({"key": "", "title": {"nb": "a", "sv": "b", "en": "c"}, "fact": "stage.evidence_accepted_count", "operator": "atLeast",
            "target": target, "required": required, "memory": if latch { "latch" } else { "live" }})
    });
    leaf.prop_recursive(2, 12, 4, |inner| {
        (prop::collection::vec(inner, 1..4), 0..3_u8, 1..4_usize).prop_map(
            |(members, kind, count)| match kind {
                0 => json!({"all": members}),
                1 => json!({"any": members}),
                _ => json!({"atLeast": count.min(members.len()), "of": members}),
            },
        )
    })
}

fn name_leaves(node: &mut Json, next: &mut usize) {
    for group in ["all", "any", "of"] {
        if let Some(members) = node.get_mut(group).and_then(Json::as_array_mut) {
            for member in members {
                name_leaves(member, next);
            }
            return;
        }
    }
    node["key"] = json!(format!("k{next}"));
    node["filter"] = json!({"criterion": format!("k{next}")});
    *next += 1;
}

fn rules() -> impl Strategy<Value = Rule> {
    tree().prop_map(|mut tree| {
        name_leaves(&mut tree, &mut 0);
        serde_json::from_value(tree).expect("a rule")
    })
}

fn facts_of(rule: &Rule, values: &[Option<u32>]) -> Facts {
    let mut facts = Facts::default();
    for (index, criterion) in rule.criteria().into_iter().enumerate() {
        let value = values
            .get(index)
            .copied()
            .flatten()
            .map(|count| Value::Number(f64::from(count)));
        facts.add(criterion.need(), Reading::derived(value));
    }
    facts
}

proptest! {
    #[test]
    fn ready_means_that_nothing_blocks(rule in rules(), values in prop::collection::vec(prop::option::of(0..6_u32), 40)) {
        let verdict = evaluate(&rule, &facts_of(&rule, &values), &BTreeMap::new(), today());
        prop_assert_eq!(verdict.ready, verdict.blocking().is_empty());
        prop_assert!((0.0..=1.0).contains(&verdict.progress));
        prop_assert_eq!(verdict.ready, verdict.progress >= 1.0);
        prop_assert!(verdict.criteria().iter().all(|leaf| (0.0..=1.0).contains(&leaf.progress)));
    }

    #[test]
    fn more_evidence_never_blocks(rule in rules(), values in prop::collection::vec(prop::option::of(0..6_u32), 40), at in 0..40_usize, more in 1..4_u32) {
        let before = evaluate(&rule, &facts_of(&rule, &values), &BTreeMap::new(), today());
        let mut grown = values;
        grown[at] = Some(grown[at].unwrap_or(0) + more);
        let after = evaluate(&rule, &facts_of(&rule, &grown), &BTreeMap::new(), today());
        prop_assert!(!before.ready || after.ready);
    }

    #[test]
    fn a_latched_criterion_never_goes_back(rule in rules(), first in prop::collection::vec(prop::option::of(0..6_u32), 40), then in prop::collection::vec(prop::option::of(0..6_u32), 40)) {
        let before = evaluate(&rule, &facts_of(&rule, &first), &BTreeMap::new(), today());
        let latches: BTreeMap<String, NaiveDate> = before.newly_latched.iter().map(|key| (key.clone(), today())).collect();
        let after = evaluate(&rule, &facts_of(&rule, &then), &latches, today());
        for leaf in after.criteria() {
            prop_assert!(!latches.contains_key(&leaf.criterion.key) || leaf.outcome == Outcome::Met);
        }
    }

    #[test]
    fn without_data_nothing_required_passes(rule in rules()) {
        let verdict = evaluate(&rule, &Facts::default(), &BTreeMap::new(), today());
        prop_assert!(verdict.criteria().iter().all(|leaf| leaf.outcome == Outcome::Unknown));
        prop_assert_eq!(verdict.ready, rule.criteria().iter().all(|one| !one.required));
    }
}
