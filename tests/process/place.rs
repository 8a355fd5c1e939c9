//! A folder and a database of its own for a process, and the process itself.

use crate::database::{self, Backend};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use stegvis::demo;
use stegvis::platform::clock::new_id;

/// Where a process keeps what it keeps.
pub struct Place {
    pub folder: PathBuf,
    pub database: String,
}

impl Place {
    /// An empty database.
    pub async fn empty(backend: Backend) -> Self {
        let folder = std::env::temp_dir().join(format!("stegvis-process-{}", new_id().simple()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let database = database::fresh(backend, &folder).await;
        Self { folder, database }
    }

    /// A database with the demonstration organiser.
    pub async fn demonstration(backend: Backend) -> Self {
        let place = Self::empty(backend).await;
        place.succeed(&["demo"]);
        place
    }

    /// The program with this place's settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stegvis"));
        let folder = |name: &str| self.folder.join(name);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("STEGVIS_SERVER__BIND", "127.0.0.1:0")
            .env("STEGVIS_SERVER__REQUESTS_PER_MINUTE", "4000000000")
            .env("STEGVIS_DATABASE__URL", &self.database)
            // The server of the tests may have made us its superuser.
            .env("STEGVIS_DATABASE__ALLOW_UNBOUND_ROLE", "true")
            .env("STEGVIS_BLOBS__FOLDER", folder("blobs"))
            .env("STEGVIS_ACCESS__KEY_FOLDER", folder("keys"))
            .env("STEGVIS_AUDIT__CHECKPOINT_FOLDER", folder("checkpoints"))
            .env("STEGVIS_LOG__FILTER", "warn");
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// Runs a command that must end well.
    pub fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Starts the service and waits until it is ready.
    pub async fn serve(&self) -> Service {
        let mut command = self.command(&["serve"]);
        let mut process = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the service starts");
        let mut line = String::new();
        let out = process.stdout.take().expect("an output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address = line
            .split("listens on ")
            .nth(1)
            .and_then(|rest| rest.split(';').next());
        let url = format!(
            "http://{}",
            address.unwrap_or_else(|| panic!("no address in {line:?}"))
        );
        let service = Service { process, url };
        let patience = Instant::now() + Duration::from_secs(30);
        while reqwest::get(format!("{}/readyz", service.url))
            .await
            .is_ok_and(|answer| !answer.status().is_success())
        {
            assert!(Instant::now() < patience, "never ready");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        service
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A running service.
pub struct Service {
    process: Child,
    pub url: String,
}

impl Service {
    /// Ends the process in the middle of whatever it does.
    pub fn kill(mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
    }

    /// Asks the process to stop, as a supervisor does.
    pub fn terminate(&self) {
        let told = Command::new("kill")
            .args(["-TERM", &self.process.id().to_string()])
            .status();
        assert!(told.expect("kill runs").success());
    }

    /// Waits for the end and says how it was.
    pub fn wait(mut self) -> std::process::ExitStatus {
        self.process.wait().expect("ended")
    }

    /// The token of a demonstration login.
    pub async fn token(&self, login: &str) -> String {
        let body = json!({"login": login, "password": demo::PASSWORD});
        let request = reqwest::Client::new()
            .post(format!("{}/api/v1/sessions", self.url))
            .json(&body);
        let session: Value = request
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON");
        session["accessToken"]
            .as_str()
            .unwrap_or_else(|| panic!("no token in {session}"))
            .to_owned()
    }

    /// What a read answers, which must be a success.
    pub async fn get(&self, token: &str, path: &str) -> Value {
        let request = reqwest::Client::new()
            .get(format!("{}/api/v1{path}", self.url))
            .bearer_auth(token);
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.expect("JSON")
    }

    /// Every item of a list, page by page.
    pub async fn all(&self, token: &str, path: &str) -> Vec<Value> {
        let joint = if path.contains('?') { '&' } else { '?' };
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(token, &format!("{path}{joint}limit=100{cursor}")).await;
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            let Some(next) = page["page"]["nextCursor"].as_str() else {
                return items;
            };
            cursor = format!("&cursor={next}");
        }
    }
}
