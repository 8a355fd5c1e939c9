//! Wire shapes of evidence.

mod file;

pub use file::{ReviseFile, SubmitFile};

use crate::platform::language::{Language, Text3};
use crate::platform::paging::PageView;
use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tables::{evidence, evidence_use};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// What the evidence is.
    pub enum EvidenceKind {
        File = "file",
        Link = "link",
        Note = "note",
        Measurement = "measurement",
        Attestation = "attestation",
    }
}

words! {
    /// What comes as JSON; a file comes as its bytes.
    pub enum SubmittedKind {
        Link = "link",
        Note = "note",
        Measurement = "measurement",
        Attestation = "attestation",
    }
}

words! {
    /// Where the evidence stands.
    pub enum EvidenceStatus {
        /// Waits for its review.
        Submitted = "submitted",
        Accepted = "accepted",
        Rejected = "rejected",
        Withdrawn = "withdrawn",
        /// A newer revision took its place.
        Superseded = "superseded",
    }
}

words! {
    /// Who may see the content.
    pub enum AccessLevel {
        /// Fit for the public.
        Open = "open",
        /// Everybody who may read the roadmap.
        Internal = "internal",
        /// Its owner, its submitter, and roles that may read restricted evidence. Needs a legal basis.
        Restricted = "restricted",
    }
}

words! {
    /// What a review comes to.
    pub enum ReviewOutcome { Accept = "accept", Reject = "reject" }
}

/// A measured value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Measurement {
    #[schema(minimum = -1_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_i64, example = 42.5)]
    pub value: f64,
    #[schema(min_length = 1, max_length = 60, example = "minutter per besøk")]
    pub unit: String,
    pub measured_at: DateTime<Utc>,
    /// How it was measured, so that somebody else could do it again.
    #[schema(min_length = 1, max_length = 2000, example = "Tidtaking i 40 besøk, uke 45")]
    pub method: String,
}

/// Somebody's word for something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attestation {
    #[schema(
        min_length = 1,
        max_length = 10_000,
        example = "Alle ansatte på vaktrommet har fått opplæring."
    )]
    pub text: String,
}

/// Evidence that is not a file: exactly the content that its kind names.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"kind": "note", "title": "Møtereferat", "note": "Ledergruppen vedtok planen.", "accessLevel": "internal"}))]
pub struct EvidenceContent {
    pub kind: SubmittedKind,
    #[schema(min_length = 1, max_length = 200, example = "Opplæring gjennomført")]
    pub title: String,
    /// The address, for `link`: http or https, without a user name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 2000,
        pattern = r"^https?://[^\s/?#@\\]+([/?#]\S*)?$",
        example = "https://fjordvik.example/plan"
    )]
    pub link: Option<String>,
    /// The text, for `note`; with a link or a measurement it explains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 10_000, example = "Ledergruppen vedtok planen.")]
    pub note: Option<String>,
    /// The measured value, for `measurement`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measurement: Option<Measurement>,
    /// The attested text, for `attestation`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attestation: Option<Attestation>,
    /// The first day of the period that it proves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<NaiveDate>,
    /// The last day of the period that it proves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<NaiveDate>,
    /// The last day on which it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// The case in the organiser's archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, example = "2026/1234-5")]
    pub case_reference: Option<String>,
    pub access_level: AccessLevel,
    /// The provision that restricts access; demanded for `restricted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 300, example = "offl. § 13")]
    pub legal_basis: Option<String>,
    /// The person who answers for it; the submitter where not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
}

/// New evidence that is not a file, and where it is used.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"kind": "note", "title": "Møtereferat", "note": "Ledergruppen vedtok planen.", "accessLevel": "internal"}))]
pub struct SubmitEvidence {
    #[serde(flatten)]
    #[schema(inline)]
    pub content: EvidenceContent,
    /// What it proves; more can be added later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub uses: Vec<UsePlace>,
}

/// Where evidence is used: a milestone, perhaps for one of the items it asks for; or a criterion of a stage's gate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"milestoneId": "0190163d-8694-739b-aea5-966c26f8ad91", "itemKey": "minutes"}))]
pub struct UsePlace {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone_id: Option<Uuid>,
    /// The key of an item of the milestone's required evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, pattern = "^[a-zA-Z0-9_.-]+$", example = "minutes")]
    pub item_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage_id: Option<Uuid>,
    /// The key of a criterion of the stage's gate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, pattern = "^[a-zA-Z0-9_.-]+$", example = "sponsor-attested")]
    pub criterion_key: Option<String>,
}

impl UsePlace {
    pub(super) fn of(row: &evidence_use::Model) -> Self {
        Self {
            milestone_id: row.milestone_id,
            item_key: row.item_key.clone(),
            stage_id: row.stage_id,
            criterion_key: row.criterion_key.clone(),
        }
    }
}

/// A judgement of evidence by somebody who did not submit it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReviewEvidence {
    pub outcome: ReviewOutcome,
    /// What is missing or why it suffices; demanded for `reject`.
    #[schema(min_length = 1, max_length = 2000, example = "Viser alle tre vaktene.")]
    pub note: Option<String>,
}

/// Why evidence no longer counts.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WithdrawEvidence {
    #[schema(min_length = 1, max_length = 2000, example = "Gjaldt en annen enhet.")]
    pub reason: String,
}

/// The file of evidence.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileView {
    /// The name for people.
    #[schema(max_length = 255, example = "plan.pdf")]
    pub label: String,
    /// What it is, told by its content.
    #[schema(max_length = 100, pattern = "^[a-z0-9.+/-]+$", example = "application/pdf")]
    pub media_type: String,
    /// Bytes.
    pub size: i64,
}

