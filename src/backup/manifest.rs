//! What a backup says of itself.

use crate::error::{AppError, Result};
use chrono::{DateTime, Utc};
use migration::{Migrator, MigratorTrait};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The form of the file; another one is refused.
pub(super) const FORMAT: u32 = 1;
/// The manifest's place in the archive.
pub(super) const NAME: &str = "manifest.json";
/// The public keys' place in the archive.
pub(super) const KEYS: &str = "jwks.json";

/// The contents of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    pub application_version: String,
    /// The schema: the names of every migration that had been applied, in order.
    pub migrations: Vec<String>,
    pub created: DateTime<Utc>,
    /// Rows per table.
    pub rows: BTreeMap<String, u64>,
    /// The audit chains as they stood.
    pub chains: Vec<ChainHead>,
    pub parts: Vec<Part>,
}

/// How far an organiser's audit chain had come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChainHead {
    pub organiser_id: Uuid,
    pub entries: i64,
    pub head_hash: String,
}

/// One file of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Part {
    pub name: String,
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub hash: String,
}

/// The schema that this program speaks.
pub(super) fn migrations() -> Vec<String> {
    Migrator::get_migration_files()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect()
}

impl Manifest {
    /// Refuses what this program cannot restore.
    ///
    /// # Errors
    /// Another form of the file, or another schema.
    pub(super) fn judge(&self) -> Result<()> {
        if self.format != FORMAT {
            return Err(AppError::internal(format!(
                "the backup has format {}; this version of Stegvis reads format {FORMAT}",
                self.format
            )));
        }
        if self.migrations != migrations() {
            return Err(AppError::internal(format!(
                "the backup was made by Stegvis {} with another schema; restore it with that version, then let `stegvis migrate` bring it up to date",
                self.application_version
            )));
        }
        Ok(())
    }
}
