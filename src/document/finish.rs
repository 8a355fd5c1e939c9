//! What every operation, parameter and schema of the document shares.

use crate::access::door::Kind;
use crate::access::{Access, Door, upload};
use crate::platform::media;
use crate::routes;
use serde_json::{Map, Value, json};

/// Text without control characters other than line breaks and tabs; the default where no pattern is given.
const PLAIN_TEXT: &str = r"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$";

/// Adds servers, security, headers, shared parameters, error answers and the remaining limits.
pub(super) fn finish(document: &mut Value, public_url: &str) {
    let info = &mut document["info"];
    info["description"] = super::description();
    info["termsOfService"] = json!("https://stegvis.example/terms");
    info["contact"] =
        json!({"name": "Stegvis", "url": "https://stegvis.example", "email": "api@stegvis.example"});
    info["license"] = json!({"name": "EUPL-1.2", "url": "https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12"});
    document["servers"] = json!([{
        "url": format!("{}{}", public_url.trim_end_matches('/'), routes::BASE),
        "description": "This installation.",
        "x-internal": false,
    }]);
    document["security"] = json!([{"bearer": []}, {"apiKey": []}]);
    document["components"]["securitySchemes"] = json!({
        "bearer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "An access token of `POST /sessions`: a JWT signed with EdDSA and checked after RFC 8725 (fixed algorithm, issuer, audience, type, expiry). It lives fifteen minutes."
        },
        "apiKey": {"type": "apiKey", "in": "header", "name": "X-Api-Key", "description": "A key for machines with scopes and an expiry; see `POST /api-keys`."},
    });
    document["components"]["headers"] = shared_headers();
    document["components"]["responses"] = shared_responses();
    document["components"]["parameters"] = shared_parameters();
    document["tags"] = Value::Array(
        crate::capabilities::TAGS
            .iter()
            .map(|(name, text)| json!({"name": name, "description": text}))
            .collect(),
    );
    for door in routes::doors() {
        let method = door.method.as_str().to_ascii_lowercase();
        if let Some(operation) = document["paths"][&door.path].get_mut(&method) {
            complete(operation, door);
        }
    }
    super::links::link(document);
    let known = document["components"]["schemas"].clone();
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.values_mut().for_each(|schema| {
            flatten(schema, &known);
            close(schema);
        });
    }
    if let Some(paths) = document["paths"].as_object_mut() {
        for operation in paths
            .values_mut()
            .filter_map(Value::as_object_mut)
            .flat_map(Map::values_mut)
        {
            for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
                if let Some(schema) = parameter.get_mut("schema") {
                    close(schema);
                }
            }
            for content in contents(operation) {
                if let Some(schema) = content.get_mut("schema") {
                    close(schema);
                }
            }
        }
    }
}

/// Every media type object of an operation: of its request and of its answers.
pub(super) fn contents(operation: &mut Value) -> Vec<&mut Value> {
    let mut found = Vec::new();
    let Some(operation) = operation.as_object_mut() else {
        return found;
    };
    for (name, part) in operation {
        let holders: Vec<&mut Value> = match name.as_str() {
            "requestBody" => vec![part],
            "responses" => part
                .as_object_mut()
                .map(|all| all.values_mut().collect())
                .unwrap_or_default(),
            _ => Vec::new(),
        };
        for holder in holders {
            if let Some(content) = holder.get_mut("content").and_then(Value::as_object_mut) {
                found.extend(content.values_mut());
            }
        }
    }
    found
}

fn complete(operation: &mut Value, door: &Door) {
    if let Access::Permit(action) = door.access {
        operation["x-permission"] = json!(action.as_str());
        if let Some(scope) = action.scope() {
            operation["x-api-key-scope"] = json!(scope.as_str());
        }
    }
    if let Some(event) = door.event {
        operation["x-audit-event"] = json!(event.name);
    }
    let mut parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let mut shared = vec!["AcceptLanguage", "Traceparent"];
    let mut errors = vec!["400", "404", "405", "408", "429", "500", "503"];
    match door.access {
        Access::Public => operation["security"] = json!([]),
        Access::SignedIn | Access::Permit(_) => errors.extend(["401", "403"]),
    }
    match door.kind {
        Kind::Read => shared.push("IfNoneMatch"),
        Kind::Create => {
            shared.push("IdempotencyKey");
            errors.extend(["409", "422"]);
        }
        Kind::Edit => {
            shared.push("IfMatch");
            errors.extend(["409", "412", "428"]);
        }
        Kind::Ask => {}
        Kind::Act => errors.push("409"),
    }
    if operation.get("requestBody").is_some() {
        errors.extend(["413", "415"]);
        operation["requestBody"]["required"] = json!(true);
        merge_patch(operation, door);
    }
    parameters.extend(
        shared
            .iter()
            .map(|name| json!({"$ref": format!("#/components/parameters/{name}")})),
    );
    operation["parameters"] = Value::Array(parameters);
    for status in errors {
        if operation["responses"].get(status).is_none() {
            operation["responses"][status] =
                json!({"$ref": format!("#/components/responses/Problem{}", word(status))});
        }
    }
    if door.kind == Kind::Read && operation["responses"].get("200").is_some() {
        operation["responses"]["304"] = json!({"description": "The reader has this representation already.", "headers": header_refs(&["ETag", "Traceparent"])});
    }
    files_by_content(operation);
    if let Some(responses) = operation["responses"].as_object_mut() {
        for (status, response) in responses.iter_mut().filter(|(status, _)| status.starts_with('2')) {
            let mut names = vec!["Traceparent", "RateLimit", "RateLimitPolicy", "ContentLanguage"];
            if status == "200" || status == "201" {
                names.push("ETag");
            }
            if status == "201" || status == "202" {
                names.push("Location");
            }
            let known = response["headers"].as_object().cloned().unwrap_or_default();
            let mut headers = header_refs(&names);
            if let Some(all) = headers.as_object_mut() {
                all.extend(known);
            }
            response["headers"] = headers;
        }
    }
}

