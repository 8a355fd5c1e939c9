//! `stegvis demo`.

use super::{Done, refuse_unbound, say};
use crate::config::Settings;
use crate::platform::clock::Clock;
use crate::platform::telemetry;
use crate::{app, config, demo};

const HELP: &str = "\
Load the demonstration organiser

Brings the database up to date and, where it holds no organiser yet, loads Fjordvik: a municipality that does not
exist, with roadmaps in every state that a stage and a gate can be in, and with a login for each role.
A database that holds an organiser is left as it is.

The logins are public: never load them into an installation that others can reach.

Examples:
  stegvis demo
  stegvis serve --demo";

/// Load the demonstration organiser
#[derive(Debug, clap::Args)]
#[command(long_about = HELP)]
pub(super) struct Arguments {}

pub(super) async fn run(_: Arguments) -> Done {
    let mut settings = config::load()?;
    "warn".clone_into(&mut settings.log.filter);
    telemetry::start(&settings.log);
    prepare(&settings).await?;
    match demo::load(&settings, Clock::System.now()).await? {
        demo::Loaded::Now => say("The demonstration organiser is loaded."),
        demo::Loaded::Before => say("The database holds an organiser already; nothing was loaded."),
    }
    logins();
    Ok(())
}

/// Brings the schema up to date before anything is loaded.
pub(super) async fn prepare(settings: &Settings) -> Done {
    let (state, _) = app::open(settings.clone(), Clock::System).await?;
    refuse_unbound(&state.database, settings).await?;
    state.database.migrate().await?;
    state.database.clone().close().await;
    Ok(())
}

/// Prints who can log in.
pub(super) fn logins() {
    say(format!(
        "Demonstration logins, each with the password: {}",
        demo::PASSWORD
    ));
    for (login, _, what) in demo::LOGINS {
        say(format!("  {login:<28} {what}"));
    }
}
