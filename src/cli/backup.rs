//! `stegvis backup`.

use super::{Done, open_migrated, say};
use crate::backup;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;
use std::time::Duration;

const HELP: &str = "\
Back everything up into one file, while the service runs

The file holds every table as it stood at one instant, the evidence bytes, the signed checkpoints of the audit chains
and the public keys; not the private keys in access.key_folder, which you keep apart. It is written under another
name first, so that a file of the given name is always a whole backup; its SHA-256 is printed and stands beside it as
FILE.sha256. A backup holds personal data and the hashes of passwords: keep it as safe as the database.

It fits SQLite and PostgreSQL, whichever it came from; `stegvis restore` brings it into an empty instance.

Example:
  stegvis backup /mnt/backups/stegvis-$(date +%F).tar";

/// Back everything up into one file, while the service runs
#[derive(Debug, clap::Args)]
#[command(long_about = HELP)]
pub(super) struct Arguments {
    /// The file to make; it must not exist yet
    file: PathBuf,
}

pub(super) async fn run(arguments: Arguments) -> Done {
    let state = open_migrated().await?;
    let spinner = spinner();
    let made = backup::make(&state, &arguments.file, &mut |what| {
        spinner.set_message(what.to_owned());
    })
    .await;
    spinner.finish_and_clear();
    let made = made?;
    state.database.clone().close().await;
    say(format!(
        "{} rows of {} tables and {} evidence files are in {} ({} bytes).",
        made.rows,
        made.manifest.rows.len(),
        made.blobs,
        made.file.display(),
        made.bytes
    ));
    say(format!("SHA-256 {}", made.hash));
    Ok(())
}

/// A line on standard error that says what is being done; hidden where that is no terminal.
pub(super) fn spinner() -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
        spinner.set_style(style);
    }
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}