/// A file goes out under the media type that its content told: the list of what may come in is the list of what goes out.
fn files_by_content(operation: &mut Value) {
    let content = operation.pointer_mut("/responses/200/content");
    if let Some(content) = content.and_then(Value::as_object_mut)
        && let Some(bytes) = content.remove(upload::MEDIA_TYPE)
    {
        for media in media::ALLOWED {
            content.insert(media.name.to_owned(), bytes.clone());
        }
    }
}

/// A PATCH is documented with its own media type first.
fn merge_patch(operation: &mut Value, door: &Door) {
    if door.method != actix_web::http::Method::PATCH {
        return;
    }
    if let Some(content) = operation["requestBody"]["content"].as_object_mut()
        && let Some(json) = content.get("application/json").cloned()
    {
        content.insert("application/merge-patch+json".to_owned(), json);
    }
}

fn header_refs(names: &[&str]) -> Value {
    let wire = |name: &str| match name {
        "RateLimitPolicy" => "RateLimit-Policy".to_owned(),
        "ContentLanguage" => "Content-Language".to_owned(),
        "RetryAfter" => "Retry-After".to_owned(),
        other => other.to_owned(),
    };
    Value::Object(
        names
            .iter()
            .map(|name| {
                (
                    wire(name),
                    json!({"$ref": format!("#/components/headers/{name}")}),
                )
            })
            .collect(),
    )
}

