//! PostgreSQL itself keeps organisers apart: without the organiser set a query sees nothing, and writes for another are refused.

use crate::support::{Backend, House};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, QueryResult, Statement, TransactionTrait};
use std::collections::{BTreeMap, BTreeSet};
use stegvis::platform::clock::new_id;
use uuid::Uuid;

/// Has the column, but is read before any organiser is known: it maps hashes of login names to organisers.
const READ_BEFORE_LOGIN: &[&str] = &["login_directory"];
/// Belong to the instance and hold nothing of any organiser's content.
const OF_THE_INSTANCE: &[&str] = &["organiser", "seaql_migrations"];

async fn rows<C: ConnectionTrait>(db: &C, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(DbBackend::Postgres, sql.to_owned());
    db.query_all_raw(statement)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

async fn texts<C: ConnectionTrait>(db: &C, sql: &str) -> BTreeSet<String> {
    rows(db, sql)
        .await
        .iter()
        .map(|row| row.try_get_by_index(0).expect("a text"))
        .collect()
}

async fn count<C: ConnectionTrait>(db: &C, table: &str) -> i64 {
    rows(db, &format!("SELECT count(*) FROM {table}")).await[0]
        .try_get_by_index(0)
        .expect("a number")
}

async fn set(txn: &DatabaseTransaction, organiser: Uuid) {
    rows(
        txn,
        &format!("SELECT set_config('app.organiser', '{organiser}', true)"),
    )
    .await;
}

/// The tables with a column `organiser_id`.
async fn tenant_tables(house: &House) -> BTreeSet<String> {
    texts(
        house.state.database.writer(),
        "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'organiser_id'",
    )
    .await
    .into_iter()
    .filter(|name| !READ_BEFORE_LOGIN.contains(&name.as_str()))
    .collect()
}

/// A row for each table, made from the types of its columns. Every id is the same one, so that every reference holds.
async fn statements(house: &House, id: Uuid) -> Vec<(String, String)> {
    let mut columns: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let found = rows(
        house.state.database.writer(),
        "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER'",
    )
    .await;
    for row in found {
        let text = |index: usize| row.try_get_by_index::<String>(index).expect("a text");
        columns.entry(text(0)).or_default().push((text(1), text(2)));
    }
    let mut waiting = tenant_tables(house).await;
    let mut targets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let references = rows(
        house.state.database.writer(),
        "SELECT own.relname::text, other.relname::text FROM pg_constraint c JOIN pg_class own ON own.oid = c.conrelid \
         JOIN pg_class other ON other.oid = c.confrelid WHERE c.contype = 'f'",
    )
    .await;
    for row in references {
        let text = |index: usize| row.try_get_by_index::<String>(index).expect("a text");
        if text(0) != text(1) {
            targets.entry(text(0)).or_default().insert(text(1));
        }
    }
    let mut made = Vec::new();
    while !waiting.is_empty() {
        let ready: Vec<String> = waiting
            .iter()
            .filter(|table| targets.get(*table).is_none_or(|list| list.is_disjoint(&waiting)))
            .cloned()
            .collect();
        assert!(!ready.is_empty(), "references run in a circle: {waiting:?}");
        for table in ready {
            waiting.remove(&table);
            let (names, values): (Vec<String>, Vec<String>) = columns[&table]
                .iter()
                .map(|(name, kind)| (format!("\"{name}\""), value(name, kind, id)))
                .unzip();
            made.push((
                table,
                format!("({}) SELECT {}", names.join(", "), values.join(", ")),
            ));
        }
    }
    made
}

fn value(name: &str, kind: &str, id: Uuid) -> String {
    match kind {
        // `$organiser` is replaced by whom the row is for.
        "uuid" if name == "organiser_id" => "'$organiser'::uuid".to_owned(),
        "uuid" => format!("'{id}'::uuid"),
        "character varying" | "text" => "'x'".to_owned(),
        "integer" | "bigint" | "smallint" | "double precision" | "numeric" => "1".to_owned(),
        "boolean" => "true".to_owned(),
        "date" => "'2026-11-02'::date".to_owned(),
        "timestamp with time zone" => "'2026-11-02T08:00:00Z'::timestamptz".to_owned(),
        "jsonb" | "json" => "'{}'::jsonb".to_owned(),
        other => panic!("the test knows no value for a column of type {other}: {name}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_on_and_forced_for_every_table_of_an_organiser() {
    let house = House::open(Backend::Postgres).await;
    let db = house.state.database.writer();
    assert!(
        house
            .state
            .database
            .is_bound_by_row_level_security()
            .await
            .expect("an answer"),
        "the tests' own role must be bound too, or they prove nothing"
    );
    let bound = texts(
        db,
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND c.relforcerowsecurity \
         AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)",
    )
    .await;
    let tenants = tenant_tables(&house).await;
    assert!(tenants.len() >= 30, "{tenants:?}");
    assert_eq!(bound, tenants);
    let all = texts(
        db,
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
    )
    .await;
    let rest: BTreeSet<&str> = all.difference(&tenants).map(String::as_str).collect();
    let expected: BTreeSet<&str> = READ_BEFORE_LOGIN.iter().chain(OF_THE_INSTANCE).copied().collect();
    assert_eq!(
        rest, expected,
        "a table without row level security needs a reason in this file"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_without_the_organiser_sees_nothing() {
    let house = House::open(Backend::Postgres).await;
    let (one, two) = (new_id(), new_id());
    let statements = statements(&house, new_id()).await;
    assert!(statements.len() >= 30);
    let db = house.state.database.writer();
    let txn = db.begin().await.expect("a transaction");
    set(&txn, one).await;
    for (table, insert) in &statements {
        let sql = format!(
            "INSERT INTO {table} {}",
            insert.replace("$organiser", &one.to_string())
        );
        txn.execute_unprepared(&sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert_eq!(count(&txn, table).await, 1, "{table}");
    }
    txn.commit().await.expect("committed");

    let unset = db.begin().await.expect("a transaction");
    for (table, _) in &statements {
        assert_eq!(
            count(&unset, table).await,
            0,
            "{table} shows rows without an organiser"
        );
        assert_eq!(
            count(db, table).await,
            0,
            "{table} shows rows outside a transaction"
        );
    }
    unset.rollback().await.expect("rolled back");

    let other = db.begin().await.expect("a transaction");
    set(&other, two).await;
    for (table, _) in &statements {
        assert_eq!(
            count(&other, table).await,
            0,
            "{table} shows another organiser's rows"
        );
        let touched = other
            .execute_unprepared(&format!("DELETE FROM {table}"))
            .await
            .expect("a statement");
        assert_eq!(
            touched.rows_affected(),
            0,
            "{table} lets another organiser's rows be deleted"
        );
    }
    other.rollback().await.expect("rolled back");

    let again = db.begin().await.expect("a transaction");
    set(&again, one).await;
    for (table, _) in &statements {
        assert_eq!(count(&again, table).await, 1, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_for_another_organiser_is_refused() {
    let house = House::open(Backend::Postgres).await;
    let (one, two) = (new_id(), new_id());
    let db = house.state.database.writer();
    for (table, insert) in statements(&house, new_id()).await {
        for speaker in [Some(two), None] {
            let txn = db.begin().await.expect("a transaction");
            if let Some(speaker) = speaker {
                set(&txn, speaker).await;
            }
            let sql = format!(
                "INSERT INTO {table} {}",
                insert.replace("$organiser", &one.to_string())
            );
            let refused = txn.execute_unprepared(&sql).await.expect_err(&sql);
            assert!(
                refused.to_string().contains("row-level security"),
                "{table}: {refused}"
            );
            txn.rollback().await.expect("rolled back");
        }
    }
    // Nor can a row of one's own be handed over.
    let admin = house.organiser("NO", "0301").await;
    let txn = db.begin().await.expect("a transaction");
    set(&txn, admin.organiser).await;
    let sql = format!("UPDATE service_area SET organiser_id = '{two}'");
    let refused = txn.execute_unprepared(&sql).await.expect_err("refused");
    assert!(refused.to_string().contains("row-level security"), "{refused}");
}
