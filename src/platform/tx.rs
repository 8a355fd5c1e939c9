//! The one way to write, and the snapshot to read from.
//!
//! On SQLite every write runs as a savepoint inside one explicit `BEGIN IMMEDIATE` transaction that is shared by the
//! writers who queue up meanwhile (group commit): one disk flush acknowledges all of them. Whoever leaves last commits.
//! On PostgreSQL each write is a transaction of its own, with the organiser set for row level security.
//! A write that ends well without exactly one ledger entry is a defect and is rolled back.

use crate::error::{AppError, Code, Result};
use crate::platform::database::Database;
use crate::platform::epochs::{Epoch, Epochs};
use crate::platform::ledger::{self, ActorRef, Deed, Event, Subject};
use chrono::{DateTime, Utc};
use prometheus::{Histogram, HistogramOpts};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use serde_json::Value;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tables::audit_head;
use tokio::sync::{Mutex as Turn, oneshot};
use uuid::Uuid;

/// For whom a transaction speaks: the organiser, who acts, and when.
#[derive(Clone, Debug)]
pub struct Author {
    pub organiser: Uuid,
    pub actor: ActorRef,
    pub now: DateTime<Utc>,
    pub request_id: String,
}

/// An open write.
#[derive(Debug)]
pub struct Tx {
    txn: DatabaseTransaction,
    author: Author,
    recorded: Mutex<Recorded>,
}

#[derive(Debug, Default, Clone)]
struct Recorded {
    entries: u32,
    head: Option<audit_head::Model>,
    nothing_written: bool,
}

impl Tx {
    /// The connection that queries run on.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.txn
    }

    /// The instant of this write, fixed once per request.
    pub fn now(&self) -> DateTime<Utc> {
        self.author.now
    }

    /// Waits until every other write of the organiser has ended, and lets none end before this one: what is read from here
    /// on is one state, not several. Take it after the row that the write is about, as every write does.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hold_still(&self) -> Result<()> {
        ledger::hold(&self.txn, self.author.organiser).await.map(|_| ())
    }

    /// Writes the one ledger entry of this write.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record(&self, event: Event, subject: Subject, changes: Value) -> Result<()> {
        let deed = Deed {
            at: self.author.now,
            actor: self.author.actor,
            event,
            refused: false,
            subject,
            changes,
            request_id: self.author.request_id.clone(),
        };
        self.append(deed).await
    }

    async fn append(&self, deed: Deed) -> Result<()> {
        let head = ledger::append(&self.txn, self.author.organiser, deed).await?;
        let mut recorded = self.recorded();
        recorded.entries += 1;
        recorded.head = Some(head);
        Ok(())
    }

    /// Says that this write found nothing to do, such as a repeated request: no entry is due.
    pub fn nothing_written(&self) {
        self.recorded().nothing_written = true;
    }

    /// The chain's length after this write's entry; 0 before it.
    pub fn sequence(&self) -> i64 {
        self.recorded().head.as_ref().map_or(0, |head| head.count)
    }

    fn recorded(&self) -> std::sync::MutexGuard<'_, Recorded> {
        self.recorded
            .lock()
            .expect("the lock is never held across a panic")
    }
}

/// A snapshot to read from: every query in it sees the same state.
#[derive(Debug)]
pub struct Read {
    txn: DatabaseTransaction,
    pub epoch: Epoch,
}

impl Read {
    /// The connection that queries run on.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.txn
    }
}

/// Queues writes and opens snapshots.
#[derive(Debug)]
pub struct Writer {
    database: Database,
    epochs: Arc<Epochs>,
    batch: Turn<Option<Batch>>,
    waiting: AtomicUsize,
    batches: Histogram,
    news: tokio::sync::mpsc::UnboundedSender<(Uuid, Epoch)>,
}

/// Writers that share one commit.
#[derive(Debug)]
struct Batch {
    txn: DatabaseTransaction,
    members: Vec<oneshot::Sender<Result<(), String>>>,
    size: usize,
}

impl Batch {
    /// Commits, and tells every member how it went.
    #[expect(clippy::cast_precision_loss, reason = "small whole numbers")]
    async fn settle(self, sizes: &Histogram) -> Result<(), String> {
        let committed = self.txn.commit().await.map_err(|error| error.to_string());
        sizes.observe(self.size as f64);
        for member in self.members {
            let _ = member.send(committed.clone());
        }
        committed
    }
}

