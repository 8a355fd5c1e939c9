//! Facts of one stage: its milestones and the evidence for them.

use super::bundle::Bundle;
use super::derive::is_open;
use crate::capabilities::evidence::service::{EvidenceState, Use, proves};
use crate::platform::BASE;
use gate::{Need, Reading, Record, Value};
use std::collections::{HashMap, HashSet};
use tables::{milestone, stage};
use uuid::Uuid;

/// Where the facts of a stage are found.
pub(super) struct StageFacts<'b> {
    pub(super) bundle: &'b Bundle,
    pub(super) stage: &'b stage::Model,
    /// Evidence that a preview supposes to be accepted.
    pub(super) accepted: &'b [Uuid],
}

impl StageFacts<'_> {
    /// What is found for a fact of the stage.
    pub(super) fn derive(&self, need: &Need) -> Option<Reading> {
        let filter = |name: &str| need.filter.get(name);
        Some(match need.fact.as_str() {
            "stage.milestones_done_share" => {
                let done = self.milestones(|row| row.status == "done");
                let whole = self.milestones(|row| row.status != "cancelled").len();
                Reading::found(
                    Value::share(done.len(), whole),
                    done,
                    "owner",
                    self.milestones_link(),
                )
            }
            "stage.milestones_overdue_count" => {
                let today = self.bundle.today;
                let overdue =
                    self.milestones(|row| is_open(row) && row.due_date.is_some_and(|due| due < today));
                Reading::counted(overdue, "owner", self.milestones_link())
            }
            "stage.milestones_without_owner_count" => {
                let gone = |id: Uuid| self.bundle.departed.contains(&id);
                let orphans = self.milestones(|row| is_open(row) && row.owner_id.is_none_or(gone));
                Reading::counted(orphans, "project_office", self.milestones_link())
            }
            "stage.required_evidence_missing_count" => {
                let missing = self.missing_evidence();
                let known = StageFacts {
                    accepted: &[],
                    ..*self
                };
                let supposed = !self.accepted.is_empty() && known.missing_evidence() != missing;
                Reading::counted(missing, "owner", self.evidence_link()).supposed(supposed)
            }
            "stage.evidence_accepted_count" => {
                let pieces = self.evidence(|piece, place| {
                    self.counts(piece)
                        && filter("kind").is_none_or(|kind| *kind == piece.kind)
                        && filter("criterion").is_none_or(|key| place.criterion_key.as_ref() == Some(key))
                });
                let supposed = self.supposes(&pieces);
                Reading::counted(pieces, "reviewer", self.evidence_link()).supposed(supposed)
            }
            "stage.evidence_expired_count" => {
                let expired = self.evidence(|piece, _| piece.status == "accepted" && piece.expired);
                Reading::counted(expired, "owner", self.evidence_link())
            }
            "stage.criterion_attested" => {
                let pieces = self.evidence(|piece, place| {
                    piece.kind == "attestation"
                        && self.counts(piece)
                        && place.criterion_key.as_ref() == filter("criterion")
                });
                let supposed = self.supposes(&pieces);
                let attested = Some(Value::Flag(!pieces.is_empty()));
                Reading::found(attested, pieces, "reviewer", self.evidence_link()).supposed(supposed)
            }
            _ => return None,
        })
    }

    /// Accepted and valid, or supposed to be accepted and not expired.
    fn counts(&self, piece: &EvidenceState) -> bool {
        let supposed = piece.status == "submitted" && !piece.expired && self.accepted.contains(&piece.id);
        piece.is_valid() || supposed
    }

    /// Whether one of these pieces of evidence is only supposed to be accepted.
    fn supposes(&self, pieces: &[Record]) -> bool {
        let supposed = |id: &Uuid| pieces.iter().any(|piece| piece.id == id.to_string());
        self.accepted.iter().any(supposed)
    }

    fn own(&self) -> impl Iterator<Item = &milestone::Model> {
        self.bundle
            .milestones
            .iter()
            .filter(|row| row.stage_id == self.stage.id)
    }

    fn milestones(&self, fits: impl Fn(&milestone::Model) -> bool) -> Vec<Record> {
        self.own()
            .filter(|row| fits(row))
            .map(|row| Record::new("milestone", row.id, &row.title))
            .collect()
    }

    /// Pieces of evidence with a use in this stage that fits, each once.
    fn evidence(&self, fits: impl Fn(&EvidenceState, &Use) -> bool) -> Vec<Record> {
        let mine: HashSet<Uuid> = self.own().map(|row| row.id).collect();
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
            .map(|piece| Record::new("evidence", piece.id, &piece.title))
            .collect()
    }

    /// Required items of this stage's milestones that nothing accepted and valid of the kind asked for proves.
    fn missing_evidence(&self) -> Vec<Record> {
        let mut proofs: HashMap<(Uuid, &str), Vec<&str>> = HashMap::new();
        for piece in self.bundle.evidence.iter().filter(|piece| self.counts(piece)) {
            for place in &piece.uses {
                if let (Some(milestone), Some(item)) = (place.milestone_id, &place.item_key) {
                    proofs.entry((milestone, item)).or_default().push(&piece.kind);
                }
            }
        }
        let mut missing = Vec::new();
        for row in self.own().filter(|row| row.status != "cancelled") {
            for item in row.required_evidence.as_array().into_iter().flatten() {
                let key = item["key"].as_str().unwrap_or_default();
                let asked = item["kind"].as_str().unwrap_or_default();
                let given = proofs.get(&(row.id, key));
                if !given.is_some_and(|kinds| kinds.iter().any(|kind| proves(asked, kind))) {
                    let title = item["title"].as_str().unwrap_or(key);
                    missing.push(Record::new(
                        "milestone",
                        row.id,
                        &format!("{} – {title}", row.title),
                    ));
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
