//! Links of the document: from an operation that creates something to those that read, change and delete it.

use crate::access::Door;
use crate::access::door::Kind;
use crate::routes;
use actix_web::http::Method;
use serde_json::{Map, Value, json};

/// Adds the links to every creation whose result has an address of its own.
pub(super) fn link(document: &mut Value) {
    for door in routes::doors().iter().filter(|door| door.kind == Kind::Create) {
        let links = links_from(door);
        let method = door.method.as_str().to_ascii_lowercase();
        let created = &mut document["paths"][&door.path][&method]["responses"]["201"];
        if !links.is_empty() && created.is_object() {
            created["links"] = Value::Object(links);
        }
    }
}

fn links_from(door: &Door) -> Map<String, Value> {
    let collection = door.path.rsplit('/').next().unwrap_or_default();
    let item = |path: &str| {
        let rest = path
            .strip_prefix('/')?
            .strip_prefix(collection)?
            .strip_prefix("/{")?;
        rest.strip_suffix('}')
            .filter(|name| !name.contains('/'))
            .map(str::to_owned)
    };
    let mut links = Map::new();
    for other in routes::doors() {
        let Some(parameter) = item(&other.path) else {
            continue;
        };
        let what = if other.method == Method::GET {
            "Reads what was created."
        } else if other.method == Method::PATCH {
            "Changes what was created."
        } else if other.method == Method::DELETE {
            "Takes away what was created."
        } else {
            continue;
        };
        let link = json!({"operationId": other.operation, "parameters": {parameter: "$response.body#/id"}, "description": what});
        links.insert(other.operation.to_owned(), link);
    }
    links
}
