//! `stegvis verify-audit`: is the audit chain whole? In the database, or in an export alone.

use super::admin::find;
use super::{Done, Refusal, open_migrated, say};
use crate::access::{AppState, Ctx};
use crate::capabilities::audit::export;
use crate::capabilities::audit::seal::{PublicKeys, Sealed, lines};
use crate::capabilities::audit::verify::{self, Verification};
use crate::platform::language::Language;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use uuid::Uuid;

const HELP: &str = "\
Verify the audit chain and its signed checkpoints

Every write has left an entry that holds the hash of the one before. The command recomputes each hash, follows each
link, and compares the chain with every signed checkpoint: only they can tell that its tail was cut off, or that it
was hashed anew. It names the first entry that is broken, and up to which entry a checkpoint confirms the rest.

Without --export it reads the database and the checkpoints in the object store and in audit.checkpoint_folder; add
--checkpoints for those that you kept somewhere else. With --export it needs no database, no settings and no network:
a file of GET /audit-export, the public keys of /.well-known/jwks.json, and checkpoints, one a line.

Ends with 0 where everything is whole, else with 1. docs/audit.md has the recipe for doing it by other means.

Examples:
  stegvis verify-audit
  stegvis verify-audit --organiser NO-4601 --checkpoints /mnt/safe/checkpoints.jsonl
  stegvis verify-audit --export audit.jsonl --jwks jwks.json --checkpoints checkpoints.jsonl";

/// Verify the audit chain and its signed checkpoints
#[derive(Debug, clap::Args)]
#[command(long_about = HELP)]
pub(super) struct Arguments {
    /// Only this organiser, by its id or by country and official code, such as NO-4601
    #[arg(long, value_name = "ID", conflicts_with = "export")]
    organiser: Option<String>,
    /// Verify this export (JSON Lines) instead of the database
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// The public keys (JSON Web Key Set) that checkpoints beside an export are checked with; may be given several times
    #[arg(long, value_name = "FILE", requires = "export")]
    jwks: Vec<PathBuf>,
    /// Checkpoints that you kept, one a line
    #[arg(long, value_name = "FILE")]
    checkpoints: Option<PathBuf>,
    /// The export is a part of the chain: it may begin and end anywhere
    #[arg(long, requires = "export")]
    part: bool,
}

pub(super) async fn run(arguments: Arguments) -> Done {
    let kept = arguments.checkpoints.as_deref().map(read).transpose()?;
    if let Some(export) = &arguments.export {
        return offline(export, &arguments, kept.as_ref());
    }
    let state = open_migrated().await?;
    let organisers = match &arguments.organiser {
        Some(name) => vec![find(&state, name).await?.id],
        None => verify::organisers(&state).await?,
    };
    let mut broken = Vec::new();
    for organiser in organisers {
        let found = online(&state, organiser, kept.as_ref()).await?;
        broken.extend(tell(&found));
    }
    state.database.clone().close().await;
    verdict(&broken)
}

struct Kept {
    name: String,
    text: String,
}

fn read(path: &Path) -> Result<Kept, Refusal> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    Ok(Kept {
        name: path.display().to_string(),
        text,
    })
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Refusal {
    Refusal::usage(format!("{} cannot be read: {error}.", path.display()))
}

async fn online(state: &AppState, organiser: Uuid, kept: Option<&Kept>) -> Result<Verification, Refusal> {
    let kept: Vec<Sealed> = kept.map_or_else(Vec::new, |kept| lines(organiser, &kept.name, &kept.text));
    let bar = bar("{bar:40} {human_pos} of {human_len} entries, {per_sec}, {eta} left");
    let mut progress = |done: i64, all: i64| {
        bar.set_length(u64::try_from(all).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
    };
    let found = verify::verify_organiser(&Ctx::system(state, organiser), kept, &mut progress).await?;
    bar.finish_and_clear();
    Ok(found)
}

fn offline(export: &Path, arguments: &Arguments, kept: Option<&Kept>) -> Done {
    let sets = arguments
        .jwks
        .iter()
        .map(|path| {
            let text = read(path)?.text;
            serde_json::from_str(&text).map_err(|error| unreadable(path, &error))
        })
        .collect::<Result<Vec<_>, _>>()?;
    if kept.is_some() && sets.is_empty() {
        return Err(Refusal::usage(
            "Checkpoints beside an export need --jwks, the public keys that signed them.",
        ));
    }
    let keys = PublicKeys::of_sets(&sets)?;
    let file = File::open(export).map_err(|error| unreadable(export, &error))?;
    let bar = bar("{bar:40} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left");
    bar.set_length(file.metadata().map_or(0, |known| known.len()));
    let kept = kept.map(|kept| (kept.name.as_str(), kept.text.as_str()));
    let found = export::verify_export(
        BufReader::with_capacity(1 << 16, file),
        &keys,
        kept,
        arguments.part,
        &mut |done| bar.set_position(done),
    )?;
    bar.finish_and_clear();
    let broken: Vec<String> = tell(&found).into_iter().collect();
    verdict(&broken)
}

/// A bar on standard error; where that is no terminal, it stays hidden.
fn bar(template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style)
}

/// Says what was found to be whole; answers what was not.
fn tell(found: &Verification) -> Option<String> {
    let whose = if found.organiser.is_nil() {
        "The installation itself".to_owned()
    } else {
        format!("Organiser {}", found.organiser)
    };
    match &found.outcome {
        Err(fault) => Some(format!("{whose}: {}", fault.explain(Language::En))),
        Ok(whole) if whole.last == 0 => {
            say(format!("{whose}: no entries."));
            None
        }
        Ok(whole) => {
            let confirmed = if whole.checkpoints == 0 {
                "no checkpoint was at hand to confirm it".to_owned()
            } else {
                format!(
                    "checkpoints ({}) confirm it up to entry {}",
                    whole.checkpoints, whole.confirmed
                )
            };
            say(format!(
                "{whose}: entries {} to {} are whole; {confirmed}; last hash {}.",
                whole.first, whole.last, whole.head_hash
            ));
            None
        }
    }
}

fn verdict(broken: &[String]) -> Done {
    if broken.is_empty() {
        Ok(())
    } else {
        Err(Refusal::failed(broken.join("\n")))
    }
}
