//! Bytes in the object store, addressed by their SHA-256: a local folder by default, S3-compatible at scale.

use crate::config::BlobSettings;
use crate::error::{AppError, Result};
use crate::platform::ledger::hex;
use actix_web::web::Bytes;
use futures::{Stream, StreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use uuid::Uuid;

/// The object store.
#[derive(Clone, Debug)]
pub struct Blobs(Arc<dyn ObjectStore>);

/// What an upload was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub hash: String,
    pub size: u64,
    /// The first bytes, from which the media type is told.
    pub head: Vec<u8>,
}

const HEAD: usize = 8192;

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
            return Ok(Self(Arc::new(builder.build().map_err(AppError::internal)?)));
        }
        std::fs::create_dir_all(&settings.folder).map_err(AppError::internal)?;
        let store = LocalFileSystem::new_with_prefix(&settings.folder)
            .map_err(AppError::internal)?
            .with_automatic_cleanup(true)
            .with_fsync(true);
        Ok(Self(Arc::new(store)))
    }

    /// Streams bytes in, hashing on the way; equal bytes of one organiser are stored once.
    ///
    /// `chunks` ends an upload that is too large or broken with its own error, after which nothing is kept.
    ///
    /// # Errors
    /// What the stream or the store says.
    pub async fn take_in(
        &self,
        organiser: Uuid,
        upload: Uuid,
        chunks: impl Stream<Item = Result<Bytes>>,
    ) -> Result<Stored> {
        let draft = Path::from(format!("uploads/{organiser}/{upload}"));
        let mut writer = WriteMultipart::new(self.0.put_multipart(&draft).await.map_err(AppError::internal)?);
        let mut hasher = Sha256::new();
        let mut stored = Stored {
            hash: String::new(),
            size: 0,
            head: Vec::with_capacity(HEAD),
        };
        futures::pin_mut!(chunks);
        while let Some(chunk) = chunks.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) => {
                    let _ = writer.abort().await;
                    return Err(error);
                }
            };
            hasher.update(&chunk);
            stored.size += chunk.len() as u64;
            let room = HEAD.saturating_sub(stored.head.len()).min(chunk.len());
            stored.head.extend_from_slice(&chunk[..room]);
            writer.wait_for_capacity(4).await.map_err(AppError::internal)?;
            writer.put(chunk);
        }
        writer.finish().await.map_err(AppError::internal)?;
        stored.hash = hex(&hasher.finalize());
        let address = address(organiser, &stored.hash);
        if self.0.head(&address).await.is_ok() {
            self.0.delete(&draft).await.map_err(AppError::internal)?;
        } else {
            self.0
                .rename(&draft, &address)
                .await
                .map_err(AppError::internal)?;
        }
        Ok(stored)
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
        match self.0.get(&address(organiser, hash)).await {
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
            .0
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
            .0
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
        match self.0.get(&Path::from(path)).await {
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
        match self.0.delete(&Path::from(path)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(AppError::internal(error)),
        }
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// What the store says.
    pub async fn check(&self) -> Result<()> {
        self.0
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
