//! Restores a backup into an instance that is empty, whichever of the two databases it has.
//!
//! First everything is checked: each part's checksum, the schema, that nothing is there yet. Then all rows go in within
//! one transaction, the audit chains are verified in it, the evidence bytes and checkpoints are stored, and only then
//! it is committed. Whatever fails before takes all of it back.

use super::Progress;
use super::archive::{Kind, hash_of, name_of, open, pieces};
use super::make::{checksum_of, stand_in};
use super::manifest::{Manifest, Part};
use super::rows::Row;
use super::tables::{TABLES, Table};
use crate::access::{AppState, keys};
use crate::capabilities::audit::{self, seal::PublicKeys, seal::Sealed};
use crate::error::{AppError, Result};
use crate::platform::blobs::{self, Stored};
use crate::platform::clock::new_id;
use flate2::read::GzDecoder;
use kernel::Language;
use sea_orm::{DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Rows that go in at once: few enough for the parameters that a statement may have.
const ROWS: usize = 200;

/// A finished restore.
#[derive(Clone, Debug)]
pub struct Restored {
    pub manifest: Manifest,
    pub rows: u64,
    pub blobs: usize,
    /// Entries of all audit chains, verified.
    pub entries: i64,
}

/// Restores the backup `source`.
///
/// # Errors
/// A file that is damaged or no backup of ours, another schema, an instance that is not empty, or what the database
/// says; then nothing of it remains.
pub async fn restore(state: &AppState, source: &Path, progress: Progress<'_>) -> Result<Restored> {
    progress("checksums");
    let inspected = inspect(source)?;
    refuse_newer_checkpoints(state, &inspected.manifest).await?;
    let options = TransactionOptions {
        sqlite_transaction_mode: (state.database.backend() == DbBackend::Sqlite)
            .then_some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let txn = state.database.writer().begin_with_options(options).await?;
    let mut brought = Brought::default();
    let done = bring(state, source, &inspected, &txn, &mut brought, progress).await;
    let entries = match done {
        Ok(entries) => entries,
        Err(error) => {
            brought.take_back(state).await;
            txn.rollback().await?;
            return Err(error);
        }
    };
    if let Err(error) = txn.commit().await {
        // A connection that broke may have committed all the same: then what the rows refer to has to stay.
        if let Ok(true) = is_empty(state).await {
            brought.take_back(state).await;
        }
        return Err(error.into());
    }
    Ok(Restored {
        rows: inspected.manifest.rows.values().sum(),
        blobs: brought.blobs,
        entries,
        manifest: inspected.manifest,
    })
}

async fn is_empty(state: &AppState) -> Result<bool> {
    let txn = state.database.readers().begin().await?;
    let filled = refuse_filled(&txn).await;
    txn.rollback().await?;
    Ok(filled.is_ok())
}

/// What a first pass over the file found: it is whole.
struct Inspected {
    manifest: Manifest,
    jwks: Value,
    checkpoints: BTreeMap<Uuid, Vec<Sealed>>,
}

fn damaged(what: impl std::fmt::Display) -> AppError {
    AppError::internal(format!(
        "the backup is damaged or none of ours: {what}; nothing was restored"
    ))
}

/// Reads the whole file once and holds every part to the manifest.
fn inspect(source: &Path) -> Result<Inspected> {
    let beside = checksum_of(source);
    if beside.exists() {
        let text = std::fs::read_to_string(&beside).map_err(AppError::internal)?;
        let file = std::fs::File::open(source).map_err(AppError::internal)?;
        if text.split_whitespace().next() != Some(hash_of(file)?.0.as_str()) {
            return Err(damaged(format!(
                "its checksum is not the one in {}",
                beside.display()
            )));
        }
    }
    let mut parts: HashMap<String, Part> = HashMap::new();
    let (mut manifest, mut jwks) = (None, None);
    let mut checkpoints: BTreeMap<Uuid, Vec<Sealed>> = BTreeMap::new();
    let mut order = Vec::new();
    for entry in open(source)?.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = name_of(&entry)?;
        let kind = Kind::of(&name).ok_or_else(|| damaged(format!("it holds {name}")))?;
        let small = matches!(kind, Kind::Manifest | Kind::Keys | Kind::Checkpoint { .. });
        let mut bytes = Vec::new();
        let (hash, length) = if small {
            entry.read_to_end(&mut bytes).map_err(damaged)?;
            hash_of(&bytes[..])?
        } else {
            hash_of(&mut entry).map_err(damaged)?
        };
        match kind {
            Kind::Manifest => {
                manifest = Some(serde_json::from_slice::<Manifest>(&bytes).map_err(damaged)?);
                continue;
            }
            Kind::Keys => jwks = Some(serde_json::from_slice::<Value>(&bytes).map_err(damaged)?),
            Kind::Checkpoint { organiser } => checkpoints.entry(organiser).or_default().push(Sealed {
                source: name.clone(),
                jws: String::from_utf8(bytes).map_err(damaged)?,
            }),
            Kind::Table(table) => order.push(table),
            Kind::Blob { .. } => {}
        }
        let part = Part {
            name: name.clone(),
            bytes: length,
            hash,
        };
        if parts.insert(name.clone(), part).is_some() {
            return Err(damaged(format!("{name} stands in it twice")));
        }
    }
    let manifest = manifest.ok_or_else(|| damaged("it has no manifest"))?;
    manifest.judge()?;
    for part in &manifest.parts {
        if parts.remove(&part.name).as_ref() != Some(part) {
            return Err(damaged(format!("{} is not as it was written", part.name)));
        }
    }
    if let Some(name) = parts.keys().next() {
        return Err(damaged(format!("its manifest does not know {name}")));
    }
    if order != super::names() {
        return Err(damaged("its tables are not those of this schema"));
    }
    Ok(Inspected {
        manifest,
        jwks: jwks.ok_or_else(|| damaged("it has no public keys"))?,
        checkpoints,
    })
}

/// Checkpoints that outlived their database tell when a backup is older than what was written.
async fn refuse_newer_checkpoints(state: &AppState, manifest: &Manifest) -> Result<()> {
    for chain in &manifest.chains {
        for sealed in audit::service::published(state, chain.organiser_id).await? {
            let count = audit::seal::peek(&sealed.jws).map_or(0, |claims| claims.count);
            if count > chain.entries {
                return Err(AppError::internal(format!(
                    "{} was signed at entry {count}, but the backup ends at entry {}: what was written after it would be lost. \
                     To accept that, move this organiser's checkpoints away first; nothing was restored",
                    sealed.source, chain.entries
                )));
            }
        }
    }
    Ok(())
}

async fn bring(
    state: &AppState,
    source: &Path,
    inspected: &Inspected,
    txn: &DatabaseTransaction,
    brought: &mut Brought,
    progress: Progress<'_>,
) -> Result<i64> {
    refuse_filled(txn).await?;
    fill(txn, source, &inspected.manifest, progress).await?;
    relink(txn, source, progress).await?;
    progress("audit chains");
    let entries = verify(txn, inspected).await?;
    store_blobs(state, source, brought, progress).await?;
    for (organiser, sealed) in &inspected.checkpoints {
        for one in sealed {
            let traces = audit::service::publish_again(state, *organiser, &one.jws).await?;
            brought.names.extend(traces.object);
            brought.files.extend(traces.file);
        }
    }
    if !inspected.checkpoints.is_empty() {
        let name = format!("restored-{}", inspected.manifest.created.format("%Y%m%dT%H%M%S"));
        brought.files.push(keys::keep_former(
            &state.settings.access.key_folder,
            &name,
            &inspected.jwks,
        )?);
    }
    Ok(entries)
}

/// Only an instance without a single row is restored into.
async fn refuse_filled(txn: &DatabaseTransaction) -> Result<()> {
    stand_in(txn, Uuid::nil()).await?;
    for table in TABLES {
        if table.is_filled(txn).await? {
            return Err(AppError::internal(format!(
                "the instance is not empty: the table {} has rows. Restore into a new database, before the service was started on it; nothing was restored",
                table.name
            )));
        }
    }
    Ok(())
}

fn table_of(name: &str) -> Result<&'static Table> {
    TABLES
        .iter()
        .find(|table| table.name == name)
        .ok_or_else(|| damaged(format!("it holds a table {name}")))
}

