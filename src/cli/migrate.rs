//! `stegvis migrate`.

use super::{Done, refuse_unbound, say};
use crate::config;
use crate::platform::database::Database;

const HELP: &str = "\
Bring the database's schema up to date

`serve` does this by itself at its start; the command is for those who want it to happen at a moment of their own
choosing, such as before a new version is rolled out. Of several that run at the same time, one migrates while the
others wait. On an up-to-date database nothing happens.

Example:
  STEGVIS_DATABASE__URL=sqlite:var/stegvis.db stegvis migrate";

/// Bring the database's schema up to date
#[derive(Debug, clap::Args)]
#[command(long_about = HELP)]
pub(super) struct Arguments {}

pub(super) async fn run(_: Arguments) -> Done {
    let settings = config::load()?;
    let database = Database::open(&settings.database).await?;
    refuse_unbound(&database, &settings).await?;
    let before = database.is_migrated().await?;
    if !before {
        database.migrate().await?;
    }
    database.close().await;
    say(if before {
        "The database was up to date already."
    } else {
        "The database is up to date now."
    });
    Ok(())
}
