//! What changed between two versions of a template: stages, gates, criteria and milestones, each found again by its key. Pure.

use super::content::{GateContent, MilestoneContent, StageContent, TemplateContent};
use crate::words;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

words! {
    /// What part of a template a change is in.
    pub enum Part { Template = "template", Stage = "stage", Gate = "gate", Criterion = "criterion", Milestone = "milestone" }
}

words! {
    /// What happened to it.
    pub enum Happened { Added = "added", Removed = "removed", Changed = "changed" }
}

/// A change of one part.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub part: Part,
    /// The part's key.
    pub key: String,
    /// The stage that it is in: in the newer version, or in the older one where it was removed. `None` for the template.
    pub stage: Option<String>,
    pub happened: Happened,
    /// The fields that differ, in the order of their paths; empty unless `happened` is `Changed`.
    pub fields: Vec<FieldChange>,
}

/// A field with its value before and after; `None` where it was not there.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// A path within the part. Members of lists stand under their key, such as `/requiredEvidence/mandate/kind`.
    pub path: String,
    /// A text, a number, or true or false.
    pub from: Option<Value>,
    pub to: Option<Value>,
}

/// The leaves of a part by path.
type Leaves = BTreeMap<String, Value>;

/// A part of a template, ready to be compared.
struct Piece {
    stage: Option<String>,
    leaves: Leaves,
}

/// Everything that differs: the template first, then stages, gates, criteria and milestones, each kind in the order of
/// the newer version with what was removed after it.
pub fn difference(old: &TemplateContent, new: &TemplateContent) -> Vec<Change> {
    let mut changes = Vec::new();
    let whole = |content: &TemplateContent| Piece {
        stage: None,
        leaves: template_leaves(content),
    };
    let (mut before, mut after) = (whole(old), whole(new));
    if let Some((from, to)) = reordered(old, new) {
        before.leaves.insert("/order".to_owned(), json!(from));
        after.leaves.insert("/order".to_owned(), json!(to));
    }
    changes.extend(changed(Part::Template, &new.key, &before, &after));
    for part in [Part::Stage, Part::Gate, Part::Criterion, Part::Milestone] {
        let (before, after) = (pieces(old, part), pieces(new, part));
        let known: BTreeMap<&str, &Piece> = before.iter().map(|(key, piece)| (key.as_str(), piece)).collect();
        let kept: BTreeSet<&str> = after.iter().map(|(key, _)| key.as_str()).collect();
        for (key, piece) in &after {
            match known.get(key.as_str()) {
                Some(earlier) => changes.extend(changed(part, key, earlier, piece)),
                None => changes.push(whole_change(part, key, piece, Happened::Added)),
            }
        }
        for (key, piece) in before.iter().filter(|(key, _)| !kept.contains(key.as_str())) {
            changes.push(whole_change(part, key, piece, Happened::Removed));
        }
    }
    changes
}

fn whole_change(part: Part, key: &str, piece: &Piece, happened: Happened) -> Change {
    Change {
        part,
        key: key.to_owned(),
        stage: piece.stage.clone(),
        happened,
        fields: Vec::new(),
    }
}

fn changed(part: Part, key: &str, before: &Piece, after: &Piece) -> Option<Change> {
    let paths: BTreeSet<&String> = before.leaves.keys().chain(after.leaves.keys()).collect();
    let fields: Vec<FieldChange> = paths
        .into_iter()
        .map(|path| (path, before.leaves.get(path), after.leaves.get(path)))
        .filter(|(_, from, to)| from != to)
        .map(|(path, from, to)| FieldChange {
            path: path.clone(),
            from: from.cloned(),
            to: to.cloned(),
        })
        .collect();
    (!fields.is_empty()).then(|| Change {
        fields,
        ..whole_change(part, key, after, Happened::Changed)
    })
}

/// The order of the stages that both have, where it differs: an inserted stage moves nothing.
fn reordered(old: &TemplateContent, new: &TemplateContent) -> Option<(String, String)> {
    let order = |one: &TemplateContent, other: &TemplateContent| {
        let known: BTreeSet<&str> = other.stages.iter().map(|stage| stage.key.as_str()).collect();
        let both = one
            .stages
            .iter()
            .map(|stage| stage.key.as_str())
            .filter(|key| known.contains(key));
        both.collect::<Vec<_>>().join(", ")
    };
    let (from, to) = (order(old, new), order(new, old));
    (from != to).then_some((from, to))
}

