//! Typed settings. `load` reads them from `config/default.toml`, a file above it, and the environment above both.

mod load;
#[cfg(test)]
mod tests;

pub use load::{EXCEPTIONS, Faults, File, load, read};

use serde::Deserialize;
use std::path::PathBuf;

/// Every setting.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub server: ServerSettings,
    pub database: DatabaseSettings,
    pub blobs: BlobSettings,
    pub access: AccessSettings,
    pub audit: AuditSettings,
    pub log: LogSettings,
}

/// The server and its limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// Address and port to listen on.
    pub bind: String,
    /// The address under which clients reach the service; it stands in the OpenAPI document.
    pub public_url: String,
    /// Worker threads; 0 means one per core.
    pub workers: usize,
    /// Bodies of JSON larger than this are refused, in bytes.
    pub body_limit: usize,
    /// Files of HR data larger than this are refused, in bytes.
    pub import_limit: usize,
    /// Uploaded files larger than this are refused, in bytes.
    pub upload_limit: u64,
    /// The line and the headers of a request must arrive within this time, in seconds.
    pub head_deadline_seconds: u64,
    /// A whole body must arrive within this time, in seconds.
    pub body_deadline_seconds: u64,
    /// A whole uploaded file must arrive within this time, in seconds.
    pub upload_deadline_seconds: u64,
    /// More requests at once than this are answered 503.
    pub concurrency: usize,
    /// Requests per minute and actor (or address, where nobody is logged in).
    pub requests_per_minute: u32,
    /// Login attempts per minute and address; many may sit behind one address.
    pub logins_per_minute: u32,
    /// How long requests in flight may take when the service stops, in seconds.
    pub shutdown_seconds: u64,
    /// Origins that may call from a browser; empty means none but our own.
    pub cors_origins: Vec<String>,
    /// Kept answers take at most this much memory, in bytes.
    pub cache_bytes: u64,
    /// Take the client's address from `X-Forwarded-For`: only behind a proxy that sets it.
    pub behind_proxy: bool,
}

/// The database.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Connections for reads (on PostgreSQL: for everything).
    pub connections: u32,
    /// Allow a PostgreSQL role that is not bound by row level security. Never in production.
    pub allow_unbound_role: bool,
}

impl std::fmt::Debug for DatabaseSettings {
    /// Without the address, since a password stands in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DatabaseSettings")
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}

/// Evidence bytes and checkpoints.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobSettings {
    /// The local folder, where no bucket is named.
    pub folder: PathBuf,
    /// An S3 bucket; credentials come from the usual `AWS_…` variables.
    #[serde(default)]
    pub bucket: Option<String>,
    #[serde(default)]
    pub endpoint: Option<String>,
    #[serde(default)]
    pub region: Option<String>,
}

/// Logins and tokens.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessSettings {
    /// The folder of the signing keys; made at the first start, readable by the service only.
    pub key_folder: PathBuf,
    /// Life of an access token, in seconds.
    pub token_seconds: i64,
    /// Life of a login session without use, in hours.
    pub session_hours: i64,
    /// Memory of one password hash, in KiB (OWASP: at least 19456).
    pub argon_memory_kib: u32,
    /// Passes of one password hash.
    pub argon_passes: u32,
    /// Send the refresh cookie over HTTPS only.
    pub secure_cookie: bool,
}

/// The audit chain.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSettings {
    /// The folder to which signed checkpoints are appended, besides the object store: best a disk of its own.
    pub checkpoint_folder: PathBuf,
}

/// The log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogSettings {
    /// Which lines, such as `info,stegvis=debug`.
    pub filter: String,
    /// JSON lines instead of text.
    pub json: bool,
    /// An OTLP endpoint over HTTP to which traces are sent; empty means none.
    pub otlp_endpoint: String,
}

/// The built-in settings as text: the program carries them, so that it needs no file beside it.
const DEFAULTS: &str = include_str!("../../config/default.toml");

/// The settings of `config/default.toml`.
///
/// # Panics
/// Never in a build that passed its tests: the file is part of the program.
pub fn defaults() -> Settings {
    read(&[], std::iter::empty()).expect("the built-in settings are whole")
}
