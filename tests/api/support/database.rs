//! A database per test, cloned from a migrated one.

use sea_orm::{ConnectionTrait, Database};
use std::path::Path;
use tokio::sync::OnceCell;

/// On which of the two databases a test runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

static SQLITE: OnceCell<std::path::PathBuf> = OnceCell::const_new();
static POSTGRES: OnceCell<String> = OnceCell::const_new();

/// The address of a fresh database.
pub async fn clone_template(backend: Backend, folder: &Path) -> String {
    match backend {
        Backend::Sqlite => {
            let template = SQLITE.get_or_init(sqlite_template).await;
            let file = folder.join("stegvis.db");
            std::fs::copy(template, &file).expect("a copy of the template");
            format!("sqlite:{}", file.display())
        }
        Backend::Postgres => {
            let template = POSTGRES.get_or_init(postgres_template).await;
            let name = format!("stegvis_test_{}", stegvis::platform::clock::new_id().simple());
            administer(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
            address_of(&name)
        }
    }
}

/// The address of a database that nobody has migrated.
pub async fn fresh(backend: Backend, folder: &Path) -> String {
    match backend {
        Backend::Sqlite => format!("sqlite:{}", folder.join("fresh.db").display()),
        Backend::Postgres => {
            let name = format!("stegvis_test_{}", stegvis::platform::clock::new_id().simple());
            administer(&format!("CREATE DATABASE {name}")).await;
            address_of(&name)
        }
    }
}

async fn sqlite_template() -> std::path::PathBuf {
    let file = std::env::temp_dir().join(format!(
        "stegvis-template-{}.db",
        stegvis::platform::clock::new_id().simple()
    ));
    migrate(&format!("sqlite:{}", file.display())).await;
    file
}

async fn postgres_template() -> String {
    let name = format!("stegvis_template_{}", stegvis::platform::clock::new_id().simple());
    administer(&format!("CREATE DATABASE {name}")).await;
    migrate(&address_of(&name)).await;
    name
}

async fn migrate(url: &str) {
    let settings = stegvis::config::DatabaseSettings {
        url: url.to_owned(),
        connections: 2,
        allow_unbound_role: false,
    };
    let database = stegvis::platform::database::Database::open(&settings)
        .await
        .expect("the template opens");
    database.migrate().await.expect("the template is migrated");
    database.close().await;
}

/// The server that `make test` names.
pub fn server() -> String {
    std::env::var("STEGVIS_TEST_POSTGRES_URL")
        .expect("these tests need PostgreSQL: run `make test`, which brings its own, or set STEGVIS_TEST_POSTGRES_URL")
}

pub fn address_of(name: &str) -> String {
    let server = server();
    let (address, query) = server
        .split_once('?')
        .map_or((server.as_str(), None), |(address, query)| (address, Some(query)));
    let cut = address.rfind('/').expect("an address with a database");
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}/{name}{query}", &address[..cut])
}

async fn administer(statement: &str) {
    // A template that another connection still looks at cannot be cloned: that passes.
    for attempt in 0..50 {
        let connection = Database::connect(server()).await.expect("PostgreSQL answers");
        let done = connection.execute_unprepared(statement).await;
        connection.close().await.expect("closed");
        match done {
            Ok(_) => return,
            Err(error) if attempt == 49 => panic!("{statement}: {error}"),
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
        }
    }
}
