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
    let mut facts = known(bundle, Some(stage), rule.needs(), &supposed.accepted);
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

/// What is derived and what is recorded for some needs; those of a stage only where one is meant.
pub(super) fn known(
    bundle: &Bundle,
    stage: Option<&stage::Model>,
    needs: impl IntoIterator<Item = Need>,
    accepted: &[Uuid],
) -> Facts {
    let mut facts = Facts::default();
    for need in needs {
        let found = derive(bundle, stage, &need, accepted);
        facts.add(need.clone(), found.unwrap_or_else(|| to_record(bundle)));
        if let Some(reading) = recorded(bundle, &need) {
            facts.add(need, reading);
        }
    }
    facts
}

/// No data yet, and nothing that derives it: the project office can record a value.
fn to_record(bundle: &Bundle) -> Reading {
    Reading {
        who: vec!["project_office".to_owned()],
        link: Some(format!("{BASE}/roadmaps/{}/recorded-facts", bundle.roadmap.id)),
        ..Reading::derived(None)
    }
}

/// The value that was recorded last, where the evidence that it stands on still holds: an earlier value does not come
/// back when a later one falls.
fn recorded(bundle: &Bundle, need: &Need) -> Option<Reading> {
    let mut rows = bundle.recorded.iter().rev();
    let row = rows.find(|row| row.fact == need.fact && filter_of(&row.filter) == need.filter)?;
    let proof = bundle.evidence.iter().find(|piece| piece.id == row.evidence_id)?;
    proof.is_valid().then(|| Reading {
        provenance: Provenance::Recorded,
        holds_until: Some(row.holds_until),
        records: vec![Record::new("evidence", proof.id, &proof.title)],
        value: from_value(row.value.clone()).ok(),
        ..to_record(bundle)
    })
}

/// A filter as it is stored: JSON text with sorted keys.
pub(super) fn filter_of(text: &str) -> BTreeMap<String, String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// What is found for a fact; `None` where no capability derives it yet.
fn derive(bundle: &Bundle, stage: Option<&stage::Model>, need: &Need, accepted: &[Uuid]) -> Option<Reading> {
    let (domain, _) = need.fact.split_once('.')?;
    match domain {
        "roadmap" | "gate" => of_roadmap(bundle, &need.fact),
        "stage" => stage.and_then(|stage| {
            StageFacts {
                bundle,
                stage,
                accepted,
            }
            .derive(need)
        }),
        "schedule" => of_plan(bundle, &need.fact),
        "leadership" | "people" => of_people(bundle, &need.fact),
        _ => None,
    }
    .or_else(|| bundle.measured.iter().find_map(|measures| measures.read(need)))
}

fn of_roadmap(bundle: &Bundle, fact: &str) -> Option<Reading> {
    let roadmap = format!("{BASE}/roadmaps/{}", bundle.roadmap.id);
    Some(match fact {
        "roadmap.sponsor_assigned" => {
            let sponsor = bundle
                .roadmap
                .sponsor_id
                .filter(|person| !bundle.departed.contains(person));
            Reading::found(
                Some(Value::Flag(sponsor.is_some())),
                sponsor.iter().map(|id| Record::new("person", *id, "")).collect(),
                "project_office",
                roadmap,
            )
        }
        "roadmap.service_areas_count" => Reading::found(
            Some(Value::count(bundle.service_areas.len())),
            Vec::new(),
            "project_office",
            roadmap,
        ),
        "roadmap.stages_passed_count" => {
            let passed = bundle.stages.iter().filter(|stage| stage.state == "passed");
            let passed = passed
                .map(|stage| Record::new("stage", stage.id, &stage.key))
                .collect();
            Reading::counted(passed, "leader", format!("{roadmap}/stages"))
        }
        "gate.conditions_open_count" => {
            // Those of decisions in force: a superseded decision's conditions bind nobody.
            let in_force = |id| bundle.gates.iter().any(|gate| gate.decided_id == Some(id));
            let open = bundle
                .conditions
                .iter()
                .filter(|row| in_force(row.decision_id) && !bundle.fulfils(row));
            let open = open
                .map(|row| Record::new("condition", row.id, &row.text))
                .collect();
            Reading::counted(open, "owner", format!("{roadmap}/gates"))
        }
        _ => return None,
    })
}

fn of_plan(bundle: &Bundle, fact: &str) -> Option<Reading> {
    let link = format!("{BASE}/roadmaps/{}/schedule", bundle.roadmap.id);
    match fact {
        "schedule.on_time_probability" => Some(Reading::found(
            bundle.plan.on_time.map(Value::Number),
            vec![Record::new("roadmap", bundle.roadmap.id, &bundle.roadmap.title)],
            "project_office",
            link,
        )),
        "schedule.overloaded_persons" => {
            let persons = bundle
                .plan
                .overloaded
                .iter()
                .map(|id| Record::new("person", *id, ""));
            Some(Reading::counted(persons.collect(), "project_office", link))
        }
        _ => None,
    }
}

fn of_people(bundle: &Bundle, fact: &str) -> Option<Reading> {
    match fact {
        "leadership.group_size" => {
            let Some(group) = bundle.roadmap.leadership_group_id else {
                return Some(Reading::found(
                    None,
                    Vec::new(),
                    "project_office",
                    format!("{BASE}/roadmaps/{}", bundle.roadmap.id),
                ));
            };
            let members = bundle
                .members
                .iter()
                .map(|id| Record::new("person", *id, ""))
                .collect();
            let link = format!("{BASE}/leadership-groups/{group}");
            Some(Reading::counted(members, "administrator", link))
        }
        "people.orphans_count" => {
            let gone = |owner: Option<Uuid>| owner.is_some_and(|id| bundle.departed.contains(&id));
            let milestones = bundle
                .milestones
                .iter()
                .filter(|row| is_open(row) && gone(row.owner_id));
            let gates = bundle.gates.iter().filter(|row| gone(row.owner_id));
            let orphans = milestones
                .map(|row| Record::new("milestone", row.id, &row.title))
                .chain(gates.map(|row| Record::new("gate", row.id, &row.key)));
            Some(Reading::counted(
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
