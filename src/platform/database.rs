//! Connections, and the migration lock. One binary speaks to SQLite and to PostgreSQL; the address decides.

use crate::config::DatabaseSettings;
use crate::error::{AppError, Result};
use migration::{Migrator, MigratorTrait};
use prometheus::{Histogram, HistogramOpts};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as Connector, DatabaseConnection, DbBackend, Statement,
};
use std::path::PathBuf;
use std::time::Duration;

/// The open database: on SQLite a single writer beside many readers, on PostgreSQL one pool.
#[derive(Clone, Debug)]
pub struct Database {
    writer: DatabaseConnection,
    readers: DatabaseConnection,
    file: Option<PathBuf>,
    statements: Histogram,
}

/// Counts and times what goes through a connection and its clones.
fn measure(connection: &mut DatabaseConnection, statements: &Histogram) {
    let statements = statements.clone();
    connection.set_metric_callback(move |statement| statements.observe(statement.elapsed.as_secs_f64()));
}

/// The connections of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    pub name: &'static str,
    pub open: usize,
    pub idle: usize,
}

impl Pool {
    fn of(name: &'static str, open: u32, idle: usize) -> Self {
        let open = usize::try_from(open).unwrap_or(usize::MAX);
        Self { name, open, idle }
    }
}

/// The advisory lock that serialises migrations of nodes that start together.
const MIGRATION_LOCK: i64 = 0x0053_5445_4756_4953;

/// How long connections may take to close.
const CLOSING: Duration = Duration::from_secs(5);

