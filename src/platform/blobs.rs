//! Bytes in the object store, addressed by their SHA-256: a local folder by default, S3-compatible at scale.
//!
//! An upload is written to `uploads/ORGANISER/UPLOAD` while it is hashed and only then renamed to
//! `blobs/ORGANISER/HASH`, so that an address never holds half a file and equal bytes of one organiser are stored once.
//! A refused or broken upload takes its draft with it. What a killed process leaves behind cannot hurt:
//! a draft below `uploads/` is never read and goes with [`Blobs::sweep_uploads`]; a blob that no row came to refer to
//! only takes space, and the next upload of the same bytes takes it over. An S3 bucket needs one rule of its own,
//! `AbortIncompleteMultipartUpload` after a day, since parts of an unfinished upload are no objects yet.

use crate::config::BlobSettings;
use crate::error::{AppError, Result};
use crate::platform::ledger::hex;
use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

/// The object store.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// The folder, where the store is a local one.
    folder: Option<PathBuf>,
}

/// What an upload was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub hash: String,
    pub size: u64,
    /// The first bytes, from which the media type is told.
    pub head: Vec<u8>,
}

/// So many bytes tell what a file is: the folder of an office document lists its main parts within them.
const HEAD: usize = 65_536;

/// An upload on its way; whoever drops it unfinished, also by hanging up, takes its bytes away.
struct Draft {
    store: Arc<dyn ObjectStore>,
    path: Path,
    writer: Option<WriteMultipart>,
    settled: bool,
}

impl Draft {
    async fn begin(store: &Arc<dyn ObjectStore>, path: Path) -> Result<Self> {
        let upload = store.put_multipart(&path).await.map_err(AppError::internal)?;
        Ok(Self {
            store: Arc::clone(store),
            path,
            writer: Some(WriteMultipart::new(upload)),
            settled: false,
        })
    }

    /// Writes the whole stream, hashing on the way.
    async fn receive(&mut self, chunks: impl Stream<Item = Result<Bytes>>) -> Result<Stored> {
        let mut hasher = Sha256::new();
        let (mut size, mut head) = (0, Vec::new());
        futures::pin_mut!(chunks);
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk?;
            hasher.update(&chunk);
            size += chunk.len() as u64;
            let room = HEAD.saturating_sub(head.len()).min(chunk.len());
            head.extend_from_slice(&chunk[..room]);
            if let Some(writer) = &mut self.writer {
                writer.wait_for_capacity(4).await.map_err(AppError::internal)?;
                writer.put(chunk);
            }
        }
        if let Some(writer) = self.writer.take() {
            writer.finish().await.map_err(AppError::internal)?;
        }
        Ok(Stored {
            hash: hex(&hasher.finalize()),
            size,
            head,
        })
    }

    /// Moves the draft to its address. Equal bytes that lie there already are replaced by themselves.
    async fn settle(&mut self, address: &Path) -> Result<()> {
        let moved = self.store.rename(&self.path, address).await;
        moved.map_err(AppError::internal)?;
        self.settled = true;
        Ok(())
    }

    /// Takes the bytes away and waits for it.
    async fn discard(mut self) {
        self.settled = true;
        let gone = clear(Arc::clone(&self.store), self.path.clone(), self.writer.take()).await;
        if let Err(error) = gone {
            tracing::warn!(%error, path = %self.path, "a refused upload is left to the sweep");
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.settled {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(clear(
                Arc::clone(&self.store),
                self.path.clone(),
                self.writer.take(),
            ));
        }
    }
}

async fn clear(
    store: Arc<dyn ObjectStore>,
    path: Path,
    writer: Option<WriteMultipart>,
) -> object_store::Result<()> {
    match writer {
        Some(writer) => writer.abort().await,
        None => store.delete(&path).await,
    }
}

