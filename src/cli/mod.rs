//! The command line: one room per command. What a command finds out goes to standard output, everything else to
//! standard error in sentences.

mod admin;
mod backup;
mod demo;
mod healthcheck;
mod migrate;
mod openapi;
mod restore;
mod serve;
mod verify_audit;

use crate::access::AppState;
use crate::config::{self, Faults, Settings};
use crate::error::AppError;
use crate::platform::clock::Clock;
use crate::platform::database::Database;
use crate::platform::language::Language;
use clap::{Parser, Subcommand};
use std::fmt::{self, Write};
use std::process::ExitCode;

/// The roadmap planner for a municipality's digital transformation.
#[derive(Debug, Parser)]
#[command(name = "stegvis", version, about, after_help = AFTER, max_term_width = 110)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

const AFTER: &str = "\
Settings:
  Every setting has a default and is explained in config/default.toml.
  Above the defaults stands the file named by STEGVIS_CONFIG, else ./config/local.toml where there is one.
  Above both stand variables of the environment: STEGVIS_, the section, two underscores, the name, such as
  STEGVIS_DATABASE__URL=postgres://stegvis:PASSWORD@db.example/stegvis

Exit codes:
  0  done
  1  failed; standard error says why
  2  the command line or the settings are wrong; nothing was tried

A first start:
  stegvis serve &
  stegvis admin create --operator --login operator@example.org";

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Arguments),
    Migrate(migrate::Arguments),
    Demo(demo::Arguments),
    Openapi(openapi::Arguments),
    Admin(admin::Arguments),
    VerifyAudit(verify_audit::Arguments),
    Backup(backup::Arguments),
    Restore(restore::Arguments),
    Healthcheck(healthcheck::Arguments),
}

/// Runs the command line.
pub async fn run() -> ExitCode {
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(words) => {
            let _ = words.print();
            return ExitCode::from(u8::from(words.use_stderr()) * USAGE);
        }
    };
    let done = match line.command {
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Migrate(arguments) => migrate::run(arguments).await,
        Command::Openapi(arguments) => openapi::run(&arguments),
        Command::Admin(arguments) => admin::run(arguments).await,
        Command::VerifyAudit(arguments) => verify_audit::run(arguments).await,
        Command::Backup(arguments) => backup::run(arguments).await,
        Command::Restore(arguments) => restore::run(arguments).await,
        Command::Healthcheck(arguments) => healthcheck::run(&arguments).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("stegvis: {refusal}");
            ExitCode::from(refusal.exit)
        }
    }
}

const FAILED: u8 = 1;
const USAGE: u8 = 2;

/// Why a command ended without having done its work.
#[derive(Debug)]
struct Refusal {
    sentence: String,
    exit: u8,
}

impl Refusal {
    /// It was tried and did not work.
    fn failed(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            exit: FAILED,
        }
    }

    /// It cannot be tried like this.
    fn usage(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            exit: USAGE,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<Faults> for Refusal {
    fn from(faults: Faults) -> Self {
        Self::usage(faults.to_string())
    }
}

impl From<AppError> for Refusal {
    /// The public text with its faults, and the cause, which is for the operator's eyes.
    fn from(error: AppError) -> Self {
        let mut sentence = match error.cause() {
            Some(cause) => cause.to_string(),
            None if !error.faults.is_empty() => "Refused; nothing was stored:".to_owned(),
            None => {
                let detail = error.code.entry().detail.get(Language::En).to_owned();
                error.parameters.iter().fold(detail, |text, (name, value)| {
                    text.replace(&format!("{{{name}}}"), value)
                })
            }
        };
        for fault in &error.faults {
            let why = fault
                .note
                .clone()
                .unwrap_or_else(|| fault.code.explain(Language::En));
            let _ = write!(sentence, "\n  - {}: {why}", fault.pointer);
        }
        Self::failed(sentence)
    }
}

type Done = Result<(), Refusal>;

/// Opens what the settings name, for a command that works on a database in use; the log shows warnings only.
async fn open_migrated() -> Result<AppState, Refusal> {
    let mut settings = config::load()?;
    "warn".clone_into(&mut settings.log.filter);
    settings.log.otlp_endpoint.clear();
    crate::platform::telemetry::start(&settings.log);
    let (state, _) = crate::app::open(settings, Clock::System).await?;
    refuse_unbound(&state.database, &state.settings).await?;
    if state.database.is_migrated().await? {
        Ok(state)
    } else {
        Err(Refusal::failed(
            "The database is not up to date; run `stegvis migrate` first.",
        ))
    }
}

/// Refuses a PostgreSQL role that row level security does not bind.
async fn refuse_unbound(database: &Database, settings: &Settings) -> Done {
    if settings.database.allow_unbound_role || database.is_bound_by_row_level_security().await? {
        return Ok(());
    }
    Err(Refusal::failed(
        "The role that database.url logs in with is a superuser or has BYPASSRLS, so row level security would not \
         keep the organisers apart.\n  Make a role of its own and let it own the database, as an administrator:\n    \
         CREATE ROLE stegvis LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '…';\n    \
         CREATE DATABASE stegvis OWNER stegvis;\n  \
         To try something out all the same, set STEGVIS_DATABASE__ALLOW_UNBOUND_ROLE=true; never in production.",
    ))
}

/// Writes a line to standard output.
#[expect(clippy::print_stdout, reason = "the one place where the command line speaks")]
fn say(line: impl fmt::Display) {
    println!("{line}");
}
