//! The composition root: puts the house together, for the command line and for the tests alike.

use crate::access::gatehouse::{self, Directory, Failure};
use crate::access::state::News;
use crate::access::{AppState, State};
use crate::config::Settings;
use crate::error::{AppError, Code, Result};
use crate::operations::Metrics;
use crate::platform::clock::Clock;
use crate::platform::schema::Schemas;
use crate::{document, operations, routes};
use actix_web::dev::Server;
use actix_web::http::KeepAlive;
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::{App, HttpServer, web};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// Opens everything that the settings name, without touching the schema.
///
/// # Errors
/// What does not open.
pub async fn open(settings: Settings, clock: Clock) -> Result<(AppState, News)> {
    let whole = document::document(&settings.server.public_url)?;
    let document = document::text(&whole)?;
    State::open(settings, clock, Schemas::of_document(&whole), document).await
}

/// Starts to serve on `listener`.
///
/// # Errors
/// A listener that cannot be used.
pub fn serve(state: &AppState, listener: TcpListener) -> Result<Server> {
    serve_beside(state, listener, |_| {})
}

/// Starts to serve, with doors of one's own beside ours: the benchmark compares with a static handler of the same server.
///
/// # Errors
/// A listener that cannot be used.
pub fn serve_beside(
    state: &AppState,
    listener: TcpListener,
    beside: fn(&mut web::ServiceConfig),
) -> Result<Server> {
    let settings = state.settings.server.clone();
    let shared = web::Data::new(AppState::clone(state));
    let directory = web::Data::new(Directory::new(routes::BASE, routes::doors()));
    let document = web::Data::from(Arc::clone(&state.document));
    let metrics = web::Data::new(Metrics::new(state, routes::doors())?);
    let workers = if settings.workers == 0 {
        std::thread::available_parallelism().map_or(2, usize::from)
    } else {
        settings.workers
    };
    let times = state.settings.server.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shared.clone())
            .app_data(directory.clone())
            .app_data(document.clone())
            .app_data(metrics.clone())
            .wrap(Compress::default())
            .wrap(Condition::new(
                !settings.cors_origins.is_empty(),
                operations::cross_origin(&settings),
            ))
            .wrap(from_fn(operations::shared_headers))
            .wrap(from_fn(operations::observe))
            .service(
                web::scope(routes::BASE)
                    .wrap(from_fn(gatehouse::pass))
                    .configure(routes::configure)
                    .default_service(web::to(nothing_here)),
            )
            .configure(operations::configure)
            .configure(beside)
            .default_service(web::to(operations::nothing_here))
    })
    .workers(workers)
    .shutdown_timeout(times.shutdown_seconds)
    .client_request_timeout(Duration::from_secs(times.head_deadline_seconds))
    // The command line listens to signals itself, since it has more to close than the server.
    .disable_signals()
    .keep_alive(KeepAlive::Timeout(Duration::from_secs(75)))
    .listen(listener)
    .map_err(AppError::internal)?;
    Ok(server.run())
}

async fn nothing_here() -> std::result::Result<actix_web::HttpResponse, Failure> {
    Err(Failure(AppError::new(Code::NotFound)))
}