/// Evidence.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceView {
    pub id: Uuid,
    pub roadmap_id: Uuid,
    pub kind: EvidenceKind,
    /// The title; a neutral text where the content is hidden from the reader.
    #[schema(max_length = 200)]
    pub title: String,
    pub status: EvidenceStatus,
    /// Whether its validity has run out; the status stays.
    pub expired: bool,
    /// Whether the content is restricted and not shown to this reader.
    pub content_hidden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10_000)]
    pub note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measurement: Option<Measurement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attestation: Option<Attestation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileView>,
    /// SHA-256 of the file's bytes; else of the content as canonical JSON (keys sorted, no white space).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )]
    pub content_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub case_reference: Option<String>,
    pub access_level: AccessLevel,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300)]
    pub legal_basis: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    /// 1 for the first, one more for each that supersedes another.
    #[schema(minimum = 1)]
    pub revision: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by_id: Option<Uuid>,
    /// The account or API key that submitted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_by: Option<Uuid>,
    /// The person behind that account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitter_id: Option<Uuid>,
    pub submitted_at: DateTime<Utc>,
    /// The account that reviewed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<Uuid>,
    /// The person behind that account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewer_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub review_note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub withdrawal_reason: Option<String>,
    #[schema(max_items = 50)]
    pub uses: Vec<EvidenceUseView>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The title of restricted evidence for those who may not read it.
pub(super) const HIDDEN_TITLE: Text3 = Text3::new(
    "Skjermet dokumentasjon",
    "Skyddat underlag",
    "Restricted evidence",
);

/// For whom a view is made: whether restricted content is hidden, in which language, and on which day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader {
    pub(super) hidden: bool,
    pub(super) language: Language,
    pub(super) today: NaiveDate,
}

impl EvidenceView {
    pub(super) fn of(
        row: &evidence::Model,
        uses: &[evidence_use::Model],
        reader: Reader,
    ) -> crate::error::Result<Self> {
        let shown = !reader.hidden;
        let kind = EvidenceKind::from_row(&row.kind)?;
        let text = |text: &Option<String>| text.clone().filter(|_| shown);
        let attested = kind == EvidenceKind::Attestation;
        let measurement = row.measurement.clone().filter(|_| shown);
        let file = match (&row.file_label, &row.media_type, row.size) {
            (Some(label), Some(media_type), Some(size)) if shown => Some(FileView {
                label: label.clone(),
                media_type: media_type.clone(),
                size,
            }),
            _ => None,
        };
        Ok(Self {
            id: row.id,
            roadmap_id: row.roadmap_id,
            kind,
            title: text(&Some(row.title.clone()))
                .unwrap_or_else(|| HIDDEN_TITLE.get(reader.language).to_owned()),
            status: EvidenceStatus::from_row(&row.status)?,
            expired: super::rules::is_expired(row.valid_until, reader.today),
            content_hidden: reader.hidden,
            link: text(&row.link),
            note: text(&row.note).filter(|_| !attested),
            measurement: measurement.map(serde_json::from_value).transpose()?,
            attestation: text(&row.note)
                .filter(|_| attested)
                .map(|text| Attestation { text }),
            file,
            content_hash: Some(row.content_hash.clone()).filter(|_| shown),
            effective_from: row.effective_from,
            effective_to: row.effective_to,
            valid_until: row.valid_until,
            case_reference: text(&row.case_reference),
            access_level: AccessLevel::from_row(&row.access_level)?,
            legal_basis: row.legal_basis.clone(),
            owner_id: row.owner_id,
            revision: row.revision,
            supersedes_id: row.supersedes_id,
            superseded_by_id: row.superseded_by_id,
            submitted_by: row.submitted_by,
            submitter_id: row.submitter_id,
            submitted_at: row.submitted_at,
            reviewed_by: row.reviewed_by,
            reviewer_id: row.reviewer_id,
            reviewed_at: row.reviewed_at,
            review_note: text(&row.review_note),
            withdrawn_at: row.withdrawn_at,
            withdrawal_reason: text(&row.withdrawal_reason),
            uses: uses
                .iter()
                .filter(|one| one.evidence_id == row.id)
                .map(EvidenceUseView::of)
                .collect(),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A place where evidence is used.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceUseView {
    pub id: Uuid,
    pub evidence_id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub place: UsePlace,
    /// When a reviewer saw that the evidence proves this. Absent on evidence that is not accepted, and on a use that was
    /// added after it was: such a use does not count yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The account or API key that added it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub version: i64,
}

impl EvidenceUseView {
    pub(super) fn of(row: &evidence_use::Model) -> Self {
        Self {
            id: row.id,
            evidence_id: row.evidence_id,
            place: UsePlace::of(row),
            confirmed_at: row.confirmed_at,
            created_by: row.created_by,
            created_at: row.created_at,
            version: row.version,
        }
    }
}

/// The places where evidence is used.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceUseList {
    #[schema(max_items = 50)]
    pub items: Vec<EvidenceUseView>,
}

/// A page of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceList {
    #[schema(max_items = 100)]
    pub items: Vec<EvidenceView>,
    pub page: PageView,
}

/// Which evidence.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct EvidenceFilter {
    #[param(inline)]
    pub status: Option<EvidenceStatus>,
    #[param(inline)]
    pub kind: Option<EvidenceKind>,
    /// Used for this milestone.
    pub milestone_id: Option<Uuid>,
    /// Used for a criterion of this stage's gate.
    pub stage_id: Option<Uuid>,
    /// Owned by this person.
    pub owner_id: Option<Uuid>,
    /// No longer valid on this day.
    pub expiring_before: Option<NaiveDate>,
    /// The page, counted from 1. `page × limit` is at most 10,000; beyond that read on with `cursor`.
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    /// Items an answer, 20 where not said.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `nextCursor` of the answer before; reaches any depth.
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}
