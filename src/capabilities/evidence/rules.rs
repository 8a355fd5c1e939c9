//! Small pure rules of evidence: what its content must be, what its dates say, what its hash covers.

use super::dto::{AccessLevel, EvidenceContent, EvidenceKind, ReviseFile, SubmittedKind, UsePlace};
use crate::error::{Fault, FaultCode, Result};
use crate::platform::ledger::{canonical, hex};
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use serde_json::{Value, json, to_value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Places where one piece of evidence is used, at most.
pub(super) const MOST_USES: usize = 50;

/// Evidence as it is about to be written, whichever way it came.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) kind: EvidenceKind,
    pub(super) title: String,
    pub(super) link: Option<String>,
    /// The note, or the text of an attestation.
    pub(super) note: Option<String>,
    pub(super) measurement: Option<Value>,
    pub(super) effective_from: Option<NaiveDate>,
    pub(super) effective_to: Option<NaiveDate>,
    pub(super) valid_until: Option<NaiveDate>,
    pub(super) case_reference: Option<String>,
    pub(super) access_level: AccessLevel,
    pub(super) legal_basis: Option<String>,
    pub(super) owner_id: Option<Uuid>,
    /// Where its fields stand in the request: in the body, or in the query.
    pub(super) place: &'static str,
}

impl Draft {
    /// From a JSON body, with what is wrong about its content.
    pub(super) fn of_content(content: EvidenceContent, now: DateTime<Utc>) -> Result<(Self, Vec<Fault>)> {
        let faults = faults_of_content(&content, now);
        let kind = match content.kind {
            SubmittedKind::Link => EvidenceKind::Link,
            SubmittedKind::Note => EvidenceKind::Note,
            SubmittedKind::Measurement => EvidenceKind::Measurement,
            SubmittedKind::Attestation => EvidenceKind::Attestation,
        };
        let measurement = content.measurement.map(|mut measurement| {
            measurement.measured_at = measurement.measured_at.trunc_subsecs(6);
            to_value(measurement)
        });
        let draft = Self {
            kind,
            title: content.title,
            link: content.link,
            note: content
                .attestation
                .map(|attestation| attestation.text)
                .or(content.note),
            measurement: measurement.transpose()?,
            effective_from: content.effective_from,
            effective_to: content.effective_to,
            valid_until: content.valid_until,
            case_reference: content.case_reference,
            access_level: content.access_level,
            legal_basis: content.legal_basis,
            owner_id: content.owner_id,
            place: "",
        };
        Ok((draft, faults))
    }

    /// From the parameters beside a file's bytes.
    pub(super) fn of_file(file: &ReviseFile) -> Self {
        Self {
            kind: EvidenceKind::File,
            title: file.title.clone(),
            link: None,
            note: file.note.clone(),
            measurement: None,
            effective_from: file.effective_from,
            effective_to: file.effective_to,
            valid_until: file.valid_until,
            case_reference: file.case_reference.clone(),
            access_level: file.access_level,
            legal_basis: file.legal_basis.clone(),
            owner_id: file.owner_id,
            place: "/query",
        }
    }

    /// What its dates and its access level contradict.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, code: FaultCode| {
            faults.push(Fault::new(format!("{}/{field}", self.place), code));
        };
        let before = |one: Option<NaiveDate>, other: Option<NaiveDate>| {
            one.zip(other).is_some_and(|(one, other)| one < other)
        };
        let from = || FaultCode::Contradicts {
            other: "effectiveFrom".to_owned(),
        };
        if before(self.effective_to, self.effective_from) {
            fault("effectiveTo", from());
        }
        if before(self.valid_until, self.effective_from) {
            fault("validUntil", from());
        }
        if self.access_level == AccessLevel::Restricted && self.legal_basis.is_none() {
            fault("legalBasis", FaultCode::Required);
        }
        faults
    }

    /// SHA-256 over the canonical JSON of the content; a file's hash is that of its bytes instead.
    pub(super) fn content_hash(&self) -> String {
        let mut content = json!({"kind": self.kind});
        let text = if self.kind == EvidenceKind::Attestation {
            (
                "attestation",
                self.note.as_ref().map(|text| json!({"text": text})),
            )
        } else {
            ("note", self.note.as_ref().map(|text| json!(text)))
        };
        let parts = [
            ("link", self.link.as_ref().map(|link| json!(link))),
            text,
            ("measurement", self.measurement.clone()),
        ];
        for (name, part) in parts {
            if let Some(part) = part {
                content[name] = part;
            }
        }
        hex(&Sha256::digest(canonical(&content).as_bytes()))
    }
}