fn shared_headers() -> Value {
    let text = |description: &str, longest: u32, example: &str| json!({"description": description, "schema": {"type": "string", "maxLength": longest, "pattern": "^[ -~]*$"}, "example": example});
    json!({
        "ETag": text("The strong validator of this representation.", 120, "\"3\""),
        "Location": text("The address of the new resource.", 300, "/api/v1/units/0190163d-8694-739b-aea5-966c26f8ad91"),
        "Traceparent": text("The trace of this request (W3C Trace Context).", 55, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"),
        "RateLimit": text("What is left of the quota: requests now, and seconds until it is whole again (draft-ietf-httpapi-ratelimit-headers).", 100, "\"default\";r=5999;t=1"),
        "RateLimitPolicy": text("The quota (draft-ietf-httpapi-ratelimit-headers).", 100, "\"default\";q=6000;w=60"),
        "ContentLanguage": text("The language of the texts.", 10, "nb"),
        "RetryAfter": {"description": "Seconds after which a retry makes sense.", "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 86400}, "example": 1},
    })
}

fn shared_parameters() -> Value {
    let header = |name: &str,
                  required: bool,
                  description: &str,
                  longest: u32,
                  pattern: &str,
                  example: &str| {
        json!({"name": name, "in": "header", "required": required, "description": description, "schema": {"type": "string", "maxLength": longest, "pattern": pattern}, "example": example})
    };
    json!({
        "AcceptLanguage": header("Accept-Language", false, "The language of the texts in the answer: nb, sv or en. Codes are never translated.", 200, "^[ -~]*$", "nb"),
        "Traceparent": header("traceparent", false, "The caller's trace (W3C Trace Context); an invalid one is ignored.", 200, "^[ -~]*$", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"),
        "IfNoneMatch": header("If-None-Match", false, "Validators the reader has already; answers 304 where one still holds.", 500, "^[ -~]*$", "\"3\""),
        "IfMatch": header("If-Match", true, "The validator of the representation that the change is based on.", 120, "^[ -~]*$", "\"3\""),
        "IdempotencyKey": header("Idempotency-Key", false, "Repeating a creation with the same key and body answers the same again, for a day.", 200, "^[!-~]+$", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
    })
}

fn word(status: &str) -> &'static str {
    match status {
        "400" => "Invalid",
        "401" => "Unauthenticated",
        "403" => "Forbidden",
        "404" => "NotFound",
        "405" => "MethodNotAllowed",
        "408" => "Timeout",
        "409" => "Conflict",
        "412" => "Stale",
        "413" => "TooLarge",
        "415" => "UnsupportedMediaType",
        "422" => "IdempotencyReused",
        "428" => "PreconditionRequired",
        "429" => "TooManyRequests",
        "503" => "Overloaded",
        _ => "Internal",
    }
}

fn shared_responses() -> Value {
    let rows = [
        (
            "400",
            "Malformed or invalid; `errors` names every fault.",
            "invalid_input",
        ),
        ("401", "No valid token or key.", "unauthenticated"),
        ("403", "Readable, but the role does not allow this.", "forbidden"),
        ("404", "Unknown, or of another organiser.", "not_found"),
        ("405", "Another method; see `Allow`.", "method_not_allowed"),
        ("408", "The body did not arrive in time.", "timeout"),
        (
            "409",
            "The act does not fit the present state; `errors` gives the reasons.",
            "conflict",
        ),
        (
            "412",
            "Changed meanwhile; the current validator is in `ETag`.",
            "stale",
        ),
        ("413", "The body is too large.", "too_large"),
        ("415", "Another media type is needed.", "unsupported_media_type"),
        (
            "422",
            "The Idempotency-Key belongs to another request.",
            "idempotency_reused",
        ),
        ("428", "If-Match is missing.", "precondition_required"),
        ("429", "Too many requests.", "too_many_requests"),
        ("500", "An error of ours; only the trace id is shown.", "internal"),
        ("503", "Too busy; try again.", "overloaded"),
    ];
    let mut responses = Map::new();
    for (status, description, code) in rows {
        let mut names = vec!["Traceparent"];
        if status == "429" || status == "503" {
            names.push("RetryAfter");
        }
        let number: i32 = status.parse().unwrap_or(500);
        let entry = crate::error::TABLE
            .iter()
            .map(|(_, entry)| entry)
            .find(|entry| entry.code == code);
        let (title, detail) = entry.map_or(("", ""), |entry| {
            (
                entry.title.get(kernel::Language::En),
                entry.detail.get(kernel::Language::En),
            )
        });
        responses.insert(
            format!("Problem{}", word(status)),
            json!({
                "description": description,
                "headers": header_refs(&names),
                "content": {"application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": {
                        "type": format!("/docs/errors#{code}"), "title": title, "status": number, "detail": detail,
                        "instance": "/api/v1/units", "code": code, "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                    },
                }},
            }),
        );
    }
    Value::Object(responses)
}

/// A flattened field comes as `allOf` of objects, which could not refuse unknown fields: one object takes their place.
fn flatten(schema: &mut Value, known: &Value) {
    let Some(parts) = schema.get("allOf").and_then(Value::as_array).cloned() else {
        return;
    };
    let mut whole = schema.clone();
    if let Some(whole) = whole.as_object_mut() {
        whole.remove("allOf");
        whole.insert("type".to_owned(), json!("object"));
    }
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for mut part in parts {
        if let Some(name) = part["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
            part = known[name].clone();
        }
        flatten(&mut part, known);
        properties.extend(part["properties"].as_object().cloned().unwrap_or_default());
        required.extend(part["required"].as_array().cloned().unwrap_or_default());
    }
    whole["properties"] = Value::Object(properties);
    whole["required"] = Value::Array(required);
    *schema = whole;
}

/// Closes a schema: objects refuse unknown fields, and what has a natural limit gets it.
fn close(schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else { return };
    let is = |map: &Map<String, Value>, kind: &str| match map.get("type") {
        Some(Value::String(one)) => one == kind,
        Some(Value::Array(many)) => many.iter().any(|one| one == kind),
        _ => false,
    };
    if is(map, "object") && map.contains_key("properties") {
        map.entry("additionalProperties").or_insert(json!(false));
    }
    if is(map, "string") && !map.contains_key("enum") {
        let format = map
            .get("format")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let natural = match format.as_str() {
            "uuid" => Some((36, "0190163d-8694-739b-aea5-966c26f8ad91")),
            "date" => Some((10, "2026-11-23")),
            "date-time" => Some((27, "2026-11-23T09:30:00.000000Z")),
            _ => None,
        };
        if let Some((length, example)) = natural {
            map.entry("maxLength").or_insert(json!(length));
            map.entry("example").or_insert(json!(example));
        } else if format.is_empty() {
            map.entry("pattern").or_insert(json!(PLAIN_TEXT));
        }
    }
    if is(map, "integer") {
        map.entry("format").or_insert(json!("int64"));
        map.entry("minimum").or_insert(json!(0));
        map.entry("maximum").or_insert(json!(9_007_199_254_740_991_i64));
    }
    if is(map, "number") {
        map.entry("format").or_insert(json!("double"));
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = map.get_mut(key) {
            close(inner);
        }
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        for inner in map
            .get_mut(key)
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            close(inner);
        }
    }
    for inner in map
        .get_mut("properties")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(Map::values_mut)
    {
        close(inner);
    }
}
