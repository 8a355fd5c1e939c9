//! Makes a backup while the service runs.
//!
//! All rows come from one snapshot: a read transaction on SQLite, `REPEATABLE READ READ ONLY` on PostgreSQL, where the
//! organiser is named anew for each one's rows since row level security shows no others. Evidence bytes never change
//! once a row refers to them, so they are copied after; checkpoints that are younger than the snapshot are left out.

use super::archive::{self, Writer, hash_of};
use super::manifest::{ChainHead, FORMAT, KEYS, Manifest, NAME, migrations};
use super::tables::TABLES;
use super::{Progress, rows};
use crate::access::AppState;
use crate::capabilities::audit;
use crate::error::{AppError, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::StreamExt;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, TransactionTrait};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// A finished backup.
#[derive(Clone, Debug)]
pub struct Made {
    pub file: PathBuf,
    /// SHA-256 of the file in hexadecimal; it also stands beside it as `FILE.sha256`.
    pub hash: String,
    pub bytes: u64,
    pub rows: u64,
    pub blobs: usize,
    pub manifest: Manifest,
}

/// Makes a backup of everything into `target`.
///
/// It is written under another name and renamed when it is whole, so a file of that name is never half a backup.
///
/// # Errors
/// A target that exists already or cannot be written; evidence bytes that are missing or damaged; what the database says.
pub async fn make(state: &AppState, target: &Path, progress: Progress<'_>) -> Result<Made> {
    if target.exists() {
        return Err(AppError::internal(format!(
            "{} exists already; a backup never overwrites anything",
            target.display()
        )));
    }
    let draft = beside(target, ".part");
    let done = write(state, &draft, progress).await;
    let manifest = match done {
        Ok(manifest) => manifest,
        Err(error) => {
            let _ = std::fs::remove_file(&draft);
            return Err(error);
        }
    };
    progress("checksum");
    let (hash, bytes) = hash_of(std::fs::File::open(&draft).map_err(AppError::internal)?)?;
    let name = target
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    std::fs::write(checksum_of(target), format!("{hash}  {name}\n")).map_err(AppError::internal)?;
    std::fs::rename(&draft, target).map_err(AppError::internal)?;
    sync_folder(target)?;
    Ok(Made {
        file: target.to_owned(),
        hash,
        bytes,
        rows: manifest.rows.values().sum(),
        blobs: manifest
            .parts
            .iter()
            .filter(|part| part.name.starts_with("blobs/"))
            .count(),
        manifest,
    })
}

/// The file with a backup's checksum, in the form of `sha256sum`.
pub(super) fn checksum_of(target: &Path) -> PathBuf {
    beside(target, ".sha256")
}

fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A new name is on the disk only when its folder is.
fn sync_folder(target: &Path) -> Result<()> {
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(AppError::internal)
}

async fn write(state: &AppState, draft: &Path, progress: Progress<'_>) -> Result<Manifest> {
    if !state.database.is_migrated().await? {
        return Err(AppError::internal(
            "the database is not up to date; run `stegvis migrate` first",
        ));
    }
    let created = state.clock.now();
    let mut archive = Writer::create(draft, created.timestamp())?;
    let snapshot = snapshot(state).await?;
    let mut seen = Seen::default();
    let organisers = audit::verify::organisers_on(&snapshot).await?;
    for table in TABLES {
        progress(&format!("table {}", table.name));
        let part = archive.part(&archive::table(table.name))?;
        let mut lines = GzEncoder::new(part, Compression::default());
        let mut count = 0_u64;
        let whose: Vec<Option<Uuid>> = if table.tenant {
            organisers.iter().copied().map(Some).collect()
        } else {
            vec![None]
        };
        for organiser in whose {
            if let Some(organiser) = organiser {
                stand_in(&snapshot, organiser).await?;
            }
            table
                .dump(&snapshot, organiser, &mut |row| {
                    seen.note(table.name, &row)?;
                    count += 1;
                    serde_json::to_writer(&mut lines, &row)?;
                    lines.write_all(b"\n").map_err(AppError::internal)
                })
                .await?;
        }
        lines.finish().map_err(AppError::internal)?.finish()?;
        seen.rows.insert(table.name.to_owned(), count);
    }
    snapshot.rollback().await?;
    copy_blobs(state, &mut archive, &seen.blobs, progress).await?;
    copy_checkpoints(state, &mut archive, &seen.chains).await?;
    let keys = serde_json::to_vec_pretty(&audit::verify::public_set(state)?)?;
    put(&mut archive, KEYS, &keys)?;
    let manifest = Manifest {
        format: FORMAT,
        application_version: env!("CARGO_PKG_VERSION").to_owned(),
        migrations: migrations(),
        created,
        rows: seen.rows,
        chains: seen.chains,
        parts: archive.parts.clone(),
    };
    put(&mut archive, NAME, &serde_json::to_vec_pretty(&manifest)?)?;
    archive.finish()?;
    Ok(manifest)
}

