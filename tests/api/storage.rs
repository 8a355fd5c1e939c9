//! What an answer promises about the disk: it is stored, whole, and nobody else's failure took it away.

use crate::on_both;
use crate::support::{Backend, House, fresh};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::json;
use std::sync::{Arc, Mutex};
use stegvis::access::Ctx;
use stegvis::config::DatabaseSettings;
use stegvis::error::{AppError, Result};
use stegvis::platform::database::Database;
use stegvis::platform::ledger::{Event, Subject};
use stegvis::platform::tx::Tx;
use uuid::Uuid;

const NOTED: Event = Event::new("test.noted");

fn ctx(house: &House) -> Ctx {
    Ctx::system(&house.state, Uuid::nil())
}

async fn note(tx: &Tx) -> Result<()> {
    tx.record(NOTED, Subject::new("test", Uuid::nil()), json!({}))
        .await
}

/// A number that a statement gives.
async fn number(database: &DatabaseConnection, sql: &str) -> i64 {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let row = database
        .query_one_raw(statement)
        .await
        .expect("an answer")
        .expect("a row");
    row.try_get_by_index::<i64>(0)
        .or_else(|_| row.try_get_by_index::<i32>(0).map(i64::from))
        .expect("a number")
}

async fn make_tables(house: &House) {
    house
        .state
        .database
        .writer()
        .execute_unprepared(
            "CREATE TABLE parent (id BIGINT PRIMARY KEY); \
             CREATE TABLE child (id BIGINT PRIMARY KEY, parent BIGINT REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)",
        )
        .await
        .expect("tables");
}

