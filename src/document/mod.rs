//! The OpenAPI document, put together from the doors. One pass adds to every operation what all of them share, so that
//! nobody can forget it; `house` tests hold the result to `docs/api.md`.

mod examples;
mod finish;
mod links;

use crate::error::{AppError, Problem, Result};
use crate::routes;
use serde_json::{Value, json};
use utoipa::openapi::path::{HttpMethod, PathItem, Paths};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApiBuilder};
use utoipa::{PartialSchema, ToSchema};

/// The document as JSON, for a service that clients reach at `public_url`.
///
/// # Errors
/// A document that cannot be written as JSON, or two shapes of one name: defects.
pub fn document(public_url: &str) -> Result<Value> {
    let mut paths = Paths::new();
    let mut schemas = Vec::new();
    for door in routes::doors() {
        let method = match door.method.as_str() {
            "GET" => HttpMethod::Get,
            "POST" => HttpMethod::Post,
            "PUT" => HttpMethod::Put,
            "PATCH" => HttpMethod::Patch,
            _ => HttpMethod::Delete,
        };
        let mut item = PathItem::new(method, (door.describe)());
        if let Some(known) = paths.paths.get_mut(&door.path) {
            known.merge_operations(item);
        } else {
            item.summary = None;
            paths.paths.insert(door.path.clone(), item);
        }
        (door.schemas)(&mut schemas);
    }
    schemas.push((Problem::name().into_owned(), Problem::schema()));
    Problem::schemas(&mut schemas);
    let mut components = ComponentsBuilder::new().build();
    for (name, schema) in schemas {
        if components
            .schemas
            .get(&name)
            .is_some_and(|known| *known != schema)
        {
            return Err(AppError::internal(format!("two shapes are called {name}")));
        }
        components.schemas.insert(name, schema);
    }
    let api = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Stegvis")
                .version(env!("CARGO_PKG_VERSION"))
                .build(),
        )
        .paths(paths)
        .components(Some(components))
        .build();
    let mut document = serde_json::to_value(&api).map_err(AppError::internal)?;
    finish::finish(&mut document, public_url);
    examples::fill(&mut document);
    Ok(document)
}

/// A document as it is committed and served: indented, keys sorted.
///
/// # Errors
/// As [`document`].
pub fn text(document: &Value) -> Result<String> {
    let mut text = serde_json::to_string_pretty(document)?;
    text.push('\n');
    Ok(text)
}

/// Long texts of the document.
fn description() -> Value {
    json!(include_str!("../../openapi/description.md"))
}