/// Opens the one snapshot that every row comes from.
async fn snapshot(state: &AppState) -> Result<DatabaseTransaction> {
    let snapshot = state.database.readers().begin().await?;
    if state.database.backend() == DbBackend::Postgres {
        snapshot
            .execute_unprepared("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await?;
    }
    Ok(snapshot)
}

/// Names the organiser whose rows this transaction sees and writes from now on; SQLite needs no naming.
pub(super) async fn stand_in(db: &DatabaseTransaction, organiser: Uuid) -> Result<()> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared(&format!(
            "SELECT set_config('app.organiser', '{organiser}', true)"
        ))
        .await?;
    }
    Ok(())
}

/// What the rows tell about the rest of the backup.
#[derive(Default)]
struct Seen {
    rows: BTreeMap<String, u64>,
    chains: Vec<ChainHead>,
    blobs: BTreeSet<(Uuid, String)>,
}

impl Seen {
    fn note(&mut self, table: &str, row: &rows::Row) -> Result<()> {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let organiser = || text("organiser_id").parse::<Uuid>().map_err(AppError::internal);
        match table {
            "blob" => {
                self.blobs.insert((organiser()?, text("hash")));
            }
            "audit_head" => self.chains.push(ChainHead {
                organiser_id: organiser()?,
                entries: row["count"].as_i64().unwrap_or_default(),
                head_hash: text("hash"),
            }),
            _ => {}
        }
        Ok(())
    }
}

async fn copy_blobs(
    state: &AppState,
    archive: &mut Writer,
    blobs: &BTreeSet<(Uuid, String)>,
    progress: Progress<'_>,
) -> Result<()> {
    for (index, (organiser, hash)) in blobs.iter().enumerate() {
        progress(&format!("evidence {} of {}", index + 1, blobs.len()));
        let found = state.blobs.hand_out(*organiser, hash).await?;
        let lost = |what: &str| {
            AppError::internal(format!(
                "the evidence bytes {hash} of organiser {organiser} are {what} in the object store; nothing was backed up"
            ))
        };
        let chunks = found.ok_or_else(|| lost("missing"))?;
        futures::pin_mut!(chunks);
        let mut part = archive.part(&format!("blobs/{organiser}/{hash}"))?;
        while let Some(chunk) = chunks.next().await {
            part.write_all(&chunk?).map_err(AppError::internal)?;
        }
        if part.finish()? != *hash {
            return Err(lost("damaged"));
        }
    }
    Ok(())
}

async fn copy_checkpoints(state: &AppState, archive: &mut Writer, chains: &[ChainHead]) -> Result<()> {
    for chain in chains {
        let mut by_count = BTreeMap::new();
        for sealed in audit::service::published(state, chain.organiser_id).await? {
            // One that cannot be read is left to the verification, which names it; it is no part of a backup.
            if let Some(claims) =
                audit::seal::peek(&sealed.jws).filter(|claims| claims.count <= chain.entries)
            {
                by_count.insert(claims.count, sealed.jws);
            }
        }
        for (count, jws) in by_count {
            let name = format!("checkpoints/{}/{count:020}.jws", chain.organiser_id);
            put(archive, &name, jws.as_bytes())?;
        }
    }
    Ok(())
}

fn put(archive: &mut Writer, name: &str, bytes: &[u8]) -> Result<()> {
    let mut part = archive.part(name)?;
    part.write_all(bytes).map_err(AppError::internal)?;
    part.finish()?;
    Ok(())
}