/// A place in the queue of writers, given up when its turn comes or its task ends.
struct Place<'w>(&'w AtomicUsize);

impl<'w> Place<'w> {
    fn take(waiting: &'w AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::SeqCst);
        Self(waiting)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// At most so many writes share a commit, so that the first is not kept waiting by the last.
const MOST_MEMBERS: usize = 128;

impl Writer {
    /// A writer, and the stream of epochs that its commits bring.
    pub fn new(
        database: Database,
        epochs: Arc<Epochs>,
    ) -> (Self, tokio::sync::mpsc::UnboundedReceiver<(Uuid, Epoch)>) {
        let (news, receiver) = tokio::sync::mpsc::unbounded_channel();
        (
            Self {
                database,
                epochs,
                batch: Turn::new(None),
                waiting: AtomicUsize::new(0),
                batches: batch_sizes(),
                news,
            },
            receiver,
        )
    }

    /// How many writes wait for their turn.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    /// How many writes shared each commit.
    pub fn batches(&self) -> &Histogram {
        &self.batches
    }

    /// Runs `work` in a transaction and commits it. It runs on a task of its own: a client that hangs up stops nothing.
    ///
    /// # Errors
    /// The error of `work`, or what the database says at the commit; then nothing was written.
    pub async fn write<T, F, Fut>(self: &Arc<Self>, author: Author, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(Arc<Tx>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        let writer = Arc::clone(self);
        let task = tokio::spawn(async move {
            if writer.database.backend() == DbBackend::Sqlite {
                writer.write_together(author, work).await
            } else {
                writer.write_alone(author, work).await
            }
        });
        task.await.map_err(AppError::internal)?
    }

    /// Notes a refused attempt at a change.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_refusal(
        self: &Arc<Self>,
        author: Author,
        event: Event,
        subject: Subject,
        reason: &'static str,
    ) -> Result<()> {
        let deed = Deed {
            at: author.now,
            actor: author.actor,
            event,
            refused: true,
            subject,
            changes: serde_json::json!({"reason": reason}),
            request_id: author.request_id.clone(),
        };
        self.write(author, move |tx| async move { tx.append(deed).await })
            .await
    }

    /// Runs upkeep that changes nothing anybody sees, such as forgetting what has expired: a write without an entry.
    ///
    /// # Errors
    /// The error of `work`, or what the database says at the commit; then nothing was written.
    pub async fn housekeep<T, F, Fut>(
        self: &Arc<Self>,
        organiser: Uuid,
        now: DateTime<Utc>,
        work: F,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(Arc<Tx>) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        let author = Author {
            organiser,
            actor: ActorRef {
                kind: "system",
                id: None,
            },
            now,
            request_id: String::new(),
        };
        self.write(author, move |tx| async move {
            tx.nothing_written();
            work(tx).await
        })
        .await
    }

    /// On SQLite: folds the write-ahead log into the file and cuts it, in turn with the writes. Where a reader holds the
    /// log, it stays for the next time rather than keep the writers waiting.
    ///
    /// # Errors
    /// What the database says.
    pub async fn checkpoint(&self) -> Result<()> {
        if self.database.backend() != DbBackend::Sqlite {
            return Ok(());
        }
        let mut turn = self.batch.lock().await;
        if let Some(batch) = turn.take() {
            // Its members learn of a failure themselves.
            let _ = batch.settle(&self.batches).await;
        }
        let cut = self
            .database
            .writer()
            .execute_unprepared("PRAGMA busy_timeout = 100; PRAGMA wal_checkpoint(TRUNCATE)")
            .await;
        self.database
            .writer()
            .execute_unprepared("PRAGMA busy_timeout = 5000")
            .await?;
        drop(turn);
        Ok(cut.map(|_| ())?)
    }

    async fn write_alone<T, F, Fut>(&self, author: Author, work: F) -> Result<T>
    where
        F: FnOnce(Arc<Tx>) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let txn = self.database.writer().begin().await?;
        txn.execute_unprepared(&format!(
            "SELECT set_config('app.organiser', '{}', true)",
            author.organiser
        ))
        .await?;
        let organiser = author.organiser;
        let (txn, result) = attempt(txn, author, work).await?;
        match result {
            Ok((value, head)) => {
                txn.commit().await?;
                self.learn(organiser, head);
                Ok(value)
            }
            Err(error) => {
                txn.rollback().await?;
                Err(error)
            }
        }
    }

    async fn write_together<T, F, Fut>(&self, author: Author, work: F) -> Result<T>
    where
        F: FnOnce(Arc<Tx>) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let place = Place::take(&self.waiting);
        let mut turn = self.batch.lock().await;
        drop(place);
        let mut batch = match turn.take() {
            Some(batch) => batch,
            None => Batch {
                txn: begin_immediate(&self.database).await?,
                members: Vec::new(),
                size: 0,
            },
        };
        let organiser = author.organiser;
        let savepoint = batch.txn.begin().await?;
        let (savepoint, result) = attempt(savepoint, author, work).await?;
        let outcome = match result {
            Ok(done) => savepoint.commit().await.map(|()| Ok(done)),
            Err(error) => savepoint.rollback().await.map(|()| Err(error)),
        }?;
        batch.size += 1;
        let leaves_last = self.waiting.load(Ordering::SeqCst) == 0 || batch.size >= MOST_MEMBERS;
        let committed = if leaves_last {
            let committed = batch.settle(&self.batches).await;
            drop(turn);
            committed
        } else {
            let (member, told) = oneshot::channel();
            batch.members.push(member);
            *turn = Some(batch);
            drop(turn);
            told.await
                .unwrap_or_else(|_| Err("the shared transaction was abandoned".to_owned()))
        };
        let (value, head) = outcome?;
        committed.map_err(|cause| AppError::later(Code::Contention, 1).because(cause))?;
        self.learn(organiser, head);
        Ok(value)
    }

