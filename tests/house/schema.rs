//! Migrations go up, down and up again, and the schema is what the entities say, on both databases.

use crate::files;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use std::collections::BTreeMap;

/// Tables with their columns, and whether each may be empty.
type Shape = BTreeMap<String, BTreeMap<String, bool>>;

/// What the entities say, read from their sources, so that no list of tables can be forgotten.
fn entities() -> Shape {
    let mut shape = Shape::new();
    for path in files("entity/src", &["rs"]) {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let Some(table) = text
            .split("table_name = \"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
        else {
            continue;
        };
        let fields = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("pub "))
            .filter_map(|line| line.split_once(": "));
        let columns = fields
            .map(|(name, kind)| (name.to_owned(), kind.starts_with("Option<")))
            .collect();
        shape.insert(table.to_owned(), columns);
    }
    shape
}

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<sea_orm::QueryResult> {
    db.query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .expect("the catalogue answers")
}

async fn schema(db: &DatabaseConnection) -> Shape {
    let mut shape = Shape::new();
    if db.get_database_backend() == DbBackend::Sqlite {
        let tables = rows(
            db,
            // The tables of a full-text index are its database's own affair.
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'procedure_search%'",
        )
        .await;
        for table in tables {
            let table: String = table.try_get("", "name").expect("a name");
            for column in rows(db, &format!("PRAGMA table_info({table})")).await {
                let (name, not_null): (String, bool) = (
                    column.try_get("", "name").expect("a name"),
                    column.try_get("", "notnull").expect("a flag"),
                );
                shape.entry(table.clone()).or_default().insert(name, !not_null);
            }
        }
    } else {
        let columns = "SELECT table_name, column_name, is_nullable = 'YES' AS nullable FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER'";
        for column in rows(db, columns).await {
            let text = |name: &str| column.try_get::<String>("", name).expect("a name");
            let nullable = column.try_get::<bool>("", "nullable").expect("a flag");
            shape
                .entry(text("table_name"))
                .or_default()
                .insert(text("column_name"), nullable);
        }
    }
    shape.retain(|table, _| table != "seaql_migrations");
    shape
}

async fn up_down_up(db: &DatabaseConnection) {
    Migrator::up(db, None).await.expect("up");
    assert_eq!(
        schema(db).await,
        entities(),
        "the schema is not what the entities say"
    );
    Migrator::down(db, None).await.expect("down");
    assert_eq!(schema(db).await, Shape::new(), "something stayed behind");
    if db.get_database_backend() == DbBackend::Sqlite {
        let left = rows(db, "SELECT name FROM sqlite_master WHERE name LIKE 'procedure_%'").await;
        assert!(left.is_empty(), "the full-text index stayed behind");
    }
    Migrator::up(db, None).await.expect("up again");
    assert_eq!(schema(db).await, entities());
}

#[tokio::test]
async fn on_sqlite() {
    let file = std::env::temp_dir().join(format!("stegvis-house-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    let db = Database::connect(format!("sqlite://{}?mode=rwc", file.display()))
        .await
        .expect("opens");
    up_down_up(&db).await;
    db.close().await.expect("closes");
    let _ = std::fs::remove_file(&file);
}

#[tokio::test]
async fn on_postgres() {
    let server = std::env::var("STEGVIS_TEST_POSTGRES_URL").expect(
        "this test needs PostgreSQL: run `make test`, which brings its own, or set STEGVIS_TEST_POSTGRES_URL",
    );
    let name = format!("stegvis_house_{}", std::process::id());
    let admin = Database::connect(&server).await.expect("PostgreSQL answers");
    admin
        .execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}"))
        .await
        .expect("dropped");
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .expect("created");
    let (address, query) = server
        .split_once('?')
        .map_or((server.as_str(), String::new()), |(address, query)| {
            (address, format!("?{query}"))
        });
    let cut = address.rfind('/').expect("a database");
    let db = Database::connect(format!("{}/{name}{query}", &address[..cut]))
        .await
        .expect("opens");
    up_down_up(&db).await;
    db.close().await.expect("closes");
    admin
        .execute_unprepared(&format!("DROP DATABASE {name}"))
        .await
        .expect("dropped");
}