on_both! {
    async fn a_fault_that_shows_at_the_commit_only_is_reported(house) {
        make_tables(&house).await;
        let entries = house.entries().await;
        let orphan = ctx(&house)
            .write(|tx| async move {
                tx.conn().execute_unprepared("INSERT INTO child (id, parent) VALUES (1, 99)").await?;
                note(&tx).await
            })
            .await;
        assert!(orphan.is_err(), "a write that was not stored was reported as done");
        let readers = house.state.database.readers();
        assert_eq!(number(readers, "SELECT COUNT(*) FROM child").await, 0);
        assert_eq!(house.entries().await, entries);
        ctx(&house)
            .write(|tx| async move {
                tx.conn().execute_unprepared("INSERT INTO child (id, parent) VALUES (1, 5)").await?;
                tx.conn().execute_unprepared("INSERT INTO parent (id) VALUES (5)").await?;
                note(&tx).await
            })
            .await
            .expect("the next write is not touched by it");
        assert_eq!(number(readers, "SELECT COUNT(*) FROM child").await, 1);
        assert_eq!(house.entries().await, entries + 1);
    }

    async fn a_write_leaves_one_record_and_lets_its_transaction_go(house) {
        make_tables(&house).await;
        let entries = house.entries().await;
        let insert = |id: i64| format!("INSERT INTO parent (id) VALUES ({id})");
        let kept: Arc<Mutex<Option<Arc<Tx>>>> = Arc::default();
        let keeper = Arc::clone(&kept);
        let (first, second, third) = (insert(1), insert(2), insert(3));
        let open = ctx(&house)
            .write(move |tx| async move {
                tx.conn().execute_unprepared(&first).await?;
                note(&tx).await?;
                *keeper.lock().expect("unbroken") = Some(tx);
                Ok(())
            })
            .await;
        assert!(open.is_err(), "a write kept its transaction");
        drop(kept.lock().expect("unbroken").take());
        let twice = ctx(&house)
            .write(move |tx| async move {
                tx.conn().execute_unprepared(&second).await?;
                note(&tx).await?;
                note(&tx).await
            })
            .await;
        assert!(twice.is_err(), "a write left two records");
        let never = ctx(&house)
            .write(move |tx| async move {
                tx.conn().execute_unprepared(&third).await?;
                Ok(())
            })
            .await;
        assert!(never.is_err(), "a write left no record");
        assert_eq!(number(house.state.database.readers(), "SELECT COUNT(*) FROM parent").await, 0);
        assert_eq!(house.entries().await, entries);
        ctx(&house).write(|tx| async move { note(&tx).await }).await.expect("the writer goes on");
        assert_eq!(house.entries().await, entries + 1);
    }

    async fn a_failing_write_takes_no_other_with_it(house) {
        make_tables(&house).await;
        let entries = house.entries().await;
        // The first holds the writer until the others have queued up behind it.
        let (go, gate) = tokio::sync::oneshot::channel::<()>();
        let first = tokio::spawn({
            let ctx = ctx(&house);
            async move {
                ctx.write(|tx| async move {
                    let _ = gate.await;
                    tx.conn().execute_unprepared("INSERT INTO parent (id) VALUES (0)").await?;
                    note(&tx).await
                })
                .await
            }
        });
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let others: Vec<_> = (1..=20_i64)
            .map(|id| {
                let ctx = ctx(&house);
                tokio::spawn(async move {
                    ctx.write(move |tx| async move {
                        tx.conn().execute_unprepared(&format!("INSERT INTO parent (id) VALUES ({id})")).await?;
                        if id % 7 == 0 {
                            return Err(AppError::not_found());
                        }
                        note(&tx).await
                    })
                    .await
                })
            })
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        go.send(()).expect("the first waits");
        first.await.expect("ran").expect("stored");
        for (id, other) in (1..=20).zip(others) {
            assert_eq!(other.await.expect("ran").is_ok(), id % 7 != 0, "write {id}");
        }
        assert_eq!(number(house.state.database.readers(), "SELECT COUNT(*) FROM parent").await, 19);
        assert_eq!(house.entries().await, entries + 19);
        if house.state.database.file().is_some() {
            let batches = house.state.writer.batches();
            assert!(batches.get_sample_sum() >= 21.0);
            assert!(batches.get_sample_count() < 10, "the writes shared no commit");
        }
    }

    async fn old_answers_are_forgotten_without_an_entry(house) {
        let admin = house.organiser("NO", "0301").await;
        for key in ["a", "b"] {
            house.post("/units", json!({"kind": "sector", "name": key})).by(&admin).once(key).send().await.expect(201);
        }
        house.pass_days(2);
        let entries = house.entries().await;
        assert_eq!(stegvis::worker::forget_answers(&house.state).await.expect("swept"), 2);
        assert_eq!(stegvis::worker::forget_answers(&house.state).await.expect("swept"), 0);
        assert_eq!(house.entries().await, entries);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_flushes_before_it_answers() {
    let house = House::open(Backend::Sqlite).await;
    let database = &house.state.database;
    // 2 is FULL: https://sqlite.org/pragma.html#pragma_synchronous
    assert_eq!(number(database.writer(), "PRAGMA synchronous").await, 2);
    assert_eq!(
        number(
            database.writer(),
            "SELECT journal_mode = 'wal' FROM pragma_journal_mode"
        )
        .await,
        1
    );
    assert_eq!(number(database.writer(), "PRAGMA foreign_keys").await, 1);
    assert_eq!(number(database.readers(), "PRAGMA query_only").await, 1);
    database
        .readers()
        .execute_unprepared("CREATE TABLE stray (id BIGINT)")
        .await
        .expect_err("readers cannot write");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_write_ahead_log_stays_small_under_load() {
    let house = House::open(Backend::Sqlite).await;
    make_tables(&house).await;
    let file = house.state.database.file().expect("a file").clone();
    let log = file.with_file_name("stegvis.db-wal");
    let size = || std::fs::metadata(&log).map_or(0, |meta| meta.len());
    let filler = "x".repeat(2000);
    let mut largest = 0;
    for round in 0..15 {
        let writes = (0..200).map(|_| {
            let (ctx, filler) = (ctx(&house), filler.clone());
            async move {
                ctx.write(|tx| async move {
                    let changes = json!({"filler": filler});
                    tx.record(NOTED, Subject::new("test", Uuid::nil()), changes).await
                })
                .await
            }
        });
        for done in futures::future::join_all(writes).await {
            done.expect("stored");
        }
        if round % 3 == 0 {
            house.state.writer.checkpoint().await.expect("folded in");
            assert_eq!(size(), 0, "nobody reads, so the log is cut");
        }
        largest = largest.max(size());
    }
    let whole = std::fs::metadata(&file).expect("the file").len();
    assert!(whole > 6_000_000, "3,000 entries of 2 kB make {whole} bytes");
    // SQLite folds the log in by itself from 1,000 pages of 4 kB on; some commits may overshoot that.
    assert!(largest < 12_000_000, "the log grew to {largest} bytes");
}

async fn nodes_that_start_together(backend: Backend) {
    let folder = std::env::temp_dir().join(format!(
        "stegvis-test-{}",
        stegvis::platform::clock::new_id().simple()
    ));
    std::fs::create_dir_all(&folder).expect("a folder");
    let settings = DatabaseSettings {
        url: fresh(backend, &folder).await,
        connections: 2,
        allow_unbound_role: false,
    };
    let nodes: Vec<_> = (0..4)
        .map(|_| {
            let settings = settings.clone();
            tokio::spawn(async move {
                let database = Database::open(&settings).await?;
                database.migrate().await?;
                assert!(database.is_migrated().await?);
                Ok::<_, AppError>(database)
            })
        })
        .collect();
    let mut open = Vec::new();
    for node in nodes {
        open.push(node.await.expect("ran").expect("every node starts"));
    }
    let applied = number(open[0].readers(), "SELECT COUNT(*) FROM seaql_migrations").await;
    assert_eq!(applied, i64::try_from(Migrator::migrations().len()).expect("few"));
    for database in open {
        database.close().await;
    }
    let _ = std::fs::remove_dir_all(&folder);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_migrate_once_on_sqlite() {
    nodes_that_start_together(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_migrate_once_on_postgres() {
    nodes_that_start_together(Backend::Postgres).await;
}
