//! `stegvis serve`.

use super::{Done, Refusal, refuse_unbound, say};
use crate::capabilities::templates;
use crate::platform::clock::Clock;
use crate::platform::telemetry;
use crate::worker::Worker;
use crate::{app, config, demo};
use std::net::TcpListener;
use std::sync::atomic::Ordering;

const HELP: &str = "\
Run the service

Brings the database up to date, then answers on server.bind until it is told to stop. On SIGTERM or SIGINT it takes
no new connections, finishes the requests in flight (at most server.shutdown_seconds), and closes the database. A
second signal ends it at once; what had been answered by then is stored.

Without settings it uses an SQLite file below ./var and listens on 127.0.0.1:8080; the interactive documentation of
the API is then at http://127.0.0.1:8080/docs/.

Examples:
  stegvis serve
  STEGVIS_SERVER__BIND=0.0.0.0:80 STEGVIS_DATABASE__URL=postgres://stegvis:PASSWORD@db.example/stegvis stegvis serve";

/// Run the service
#[derive(Debug, clap::Args)]
#[command(long_about = HELP)]
pub(super) struct Arguments {
    /// Load the demonstration organiser first, where the database holds no organiser yet
    #[arg(long)]
    demo: bool,
}

pub(super) async fn run(arguments: Arguments) -> Done {
    let settings = config::load()?;
    telemetry::start(&settings.log);
    let public_url = settings.server.public_url.clone();
    let bind = settings.server.bind.clone();
    if arguments.demo {
        super::demo::prepare(&settings).await?;
        demo::load(&settings, Clock::System.now()).await?;
    }
    let (state, news) = app::open(settings, Clock::System).await?;
    refuse_unbound(&state.database, &state.settings).await?;
    state.database.migrate().await?;
    templates::service::refresh_builtin(&state).await?;
    let listener = TcpListener::bind(&bind)
        .map_err(|error| Refusal::failed(format!("Nothing can listen on {bind}: {error}.")))?;
    // With port 0 the system has chosen one.
    let bind = listener.local_addr().map_or(bind, |address| address.to_string());
    let worker = Worker::start(&state, news);
    let server = app::serve(&state, listener)?;
    let handle = server.handle();
    let mut server = actix_web::rt::spawn(server);
    say(format!(
        "Stegvis {} listens on {bind}; clients reach it at {public_url}, the documentation of the API at {public_url}/docs/.",
        env!("CARGO_PKG_VERSION")
    ));
    if arguments.demo && demo::is_loaded(&state).await? {
        super::demo::logins();
    }
    tokio::select! {
        ended = &mut server => return Err(Refusal::failed(format!("The server ended by itself: {ended:?}."))),
        told = told_to_stop() => told?,
    }
    state.stopping.store(true, Ordering::Relaxed);
    state.jobs.cancel_all();
    eprintln!("stegvis: Stopping; requests in flight are finished. A second signal ends at once.");
    tokio::select! {
        () = handle.stop(true) => {}
        again = told_to_stop() => {
            again?;
            return Err(Refusal::failed("Ended with requests in flight; whatever had been answered is stored."));
        }
    }
    let ended = server.await;
    worker.stop().await;
    let last = state.clone();
    let _ = actix_web::web::block(move || last.traces.close()).await;
    state.database.clone().close().await;
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Refusal::failed(format!(
            "The server ended with an error: {error}."
        ))),
        Err(error) => Err(Refusal::failed(format!("The server broke down: {error}."))),
    }
}

/// Waits for SIGTERM or SIGINT.
#[cfg(unix)]
async fn told_to_stop() -> Done {
    use tokio::signal::unix::{SignalKind, signal};
    let deaf = |error| Refusal::failed(format!("Signals cannot be received: {error}."));
    let mut terminate = signal(SignalKind::terminate()).map_err(deaf)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(deaf)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// Waits for an interrupt from the console.
#[cfg(not(unix))]
async fn told_to_stop() -> Done {
    tokio::signal::ctrl_c()
        .await
        .map_err(|error| Refusal::failed(format!("Signals cannot be received: {error}.")))
}
