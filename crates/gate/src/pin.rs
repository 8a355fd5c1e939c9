//! A decision pinned to what it was decided on, and what puts it at risk later. Nothing here rewrites a decision.

use crate::evaluate::{Outcome, Verdict};
use crate::reading::{Provenance, Record, Value};
use crate::rule::{Memory, Rule};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a decision was made on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    pub gate: String,
    pub choice: String,
    pub overridden: bool,
    /// The id of who asked for the review.
    pub asked_by: String,
    pub decided_at: DateTime<Utc>,
    /// Ids of those who decided, sorted.
    pub deciders: Vec<String>,
    /// What those who agreed wrote, in the order of their ids.
    pub justifications: Vec<String>,
    /// The conditions of a go, with their owners' ids.
    pub conditions: Vec<PinnedCondition>,
    pub ready: bool,
    pub rule: Rule,
    pub criteria: Vec<PinnedCriterion>,
    /// Every piece of evidence in the roadmap that was accepted or stood behind a value.
    pub evidence: Vec<PinnedEvidence>,
}

/// A condition as it was set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PinnedCondition {
    pub text: String,
    pub owner: String,
    pub due: NaiveDate,
}

/// A criterion as it stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PinnedCriterion {
    pub key: String,
    pub outcome: Outcome,
    pub value: Option<Value>,
    pub provenance: Option<Provenance>,
    pub holds_until: Option<NaiveDate>,
    pub latched: bool,
    pub records: Vec<Record>,
}

/// Evidence as it stood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PinnedEvidence {
    pub id: String,
    pub title: String,
    pub content_hash: String,
    pub valid_until: Option<NaiveDate>,
}

impl Snapshot {
    /// The canonical text: JSON with sorted keys and no white space; numbers as the shortest text that reads back the same.
    ///
    /// # Panics
    /// Never: every field can be written as JSON.
    pub fn canonical(&self) -> String {
        serde_json::to_value(self)
            .expect("a snapshot is plain data")
            .to_string()
    }

    /// Takes the criteria of a verdict down.
    pub fn criteria_of(verdict: &Verdict) -> Vec<PinnedCriterion> {
        let pin = |leaf: &&crate::CriterionVerdict| PinnedCriterion {
            key: leaf.criterion.key.clone(),
            outcome: leaf.outcome,
            value: leaf.value,
            provenance: leaf.provenance,
            holds_until: leaf.holds_until,
            latched: leaf.latched_since.is_some(),
            records: leaf.records.clone(),
        };
        verdict.criteria().iter().map(pin).collect()
    }
}

/// SHA-256 of a canonical text, in hexadecimal.
pub fn fingerprint(canonical: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(canonical.as_bytes())
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// How a piece of evidence stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceNow {
    pub id: String,
    /// `accepted`, `withdrawn`, `rejected`, `superseded` or `submitted`.
    pub status: String,
    pub content_hash: String,
    pub valid_until: Option<NaiveDate>,
    /// The revision that took its place.
    pub superseded_by: Option<String>,
}

impl EvidenceNow {
    fn holds(&self, today: NaiveDate) -> bool {
        self.status == "accepted" && self.valid_until.is_none_or(|until| until >= today)
    }
}

/// How a condition stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionNow {
    pub id: String,
    pub text: String,
    pub due: NaiveDate,
    /// Whether it was met, by evidence that still holds where evidence was named.
    pub fulfilled: bool,
}

/// Why a decision is at risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Risk {
    EvidenceExpired {
        id: String,
        title: String,
        on: NaiveDate,
    },
    /// Withdrawn, rejected or superseded.
    EvidenceChanged {
        id: String,
        title: String,
        status: String,
    },
    /// A live criterion that was met is not met any more.
    CriterionNoLongerMet { key: String },
    ConditionMissed {
        id: String,
        text: String,
        due: NaiveDate,
    },
    /// A stage before this one was opened again.
    EarlierStageReopened { stage: String },
}

/// What has changed since a decision, so that it is at risk today.
///
/// `evidence` is every piece of the roadmap as it stands now; one that is missing counts as withdrawn. A piece in whose
/// place a later revision stands, accepted and valid, puts nothing at risk: it was renewed.
/// `reopened` names the stages before this one that have passed once and are open again.
pub fn risks(
    pinned: &Snapshot,
    verdict: &Verdict,
    evidence: &[EvidenceNow],
    conditions: &[ConditionNow],
    reopened: &[String],
    today: NaiveDate,
) -> Vec<Risk> {
    let mut found = Vec::new();
    for piece in &pinned.evidence {
        let now = evidence.iter().find(|now| now.id == piece.id);
        if latest(evidence, now).is_some_and(|latest| latest.holds(today)) {
            continue;
        }
        let status = now.map_or("withdrawn", |now| now.status.as_str());
        if status != "accepted" {
            found.push(Risk::EvidenceChanged {
                id: piece.id.clone(),
                title: piece.title.clone(),
                status: status.to_owned(),
            });
        } else if let Some(until) = now.and_then(|now| now.valid_until).filter(|until| *until < today) {
            found.push(Risk::EvidenceExpired {
                id: piece.id.clone(),
                title: piece.title.clone(),
                on: until,
            });
        }
    }
    for criterion in &pinned.criteria {
        let now = verdict
            .criteria()
            .into_iter()
            .find(|leaf| leaf.criterion.key == criterion.key);
        let lost = now.is_some_and(|leaf| {
            leaf.criterion.memory == Memory::Live && leaf.criterion.required && leaf.outcome != Outcome::Met
        });
        if criterion.outcome == Outcome::Met && lost {
            found.push(Risk::CriterionNoLongerMet {
                key: criterion.key.clone(),
            });
        }
    }
    found.extend(
        conditions
            .iter()
            .filter(|condition| !condition.fulfilled && condition.due < today)
            .map(|condition| Risk::ConditionMissed {
                id: condition.id.clone(),
                text: condition.text.clone(),
                due: condition.due,
            }),
    );
    found.extend(
        reopened
            .iter()
            .map(|stage| Risk::EarlierStageReopened { stage: stage.clone() }),
    );
    found
}

/// The newest revision of a piece of evidence.
fn latest<'e>(evidence: &'e [EvidenceNow], piece: Option<&'e EvidenceNow>) -> Option<&'e EvidenceNow> {
    let mut found = piece?;
    // Each step is a later revision, so there are at most as many as pieces.
    for _ in evidence {
        let next = found.superseded_by.as_ref();
        match next.and_then(|id| evidence.iter().find(|one| one.id == *id)) {
            Some(next) => found = next,
            None => break,
        }
    }
    Some(found)
}