impl Database {
    /// Opens the database that `settings.url` names; an SQLite file and its folder are created where missing.
    ///
    /// # Errors
    /// An address that is neither `sqlite:` nor `postgres:`, or a database that does not answer.
    pub async fn open(settings: &DatabaseSettings) -> Result<Self> {
        let statements = HistogramOpts::new(
            "stegvis_statement_seconds",
            "Time that statements to the database took.",
        );
        let statements = Histogram::with_opts(statements).map_err(AppError::internal)?;
        if let Some(path) = settings.url.strip_prefix("sqlite:") {
            let path = PathBuf::from(
                path.trim_start_matches("//")
                    .split('?')
                    .next()
                    .unwrap_or_default(),
            );
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                std::fs::create_dir_all(folder).map_err(AppError::internal)?;
            }
            let mut writer = Connector::connect(sqlite(&path, false, 1)).await?;
            let mut readers = Connector::connect(sqlite(&path, true, settings.connections)).await?;
            measure(&mut writer, &statements);
            measure(&mut readers, &statements);
            return Ok(Self {
                writer,
                readers,
                file: Some(path),
                statements,
            });
        }
        if settings.url.starts_with("postgres") {
            let mut options = ConnectOptions::new(&settings.url);
            options
                .max_connections(settings.connections)
                .acquire_timeout(Duration::from_secs(5))
                .test_before_acquire_if_idle_for(Duration::from_secs(30))
                .sqlx_logging(false)
                .set_application_name("stegvis");
            let mut pool = Connector::connect(options).await?;
            measure(&mut pool, &statements);
            return Ok(Self {
                writer: pool.clone(),
                readers: pool,
                file: None,
                statements,
            });
        }
        Err(AppError::internal(
            "database.url must begin with sqlite: or postgres:",
        ))
    }

    /// The connection for writes.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// The connections for reads.
    pub fn readers(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// Which of the two databases this is.
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// How many connections there are now.
    pub fn pools(&self) -> Vec<Pool> {
        match self.backend() {
            DbBackend::Sqlite => [("writer", &self.writer), ("readers", &self.readers)]
                .into_iter()
                .map(|(name, connection)| {
                    let pool = connection.get_sqlite_connection_pool();
                    Pool::of(name, pool.size(), pool.num_idle())
                })
                .collect(),
            DbBackend::Postgres => {
                let pool = self.readers.get_postgres_connection_pool();
                vec![Pool::of("all", pool.size(), pool.num_idle())]
            }
            _ => Vec::new(),
        }
    }

    /// How many statements went to the database, and how long they took.
    pub fn statements(&self) -> &Histogram {
        &self.statements
    }

    /// The SQLite file, where there is one.
    pub fn file(&self) -> Option<&PathBuf> {
        self.file.as_ref()
    }

    /// Brings the schema up to date. Of several nodes that start together one migrates while the others wait.
    ///
    /// # Errors
    /// What the database says.
    pub async fn migrate(&self) -> Result<()> {
        if let Some(file) = &self.file {
            let lock = std::fs::File::create(file.with_extension("migrating")).map_err(AppError::internal)?;
            let lock = actix_web::web::block(move || lock.lock().map(|()| lock))
                .await
                .map_err(AppError::internal)?
                .map_err(AppError::internal)?;
            Migrator::up(&self.writer, None).await?;
            return lock.unlock().map_err(AppError::internal);
        }
        use sea_orm::TransactionTrait;
        let holder = self.writer.begin().await?;
        holder
            .execute_raw(Statement::from_string(
                DbBackend::Postgres,
                format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"),
            ))
            .await?;
        Migrator::up(&self.writer, None).await?;
        Ok(holder.commit().await?)
    }

    /// Whether every migration has been applied. It only reads, so that a readiness check takes nobody's turn.
    ///
    /// # Errors
    /// What the database says.
    pub async fn is_migrated(&self) -> Result<bool> {
        let statement = |sql: &str| Statement::from_string(self.backend(), sql);
        self.readers.query_one_raw(statement("SELECT 1")).await?;
        let Ok(rows) = self
            .readers
            .query_all_raw(statement("SELECT version FROM seaql_migrations"))
            .await
        else {
            // The table of migrations is not there yet.
            return Ok(false);
        };
        let applied = rows
            .iter()
            .map(|row| row.try_get::<String>("", "version"))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Migrator::migrations()
            .iter()
            .all(|migration| applied.iter().any(|version| version == migration.name())))
    }

    /// On PostgreSQL: whether the role we log in with is bound by row level security.
    ///
    /// # Errors
    /// What the database says.
    pub async fn is_bound_by_row_level_security(&self) -> Result<bool> {
        if self.backend() != DbBackend::Postgres {
            return Ok(true);
        }
        let row = self
            .readers
            .query_one_raw(Statement::from_string(
                DbBackend::Postgres,
                "SELECT rolsuper OR rolbypassrls AS unbound FROM pg_roles WHERE rolname = current_user",
            ))
            .await?;
        Ok(!row
            .map(|row| row.try_get::<bool>("", "unbound"))
            .transpose()?
            .unwrap_or(true))
    }

    /// Closes the connections; on SQLite the write-ahead log is folded into the file first.
    pub async fn close(self) {
        if self.file.is_some() {
            let _ = self
                .writer
                .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
                .await;
        }
        // A connection whose worker thread has ended cannot say goodbye: nobody waits for that.
        let _ = tokio::time::timeout(CLOSING, async {
            let _ = self.readers.close().await;
            let _ = self.writer.close().await;
        })
        .await;
    }
}

/// Options for SQLite: WAL with `synchronous = FULL`, so that an answer means that the write is on disk.
fn sqlite(path: &std::path::Path, reader: bool, connections: u32) -> ConnectOptions {
    let path = path.to_owned();
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .filename(&path)
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .statement_cache_capacity(500)
                .pragma("journal_size_limit", "67108864")
                .pragma("cache_size", "-16000")
                .pragma("mmap_size", "268435456");
            if reader {
                options.pragma("query_only", "ON")
            } else {
                options
            }
        });
    options
}

/// Whether a database error only says that somebody else was faster: serialisation, deadlock, a busy file.
pub fn is_contention(error: &sea_orm::sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sea_orm::sqlx::error::DatabaseError::code)
        .is_some_and(|code| {
            // PostgreSQL: serialization_failure, deadlock_detected, lock_not_available; SQLite: busy and its kinds.
            matches!(
                code.as_ref(),
                "40001" | "40P01" | "55P03" | "5" | "261" | "517" | "6"
            )
        })
}