fn organiser_of(row: &Row) -> Result<Uuid> {
    row.get("organiser_id")
        .and_then(Value::as_str)
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| damaged("a row without its organiser"))
}

/// Inserts every row of every table, without its references to rows of the same table.
async fn fill(
    txn: &DatabaseTransaction,
    source: &Path,
    manifest: &Manifest,
    progress: Progress<'_>,
) -> Result<()> {
    let mut whose = Uuid::nil();
    for entry in open(source)?.entries().map_err(damaged)? {
        let entry = entry.map_err(damaged)?;
        let Some(Kind::Table(name)) = Kind::of(&name_of(&entry)?) else {
            continue;
        };
        let table = table_of(&name)?;
        progress(&format!("table {name}"));
        let mut waiting: Vec<Row> = Vec::with_capacity(ROWS);
        let mut count = 0_u64;
        for line in BufReader::new(GzDecoder::new(entry)).lines() {
            let row: Row = serde_json::from_str(&line.map_err(damaged)?).map_err(damaged)?;
            let organiser = if table.tenant { organiser_of(&row)? } else { whose };
            if organiser != whose || waiting.len() == ROWS {
                table.insert(txn, &waiting).await?;
                waiting.clear();
            }
            if organiser != whose {
                stand_in(txn, organiser).await?;
                whose = organiser;
            }
            waiting.push(row);
            count += 1;
        }
        table.insert(txn, &waiting).await?;
        if manifest.rows.get(&name) != Some(&count) {
            return Err(damaged(format!("the table {name} has {count} rows")));
        }
    }
    Ok(())
}