/// Exactly the content that the kind names.
fn faults_of_content(content: &EvidenceContent, now: DateTime<Utc>) -> Vec<Fault> {
    use SubmittedKind::{Attestation, Link, Measurement, Note};
    let fields: [(&str, bool, &[SubmittedKind], &[SubmittedKind]); 4] = [
        ("link", content.link.is_some(), &[Link], &[Link]),
        (
            "note",
            content.note.is_some(),
            &[Note],
            &[Note, Link, Measurement],
        ),
        (
            "measurement",
            content.measurement.is_some(),
            &[Measurement],
            &[Measurement],
        ),
        (
            "attestation",
            content.attestation.is_some(),
            &[Attestation],
            &[Attestation],
        ),
    ];
    let mut faults = Vec::new();
    for (field, given, demanded, taken) in fields {
        if !given && demanded.contains(&content.kind) {
            faults.push(Fault::new(format!("/{field}"), FaultCode::Required));
        }
        if given && !taken.contains(&content.kind) {
            let other = "kind".to_owned();
            faults.push(Fault::new(format!("/{field}"), FaultCode::Contradicts { other }));
        }
    }
    if content
        .measurement
        .as_ref()
        .is_some_and(|one| one.measured_at > now)
    {
        let code = FaultCode::Rule {
            rule: "in_the_future",
        };
        faults.push(Fault::new("/measurement/measuredAt", code).note("a measurement lies in the past"));
    }
    faults
}

/// What is wrong with the shape of a place: it is a milestone or a criterion, never both and never neither.
pub(super) fn faults_of_place(place: &UsePlace, at: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code: FaultCode| faults.push(Fault::new(format!("{at}/{field}"), code));
    let against = |other: &str| FaultCode::Contradicts {
        other: other.to_owned(),
    };
    match (place.milestone_id, place.stage_id) {
        (None, None) => fault("milestoneId", FaultCode::Required),
        (Some(_), Some(_)) => fault("stageId", against("milestoneId")),
        (Some(_), None) if place.criterion_key.is_some() => fault("criterionKey", against("milestoneId")),
        (None, Some(_)) => {
            if place.criterion_key.is_none() {
                fault("criterionKey", FaultCode::Required);
            }
            if place.item_key.is_some() {
                fault("itemKey", against("stageId"));
            }
        }
        _ => {}
    }
    faults
}

/// Whether validity has run out; its last day still counts.
pub(super) fn is_expired(valid_until: Option<NaiveDate>, today: NaiveDate) -> bool {
    valid_until.is_some_and(|last| last < today)
}

