//! Wire shapes of the audit chain.

use super::chain::{Break, BreakKind, Whole};
use super::seal::Claims;
use crate::platform::paging::PageView;
use crate::words;
use chrono::{DateTime, Utc};
use kernel::Language;
use serde::{Deserialize, Serialize};
use tables::audit_entry;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

words! {
    /// Whether a write was done or refused.
    pub enum EntryOutcome { Done = "done", Refused = "refused" }
}

words! {
    /// In which order entries are listed.
    pub enum EntryOrder { Newest = "newest", Oldest = "oldest" }
}

words! {
    /// What a verification found.
    pub enum Verdict { Whole = "whole", Broken = "broken" }
}

/// Which entries to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct EntryFilter {
    /// The entry at this place of the chain.
    #[param(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub sequence: Option<i64>,
    /// What was done, such as `milestone.created`.
    #[param(max_length = 80, pattern = "^[a-z_]+\\.[a-z_]+$", example = "unit.created")]
    pub action: Option<String>,
    /// What it was done to, such as `milestone`.
    #[param(max_length = 40, pattern = "^[a-z_]+$", example = "unit")]
    pub target_kind: Option<String>,
    pub target_id: Option<Uuid>,
    /// The account or API key that did it.
    pub actor_id: Option<Uuid>,
    #[param(inline)]
    pub outcome: Option<EntryOutcome>,
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Until before this instant.
    pub to: Option<DateTime<Utc>>,
    /// Newest first where not said.
    #[param(inline)]
    pub order: Option<EntryOrder>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// An entry of the chain. The hash covers every other field; `docs/audit.md` has the recipe.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntryView {
    /// Its place in the chain, from 1 without gaps.
    #[schema(minimum = 1)]
    pub sequence: i64,
    pub at: DateTime<Utc>,
    /// `user`, `api_key` or `system`.
    #[schema(max_length = 20, pattern = "^[a-z_]+$", example = "user")]
    pub actor_kind: String,
    /// The account or key, never a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<Uuid>,
    #[schema(max_length = 80, pattern = "^[a-z_.]+$", example = "unit.created")]
    pub action: String,
    pub outcome: EntryOutcome,
    #[schema(max_length = 40, pattern = "^[a-z_]+$", example = "unit")]
    pub target_kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_id: Option<Uuid>,
    /// What changed, as the JSON text that the hash covers; personal data is named without its values.
    #[schema(max_length = 10_000_000, example = "{\"headCount\":{\"from\":11,\"to\":12}}")]
    pub changes: String,
    #[schema(
        max_length = 64,
        pattern = "^[!-~]+$",
        example = "0190163d8694739baea5966c26f8ad91"
    )]
    pub request_id: String,
    /// The hash of the entry before; 64 zeros at the first.
    #[schema(
        max_length = 64,
        min_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "0000000000000000000000000000000000000000000000000000000000000000"
    )]
    pub previous_hash: String,
    #[schema(
        max_length = 64,
        min_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub hash: String,
}

impl EntryView {
    pub(super) fn of(row: audit_entry::Model) -> crate::error::Result<Self> {
        Ok(Self {
            sequence: row.sequence,
            at: row.at,
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            action: row.action,
            outcome: EntryOutcome::from_row(&row.outcome)?,
            target_kind: row.target_kind,
            target_id: row.target_id,
            changes: row.changes,
            request_id: row.request_id,
            previous_hash: row.previous_hash,
            hash: row.hash,
        })
    }
}

/// A page of the chain.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryList {
    #[schema(max_items = 100)]
    pub items: Vec<EntryView>,
    pub page: PageView,
}

/// Which part of the chain to export.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportFilter {
    /// From the first entry at or after this instant; the whole chain where not said.
    pub from: Option<DateTime<Utc>>,
    /// Until the last entry before this instant.
    pub to: Option<DateTime<Utc>>,
}

