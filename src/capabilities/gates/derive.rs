//! Facts derived from a roadmap's own records, each with the records behind it, who can change it, and where.

use super::bundle::Bundle;
use super::stage_facts::StageFacts;
use crate::platform::BASE;
use gate::{Facts, Need, Provenance, Reading, Record, Value};
use serde_json::from_value;
use std::collections::BTreeMap;
use tables::{milestone, stage};
use uuid::Uuid;

/// What a preview supposes.
#[derive(Clone, Debug, Default)]
pub(super) struct Suppositions {
    pub(super) values: Vec<(Need, Value)>,
    /// Evidence that is supposed to be accepted.
    pub(super) accepted: Vec<Uuid>,
}

/// The facts that a stage's gate asks for.
pub(super) fn facts(
    bundle: &Bundle,
    stage: &stage::Model,
    rule: &gate::Rule,
    supposed: &Suppositions,
) -> Facts {
    let mut facts = Facts::default();
    for need in rule.needs() {
        if let Some(found) = derive(bundle, stage, &need, &supposed.accepted) {
            facts.add(need.clone(), found.reading());
        }
        for row in bundle
            .recorded
            .iter()
            .filter(|row| row.fact == need.fact && filter_of(&row.filter) == need.filter)
        {
            let proof = bundle.evidence.iter().find(|piece| piece.id == row.evidence_id);
            // A recorded value stands on its evidence: where that no longer holds, neither does the value.
            if let Some(proof) = proof.filter(|proof| proof.is_valid()) {
                facts.add(
                    need.clone(),
                    Reading {
                        provenance: Provenance::Recorded,
                        holds_until: Some(row.holds_until),
                        records: vec![record("evidence", proof.id, &proof.title)],
                        who: vec!["project_office".to_owned()],
                        link: Some(format!("{BASE}/roadmaps/{}/recorded-facts", bundle.roadmap.id)),
                        ..Reading::derived(from_value(row.value.clone()).ok())
                    },
                );
            }
        }
    }
    for (need, value) in &supposed.values {
        facts.add(
            need.clone(),
            Reading {
                provenance: Provenance::Hypothetical,
                ..Reading::derived(Some(*value))
            },
        );
    }
    facts
}

/// A filter as it is stored: JSON text with sorted keys.
pub(super) fn filter_of(text: &str) -> BTreeMap<String, String> {
    serde_json::from_str(text).unwrap_or_default()
}

pub(super) fn record(kind: &str, id: Uuid, label: &str) -> Record {
    Record {
        kind: kind.to_owned(),
        id: id.to_string(),
        label: label.to_owned(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^53")]
fn number(count: usize) -> Value {
    Value::Number(count as f64)
}

#[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^53")]
pub(super) fn share(part: usize, whole: usize) -> Option<Value> {
    (whole > 0).then(|| Value::Number(part as f64 / whole as f64))
}

/// What was found for a fact: its value, the records behind it, who can change it, and where.
pub(super) struct Found {
    pub(super) value: Option<Value>,
    pub(super) records: Vec<Record>,
    pub(super) who: &'static str,
    pub(super) link: String,
}

impl Found {
    /// A value that counts its records.
    pub(super) fn counted(records: Vec<Record>, who: &'static str, link: String) -> Self {
        Self {
            value: Some(number(records.len())),
            records,
            who,
            link,
        }
    }

    fn reading(self) -> Reading {
        Reading {
            records: self.records,
            who: vec![self.who.to_owned()],
            link: Some(self.link),
            ..Reading::derived(self.value)
        }
    }
}

/// What is found for a fact; `None` where no capability derives it yet.
fn derive(bundle: &Bundle, stage: &stage::Model, need: &Need, accepted: &[Uuid]) -> Option<Found> {
    let (domain, _) = need.fact.split_once('.')?;
    match domain {
        "roadmap" | "gate" => of_roadmap(bundle, &need.fact),
        "stage" => StageFacts {
            bundle,
            stage,
            accepted,
        }
        .derive(need),
        "leadership" | "people" => of_people(bundle, &need.fact),
        _ => None,
    }
}

fn of_roadmap(bundle: &Bundle, fact: &str) -> Option<Found> {
    let roadmap = format!("{BASE}/roadmaps/{}", bundle.roadmap.id);
    Some(match fact {
        "roadmap.sponsor_assigned" => {
            let sponsor = bundle
                .roadmap
                .sponsor_id
                .filter(|person| !bundle.departed.contains(person));
            Found {
                value: Some(Value::Flag(sponsor.is_some())),
                records: sponsor.iter().map(|id| record("person", *id, "")).collect(),
                who: "project_office",
                link: roadmap,
            }
        }
        "roadmap.service_areas_count" => Found {
            value: Some(number(bundle.service_areas.len())),
            records: Vec::new(),
            who: "project_office",
            link: roadmap,
        },
        "roadmap.stages_passed_count" => {
            let passed = bundle.stages.iter().filter(|stage| stage.state == "passed");
            let passed = passed
                .map(|stage| record("stage", stage.id, &stage.key))
                .collect();
            Found::counted(passed, "leader", format!("{roadmap}/stages"))
        }
        "gate.conditions_open_count" => {
            let open = bundle.conditions.iter().filter(|row| row.fulfilled_at.is_none());
            let open = open.map(|row| record("condition", row.id, &row.text)).collect();
            Found::counted(open, "owner", format!("{roadmap}/gates"))
        }
        _ => return None,
    })
}

fn of_people(bundle: &Bundle, fact: &str) -> Option<Found> {
    match fact {
        "leadership.group_size" => {
            let group = bundle.roadmap.leadership_group_id?;
            let members = bundle
                .members
                .iter()
                .map(|id| record("person", *id, ""))
                .collect();
            let link = format!("{BASE}/leadership-groups/{group}");
            Some(Found::counted(members, "administrator", link))
        }
        "people.orphans_count" => {
            let gone = |owner: Option<Uuid>| owner.is_some_and(|id| bundle.departed.contains(&id));
            let milestones = bundle
                .milestones
                .iter()
                .filter(|row| is_open(row) && gone(row.owner_id));
            let gates = bundle.gates.iter().filter(|row| gone(row.owner_id));
            let orphans = milestones
                .map(|row| record("milestone", row.id, &row.title))
                .chain(gates.map(|row| record("gate", row.id, &row.key)));
            Some(Found::counted(
                orphans.collect(),
                "project_office",
                format!("{BASE}/orphans"),
            ))
        }
        _ => None,
    }
}

/// Neither reached nor given up.
pub(super) fn is_open(row: &milestone::Model) -> bool {
    row.status != "done" && row.status != "cancelled"
}