fn template_leaves(content: &TemplateContent) -> Leaves {
    collect(
        &json!({"key": content.key, "title": content.title, "summary": content.summary, "source": content.source}),
    )
}

/// The parts of one kind with their keys, in order.
fn pieces(content: &TemplateContent, part: Part) -> Vec<(String, Piece)> {
    let mut found = Vec::new();
    for (stage, after) in content.stages_with_predecessors() {
        let mut add = |key: &str, leaves: Leaves| {
            found.push((
                key.to_owned(),
                Piece {
                    stage: Some(stage.key.clone()),
                    leaves,
                },
            ));
        };
        match part {
            Part::Template => {}
            Part::Stage => add(&stage.key, stage_leaves(stage, &after)),
            Part::Gate => add(&stage.gate.key, gate_leaves(&stage.gate, &stage.key)),
            Part::Criterion => {
                for criterion in stage.gate.rule.criteria() {
                    let mut leaves = collect(&json!(criterion));
                    leaves.insert("/gate".to_owned(), json!(stage.gate.key));
                    add(&criterion.key, leaves);
                }
            }
            Part::Milestone => {
                for milestone in &stage.milestones {
                    add(&milestone.key, milestone_leaves(milestone, &stage.key));
                }
            }
        }
    }
    found
}

/// What a stage waits for is compared as it takes effect: left out or written out is the same.
fn stage_leaves(stage: &StageContent, after: &[&str]) -> Leaves {
    let mut leaves = collect(&json!({"title": stage.title, "guidance": stage.guidance}));
    leaves.extend(after.iter().map(|key| (format!("/after/{key}"), json!(true))));
    leaves
}

fn gate_leaves(gate: &GateContent, stage: &str) -> Leaves {
    collect(
        &json!({"title": gate.title, "quorum": gate.quorum, "stage": stage, "rule": structure(&gate.rule)}),
    )
}

fn milestone_leaves(milestone: &MilestoneContent, stage: &str) -> Leaves {
    let keyed: Map<String, Value> = milestone
        .required_evidence
        .iter()
        .map(|needed| {
            (
                needed.key.clone(),
                json!({"title": needed.title, "kind": needed.kind}),
            )
        })
        .collect();
    let after: Map<String, Value> = milestone
        .after
        .iter()
        .map(|link| {
            (
                format!("{}:{}", link.milestone, link.kind),
                json!({"lag": link.lag}),
            )
        })
        .collect();
    collect(&json!({
        "title": milestone.title, "guidance": milestone.guidance, "dueAfterDays": milestone.due_after_days,
        "duration": milestone.duration, "effort": milestone.effort, "requiredEvidence": keyed, "after": after,
        "stage": stage,
    }))
}

/// How a rule groups its criteria, in one line: the criteria themselves are compared one by one.
fn structure(rule: &gate::Rule) -> String {
    let list = |members: &[gate::Rule]| members.iter().map(structure).collect::<Vec<_>>().join(", ");
    match rule {
        gate::Rule::Criterion(criterion) => criterion.key.clone(),
        gate::Rule::All { all } => format!("all({})", list(all)),
        gate::Rule::Any { any } => format!("any({})", list(any)),
        gate::Rule::AtLeast { at_least, of } => format!("atLeast({at_least} of {})", list(of)),
    }
}

/// The scalars below a value by path; what is absent and what is `null` are the same.
fn collect(value: &Value) -> Leaves {
    fn walk(value: &Value, path: &str, leaves: &mut Leaves) {
        match value {
            Value::Object(map) => map
                .iter()
                .for_each(|(name, inner)| walk(inner, &format!("{path}/{name}"), leaves)),
            Value::Null => {}
            leaf => {
                leaves.insert(path.to_owned(), whole(leaf));
            }
        }
    }
    let mut leaves = Leaves::new();
    walk(value, "", &mut leaves);
    leaves
}

