//! What stands beside the API: health, metrics, the document and its pages, the public keys; and what stands around
//! every request: its measures and log line, the shared headers, cross-origin rules.

mod docs;
mod errors;
mod headers;
mod metrics;
mod observe;

pub use headers::{cross_origin, shared_headers};
pub use metrics::Metrics;
pub use observe::observe;

use crate::access::AppState;
use crate::access::trace::Trace;
use crate::error::{AppError, Code, Voice, render};
use crate::platform::language::Language;
use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde_json::json;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Registers the doors outside the API.
pub fn configure(config: &mut web::ServiceConfig) {
    let readable = |path: &str| web::resource(path).default_service(web::to(wrong_method));
    config
        .service(
            readable("/livez")
                .route(web::get().to(livez))
                .route(web::head().to(livez)),
        )
        .service(
            readable("/readyz")
                .route(web::get().to(readyz))
                .route(web::head().to(readyz)),
        )
        .service(
            readable("/metrics")
                .route(web::get().to(metrics))
                .route(web::head().to(metrics)),
        )
        .service(
            readable("/openapi.json")
                .route(web::get().to(openapi))
                .route(web::head().to(openapi)),
        )
        .service(
            readable("/.well-known/jwks.json")
                .route(web::get().to(jwks))
                .route(web::head().to(jwks)),
        )
        .service(
            readable("/docs/errors")
                .route(web::get().to(errors::errors))
                .route(web::head().to(errors::errors)),
        )
        .configure(docs::configure);
}

/// The process is there.
async fn livez() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body("ok\n")
}

/// An answer that takes longer than this is none.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether requests should be sent here: database, schema and object store are there, and we are not about to stop.
async fn readyz(state: web::Data<AppState>) -> HttpResponse {
    let stopping = state.stopping.load(Ordering::Relaxed);
    let (database, blobs) =
        futures::future::join(in_time(state.database.is_migrated()), in_time(objects(&state))).await;
    let ready = !stopping && matches!(database, Ok(true)) && blobs.is_ok();
    let mut answer = if ready {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({
            "ready": ready,
            "database": database.is_ok(),
            "migrations": matches!(database, Ok(true)),
            "objectStore": blobs.is_ok(),
            "stopping": stopping,
        }))
}

/// Whether the object store answers. A folder that is gone would answer as an empty one.
async fn objects(state: &AppState) -> crate::error::Result<()> {
    let settings = &state.settings.blobs;
    if settings.bucket.is_none() {
        let _ = tokio::fs::read_dir(&settings.folder)
            .await
            .map_err(AppError::internal)?;
    }
    state.blobs.check().await
}

async fn in_time<T>(check: impl Future<Output = crate::error::Result<T>>) -> crate::error::Result<T> {
    tokio::time::timeout(PATIENCE, check)
        .await
        .unwrap_or_else(|_| Err(AppError::internal("no answer in time")))
}

/// The measures, in the text format of Prometheus.
async fn metrics(state: web::Data<AppState>, metrics: web::Data<Metrics>) -> HttpResponse {
    match metrics.text(&state) {
        Ok(text) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .content_type(metrics::MEDIA)
            .body(text),
        Err(error) => {
            tracing::error!(%error, "the measures cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

async fn openapi(document: web::Data<String>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .content_type("application/json")
        .body(document.as_ref().clone())
}

async fn jwks(state: web::Data<AppState>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .json(state.keys.jwks())
}

async fn wrong_method(request: HttpRequest) -> HttpResponse {
    let mut error = AppError::new(Code::MethodNotAllowed);
    error.allow = Some("GET, HEAD".to_owned());
    render(&error, &voice(&request))
}

/// An unknown address outside the API.
pub async fn nothing_here(request: HttpRequest) -> HttpResponse {
    render(&AppError::new(Code::NotFound), &voice(&request))
}

fn voice(request: &HttpRequest) -> Voice {
    let wish = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|wish| wish.to_str().ok());
    Voice {
        language: Language::negotiate(wish.unwrap_or_default(), Language::En),
        trace_id: request
            .extensions()
            .get::<Arc<Trace>>()
            .map_or_else(String::new, |trace| trace.id.clone()),
        instance: request.path().to_owned(),
    }
}
