//! What every request shares: the instance's database, files, keys, clock and stores.

use super::actor::Actor;
use super::keys::Keys;
use super::limits::Limits;
use super::password::Passwords;
use super::permit::Target;
use super::principal::Credential;
use super::token::Verified;
use crate::config::Settings;
use crate::error::Result;
use crate::platform::blobs::Blobs;
use crate::platform::cache::{Answers, Lookups};
use crate::platform::clock::Clock;
use crate::platform::database::Database;
use crate::platform::epochs::{Epoch, Epochs};
use crate::platform::idempotency::Running;
use crate::platform::jobs::Jobs;
use crate::platform::schema::Schemas;
use crate::platform::telemetry::Traces;
use crate::platform::tx::Writer;
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::sync::mpsc::UnboundedReceiver;
use uuid::Uuid;

/// The shared state behind an `Arc`.
pub type AppState = Arc<State>;

/// Everything that lives as long as the process.
#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    pub database: Database,
    pub writer: Arc<Writer>,
    pub epochs: Arc<Epochs>,
    pub answers: Answers<Target>,
    pub actors: Cache<(Uuid, Credential), (i64, Arc<Actor>)>,
    pub actor_lookups: Lookups,
    pub clock: Clock,
    pub keys: Keys,
    pub verified: Verified,
    pub passwords: Passwords,
    pub blobs: Blobs,
    pub running: Running,
    /// The planner's long computations that this node works on.
    pub jobs: Jobs,
    pub limits: Limits,
    pub schemas: Schemas,
    /// The OpenAPI document as it is served.
    pub document: Arc<String>,
    pub traces: Traces,
    /// Set once the process was told to stop: it is not ready for new requests any more.
    pub stopping: AtomicBool,
}

/// Epochs of this node's own commits, for telling the other nodes.
pub type News = UnboundedReceiver<(Uuid, Epoch)>;

impl State {
    /// Opens what the settings name. The database is not migrated here.
    ///
    /// # Errors
    /// What does not open.
    pub async fn open(
        settings: Settings,
        clock: Clock,
        schemas: Schemas,
        document: String,
    ) -> Result<(AppState, News)> {
        let database = Database::open(&settings.database).await?;
        let epochs = Arc::new(Epochs::default());
        let (writer, news) = Writer::new(database.clone(), Arc::clone(&epochs));
        let state = Self {
            keys: Keys::open(&settings.access.key_folder, &settings.server.public_url)?,
            verified: Verified::default(),
            passwords: Passwords::new(&settings.access)?,
            blobs: Blobs::open(&settings.blobs)?,
            limits: Limits::new(&settings.server),
            traces: Traces::open(&settings.log)?,
            answers: Answers::of_size(settings.server.cache_bytes),
            actors: Cache::new(20_000),
            actor_lookups: Lookups::of("actors"),
            running: Running::default(),
            jobs: Jobs::default(),
            writer: Arc::new(writer),
            epochs,
            database,
            clock,
            schemas,
            document: Arc::new(document),
            settings,
            stopping: AtomicBool::new(false),
        };
        Ok((Arc::new(state), news))
    }
}