/// Rows that refer to rows of their own table do so only now, when all of them are there: a revision and the one it
/// supersedes refer to each other, so no order would do.
async fn relink(txn: &DatabaseTransaction, source: &Path, progress: Progress<'_>) -> Result<()> {
    if TABLES.iter().all(|table| table.later.is_empty()) {
        return Ok(());
    }
    progress("references");
    let mut whose = None;
    for entry in open(source)?.entries().map_err(damaged)? {
        let entry = entry.map_err(damaged)?;
        let Some(Kind::Table(name)) = Kind::of(&name_of(&entry)?) else {
            continue;
        };
        let table = table_of(&name)?;
        if table.later.is_empty() {
            continue;
        }
        for line in BufReader::new(GzDecoder::new(entry)).lines() {
            let row: Row = serde_json::from_str(&line.map_err(damaged)?).map_err(damaged)?;
            let organiser = organiser_of(&row)?;
            if whose != Some(organiser) {
                stand_in(txn, organiser).await?;
                whose = Some(organiser);
            }
            table.relink(txn, &row).await?;
        }
    }
    Ok(())
}

/// Verifies every chain within the transaction; answers how many entries they have.
async fn verify(txn: &DatabaseTransaction, inspected: &Inspected) -> Result<i64> {
    let keys = PublicKeys::of_sets(std::slice::from_ref(&inspected.jwks))?;
    let mut entries = 0;
    for chain in &inspected.manifest.chains {
        stand_in(txn, chain.organiser_id).await?;
        let sealed = inspected
            .checkpoints
            .get(&chain.organiser_id)
            .cloned()
            .unwrap_or_default();
        let found = audit::verify::verify_on(txn, chain.organiser_id, &keys, sealed).await?;
        let whole = found.outcome.map_err(|fault| {
            AppError::internal(format!(
                "the audit chain of organiser {} is broken: {} Nothing was restored",
                chain.organiser_id,
                fault.explain(Language::En)
            ))
        })?;
        if (whole.last, &whole.head_hash) != (chain.entries, &chain.head_hash) {
            return Err(damaged("an audit chain does not end as the manifest says"));
        }
        entries += whole.last;
    }
    Ok(entries)
}

async fn store_blobs(
    state: &AppState,
    source: &Path,
    brought: &mut Brought,
    progress: Progress<'_>,
) -> Result<()> {
    for entry in open(source)?.entries().map_err(damaged)? {
        let entry = entry.map_err(damaged)?;
        let Some(Kind::Blob { organiser, hash }) = Kind::of(&name_of(&entry)?) else {
            continue;
        };
        brought.blobs += 1;
        progress(&format!("evidence {}", brought.blobs));
        if state.blobs.hand_out(organiser, &hash).await?.is_some() {
            continue;
        }
        let chunks = pieces(entry).map(|piece| piece.map(Into::into).map_err(damaged));
        let judge = |stored: &Stored| {
            if stored.hash == hash {
                Ok(())
            } else {
                Err(damaged(format!("the evidence bytes {hash} have another hash")))
            }
        };
        state
            .blobs
            .take_in(organiser, new_id(), futures::stream::iter(chunks), judge)
            .await?;
        brought.names.push(blobs::name_of(organiser, &hash));
    }
    Ok(())
}

/// What was put outside the database, in case it has to go again.
#[derive(Default)]
struct Brought {
    blobs: usize,
    names: Vec<String>,
    files: Vec<PathBuf>,
}

impl Brought {
    async fn take_back(self, state: &AppState) {
        for name in self.names {
            if let Err(error) = state.blobs.take_back(&name).await {
                tracing::warn!(%name, %error, "could not be taken away again after a restore that failed");
            }
        }
        for file in self.files {
            let _ = std::fs::remove_file(file);
        }
    }
}
