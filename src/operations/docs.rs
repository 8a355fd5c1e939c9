//! The interactive documentation, from files that are part of the program: it works without the internet, and its
//! content security policy lets nothing else in.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use utoipa_swagger_ui::{Config, SwaggerUi};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    let ui = Config::new(["/openapi.json"])
        // Otherwise the page would send the document's address to a service on the internet.
        .validator_url("none")
        .try_it_out_enabled(true);
    config
        .service(web::resource("/docs").get(redirect))
        .service(SwaggerUi::new("/docs/{_:.*}").config(ui));
}

async fn redirect() -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header((header::LOCATION, "/docs/"))
        .finish()
}
