//! `stegvis restore`.

use super::backup::spinner;
use super::{Done, refuse_unbound, say};
use crate::platform::clock::Clock;
use crate::{app, backup, config};
use std::path::PathBuf;

const HELP: &str = "\
Restore a backup into an instance that is empty

Checks every checksum first, refuses a backup of another schema and a database that has rows, restores everything in
one transaction, verifies every audit chain, and only then lets it stand; whatever fails before leaves nothing behind.
The database may be SQLite or PostgreSQL, whichever the backup came from; the schema is made where it is missing.

Checkpoints that the former installation signed keep their proof: its public keys are put into access.key_folder as a
file *.jwks, and check old checkpoints only. Where checkpoints newer than the backup are still about, the command
refuses, since what was written after the backup would be lost without a trace.

Example:
  STEGVIS_DATABASE__URL=postgres://stegvis:PASSWORD@db.example/stegvis stegvis restore stegvis-2026-11-23.tar";

/// Restore a backup into an instance that is empty
#[derive(Debug, clap::Args)]
#[command(long_about = HELP)]
pub(super) struct Arguments {
    /// The file that `stegvis backup` made
    file: PathBuf,
}

pub(super) async fn run(arguments: Arguments) -> Done {
    let mut settings = config::load()?;
    "warn".clone_into(&mut settings.log.filter);
    settings.log.otlp_endpoint.clear();
    crate::platform::telemetry::start(&settings.log);
    let (state, _) = app::open(settings, Clock::System).await?;
    refuse_unbound(&state.database, &state.settings).await?;
    state.database.migrate().await?;
    let spinner = spinner();
    let restored = backup::restore(&state, &arguments.file, &mut |what| {
        spinner.set_message(what.to_owned());
    })
    .await;
    spinner.finish_and_clear();
    let restored = restored?;
    state.database.clone().close().await;
    say(format!(
        "{} rows and {} evidence files of {} are restored; {} audit entries are whole.",
        restored.rows, restored.blobs, restored.manifest.created, restored.entries
    ));
    Ok(())
}
