//! Wire shapes of what installations exchange: signed files, and the keys that are trusted.

use super::release::Aggregate;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tables::{benchmark_file, benchmark_trusted_key};
use utoipa::ToSchema;
use uuid::Uuid;

/// An aggregate in a file, of an organiser whom a pseudonym stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// The same for all of an organiser's aggregates, and made with a key of the installation: nobody else can tell whose.
    pub member: String,
    pub aggregate: Aggregate,
}

/// What a file says: everything that an installation's organisers let go on, at one instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileClaims {
    /// The installation.
    pub iss: String,
    /// Seconds since 1970: when it was made, and until when it may be taken in.
    pub iat: i64,
    pub exp: i64,
    pub entries: Vec<FileEntry>,
}

/// A file for other installations.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenchmarkExportView {
    /// The file: a compact JWS (RFC 7515), `EdDSA`.
    #[schema(
        max_length = 10_000_000,
        pattern = "^[A-Za-z0-9_.-]+$",
        example = "eyJ0eXAi.eyJpc3Mi.c2ln"
    )]
    pub jws: String,
    /// The key that signed it: what the receiver has to trust.
    #[schema(
        max_length = 100,
        pattern = "^[A-Za-z0-9_-]+$",
        example = "0190163d8694739baea5966c26f8ad91"
    )]
    pub kid: String,
    #[schema(
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    )]
    pub public_key: String,
    /// To be compared over another way, such as the telephone.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub fingerprint: String,
    /// How many aggregates it holds.
    pub entries: i64,
    pub exported_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Trust in the files of another installation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTrustedKey {
    /// Whose key it is.
    #[schema(min_length = 1, max_length = 200, example = "Kommunesamarbeidet Innlandet")]
    pub name: String,
    /// The key's id in their key set.
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = "^[A-Za-z0-9_-]+$",
        example = "0190163d8694739baea5966c26f8ad91"
    )]
    pub kid: String,
    /// The Ed25519 key, as `x` in a JSON Web Key (RFC 8037).
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    )]
    pub public_key: String,
}

/// A trusted key.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrustedKeyView {
    pub id: Uuid,
    #[serde(flatten)]
    #[schema(inline)]
    pub fields: CreateTrustedKey,
    /// SHA-256 of the key's bytes.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub fingerprint: String,
    /// Since when its files are refused, and what they brought is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl TrustedKeyView {
    pub(in crate::capabilities::benchmarks) fn of(row: &benchmark_trusted_key::Model) -> Self {
        Self {
            id: row.id,
            fields: CreateTrustedKey {
                name: row.name.clone(),
                kid: row.kid.clone(),
                public_key: row.public_key.clone(),
            },
            fingerprint: row.fingerprint.clone(),
            revoked_at: row.revoked_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Every trusted key.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrustedKeyList {
    #[schema(max_items = 200)]
    pub items: Vec<TrustedKeyView>,
}

/// A signed file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportBenchmarks {
    /// As the other installation exported it.
    #[schema(
        min_length = 10,
        max_length = 1_000_000,
        pattern = "^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$",
        example = "eyJ0eXAi.eyJpc3Mi.c2ln"
    )]
    pub jws: String,
}

/// A file that was taken in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BenchmarkFileView {
    pub id: Uuid,
    /// The key that signed it.
    pub trusted_key_id: Uuid,
    /// The installation, as the file says.
    #[schema(max_length = 300, example = "https://stegvis.example")]
    pub issuer: String,
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub sha256: String,
    pub entries: i32,
    pub exported_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
}

impl BenchmarkFileView {
    pub(in crate::capabilities::benchmarks) fn of(row: &benchmark_file::Model) -> Self {
        Self {
            id: row.id,
            trusted_key_id: row.key_id,
            issuer: row.issuer.clone(),
            sha256: row.sha256.clone(),
            entries: row.entries,
            exported_at: row.exported_at,
            expires_at: row.expires_at,
            created_at: row.created_at,
        }
    }
}

/// The files that were taken in, the newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BenchmarkFileList {
    #[schema(max_items = 200)]
    pub items: Vec<BenchmarkFileView>,
}