    fn learn(&self, organiser: Uuid, head: Option<audit_head::Model>) {
        if let Some(head) = head {
            let epoch = Epoch {
                data: head.count,
                access: head.access_count,
            };
            self.epochs.advance(organiser, epoch);
            // Nobody listens on SQLite and in one-off commands: then the news is simply dropped.
            let _ = self.news.send((organiser, epoch));
        }
    }

    /// Opens a snapshot of one organiser's data.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(&self, organiser: Uuid) -> Result<Read> {
        let txn = self.database.readers().begin().await?;
        if self.database.backend() == DbBackend::Postgres {
            txn.execute_unprepared(&format!(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT set_config('app.organiser', '{organiser}', true)"
            ))
            .await?;
        }
        let head = audit_head::Entity::find_by_id(organiser).one(&txn).await?;
        let epoch = head.map_or(Epoch::default(), |head| Epoch {
            data: head.count,
            access: head.access_count,
        });
        self.epochs.advance(organiser, epoch);
        Ok(Read { txn, epoch })
    }
}

#[expect(clippy::cast_precision_loss, reason = "small whole numbers")]
fn batch_sizes() -> Histogram {
    let buckets = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, MOST_MEMBERS as f64];
    let options = HistogramOpts::new(
        "stegvis_write_batch_size",
        "How many writes shared a commit (SQLite).",
    );
    Histogram::with_opts(options.buckets(buckets.to_vec())).expect("a valid name and rising buckets")
}

async fn begin_immediate(database: &Database) -> Result<DatabaseTransaction> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(database.writer().begin_with_options(options).await?)
}

type Attempt<T> = (DatabaseTransaction, Result<(T, Option<audit_head::Model>)>);

/// Runs `work` and demands its ledger entry; hands the transaction back for the caller to end.
async fn attempt<T, F, Fut>(txn: DatabaseTransaction, author: Author, work: F) -> Result<Attempt<T>>
where
    F: FnOnce(Arc<Tx>) -> Fut,
    Fut: Future<Output = Result<T>>,
{
    let tx = Arc::new(Tx {
        txn,
        author,
        recorded: Mutex::default(),
    });
    let result = work(Arc::clone(&tx)).await;
    let Some(tx) = Arc::into_inner(tx) else {
        return Err(AppError::internal(
            "a write kept its transaction open after its end",
        ));
    };
    let recorded = tx.recorded().clone();
    let result = result.and_then(|value| match (recorded.entries, recorded.nothing_written) {
        (1, false) => Ok((value, recorded.head)),
        (0, true) => Ok((value, None)),
        (entries, _) => Err(AppError::internal(format!(
            "a write must leave exactly one ledger entry, not {entries}"
        ))),
    });
    Ok((tx.txn, result))
}
