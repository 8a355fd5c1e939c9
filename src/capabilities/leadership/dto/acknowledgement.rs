//! The acknowledgement, its versions and signatures.

use super::Wording;
use crate::error::Result;
use crate::platform::paging::PageView;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tables::{acknowledgement_signature, acknowledgement_text};
use utoipa::ToSchema;
use uuid::Uuid;

/// A new version of the text: of one leadership group, or of all groups of the organiser that have none of their own.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateAcknowledgementText {
    /// The group; every group where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<Uuid>,
    pub title: Wording,
    pub body: Wording,
    /// Whether everybody is asked to sign again; else signatures under the version before hold for this one.
    pub sign_again: bool,
}

/// A version of the text.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcknowledgementTextView {
    /// None for the text that ships with the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<Uuid>,
    /// Counted from 1 for the group or organiser; 0 for the text that ships with the product.
    #[schema(minimum = 0, maximum = 1000, example = 1)]
    pub number: i32,
    pub title: Wording,
    pub body: Wording,
    /// SHA-256 of title and body in all languages: what a signature is pinned to.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub fingerprint: String,
    pub sign_again: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
}

impl AcknowledgementTextView {
    pub(crate) fn of(row: &acknowledgement_text::Model) -> Result<Self> {
        Ok(Self {
            id: Some(row.id),
            group_id: row.group_id,
            number: row.number,
            title: serde_json::from_value(row.title.clone())?,
            body: serde_json::from_value(row.body.clone())?,
            fingerprint: row.fingerprint.clone(),
            sign_again: row.sign_again,
            created_at: Some(row.created_at),
        })
    }
}

/// The versions that a group has been asked to sign, the oldest first; the last one is asked for now.
#[derive(Debug, Serialize, ToSchema)]
pub struct AcknowledgementTextList {
    #[schema(max_items = 201)]
    pub items: Vec<AcknowledgementTextView>,
}

/// A signature, under the text as it was read.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignAcknowledgement {
    /// The fingerprint of the text that was read; refused where another one has taken its place.
    #[schema(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub fingerprint: String,
}

/// A signature.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignatureView {
    pub id: Uuid,
    pub group_id: Uuid,
    pub person_id: Uuid,
    /// None for the text that ships with the product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_id: Option<Uuid>,
    #[schema(minimum = 0, maximum = 1000, example = 1)]
    pub text_number: i32,
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub fingerprint: String,
    pub signed_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl SignatureView {
    pub(crate) fn of(row: &acknowledgement_signature::Model) -> Self {
        Self {
            id: row.id,
            group_id: row.group_id,
            person_id: row.person_id,
            text_id: row.text_id,
            text_number: row.text_number,
            fingerprint: row.fingerprint.clone(),
            signed_at: row.signed_at,
            withdrawn_at: row.withdrawn_at,
            version: row.version,
        }
    }
}

/// A page of signatures, the oldest first, with those that were withdrawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignatureList {
    #[schema(max_items = 100)]
    pub items: Vec<SignatureView>,
    pub page: PageView,
}

/// A member of the group today, and whether they have signed what is asked for now.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberSignature {
    pub person_id: Uuid,
    #[schema(max_length = 300, example = "Demo Leder")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<DateTime<Utc>>,
    /// The number of the text that was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1000, example = 1)]
    pub text_number: Option<i32>,
    /// The fingerprint of the text that was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub fingerprint: Option<String>,
    /// Whether that was another text than the one that is asked for now. The signature counts, since the later text
    /// asked nobody to sign again.
    pub signed_other_version: bool,
}

/// Where a group stands: the text that is asked for now, and who of today's members has signed it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AcknowledgementView {
    pub group_id: Uuid,
    pub text: AcknowledgementTextView,
    #[schema(max_items = 500)]
    pub members: Vec<MemberSignature>,
    /// How many of them have signed.
    #[schema(minimum = 0, maximum = 100_000, example = 6)]
    pub signed: i32,
    /// How many of those signed another text than the one that is asked for now.
    #[schema(minimum = 0, maximum = 100_000, example = 0)]
    pub signed_other_version: i32,
    /// Signed by so many of today's members, 0 to 1; nothing where the group has no members.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1, example = 0.75)]
    pub share: Option<f64>,
}
