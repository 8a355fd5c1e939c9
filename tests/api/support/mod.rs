//! A house per test: its own database, cloned from a migrated one, a standing clock, a real server on loopback.
//!
//! [`Call::send`] holds every answer to the document, and every write to its one audit entry.

mod call;
mod database;
mod setting;
mod socket;

pub use call::{Call, Got};
pub use database::{Backend, fresh};
pub use setting::INITIAL;
pub use socket::{Socket, Wire};

use chrono::{DateTime, TimeZone, Utc};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Mutex;
use stegvis::access::state::News;
use stegvis::access::{AppState, Ctx, Role};
use stegvis::capabilities::accounts::service::{NewAccount, create_first_account};
use stegvis::platform::clock::Clock;
use stegvis::worker::Worker;
use uuid::Uuid;

/// Runs a test on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! on_both {
    ($(async fn $name:ident($house:ident) $body:block)*) => {
        $(mod $name {
            #[allow(unused_imports, reason = "not every test needs every name of its module")]
            use super::*;

            async fn run($house: $crate::support::House) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run($crate::support::House::open($crate::support::Backend::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run($crate::support::House::open($crate::support::Backend::Postgres).await).await;
            }
        })*
    };
}

/// The password of every account in the tests.
pub const PASSWORD: &str = "en lang passordsetning";

/// The day on which every test begins.
pub fn first_day() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 2, 8, 0, 0)
        .single()
        .expect("a valid instant")
}

/// A running service.
pub struct House {
    pub state: AppState,
    pub clock: Clock,
    pub url: String,
    pub folder: PathBuf,
    pub document: Value,
    client: reqwest::Client,
    server: actix_web::dev::ServerHandle,
    news: Mutex<Option<News>>,
}

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub struct Login {
    pub token: String,
    pub refresh: String,
    pub organiser: Uuid,
    pub account: Uuid,
    pub session: Uuid,
}

impl House {
    pub async fn open(backend: Backend) -> Self {
        Self::with(backend, |_| {}).await
    }

    /// A house with other settings than the usual.
    pub async fn with(backend: Backend, change: impl FnOnce(&mut stegvis::config::Settings)) -> Self {
        let folder = std::env::temp_dir().join(format!(
            "stegvis-test-{}",
            stegvis::platform::clock::new_id().simple()
        ));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut settings = stegvis::config::defaults();
        settings.server.public_url.clone_from(&url);
        settings.server.workers = 1;
        settings.server.requests_per_minute = 1_000_000;
        settings.server.logins_per_minute = 1_000_000;
        settings.database.url = database::clone_template(backend, &folder).await;
        settings.database.connections = 4;
        settings.blobs.folder = folder.join("blobs");
        settings.access.key_folder = folder.join("keys");
        settings.audit.checkpoint_folder = folder.join("checkpoints");
        settings.access.argon_memory_kib = 16;
        settings.access.argon_passes = 1;
        change(&mut settings);
        let clock = Clock::standing_at(first_day());
        let (state, news) = stegvis::app::open(settings, clock.clone())
            .await
            .expect("the house opens");
        let document = serde_json::from_str(&state.document).expect("a document");
        let server = stegvis::app::serve(&state, listener).expect("the server starts");
        let handle = server.handle();
        tokio::spawn(server);
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self {
            state,
            clock,
            url,
            folder,
            document,
            client,
            server: handle,
            news: Mutex::new(Some(news)),
        }
    }

    /// Another node on the database and with the keys of this one.
    pub async fn beside(&self, backend: Backend) -> Self {
        let settings = self.state.settings.clone();
        Self::with(backend, move |own| {
            own.database.url = settings.database.url;
            own.access.key_folder = settings.access.key_folder;
            own.server.public_url = settings.server.public_url;
        })
        .await
    }

    /// Learns of what other processes write; upkeep is left out, since it writes entries of its own.
    pub fn keep_fresh(&self) -> Worker {
        let news = self.news.lock().expect("unbroken").take();
        Worker::keep_fresh(&self.state, news.expect("a worker is started once"))
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        Call::new(self, "GET", path)
    }