/// JSON Lines: an entry a line, each with the fields that the hash covers and the hash.
#[derive(Debug, ToSchema)]
#[schema(
    value_type = String,
    format = "json-lines",
    max_length = 9_007_199_254_740_991_usize,
    example = "{\"action\":\"unit.created\",\"actorId\":null,\"actorKind\":\"system\",\"at\":\"2026-11-23T09:30:00.000000Z\",\"changes\":\"{}\",\"hash\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"organiserId\":\"0190163d-8694-739b-aea5-966c26f8ad91\",\"outcome\":\"done\",\"previousHash\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"requestId\":\"1\",\"sequence\":1,\"targetId\":null,\"targetKind\":\"unit\"}\n"
)]
pub struct ExportLines(#[expect(dead_code, reason = "it stands for the text in the document only")] String);

/// A signed checkpoint of the chain, published outside the database.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckpointView {
    /// How many entries the chain had.
    #[schema(minimum = 1)]
    pub count: i64,
    /// The hash of its last entry then.
    #[schema(
        max_length = 64,
        min_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "0000000000000000000000000000000000000000000000000000000000000000"
    )]
    pub head_hash: String,
    /// When it was signed.
    pub time: DateTime<Utc>,
    /// The same, signed: a compact JWS of type `stegvis-checkpoint+jwt`, to be checked with `/.well-known/jwks.json`. Keep it.
    #[schema(
        max_length = 2000,
        pattern = "^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$",
        example = "eyJhbGciOiJFZERTQSJ9.eyJjb3VudCI6MX0.c2lnbmF0dXJl"
    )]
    pub jws: String,
}

impl CheckpointView {
    pub(super) fn of(claims: Claims, jws: String) -> Self {
        Self {
            count: claims.count,
            head_hash: claims.head_hash,
            time: claims.time,
            jws,
        }
    }
}

/// Which checkpoints to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CheckpointFilter {
    /// The one that covers exactly so many entries.
    #[param(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub count: Option<i64>,
    #[param(minimum = 1, maximum = 10000)]
    pub page: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[param(max_length = 500, pattern = "^[A-Za-z0-9_-]+$")]
    pub cursor: Option<String>,
}

/// A page of checkpoints.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckpointList {
    #[schema(max_items = 100)]
    pub items: Vec<CheckpointView>,
    pub page: PageView,
}

/// What to verify the chain against, besides the published checkpoints.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerifyAudit {
    /// Checkpoints that you kept yourself.
    #[serde(default)]
    #[schema(max_items = 100, example = json!([]))]
    pub checkpoints: Vec<KeptCheckpoint>,
}

/// A checkpoint that somebody kept.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptCheckpoint {
    /// The compact JWS.
    #[schema(
        max_length = 2000,
        pattern = "^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$",
        example = "eyJhbGciOiJFZERTQSJ9.eyJjb3VudCI6MX0.c2lnbmF0dXJl"
    )]
    pub jws: String,
}

/// Whether the chain is whole, and if not, what is wrong first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerificationView {
    pub verdict: Verdict,
    /// How many entries were checked; at a fault, how many before it are in order.
    pub entries: i64,
    /// How many checkpoints were found.
    #[schema(format = "int32", maximum = 2_147_483_647)]
    pub checkpoints: i64,
    /// Up to which entry a checkpoint confirms the chain. Later entries are protected by their hashes alone.
    pub confirmed_entries: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken: Option<BreakView>,
}

/// The first fault of a chain.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BreakView {
    pub kind: BreakKind,
    /// The entry that is wrong or missing; for a checkpoint, the entry that it speaks of.
    pub sequence: i64,
    /// What is wrong, in the reader's language.
    #[schema(max_length = 1000)]
    pub detail: String,
}

impl VerificationView {
    pub(super) fn of(
        outcome: &Result<Whole, Break>,
        checked: i64,
        checkpoints: usize,
        language: Language,
    ) -> Self {
        let (verdict, confirmed, broken) = match outcome {
            Ok(whole) => (Verdict::Whole, whole.confirmed, None),
            Err(fault) => (
                Verdict::Broken,
                fault.confirmed,
                Some(BreakView {
                    kind: fault.kind,
                    sequence: fault.sequence,
                    detail: fault.explain(language),
                }),
            ),
        };
        Self {
            verdict,
            entries: checked,
            checkpoints: i64::try_from(checkpoints).unwrap_or(i64::MAX),
            confirmed_entries: confirmed,
            broken,
        }
    }
}