/// Whole numbers as integers, as they stand in the content.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole and far below 2^53 by the schema"
)]
fn whole(leaf: &Value) -> Value {
    match leaf.as_f64() {
        Some(number) if leaf.is_f64() && number.fract() == 0.0 => json!(number as i64),
        _ => leaf.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::builtin;
    use super::*;

    fn base() -> TemplateContent {
        builtin::all()[0].content.clone()
    }

    fn said(changes: &[Change]) -> Vec<String> {
        changes
            .iter()
            .map(|change| {
                let fields: Vec<String> = change
                    .fields
                    .iter()
                    .map(|field| {
                        let text =
                            |value: &Option<Value>| value.as_ref().map_or("–".to_owned(), Value::to_string);
                        format!(" {} {}→{}", field.path, text(&field.from), text(&field.to))
                    })
                    .collect();
                format!(
                    "{} {} {}{}",
                    change.part,
                    change.key,
                    change.happened,
                    fields.concat()
                )
            })
            .collect()
    }

    #[test]
    fn nothing_changed_is_nothing_said() {
        for template in builtin::all() {
            assert!(difference(&template.content, &template.content).is_empty());
        }
        let mut spelt_out = base();
        let first = spelt_out.stages[0].key.clone();
        spelt_out.stages[1].after = Some(vec![first]);
        spelt_out.number = 2;
        assert!(difference(&base(), &spelt_out).is_empty());
    }

    #[test]
    fn each_part_is_found_again_by_its_key() {
        let old = base();
        let mut new = base();
        new.title.en = "Six steps".to_owned();
        new.stages[0].gate.quorum = 2;
        let gate::Rule::All { all } = &mut new.stages[0].gate.rule else {
            panic!("a group")
        };
        all.swap(0, 1);
        if let gate::Rule::Criterion(criterion) = &mut all[2] {
            criterion.target = gate::Value::Number(0.9);
            criterion.filter.insert("withinDays".to_owned(), "90".to_owned());
        }
        all.truncate(3);
        let moved = new.stages[0].milestones.remove(0);
        new.stages[1].milestones.push(moved);
        new.stages[0].milestones[0].effort = None;
        new.stages[0].milestones[0].after.clear();
        new.stages[0].milestones[0].required_evidence.truncate(1);
        let said = said(&difference(&old, &new));
        let expect = [
            "template five-steps changed /title/en \"Five steps to digital transformation\"→\"Six steps\"",
            "criterion posture-assessed changed /filter/withinDays \"180\"→\"90\" /target 0.8→0.9",
            "criterion capacity-protected removed",
            "milestone appoint-sponsor changed /stage \"acknowledge\"→\"build-competence\"",
            "milestone assess-posture changed /after/appoint-sponsor:FS/lag 0→– /effort 3→–",
        ];
        for line in expect {
            assert!(
                said.iter().any(|one| one.starts_with(line)),
                "{line}\n{}",
                said.join("\n")
            );
        }
        assert!(said[1].starts_with(
            "gate acknowledged changed /quorum 1→2 /rule \"all(sponsor, acknowledgement-signed, "
        ));
        assert_eq!(said.len(), 9, "{}", said.join("\n"));
    }

    #[test]
    fn stages_come_go_and_change_places() {
        let old = base();
        let mut new = base();
        new.stages.swap(1, 2);
        let gone = new.stages.remove(4);
        let changes = difference(&old, &new);
        let of = |part: Part, happened: Happened| {
            changes
                .iter()
                .filter(move |change| (change.part, change.happened) == (part, happened))
                .count()
        };
        assert_eq!(changes[0].fields[0].path, "/order");
        assert_eq!(
            (
                of(Part::Stage, Happened::Removed),
                of(Part::Gate, Happened::Removed)
            ),
            (1, 1)
        );
        assert_eq!(of(Part::Milestone, Happened::Removed), gone.milestones.len());
        assert_eq!(
            of(Part::Criterion, Happened::Removed),
            gone.gate.rule.criteria().len()
        );
        let back = difference(&new, &old);
        assert_eq!(back.len(), changes.len());
    }
}
