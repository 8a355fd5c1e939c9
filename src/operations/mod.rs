//! What stands beside the API: health, metrics, the document and its pages, the public keys.

use crate::access::AppState;
use crate::error::{AppError, Code, Voice, render};
use crate::platform::language::Language;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Registers the doors outside the API.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/livez").get(livez))
        .service(web::resource("/readyz").get(readyz))
        .service(web::resource("/openapi.json").get(openapi))
        .service(web::resource("/.well-known/jwks.json").get(jwks))
        .service(web::resource("/docs").get(docs))
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::new(["/openapi.json"])));
}

/// Measures every request; the numbers are at `/metrics`.
///
/// # Errors
/// What the service behind it says.
pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    Ok(next.call(request).await?.map_into_boxed_body())
}

async fn livez() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

async fn readyz(state: web::Data<AppState>) -> HttpResponse {
    let database = state.database.is_migrated().await;
    let blobs = state.blobs.check().await;
    let ready = matches!(database, Ok(true)) && blobs.is_ok();
    let body = serde_json::json!({
        "database": database.is_ok(),
        "migrations": matches!(database, Ok(true)),
        "objectStore": blobs.is_ok(),
    });
    if ready {
        HttpResponse::Ok().json(body)
    } else {
        HttpResponse::ServiceUnavailable().json(body)
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

async fn docs() -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header((header::LOCATION, "/docs/"))
        .finish()
}

/// An unknown address outside the API.
pub async fn nothing_here(request: HttpRequest) -> HttpResponse {
    let language = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|wish| wish.to_str().ok())
        .unwrap_or_default();
    let voice = Voice {
        language: Language::negotiate(language, Language::En),
        trace_id: crate::platform::clock::new_id().simple().to_string(),
        instance: request.path().to_owned(),
    };
    render(&AppError::new(Code::NotFound), &voice)
}
