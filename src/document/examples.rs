//! Examples: each request and answer carries one, made from the schema where none is written by hand.
//! They are valid by their schemas (a test), so that documentation and tests can send them.

use super::finish::contents;
use serde_json::{Map, Value, json};

/// Gives every body of every operation an example.
pub(super) fn fill(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let Some(paths) = document["paths"].as_object_mut() else {
        return;
    };
    for operation in paths
        .values_mut()
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut)
    {
        for content in contents(operation) {
            if content.get("example").is_some() || content.get("examples").is_some() {
                continue;
            }
            let Some(schema) = content.get("schema") else {
                continue;
            };
            let example = example_of(schema, &schemas, 0);
            content["example"] = example;
        }
        for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
            if parameter.get("example").is_none() && parameter.get("schema").is_some() {
                let example = example_of(&parameter["schema"], &schemas, 0);
                parameter["example"] = example;
            }
        }
    }
}

/// An example value that a schema accepts.
pub(crate) fn example_of(schema: &Value, schemas: &Value, depth: usize) -> Value {
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(first) = schema
        .get("examples")
        .and_then(Value::as_array)
        .and_then(|all| all.first())
    {
        return first.clone();
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.rsplit('/').next().unwrap_or_default();
        // Deep enough for every answer; a schema that holds itself ends here.
        return if depth > 12 {
            Value::Null
        } else {
            example_of(&schemas[name], schemas, depth + 1)
        };
    }
    for key in ["enum", "oneOf", "anyOf"] {
        if let Some(list) = schema.get(key).and_then(Value::as_array) {
            if key == "enum" {
                return list.first().cloned().unwrap_or_default();
            }
            let chosen = list
                .iter()
                .find(|one| one["type"] != "null")
                .or_else(|| list.first());
            return chosen
                .map(|one| example_of(one, schemas, depth + 1))
                .unwrap_or_default();
        }
    }
    if let Some(all) = schema.get("allOf").and_then(Value::as_array) {
        let mut whole = Map::new();
        for part in all {
            if let Value::Object(fields) = example_of(part, schemas, depth + 1) {
                whole.extend(fields);
            }
        }
        return Value::Object(whole);
    }
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    let kind = match &schema["type"] {
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    };
    match kind.as_str() {
        "object" => Value::Object(
            schema["properties"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, property)| (name.clone(), example_of(property, schemas, depth + 1)))
                .collect(),
        ),
        "array" => {
            if depth > 5 {
                json!([])
            } else {
                json!([example_of(&schema["items"], schemas, depth + 1)])
            }
        }
        "integer" | "number" => schema
            .get("minimum")
            .cloned()
            .filter(|least| least.as_f64() > Some(0.0))
            .unwrap_or(json!(1)),
        "boolean" => json!(true),
        "string" => {
            let shortest = schema["minLength"].as_u64().unwrap_or(0);
            let word = "Fjordvik";
            let most = schema["maxLength"].as_u64().unwrap_or(200);
            let text: String = word
                .chars()
                .cycle()
                .take(usize::try_from(shortest.max(8).min(most)).unwrap_or(8))
                .collect();
            json!(text)
        }
        _ => Value::Null,
    }
}
