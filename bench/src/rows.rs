//! The table: what is measured, and how it is printed.

use crate::Failed;
use crate::load::{Measured, Shot, sequence, single, volley};
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const LINES: usize = 16;
const WRITERS: usize = 8;
const TIME: Duration = Duration::from_secs(4);

/// Runs every row on both databases and prints the table as Markdown.
pub(crate) async fn run() -> Result<(), Failed> {
    let mut databases = vec![("SQLite", None)];
    match std::env::var("STEGVIS_TEST_POSTGRES_URL") {
        Ok(url) => databases.push(("PostgreSQL", Some(url))),
        Err(_) => say("PostgreSQL is left out: STEGVIS_TEST_POSTGRES_URL is not set (make bench sets it)."),
    }
    for (name, server) in databases {
        say(&format!(
            "\n## {name}\n\n| row | requests/s | p50 ms | p99 ms | ceiling/s | ratio | errors |\n|---|---|---|---|---|---|---|"
        ));
        let house = House::open(server.as_deref(), 5_000).await?;
        house.reads().await?;
        house.writes().await?;
        drop(house);
        say(
            "\nOne unit's milestones, for a person who may see that unit only, uncached:\n\n| milestones in all | requests/s | p50 ms | p99 ms |\n|---|---|---|---|",
        );
        for milestones in [5_000, 200_000] {
            let house = House::open(server.as_deref(), milestones).await?;
            house.growth(milestones).await?;
        }
        say(
            "\nWhat is measured, each answer asked for the first time:\n\n| read | answers/s | p50 ms | p99 ms |\n|---|---|---|---|",
        );
        House::open(server.as_deref(), 0).await?.measured().await?;
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the table is the product")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// A server process with its seeded data.
pub(crate) struct House {
    process: Child,
    pub(crate) host: String,
    pub(crate) ids: Value,
    folder: std::path::PathBuf,
}

impl House {
    async fn open(server: Option<&str>, milestones: usize) -> Result<Self, Failed> {
        let name = format!("stegvis_bench_{}", stegvis::platform::clock::new_id().simple());
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder)?;
        let url = match server {
            None => format!("sqlite:{}/stegvis.db", folder.display()),
            Some(server) => {
                use sea_orm::ConnectionTrait;
                let admin = sea_orm::Database::connect(server).await?;
                admin
                    .execute_unprepared(&format!("CREATE DATABASE {name}"))
                    .await?;
                let (address, query) = server.split_once('?').unwrap_or((server, ""));
                let cut = address.rfind('/').ok_or("an address without a database")?;
                format!("{}/{name}?{query}", &address[..cut])
            }
        };
        let mut process = Command::new(std::env::current_exe()?)
            .args([
                "serve",
                &url,
                &folder.display().to_string(),
                &milestones.to_string(),
            ])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let out = process.stdout.take().ok_or("no output")?;
        let line = BufReader::new(out)
            .lines()
            .next_line()
            .await?
            .ok_or("the server did not start")?;
        let ids: Value = serde_json::from_str(&line)?;
        let host = text(&ids, "address").trim_start_matches("http://").to_owned();
        Ok(Self {
            process,
            host,
            ids,
            folder,
        })
    }

    pub(crate) fn shot(&self, method: &'static str, path: &str, body: Option<Value>) -> Shot {
        Shot {
            method,
            path: format!("/api/v1{path}"),
            token: text(&self.ids, "token"),
            body: body.map(|body| body.to_string()),
        }
    }

    async fn reads(&self) -> Result<(), Failed> {
        let (roadmap, milestone, gate) = (
            text(&self.ids, "roadmap"),
            text(&self.ids, "milestone"),
            text(&self.ids, "gate"),
        );
        let rows = [
            (
                "read one milestone",
                self.shot("GET", &format!("/milestones/{milestone}"), None),
            ),
            (
                "list 50 milestones",
                self.shot("GET", &format!("/roadmaps/{roadmap}/milestones?limit=50"), None),
            ),
            (
                "roadmap overview, 200 milestones",
                self.shot("GET", &format!("/roadmaps/{roadmap}/overview"), None),
            ),
            (
                "preview a gate",
                self.shot(
                    "POST",
                    &format!("/gates/{gate}/previews"),
                    Some(json!({"facts": [{"fact": "roadmap.sponsor_assigned", "value": true}]})),
                ),
            ),
        ];
        for (name, shot) in rows {
            let body = single(&self.host, &shot).await?;
            let still = Shot {
                method: "PUT",
                path: "/bench/body".to_owned(),
                token: String::new(),
                body: Some(String::from_utf8(body)?),
            };
            single(&self.host, &still).await?;
            let ceiling = Shot {
                method: "GET",
                body: None,
                ..still
            };
            self.row(name, &shot, &ceiling, LINES).await?;
        }
        Ok(())
    }

    async fn writes(&self) -> Result<(), Failed> {
        let (roadmap, stage) = (text(&self.ids, "roadmap"), text(&self.ids, "stage"));
        let milestone = json!({"title": "Ny milepæl", "dueDate": "2030-01-01", "effort": 2.5});
        let note = json!({"kind": "note", "title": "Referat", "note": "Ledergruppen vedtok planen.", "accessLevel": "internal"});
        for (name, path, body) in [
            (
                "create a milestone",
                format!("/stages/{stage}/milestones"),
                milestone,
            ),
            (
                "submit a note as evidence",
                format!("/roadmaps/{roadmap}/evidence"),
                note,
            ),
        ] {
            let shot = self.shot("POST", &path, Some(body));
            let echo = Shot {
                path: "/bench/echo".to_owned(),
                ..shot.clone()
            };
            self.row(
                &format!("{name} (8 writers, against an echo)"),
                &shot,
                &echo,
                WRITERS,
            )
            .await?;
        }
        Ok(())
    }

    async fn row(&self, name: &str, shot: &Shot, ceiling: &Shot, lines: usize) -> Result<(), Failed> {
        let ours = volley(&self.host, shot, lines, TIME).await?;
        let most = volley(&self.host, ceiling, lines, TIME).await?;
        let ratio = ours.per_second / most.per_second;
        let Measured {
            per_second,
            p50,
            p99,
            errors,
        } = ours;
        say(&format!(
            "| {name} | {per_second:.0} | {:.2} | {:.2} | {:.0} | {ratio:.2} | {errors} |",
            p50.as_secs_f64() * 1e3,
            p99.as_secs_f64() * 1e3,
            most.per_second
        ));
        Ok(())
    }

    /// Reads that no answer is kept for: each has a query of its own.
    async fn growth(&self, milestones: usize) -> Result<(), Failed> {
        let first = chrono::NaiveDate::from_ymd_opt(2031, 1, 1).ok_or("a date")?;
        let shots = first.iter_days().take(2_000).map(|day| Shot {
            method: "GET",
            path: format!("/api/v1/milestones?limit=50&sort=dueDate&dueBefore={day}"),
            token: text(&self.ids, "narrow"),
            body: None,
        });
        self.first_times(&milestones.to_string(), shots).await
    }

    /// A row of reads that follow one another, none of them kept.
    pub(crate) async fn first_times(
        &self,
        name: &str,
        shots: impl Iterator<Item = Shot>,
    ) -> Result<(), Failed> {
        let Measured {
            per_second,
            p50,
            p99,
            errors,
        } = sequence(&self.host, shots).await?;
        if errors > 0 {
            return Err(format!("{errors} reads failed: {name}").into());
        }
        say(&format!(
            "| {name} | {per_second:.0} | {:.2} | {:.2} |",
            p50.as_secs_f64() * 1e3,
            p99.as_secs_f64() * 1e3
        ));
        Ok(())
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.process.start_kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