impl Blobs {
    /// Opens the store that the settings name.
    ///
    /// # Errors
    /// A folder that cannot be made, or settings that S3 does not accept.
    pub fn open(settings: &BlobSettings) -> Result<Self> {
        if let Some(bucket) = &settings.bucket {
            let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
            if let Some(endpoint) = &settings.endpoint {
                builder = builder
                    .with_endpoint(endpoint)
                    .with_allow_http(endpoint.starts_with("http://"));
            }
            if let Some(region) = &settings.region {
                builder = builder.with_region(region);
            }
            return Ok(Self {
                store: Arc::new(builder.build().map_err(AppError::internal)?),
                folder: None,
            });
        }
        std::fs::create_dir_all(&settings.folder).map_err(AppError::internal)?;
        let store = LocalFileSystem::new_with_prefix(&settings.folder)
            .map_err(AppError::internal)?
            .with_automatic_cleanup(true)
            .with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
            folder: Some(settings.folder.clone()),
        })
    }

    /// Streams bytes in, hashing on the way; equal bytes of one organiser are stored once.
    ///
    /// `chunks` ends an upload that is too large or broken with its own error, and `judge` looks at what came before
    /// it is kept; after either's refusal nothing is.
    ///
    /// # Errors
    /// What the stream, the judge or the store says.
    pub async fn take_in<T>(
        &self,
        organiser: Uuid,
        upload: Uuid,
        chunks: impl Stream<Item = Result<Bytes>>,
        judge: impl FnOnce(&Stored) -> Result<T>,
    ) -> Result<(Stored, T)> {
        let path = Path::from(format!("uploads/{organiser}/{upload}"));
        let mut draft = Draft::begin(&self.store, path).await?;
        let judged = match draft.receive(chunks).await {
            Ok(stored) => judge(&stored).map(|verdict| (stored, verdict)),
            Err(error) => Err(error),
        };
        match judged {
            Ok((stored, verdict)) => {
                draft.settle(&address(organiser, &stored.hash)).await?;
                Ok((stored, verdict))
            }
            Err(error) => {
                draft.discard().await;
                Err(error)
            }
        }
    }

    /// Takes away drafts that were begun before `before`: what a killed process left. Answers how many.
    ///
    /// # Errors
    /// What the store says.
    pub async fn sweep_uploads(&self, before: DateTime<Utc>) -> Result<u64> {
        // The local store hides files that are still being written, so its folder is walked.
        if let Some(folder) = &self.folder {
            let uploads = folder.join("uploads");
            let swept = actix_web::web::block(move || sweep_folder(&uploads, before));
            return swept
                .await
                .map_err(AppError::internal)?
                .map_err(AppError::internal);
        }
        let mut drafts = self.store.list(Some(&Path::from("uploads")));
        let mut swept = 0;
        while let Some(draft) = drafts.next().await {
            let draft = draft.map_err(AppError::internal)?;
            if draft.last_modified < before {
                self.store
                    .delete(&draft.location)
                    .await
                    .map_err(AppError::internal)?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// Streams an organiser's bytes out; `None` where the store does not have them.
    ///
    /// # Errors
    /// What the store says.
    pub async fn hand_out(
        &self,
        organiser: Uuid,
        hash: &str,
    ) -> Result<Option<impl Stream<Item = Result<Bytes>> + use<>>> {
        match self.store.get(&address(organiser, hash)).await {
            Ok(found) => Ok(Some(
                found.into_stream().map(|chunk| chunk.map_err(AppError::internal)),
            )),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(AppError::internal(error)),
        }
    }

    /// Stores a small object at a path of its own; an existing one is left as it is. Answers whether it is new.
    ///
    /// # Errors
    /// What the store says.
    pub async fn publish(&self, path: &str, bytes: Vec<u8>) -> Result<bool> {
        let options = object_store::PutOptions {
            mode: object_store::PutMode::Create,
            ..Default::default()
        };
        match self
            .store
            .put_opts(&Path::from(path), PutPayload::from(bytes), options)
            .await
        {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(error) => Err(AppError::internal(error)),
        }
    }

    /// The names of the objects below a prefix, in order.
    ///
    /// # Errors
    /// What the store says.
    pub async fn names(&self, prefix: &str) -> Result<Vec<String>> {
        let mut found = self
            .store
            .list(Some(&Path::from(prefix)))
            .map(|object| object.map(|meta| meta.location.to_string()))
            .collect::<Vec<_>>()
            .await
            .into_iter()
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(AppError::internal)?;
        found.sort();
        Ok(found)
    }

    /// A small object, whole in memory; `None` where the store does not have it.
    ///
    /// # Errors
    /// What the store says.
    pub async fn fetch(&self, path: &str) -> Result<Option<Bytes>> {
        match self.store.get(&Path::from(path)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(AppError::internal)?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(AppError::internal(error)),
        }
    }

    /// The named objects in the same order, each whole in memory: for small objects such as checkpoints.
    ///
    /// # Errors
    /// What the store says; also where one of them has gone.
    pub async fn fetch_all(&self, names: Vec<String>) -> Result<Vec<(String, Bytes)>> {
        futures::stream::iter(names)
            .map(|name| async move {
                let bytes = self.fetch(&name).await?;
                let bytes = bytes.ok_or_else(|| AppError::internal(format!("{name} has gone")))?;
                Ok((name, bytes))
            })
            .buffered(16)
            .collect::<Vec<Result<_>>>()
            .await
            .into_iter()
            .collect()
    }

    /// Takes an object away again: only for what a restore that failed had brought.
    ///
    /// # Errors
    /// What the store says.
    pub async fn take_back(&self, path: &str) -> Result<()> {
        match self.store.delete(&Path::from(path)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(AppError::internal(error)),
        }
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// What the store says.
    pub async fn check(&self) -> Result<()> {
        self.store
            .list_with_delimiter(None)
            .await
            .map(|_| ())
            .map_err(AppError::internal)
    }
}

fn address(organiser: Uuid, hash: &str) -> Path {
    Path::from(name_of(organiser, hash))
}

/// The name of an organiser's bytes in the store.
pub fn name_of(organiser: Uuid, hash: &str) -> String {
    format!("blobs/{organiser}/{hash}")
}

/// Removes files below a folder that were last written before an instant; a missing folder is an empty one.
fn sweep_folder(folder: &std::path::Path, before: DateTime<Utc>) -> std::io::Result<u64> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    };
    let mut swept = 0;
    for entry in entries {
        let entry = entry?;
        let meta = entry.metadata()?;
        if meta.is_dir() {
            swept += sweep_folder(&entry.path(), before)?;
        } else if DateTime::<Utc>::from(meta.modified()?) < before {
            std::fs::remove_file(entry.path())?;
            swept += 1;
        }
    }
    Ok(swept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn store() -> (Blobs, PathBuf) {
        let name = crate::platform::clock::new_id().simple().to_string();
        let folder = std::env::temp_dir().join(format!("stegvis-blobs-{name}"));
        let settings = BlobSettings {
            folder: folder.clone(),
            bucket: None,
            endpoint: None,
            region: None,
        };
        (Blobs::open(&settings).expect("a store"), folder)
    }

    fn files(folder: &std::path::Path) -> usize {
        std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| {
                if entry.path().is_dir() {
                    files(&entry.path())
                } else {
                    1
                }
            })
            .sum()
    }

    fn pieces(texts: &[&'static str]) -> impl Stream<Item = Result<Bytes>> + use<> {
        let pieces: Vec<_> = texts
            .iter()
            .map(|text| Ok(Bytes::from_static(text.as_bytes())))
            .collect();
        futures::stream::iter(pieces)
    }

    #[tokio::test]
    async fn equal_bytes_are_stored_once_and_refused_ones_not_at_all() {
        let (blobs, folder) = store();
        let organiser = crate::platform::clock::new_id();
        let upload = crate::platform::clock::new_id;
        let (one, ()) = blobs
            .take_in(organiser, upload(), pieces(&["ab", "c"]), |_| Ok(()))
            .await
            .expect("stored");
        let (two, ()) = blobs
            .take_in(organiser, upload(), pieces(&["abc"]), |_| Ok(()))
            .await
            .expect("stored");
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            one.hash,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!((one.hash, one.size), (two.hash.clone(), 3));
        assert_eq!(files(&folder), 1);
        let refused = blobs.take_in(organiser, upload(), pieces(&["x"]), |_| {
            Err::<(), _>(AppError::new(Code::TooLarge))
        });
        assert_eq!(refused.await.expect_err("refused").code, Code::TooLarge);
        let broken = futures::stream::iter([Ok(Bytes::from_static(b"y")), Err(AppError::new(Code::Timeout))]);
        let broken = blobs.take_in(organiser, upload(), broken, |_| Ok(()));
        assert_eq!(broken.await.expect_err("broken").code, Code::Timeout);
        assert_eq!(files(&folder), 1);
        let mut bytes = Vec::new();
        let mut read = Box::pin(
            blobs
                .hand_out(organiser, &two.hash)
                .await
                .expect("found")
                .expect("found"),
        );
        while let Some(chunk) = read.next().await {
            bytes.extend_from_slice(&chunk.expect("read"));
        }
        assert_eq!(bytes, b"abc");
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[tokio::test]
    async fn the_sweep_takes_old_drafts_and_leaves_blobs() {
        let (blobs, folder) = store();
        let organiser = crate::platform::clock::new_id();
        blobs
            .take_in(organiser, organiser, pieces(&["kept"]), |_| Ok(()))
            .await
            .expect("stored");
        let drafts = folder.join("uploads").join(organiser.to_string());
        std::fs::create_dir_all(&drafts).expect("a folder");
        std::fs::write(drafts.join("half#1"), b"half").expect("a draft");
        let now = crate::platform::clock::Clock::System.now();
        let day = chrono::TimeDelta::days(1);
        assert_eq!(blobs.sweep_uploads(now - day).await.expect("swept"), 0);
        assert_eq!(blobs.sweep_uploads(now + day).await.expect("swept"), 1);
        assert_eq!(files(&folder), 1);
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
