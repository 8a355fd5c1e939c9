//! The archive's parts: written and read as streams, hashed on the way.

use super::manifest::Part;
use crate::error::{AppError, Result};
use crate::platform::ledger::hex;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;
use uuid::Uuid;

/// The name of a table's part.
pub(super) fn table(name: &str) -> String {
    format!("tables/{name}.jsonl.gz")
}

/// What a part is, by its name; anything else is not ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Manifest,
    Keys,
    Table(String),
    Blob { organiser: Uuid, hash: String },
    Checkpoint { organiser: Uuid },
}

impl Kind {
    pub(super) fn of(name: &str) -> Option<Self> {
        let steps: Vec<&str> = name.split('/').collect();
        let hexadecimal = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        };
        match steps[..] {
            [super::manifest::NAME] => Some(Self::Manifest),
            [super::manifest::KEYS] => Some(Self::Keys),
            ["tables", file] => file
                .strip_suffix(".jsonl.gz")
                .map(|name| Self::Table(name.to_owned())),
            ["blobs", organiser, hash] if hash.len() == 64 && hexadecimal(hash) => Some(Self::Blob {
                organiser: organiser.parse().ok()?,
                hash: hash.to_owned(),
            }),
            ["checkpoints", organiser, file] => file.strip_suffix(".jws").and_then(|_| {
                Some(Self::Checkpoint {
                    organiser: organiser.parse().ok()?,
                })
            }),
            _ => None,
        }
    }
}

/// A backup in the making.
pub(super) struct Writer {
    tar: tar::Builder<BufWriter<File>>,
    seconds: u64,
    header: tar::Header,
    pub(super) parts: Vec<Part>,
}

impl Writer {
    /// Makes a new file, readable by its owner only.
    pub(super) fn create(path: &Path, seconds: i64) -> Result<Self> {
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(AppError::internal)?;
        Ok(Self {
            tar: tar::Builder::new(BufWriter::new(file)),
            seconds: u64::try_from(seconds).unwrap_or(0),
            header: tar::Header::new_gnu(),
            parts: Vec::new(),
        })
    }

    /// Begins a part, whose size need not be known.
    pub(super) fn part(&mut self, name: &str) -> Result<PartWriter<'_>> {
        self.header = header(self.seconds);
        let entry = self
            .tar
            .append_writer(&mut self.header, name)
            .map_err(AppError::internal)?;
        Ok(PartWriter {
            name: name.to_owned(),
            entry,
            hasher: Sha256::new(),
            bytes: 0,
            parts: &mut self.parts,
        })
    }

    /// Ends the archive and brings it to the disk.
    pub(super) fn finish(self) -> Result<()> {
        let buffer = self.tar.into_inner().map_err(AppError::internal)?;
        let file = buffer
            .into_inner()
            .map_err(|error| AppError::internal(error.into_error()))?;
        file.sync_all().map_err(AppError::internal)
    }
}

fn header(seconds: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_mode(0o600);
    header.set_mtime(seconds);
    header.set_entry_type(tar::EntryType::Regular);
    header
}

/// A part in the making.
pub(super) struct PartWriter<'w> {
    name: String,
    entry: tar::EntryWriter<'w>,
    hasher: Sha256,
    bytes: u64,
    parts: &'w mut Vec<Part>,
}

impl Write for PartWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.entry.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.entry.flush()
    }
}

impl PartWriter<'_> {
    /// Ends the part and notes it; answers its hash.
    pub(super) fn finish(self) -> Result<String> {
        self.entry.finish().map_err(AppError::internal)?;
        let hash = hex(&self.hasher.finalize());
        self.parts.push(Part {
            name: self.name,
            bytes: self.bytes,
            hash: hash.clone(),
        });
        Ok(hash)
    }
}

/// Opens a backup for one pass.
pub(super) fn open(path: &Path) -> Result<tar::Archive<BufReader<File>>> {
    let file = File::open(path)
        .map_err(|error| AppError::internal(format!("{} cannot be opened: {error}", path.display())))?;
    Ok(tar::Archive::new(BufReader::new(file)))
}

/// The name of an entry, where it is text.
pub(super) fn name_of<R: Read>(entry: &tar::Entry<'_, R>) -> Result<String> {
    std::str::from_utf8(&entry.path_bytes())
        .map(str::to_owned)
        .map_err(AppError::internal)
}

/// Pieces of a reader, until its end.
pub(super) fn pieces(mut source: impl Read) -> impl Iterator<Item = std::io::Result<Vec<u8>>> {
    std::iter::from_fn(move || {
        let mut piece = Vec::with_capacity(256 * 1024);
        match source.by_ref().take(256 * 1024).read_to_end(&mut piece) {
            Ok(0) => None,
            Ok(_) => Some(Ok(piece)),
            Err(error) => Some(Err(error)),
        }
    })
}

/// The SHA-256 and the length of what a reader gives.
pub(super) fn hash_of(source: impl Read) -> Result<(String, u64)> {
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    for piece in pieces(source) {
        let piece = piece.map_err(AppError::internal)?;
        hasher.update(&piece);
        bytes += piece.len() as u64;
    }
    Ok((hex(&hasher.finalize()), bytes))
}
