//! What a template must satisfy beyond its shape: known facts, unique keys, references that lead somewhere, no circles. Pure.

use super::content::{MilestoneContent, TemplateContent};
use crate::error::{Fault, FaultCode};
use gate::{RuleFault, RuleFaultKind};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is wrong with the meaning of a template; pointers begin at the template itself.
pub(super) fn faults(template: &TemplateContent) -> Vec<Fault> {
    let mut faults = Vec::new();
    unique_keys(template, &mut faults);
    gates(template, &mut faults);
    stages(template, &mut faults);
    milestones(template, &mut faults);
    faults
}

/// The place of every key of one kind, and a fault for each that stands twice.
fn places<'t>(
    keys: impl Iterator<Item = (&'t str, String)>,
    faults: &mut Vec<Fault>,
) -> BTreeMap<&'t str, String> {
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    for (key, place) in keys {
        if let Some(first) = known.get(key) {
            faults.push(
                Fault::new(format!("{place}/key"), FaultCode::NotUnique)
                    .note(format!("'{key}' stands at {first} already")),
            );
        } else {
            known.insert(key, place);
        }
    }
    known
}

fn unique_keys(template: &TemplateContent, faults: &mut Vec<Fault>) {
    let stages = || template.stages.iter().enumerate();
    places(
        stages().map(|(s, stage)| (stage.key.as_str(), format!("/stages/{s}"))),
        faults,
    );
    places(
        stages().map(|(s, stage)| (stage.gate.key.as_str(), format!("/stages/{s}/gate"))),
        faults,
    );
    let criteria =
        stages().flat_map(|(s, stage)| criteria(&stage.gate.rule, format!("/stages/{s}/gate/rule")));
    places(criteria, faults);
    places(
        placed_milestones(template).map(|(place, milestone)| (milestone.key.as_str(), place)),
        faults,
    );
    for (place, milestone) in placed_milestones(template) {
        let evidence = milestone.required_evidence.iter().enumerate();
        places(
            evidence.map(|(e, needed)| (needed.key.as_str(), format!("{place}/requiredEvidence/{e}"))),
            faults,
        );
    }
}

/// The keys of a rule's criteria with their places.
fn criteria(rule: &gate::Rule, place: String) -> Vec<(&str, String)> {
    let (name, members) = match rule {
        gate::Rule::Criterion(criterion) => return vec![(criterion.key.as_str(), place)],
        gate::Rule::All { all } => ("all", all),
        gate::Rule::Any { any } => ("any", any),
        gate::Rule::AtLeast { of, .. } => ("of", of),
    };
    members
        .iter()
        .enumerate()
        .flat_map(|(index, member)| criteria(member, format!("{place}/{name}/{index}")))
        .collect()
}

fn placed_milestones(template: &TemplateContent) -> impl Iterator<Item = (String, &MilestoneContent)> {
    template.stages.iter().enumerate().flat_map(|(s, stage)| {
        let milestones = stage.milestones.iter().enumerate();
        milestones.map(move |(m, milestone)| (format!("/stages/{s}/milestones/{m}"), milestone))
    })
}

fn gates(template: &TemplateContent, faults: &mut Vec<Fault>) {
    for (s, stage) in template.stages.iter().enumerate() {
        if stage.gate.quorum < 1 {
            let limit = "1".to_owned();
            faults.push(Fault::new(
                format!("/stages/{s}/gate/quorum"),
                FaultCode::TooSmall { limit },
            ));
        }
        let place = format!("/stages/{s}/gate/rule");
        faults.extend(
            stage
                .gate
                .rule
                .faults()
                .into_iter()
                // Keys are unique in the whole template, which `unique_keys` sees to.
                .filter(|fault| !matches!(fault.kind, RuleFaultKind::DuplicateKey(_)))
                .map(|fault| fault_of_rule(&place, &fault)),
        );
    }
}

fn fault_of_rule(place: &str, fault: &RuleFault) -> Fault {
    let pointer = format!("{place}{}", fault.pointer);
    let rule = fault.kind.word();
    let note = match &fault.kind {
        RuleFaultKind::UnknownFact(name) => match nearest_fact(name) {
            Some(near) => format!("No fact is called {name}; did you mean {near}?"),
            None => format!("No fact is called {name}; see the registry of facts."),
        },
        RuleFaultKind::UnknownFilter(name) => format!("The fact cannot be narrowed by {name}."),
        RuleFaultKind::WrongTarget { expected } => format!("The fact needs {expected} as target."),
        RuleFaultKind::WrongOperator => "True or false is compared with equals or notEquals.".to_owned(),
        RuleFaultKind::CountOutOfRange => "The group has fewer parts than it asks for.".to_owned(),
        RuleFaultKind::TooDeep => format!("At most {} groups deep.", gate::DEEPEST),
        RuleFaultKind::TooMany => format!("At most {} criteria in a gate.", gate::MOST_CRITERIA),
        RuleFaultKind::EmptyGroup => "A group needs at least one part.".to_owned(),
        RuleFaultKind::MissingTranslation(language) => format!("The text in {language} is missing."),
        RuleFaultKind::DuplicateKey(key) => format!("'{key}' stands twice."),
    };
    Fault::new(pointer, FaultCode::Rule { rule }).note(note)
}

/// The known fact of the same area whose name shares the most words, for a hint.
fn nearest_fact(name: &str) -> Option<&'static str> {
    let words = |name: &str| -> BTreeSet<String> { name.split(['.', '_']).map(str::to_owned).collect() };
    let wanted = words(name);
    gate::facts()
        .map(|fact| (words(fact.name).intersection(&wanted).count(), fact.name))
        .max_by_key(|(shared, name)| (*shared, std::cmp::Reverse(*name)))
        .filter(|(shared, _)| *shared > 1)
        .map(|(_, name)| name)
}

