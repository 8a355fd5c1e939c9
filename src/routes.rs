//! The one list of doors.

use crate::access::{Access, Door};
use crate::capabilities;
use actix_web::http::Method;
use actix_web::web;
use std::sync::LazyLock;

pub use crate::platform::BASE;

/// The doors that open without a login. This list may only shrink; a test compares it with the declarations.
pub const PUBLIC: &[&str] = &["readApiInfo", "startSession", "refreshSession"];

static DOORS: LazyLock<Vec<Door>> = LazyLock::new(capabilities::doors);

/// Every door of the API.
pub fn doors() -> &'static [Door] {
    &DOORS
}

/// Registers every door below the base: all methods of a path in one resource, any other method answers 405.
pub fn configure(config: &mut web::ServiceConfig) {
    let mut paths: Vec<&str> = doors().iter().map(|door| door.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    // actix takes the first pattern that fits: literal segments must come before placeholders.
    paths.sort_by_key(|path| {
        path.split('/')
            .map(|step| step.starts_with('{'))
            .collect::<Vec<_>>()
    });
    for path in paths {
        let mut resource = web::resource(path);
        let mut allow = Vec::new();
        for door in doors().iter().filter(|door| door.path == path) {
            allow.push(door.method.as_str());
            resource = resource.route((door.route)().method(door.method.clone()));
            if door.method == Method::GET {
                allow.push("HEAD");
                resource = resource.route((door.route)().method(Method::HEAD));
            }
        }
        let allow = allow.join(", ");
        resource = resource.default_service(web::to(move || {
            let mut error = crate::error::AppError::new(crate::error::Code::MethodNotAllowed);
            error.allow = Some(allow.clone());
            std::future::ready(Err::<actix_web::HttpResponse, _>(
                crate::access::gatehouse::Failure(error),
            ))
        }));
        config.service(resource);
    }
}

/// Whether a door may be knocked at without a login.
pub fn is_public(door: &Door) -> bool {
    door.access == Access::Public
}
