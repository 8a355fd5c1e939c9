//! The server under load: the real service on a seeded database, with a static handler beside it.

use crate::{Failed, seed};
use actix_web::{HttpResponse, web};
use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{LazyLock, Mutex};
use stegvis::platform::clock::Clock;

/// Bodies that the static handler returns, by name.
static BODIES: LazyLock<Mutex<HashMap<String, web::Bytes>>> = LazyLock::new(Mutex::default);

/// Serves until the process is ended, after printing one line of JSON: address, token, ids.
pub(crate) async fn run(url: &str, folder: &str, milestones: usize) -> Result<(), Failed> {
    let mut settings = stegvis::config::defaults();
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    settings.server.public_url.clone_from(&address);
    settings.server.requests_per_minute = u32::MAX;
    url.clone_into(&mut settings.database.url);
    settings.blobs.folder = format!("{folder}/blobs").into();
    settings.access.key_folder = format!("{folder}/keys").into();
    settings.access.token_seconds = 86_400;
    let (state, news) = stegvis::app::open(settings, Clock::System).await?;
    state.database.migrate().await?;
    let worker = stegvis::worker::Worker::start(&state, news);
    let mut seeded = seed::plant(&state, milestones).await?;
    seeded["address"] = serde_json::json!(address);
    let server = stegvis::app::serve_beside(&state, listener, |config| {
        config.service(
            web::resource("/bench/{name}")
                .get(hand_out)
                .put(take_in)
                .post(echo),
        );
    })?;
    speak(&seeded.to_string());
    server.await?;
    worker.stop().await;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the parent process reads this line")]
fn speak(line: &str) {
    println!("{line}");
}

async fn hand_out(name: web::Path<String>) -> HttpResponse {
    let body = BODIES
        .lock()
        .ok()
        .and_then(|bodies| bodies.get(name.as_str()).cloned());
    body.map_or_else(
        || HttpResponse::NotFound().finish(),
        |body| HttpResponse::Ok().content_type("application/json").body(body),
    )
}

async fn take_in(name: web::Path<String>, body: web::Bytes) -> HttpResponse {
    if let Ok(mut bodies) = BODIES.lock() {
        bodies.insert(name.into_inner(), body);
    }
    HttpResponse::NoContent().finish()
}

/// The ceiling of a write: the body comes back, nothing is stored.
async fn echo(body: web::Bytes) -> HttpResponse {
    HttpResponse::Created()
        .content_type("application/json")
        .body(body)
}
