//! The OpenAPI document keeps to the wire rules (docs/api.md), from the first operation on.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use stegvis::platform::schema::Schemas;
use stegvis::routes;

fn document() -> Value {
    stegvis::document::document("https://stegvis.example").expect("a document")
}

/// Every operation with its path and method.
fn operations(document: &Value) -> Vec<(String, &Map<String, Value>)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .expect("an item")
                .iter()
                .map(move |(method, operation)| {
                    (
                        format!("{} {path}", method.to_uppercase()),
                        operation.as_object().expect("an operation"),
                    )
                })
        })
        .collect()
}

#[test]
fn every_operation_is_described() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let tags: BTreeSet<&str> = document["tags"]
        .as_array()
        .expect("tags")
        .iter()
        .filter_map(|tag| tag["name"].as_str())
        .collect();
    let mut ids = BTreeSet::new();
    let mut wrong = Vec::new();
    for (name, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        if id.is_empty() || !ids.insert(id.to_owned()) {
            wrong.push(format!("{name}: operationId {id:?} is missing or stands twice"));
        }
        for field in ["summary", "description"] {
            if operation
                .get(field)
                .and_then(Value::as_str)
                .is_none_or(str::is_empty)
            {
                wrong.push(format!("{name}: no {field}"));
            }
        }
        let declared = operation
            .get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        if !declared.clone().all(|tag| tags.contains(tag)) || declared.count() != 1 {
            wrong.push(format!("{name}: its tag is not declared"));
        }
        for (status, response) in operation["responses"].as_object().expect("responses") {
            if response.get("$ref").is_none() && response["description"].as_str().is_none_or(str::is_empty) {
                wrong.push(format!("{name}: answer {status} has no description"));
            }
        }
    }
    assert_eq!(
        ids.len(),
        routes::doors().len(),
        "every door stands in the document once"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn addresses_are_plain() {
    let mut wrong = Vec::new();
    for path in document()["paths"].as_object().expect("paths").keys() {
        for step in path.split('/').skip(1) {
            let placeholder = step.strip_prefix('{').and_then(|step| step.strip_suffix('}'));
            // A picture is embedded by its address, which therefore says what it is.
            let plain = |step: &str| {
                let step = step.strip_suffix(".svg").unwrap_or(step);
                !step.is_empty()
                    && step
                        .chars()
                        .all(|letter| letter.is_ascii_lowercase() || letter == '-')
            };
            let fits = placeholder.map_or_else(
                || plain(step),
                |name| name.ends_with("Id") && name.chars().all(|letter| letter.is_ascii_alphabetic()),
            );
            if !fits {
                wrong.push(format!("{path}: {step}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Walks every schema below a value.
fn schemas<'v>(value: &'v Value, at: &str, found: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(map) => {
            if map.contains_key("type") || map.contains_key("enum") {
                found.push((at.to_owned(), value));
            }
            for (key, inner) in map {
                if !matches!(
                    key.as_str(),
                    "example" | "examples" | "enum" | "default" | "required"
                ) {
                    schemas(inner, &format!("{at}/{key}"), found);
                }
            }
        }
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(index, inner)| schemas(inner, &format!("{at}/{index}"), found)),
        _ => {}
    }
}

#[test]
fn every_value_has_its_limits() {
    let document = document();
    let mut found = Vec::new();
    schemas(&document["components"]["schemas"], "", &mut found);
    for (name, operation) in operations(&document) {
        if let Some(parameters) = operation.get("parameters") {
            schemas(parameters, &name, &mut found);
        }
    }
    let mut wrong = Vec::new();
    for (at, schema) in found {
        let is = |kind: &str| match &schema["type"] {
            Value::String(one) => one == kind,
            Value::Array(many) => many.iter().any(|one| one == kind),
            _ => false,
        };
        let has = |key: &str| schema.get(key).is_some();
        if is("string") && !has("enum") {
            if !has("maxLength") {
                wrong.push(format!("{at}: text without maxLength"));
            }
            if !has("pattern") && !has("format") {
                wrong.push(format!("{at}: text without pattern or format"));
            }
        }
        if (is("integer") || is("number")) && !(has("minimum") && has("maximum") && has("format")) {
            wrong.push(format!("{at}: number without minimum, maximum or format"));
        }
        if is("array") && !has("maxItems") {
            wrong.push(format!("{at}: list without maxItems"));
        }
        if is("object") && schema["additionalProperties"] != false {
            wrong.push(format!("{at}: object open to unknown fields"));
        }
        if matches!(schema["format"].as_str(), Some("date" | "date-time")) && !has("example") {
            wrong.push(format!("{at}: date without example"));
        }
        for name in schema["properties"].as_object().into_iter().flat_map(Map::keys) {
            if !name.chars().all(|letter| letter.is_ascii_alphanumeric())
                || !name.starts_with(|letter: char| letter.is_ascii_lowercase())
            {
                wrong.push(format!("{at}: property {name} is not camelCase letters"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_body_has_a_valid_example() {
    let document = document();
    let judge = Schemas::of_document(&document);
    let mut wrong = Vec::new();
    let mut bodies = 0;
    for (name, operation) in operations(&document) {
        let mut contents: Vec<(&str, &Map<String, Value>)> = Vec::new();
        if let Some(content) = operation
            .get("requestBody")
            .and_then(|body| body["content"].as_object())
        {
            contents.push(("request", content));
        }
        for (status, response) in operation["responses"].as_object().expect("responses") {
            if let Some(content) = response["content"].as_object() {
                contents.push((status, content));
            }
        }
        for (part, content) in contents {
            for (kind, media) in content.iter().filter(|(kind, _)| kind.ends_with("json")) {
                bodies += 1;
                let Some(example) = media.get("example") else {
                    wrong.push(format!("{name} {part} {kind}: no example"));
                    continue;
                };
                let label = format!("{name} {part} {kind}");
                if let Err(error) = judge.check_with(&label, || media["schema"].clone(), example, "") {
                    wrong.push(format!("{label}: {:?}", error.faults));
                }
            }
        }
    }
    assert!(bodies > 0);
    assert!(
        wrong.is_empty(),
        "{} of {bodies} bodies:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_public_doors_are_the_listed_ones() {
    let public: BTreeSet<&str> = routes::doors()
        .iter()
        .filter(|door| routes::is_public(door))
        .map(|door| door.operation)
        .collect();
    assert_eq!(public, routes::PUBLIC.iter().copied().collect::<BTreeSet<&str>>());
}

#[test]
fn every_door_that_changes_something_declares_its_event() {
    use stegvis::access::door::Kind;
    for door in routes::doors() {
        let writes = matches!(door.kind, Kind::Create | Kind::Edit | Kind::Act);
        assert_eq!(writes, door.writes(), "{door:?}");
        assert!(
            door.method != "GET" || !writes,
            "{door:?} changes something on a GET"
        );
    }
}
