//! Facts derived from a roadmap's own records, each with the records behind it, who can change it, and where.

use super::bundle::Bundle;
use crate::capabilities::evidence::service::EvidenceState;
use crate::platform::BASE;
use gate::{Facts, Need, Provenance, Reading, Record, Value};
use serde_json::from_value;
use std::collections::BTreeMap;
use tables::{milestone, stage};

/// What a preview supposes.
#[derive(Clone, Debug, Default)]
pub(super) struct Suppositions {
    pub(super) values: Vec<(Need, Value)>,
    /// Evidence that is supposed to be accepted.
    pub(super) accepted: Vec<uuid::Uuid>,
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
        if let Some(reading) = derive(bundle, stage, &need, &supposed.accepted) {
            facts.add(need.clone(), reading);
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

fn record(kind: &str, id: uuid::Uuid, label: &str) -> Record {
    Record {
        kind: kind.to_owned(),
        id: id.to_string(),
        label: label.to_owned(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^53")]
fn number(count: usize) -> Option<Value> {
    Some(Value::Number(count as f64))
}

#[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^53")]
fn share(part: usize, whole: usize) -> Option<Value> {
    (whole > 0).then(|| Value::Number(part as f64 / whole as f64))
}

/// The reading of a fact; `None` where no capability derives it yet.
fn derive(bundle: &Bundle, stage: &stage::Model, need: &Need, accepted: &[uuid::Uuid]) -> Option<Reading> {
    let roadmap = bundle.roadmap.id;
    let plan = Plan { bundle, stage };
    let (value, records, who, link) = match need.fact.as_str() {
        "roadmap.sponsor_assigned" => {
            let sponsor = bundle
                .roadmap
                .sponsor_id
                .filter(|person| !bundle.departed.contains(person));
            let records = sponsor.iter().map(|id| record("person", *id, "")).collect();
            (
                Some(Value::Flag(sponsor.is_some())),
                records,
                "project_office",
                format!("{BASE}/roadmaps/{roadmap}"),
            )
        }
        "roadmap.service_areas_count" => (
            number(bundle.service_areas.len()),
            Vec::new(),
            "project_office",
            format!("{BASE}/roadmaps/{roadmap}"),
        ),
        "roadmap.stages_passed_count" => {
            let passed: Vec<Record> = bundle
                .stages
                .iter()
                .filter(|stage| stage.state == "passed")
                .map(|stage| record("stage", stage.id, &stage.key))
                .collect();
            (
                number(passed.len()),
                passed,
                "leader",
                format!("{BASE}/roadmaps/{roadmap}/stages"),
            )
        }
        "stage.milestones_done_share" => {
            let done = plan.milestones(|row| row.status == "done");
            let whole = plan.milestones(|row| row.status != "cancelled").len();
            (share(done.len(), whole), done, "owner", plan.milestones_link())
        }
        "stage.milestones_overdue_count" => {
            let overdue =
                plan.milestones(|row| is_open(row) && row.due_date.is_some_and(|due| due < bundle.today));
            (number(overdue.len()), overdue, "owner", plan.milestones_link())
        }
        "stage.milestones_without_owner_count" => {
            let orphans = plan.milestones(|row| {
                is_open(row) && row.owner_id.is_none_or(|id| bundle.departed.contains(&id))
            });
            (
                number(orphans.len()),
                orphans,
                "project_office",
                plan.milestones_link(),
            )
        }
        "stage.required_evidence_missing_count" => {
            let missing = plan.missing_evidence(accepted);
            (number(missing.len()), missing, "owner", plan.evidence_link())
        }
        "stage.evidence_accepted_count" => {
            let pieces = plan.evidence(|piece, place| {
                counts(piece, accepted)
                    && need.filter.get("kind").is_none_or(|kind| *kind == piece.kind)
                    && need
                        .filter
                        .get("criterion")
                        .is_none_or(|key| place.criterion_key.as_ref() == Some(key))
            });
            (number(pieces.len()), pieces, "reviewer", plan.evidence_link())
        }
        "stage.evidence_expired_count" => {
            let expired = plan.evidence(|piece, _| piece.status == "accepted" && piece.expired);
            (number(expired.len()), expired, "owner", plan.evidence_link())
        }
        "stage.criterion_attested" => {
            let key = need.filter.get("criterion");
            let pieces = plan.evidence(|piece, place| {
                piece.kind == "attestation" && counts(piece, accepted) && place.criterion_key.as_ref() == key
            });
            (
                Some(Value::Flag(!pieces.is_empty())),
                pieces,
                "reviewer",
                plan.evidence_link(),
            )
        }
        "gate.conditions_open_count" => {
            let open: Vec<Record> = bundle
                .conditions
                .iter()
                .filter(|row| row.fulfilled_at.is_none())
                .map(|row| record("condition", row.id, &row.text))
                .collect();
            (
                number(open.len()),
                open,
                "owner",
                format!("{BASE}/roadmaps/{roadmap}/gates"),
            )
        }
        "leadership.group_size" => {
            let group = bundle.roadmap.leadership_group_id?;
            let members = bundle
                .members
                .iter()
                .map(|id| record("person", *id, ""))
                .collect();
            (
                number(bundle.members.len()),
                members,
                "administrator",
                format!("{BASE}/leadership-groups/{group}"),
            )
        }
        "people.orphans_count" => {
            let gone = |owner: Option<uuid::Uuid>| owner.is_some_and(|id| bundle.departed.contains(&id));
            let mut orphans: Vec<Record> = bundle
                .milestones
                .iter()
                .filter(|row| is_open(row) && gone(row.owner_id))
                .map(|row| record("milestone", row.id, &row.title))
                .collect();
            orphans.extend(
                bundle
                    .gates
                    .iter()
                    .filter(|row| gone(row.owner_id))
                    .map(|row| record("gate", row.id, &row.key)),
            );
            (
                number(orphans.len()),
                orphans,
                "project_office",
                format!("{BASE}/orphans"),
            )
        }
        _ => return None,
    };
    Some(Reading {
        records,
        who: vec![who.to_owned()],
        link: Some(link),
        ..Reading::derived(value)
    })
}

/// Neither reached nor given up.
fn is_open(row: &milestone::Model) -> bool {
    row.status != "done" && row.status != "cancelled"
}

/// Accepted and valid, or supposed to be accepted and not expired.
fn counts(piece: &EvidenceState, accepted: &[uuid::Uuid]) -> bool {
    piece.is_valid() || (piece.status == "submitted" && !piece.expired && accepted.contains(&piece.id))
}

struct Plan<'b> {
    bundle: &'b Bundle,
    stage: &'b stage::Model,
}

impl Plan<'_> {
    fn own(&self) -> impl Iterator<Item = &milestone::Model> {
        self.bundle
            .milestones
            .iter()
            .filter(|row| row.stage_id == self.stage.id)
    }

    fn milestones(&self, fits: impl Fn(&milestone::Model) -> bool) -> Vec<Record> {
        self.own()
            .filter(|row| fits(row))
            .map(|row| record("milestone", row.id, &row.title))
            .collect()
    }

    /// Pieces of evidence with a use in this stage that fits, each once.
    fn evidence(
        &self,
        fits: impl Fn(&EvidenceState, &crate::capabilities::evidence::service::Use) -> bool,
    ) -> Vec<Record> {
        let mine: std::collections::HashSet<uuid::Uuid> = self.own().map(|row| row.id).collect();
        self.bundle
            .evidence
            .iter()
            .filter(|piece| {
                piece.uses.iter().any(|place| {
                    let here = place.stage_id == Some(self.stage.id)
                        || place.milestone_id.is_some_and(|id| mine.contains(&id));
                    here && fits(piece, place)
                })
            })
            .map(|piece| record("evidence", piece.id, &piece.title))
            .collect()
    }

    /// Required items of this stage's milestones that nothing accepted and valid proves.
    fn missing_evidence(&self, accepted: &[uuid::Uuid]) -> Vec<Record> {
        let mut missing = Vec::new();
        for row in self.own().filter(|row| row.status != "cancelled") {
            for item in row.required_evidence.as_array().into_iter().flatten() {
                let key = item["key"].as_str().unwrap_or_default();
                let proved = self
                    .bundle
                    .evidence
                    .iter()
                    .filter(|piece| counts(piece, accepted))
                    .any(|piece| {
                        piece.uses.iter().any(|place| {
                            place.milestone_id == Some(row.id) && place.item_key.as_deref() == Some(key)
                        })
                    });
                if !proved {
                    missing.push(record("milestone", row.id, &format!("{} – {key}", row.title)));
                }
            }
        }
        missing
    }

    fn milestones_link(&self) -> String {
        format!(
            "{BASE}/roadmaps/{}/milestones?stageId={}",
            self.bundle.roadmap.id, self.stage.id
        )
    }

    fn evidence_link(&self) -> String {
        format!("{BASE}/roadmaps/{}/evidence", self.bundle.roadmap.id)
    }
}