/// Whether evidence in this state can still be revised, withdrawn or, from `submitted`, reviewed.
pub(super) fn stands(status: &str) -> bool {
    matches!(status, "submitted" | "accepted" | "rejected")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(value: Value) -> EvidenceContent {
        serde_json::from_value(value).expect("content")
    }

    fn pointers(faults: &[Fault]) -> Vec<(&str, &str)> {
        faults
            .iter()
            .map(|fault| (fault.pointer.as_str(), fault.code.word()))
            .collect()
    }

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_793_000_000, 0).expect("an instant")
    }

    #[test]
    fn each_kind_has_its_content_and_no_other() {
        let base = |kind: &str, extra: Value| {
            let mut value = json!({"kind": kind, "title": "t", "accessLevel": "internal"});
            for (name, part) in extra.as_object().expect("an object") {
                value[name] = part.clone();
            }
            content(value)
        };
        let measured =
            |at: &str| json!({"measurement": {"value": 1.5, "unit": "min", "measuredAt": at, "method": "m"}});
        let cases = [
            (
                base("link", json!({"link": "https://x.example", "note": "n"})),
                vec![],
            ),
            (base("link", json!({})), vec![("/link", "required")]),
            (
                base("note", json!({"link": "https://x.example"})),
                vec![("/link", "contradicts"), ("/note", "required")],
            ),
            (
                base("attestation", json!({"note": "n"})),
                vec![("/note", "contradicts"), ("/attestation", "required")],
            ),
            (base("attestation", json!({"attestation": {"text": "t"}})), vec![]),
            (base("measurement", measured("2026-01-01T00:00:00Z")), vec![]),
            (
                base("measurement", measured("2096-01-01T00:00:00Z")),
                vec![("/measurement/measuredAt", "in_the_future")],
            ),
        ];
        for (content, expected) in cases {
            let faults = faults_of_content(&content, noon());
            assert_eq!(pointers(&faults), expected, "{content:?}");
        }
    }

    #[test]
    fn dates_and_access_agree() {
        let content = content(
            json!({"kind": "note", "title": "t", "note": "n", "accessLevel": "restricted",
            "effectiveFrom": "2026-05-02", "effectiveTo": "2026-05-01", "validUntil": "2026-05-01"}),
        );
        let (draft, _) = Draft::of_content(content, noon()).expect("a draft");
        let expected = [
            ("/effectiveTo", "contradicts"),
            ("/validUntil", "contradicts"),
            ("/legalBasis", "required"),
        ];
        assert_eq!(pointers(&draft.faults()), expected);
        let last = NaiveDate::from_ymd_opt(2026, 5, 1);
        assert!(!is_expired(last, last.expect("a day")));
        assert!(is_expired(
            last,
            last.and_then(|day| day.succ_opt()).expect("a day")
        ));
        assert!(!is_expired(None, NaiveDate::MAX));
    }

    #[test]
    fn the_hash_covers_the_content_alone() {
        let of = |title: &str, note: &str| {
            let content =
                content(json!({"kind": "note", "title": title, "note": note, "accessLevel": "open"}));
            Draft::of_content(content, noon())
                .expect("a draft")
                .0
                .content_hash()
        };
        assert_eq!(of("a", "same"), of("b", "same"));
        assert_ne!(of("a", "same"), of("a", "other"));
        assert_eq!(
            of("a", "n"),
            hex(&Sha256::digest(br#"{"kind":"note","note":"n"}"#))
        );
    }

    #[test]
    fn a_place_is_a_milestone_or_a_criterion() {
        let id = Some(Uuid::nil());
        let key = Some("k".to_owned());
        let place =
            |milestone_id, item_key: &Option<String>, stage_id, criterion_key: &Option<String>| UsePlace {
                milestone_id,
                item_key: item_key.clone(),
                stage_id,
                criterion_key: criterion_key.clone(),
            };
        let cases = [
            (place(id, &None, None, &None), vec![]),
            (place(id, &key, None, &None), vec![]),
            (place(None, &None, id, &key), vec![]),
            (
                place(None, &None, None, &None),
                vec![("/milestoneId", "required")],
            ),
            (place(id, &None, id, &None), vec![("/stageId", "contradicts")]),
            (
                place(id, &None, None, &key),
                vec![("/criterionKey", "contradicts")],
            ),
            (
                place(None, &key, id, &None),
                vec![("/criterionKey", "required"), ("/itemKey", "contradicts")],
            ),
        ];
        for (place, expected) in cases {
            assert_eq!(pointers(&faults_of_place(&place, "")), expected, "{place:?}");
        }
    }
}