    pub fn post(&self, path: &str, body: Value) -> Call<'_> {
        Call::new(self, "POST", path).json(body)
    }

    pub fn put(&self, path: &str, body: Value) -> Call<'_> {
        Call::new(self, "PUT", path).json(body)
    }

    pub fn patch(&self, path: &str, body: Value) -> Call<'_> {
        Call::new(self, "PATCH", path).json(body)
    }

    pub fn delete(&self, path: &str) -> Call<'_> {
        Call::new(self, "DELETE", path)
    }

    /// The instance's operator, logged in.
    pub async fn operator(&self) -> Login {
        let ctx = Ctx::system(&self.state, Uuid::nil());
        self.account(&ctx, "drift@stegvis.example", Role::Operator).await;
        self.login("drift@stegvis.example").await
    }

    /// A new organiser of the official list with an administrator, who is logged in as `admin@CODE.example`.
    pub async fn organiser(&self, country: &str, code: &str) -> Login {
        let operator = self.operator_once().await;
        let made = self
            .post("/organisers", json!({"country": country, "code": code}))
            .by(&operator)
            .send()
            .await;
        let id: Uuid = made.expect(201)["id"]
            .as_str()
            .and_then(|id| id.parse().ok())
            .expect("an id");
        let login = format!("admin@{code}.example");
        self.account(&Ctx::system(&self.state, id), &login, Role::Administrator)
            .await;
        self.login(&login).await
    }

    /// As [`House::organiser`], in a house whose operator exists already.
    pub async fn organiser_of(&self, operator: &str, password: &str, country: &str, code: &str) -> Login {
        let tokens = self
            .post("/sessions", json!({"login": operator, "password": password}))
            .send()
            .await;
        let operator = Login::of(tokens.expect(201));
        let made = self
            .post("/organisers", json!({"country": country, "code": code}))
            .by(&operator)
            .send()
            .await;
        let id: Uuid = made.expect(201)["id"]
            .as_str()
            .and_then(|id| id.parse().ok())
            .expect("an id");
        self.member(id, &format!("admin@{code}.example"), Role::Administrator)
            .await
    }

    async fn operator_once(&self) -> Login {
        let tried = self
            .post(
                "/sessions",
                json!({"login": "drift@stegvis.example", "password": PASSWORD}),
            )
            .unchecked()
            .send()
            .await;
        if tried.status == 201 {
            Login::of(&tried.json)
        } else {
            self.operator().await
        }
    }

    /// A new account with one role in an organiser, logged in.
    pub async fn member(&self, organiser: Uuid, login: &str, role: Role) -> Login {
        self.account(&Ctx::system(&self.state, organiser), login, role)
            .await;
        self.login(login).await
    }

    async fn account(&self, ctx: &Ctx, login: &str, role: Role) {
        let permit = ctx
            .permit(
                stegvis::access::Action::EditAccess,
                &stegvis::access::Target::organiser(),
            )
            .expect("the system may");
        let new = NewAccount {
            login: login.to_owned(),
            password: PASSWORD.to_owned(),
            person: None,
            role,
            must_change_password: false,
        };
        create_first_account(ctx, &permit, new).await.expect("an account");
    }

    pub async fn login(&self, login: &str) -> Login {
        let got = self
            .post("/sessions", json!({"login": login, "password": PASSWORD}))
            .send()
            .await;
        Login::of(got.expect(201))
    }

    /// How many audit entries there are in all.
    pub async fn entries(&self) -> i64 {
        use sea_orm::EntityTrait;
        let mut organisers = vec![Uuid::nil()];
        let rows = tables::organiser::Entity::find()
            .all(self.state.database.readers())
            .await
            .expect("organisers");
        organisers.extend(rows.iter().map(|row| row.id));
        let mut count = 0;
        for organiser in organisers {
            count += self
                .state
                .writer
                .read(organiser)
                .await
                .expect("a snapshot")
                .epoch
                .data;
        }
        count
    }

    /// Moves the clock by days.
    pub fn pass_days(&self, days: i64) {
        self.clock.set(self.clock.now() + chrono::TimeDelta::days(days));
    }
}

impl Login {
    pub fn of(tokens: &Value) -> Self {
        let text = |name: &str| tokens[name].as_str().unwrap_or_default().to_owned();
        let id = |name: &str| text(name).parse().expect("an id");
        Self {
            token: text("accessToken"),
            refresh: text("refreshToken"),
            organiser: id("organiserId"),
            account: id("accountId"),
            session: id("sessionId"),
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(self.server.stop(false));
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