/// References between stages, circles among them, and stages that a circle shuts off.
fn stages(template: &TemplateContent, faults: &mut Vec<Fault>) {
    let known: BTreeSet<&str> = template.stages.iter().map(|stage| stage.key.as_str()).collect();
    for (s, stage) in template.stages.iter().enumerate() {
        for (a, key) in stage.after.iter().flatten().enumerate() {
            if !known.contains(key.as_str()) {
                let what = format!("stage {key}");
                faults.push(Fault::new(
                    format!("/stages/{s}/after/{a}"),
                    FaultCode::NoSuch { what },
                ));
            }
        }
    }
    if known.len() < template.stages.len() {
        // Which of two stages a key means is open: circles would be guesswork.
        return;
    }
    let waits: BTreeMap<&str, Vec<&str>> = template
        .stages_with_predecessors()
        .map(|(stage, after)| (stage.key.as_str(), after))
        .collect();
    let circles = circles(&waits);
    let on_circle: BTreeSet<&str> = circles.iter().flatten().copied().collect();
    for (s, stage) in template.stages.iter().enumerate() {
        let key = stage.key.as_str();
        let place = format!("/stages/{s}/after");
        if let Some(circle) = circles.iter().find(|circle| circle[0] == key) {
            faults.push(circle_fault(place, circle));
        } else if !on_circle.contains(key) && waits_for_any(&waits, key, &on_circle) {
            let fault = Fault::new(place, FaultCode::Rule { rule: "unreachable" });
            faults.push(fault.note(format!("{key} waits for stages that wait for each other.")));
        }
    }
}

/// References between milestones, circles among them, and estimates out of order.
fn milestones(template: &TemplateContent, faults: &mut Vec<Fault>) {
    let known: BTreeSet<&str> = template
        .milestones()
        .map(|(_, milestone)| milestone.key.as_str())
        .collect();
    let mut waits: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (place, milestone) in placed_milestones(template) {
        for (a, dependency) in milestone.after.iter().enumerate() {
            if known.contains(dependency.milestone.as_str()) {
                waits
                    .entry(&milestone.key)
                    .or_default()
                    .push(&dependency.milestone);
            } else {
                let what = format!("milestone {}", dependency.milestone);
                faults.push(Fault::new(
                    format!("{place}/after/{a}/milestone"),
                    FaultCode::NoSuch { what },
                ));
            }
            let twin = |other: &super::content::DependencyContent| {
                (&other.milestone, &other.kind) == (&dependency.milestone, &dependency.kind)
            };
            if milestone.after[..a].iter().any(twin) {
                faults.push(Fault::new(format!("{place}/after/{a}"), FaultCode::NotUnique));
            }
        }
        if let Some(duration) = milestone.duration {
            let contradicts = |name: &str, other: &str| {
                let other = other.to_owned();
                Fault::new(
                    format!("{place}/duration/{name}"),
                    FaultCode::Contradicts { other },
                )
            };
            if duration.optimistic > duration.likely {
                faults.push(contradicts("likely", "optimistic"));
            }
            if duration.likely > duration.pessimistic {
                faults.push(contradicts("pessimistic", "likely"));
            }
        }
    }
    if known.len() < template.milestones().count() {
        return;
    }
    let circles = circles(&waits);
    for (place, milestone) in placed_milestones(template) {
        if let Some(circle) = circles.iter().find(|circle| circle[0] == milestone.key) {
            faults.push(circle_fault(format!("{place}/after"), circle));
        }
    }
}

fn circle_fault(place: String, circle: &[&str]) -> Fault {
    let path: Vec<&str> = circle.iter().chain(circle.first()).copied().collect();
    Fault::new(place, FaultCode::Rule { rule: "cycle" }).note(path.join(" → "))
}

/// Whether something waits, directly or through others, for any of `aims`.
fn waits_for_any(waits: &BTreeMap<&str, Vec<&str>>, from: &str, aims: &BTreeSet<&str>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(key) = open.pop() {
        for next in waits.get(key).into_iter().flatten() {
            if aims.contains(next) {
                return true;
            }
            if seen.insert(*next) {
                open.push(next);
            }
        }
    }
    false
}

/// Circles that share no member, each as the keys from one member back to it.
/// Depth-first search with three colours (Cormen, Leiserson, Rivest, Stein: Introduction to Algorithms, 22.3), without recursion.
fn circles<'t>(waits: &BTreeMap<&'t str, Vec<&'t str>>) -> Vec<Vec<&'t str>> {
    let mut found: Vec<Vec<&str>> = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in waits.keys() {
        let mut path: Vec<(&str, usize)> = Vec::new();
        if !done.contains(start) {
            path.push((start, 0));
        }
        while let Some((key, next)) = path.last_mut() {
            let key = *key;
            let Some(to) = waits.get(key).and_then(|list| list.get(*next)).copied() else {
                done.insert(key);
                path.pop();
                continue;
            };
            *next += 1;
            if let Some(begin) = path.iter().position(|(on_path, _)| *on_path == to) {
                let circle: Vec<&str> = path[begin..].iter().map(|(key, _)| *key).collect();
                if !circle
                    .iter()
                    .any(|key| found.iter().flatten().any(|known| known == key))
                {
                    found.push(circle);
                }
            } else if !done.contains(to) {
                path.push((to, 0));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
