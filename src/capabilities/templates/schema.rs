//! The shape of a template: `templates/process-template.schema.json` as the judge of content, and as part of the document.

use super::content::TemplateContent;
use crate::error::Result;
use crate::platform::ledger;
use crate::platform::schema::Schemas;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::sync::LazyLock;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// The schema of the file, with the names of filters that the registry of facts knows.
static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut schema: Value =
        serde_json::from_str(include_str!("../../../templates/process-template.schema.json"))
            .expect("a test reads the schema");
    let filter = &mut schema["$defs"]["criterion"]["properties"]["filter"];
    let value = filter["additionalProperties"].take();
    let names: Map<String, Value> = gate::facts()
        .flat_map(|fact| fact.filters)
        .map(|known| {
            let mut value = value.clone();
            value["description"] = json!(known.meaning);
            (known.name.to_owned(), value)
        })
        .collect();
    filter["properties"] = Value::Object(names);
    filter["additionalProperties"] = json!(false);
    if let Some(filter) = filter.as_object_mut() {
        filter.remove("propertyNames");
    }
    schema
});

/// The JSON Schema of a template, as authors and editors use it.
pub(super) fn schema() -> &'static Value {
    &SCHEMA
}

/// The schema's strong validator: it changes with a release only.
pub(super) fn tag() -> String {
    static TAG: LazyLock<String> = LazyLock::new(|| {
        let hash = ledger::hex(&Sha256::digest(ledger::canonical(&SCHEMA).as_bytes()));
        format!("\"{}\"", &hash[..16])
    });
    TAG.clone()
}

/// Judges the shape of content; every fault is prefixed with `place`.
///
/// # Errors
/// [`Code::InvalidInput`](crate::error::Code::InvalidInput) with every fault.
pub(super) fn check(schemas: &Schemas, content: &Value, place: &str) -> Result<()> {
    schemas.check_with("process-template", || SCHEMA.clone(), content, place)
}

/// The name under which a definition of the schema stands in the document.
fn component(definition: &str) -> String {
    let mut letters = definition.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    format!(
        "Template{}{}",
        first.into_iter().collect::<String>(),
        letters.as_str()
    )
}

/// A part of the schema as the document has it: references lead to components, conditions stay with the schema.
fn documented(part: &Value) -> Value {
    match part {
        Value::Object(map) => Value::Object(
            map.iter()
                .filter(|(name, _)| {
                    !matches!(
                        name.as_str(),
                        "$schema" | "$id" | "$comment" | "$defs" | "if" | "then"
                    )
                })
                .map(|(name, inner)| {
                    let inner = match (name.as_str(), inner.as_str()) {
                        ("$ref", Some(to)) => {
                            let definition = to.rsplit('/').next().unwrap_or_default();
                            json!(format!("#/components/schemas/{}", component(definition)))
                        }
                        _ => documented(inner),
                    };
                    (name.clone(), inner)
                })
                .collect(),
        ),
        Value::Array(list) => Value::Array(list.iter().map(documented).collect()),
        other => other.clone(),
    }
}

fn typed(part: &Value) -> RefOr<Schema> {
    serde_json::from_value(documented(part)).expect("a test reads every part of the schema")
}

impl PartialSchema for TemplateContent {
    fn schema() -> RefOr<Schema> {
        let mut root = SCHEMA.clone();
        root["example"] = example();
        typed(&root)
    }
}

impl ToSchema for TemplateContent {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("TemplateContent")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        let definitions = SCHEMA["$defs"].as_object().into_iter().flatten();
        schemas.extend(definitions.map(|(name, part)| (component(name), typed(part))));
    }
}

/// A heading in the three languages, as the schema has it.
pub struct TitleSchema;

impl PartialSchema for TitleSchema {
    fn schema() -> RefOr<Schema> {
        typed(&SCHEMA["$defs"]["title"])
    }
}

impl ToSchema for TitleSchema {
    fn name() -> Cow<'static, str> {
        Cow::Owned(component("title"))
    }
}

/// A single value of a template.
pub struct LeafSchema;

impl PartialSchema for LeafSchema {
    fn schema() -> RefOr<Schema> {
        typed(&json!({
            "description": "A text, a number, or true or false.",
            "oneOf": [
                {"type": "string", "maxLength": 10000, "description": "A text."},
                {"type": "number", "minimum": -1_000_000_000, "maximum": 1_000_000_000, "description": "A number."},
                {"type": "boolean", "description": "True or false."},
            ],
        }))
    }
}

impl ToSchema for LeafSchema {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("TemplateValue")
    }
}

/// The smallest useful template, as an example.
pub(super) fn example() -> Value {
    let text = |nb: &str, sv: &str, en: &str| json!({"nb": nb, "sv": sv, "en": en});
    json!({
        "key": "video-supervision", "number": 1,
        "title": text("Videotilsyn", "Videotillsyn", "Video supervision"),
        "summary": text("Innfører videotilsyn i én sone.", "Inför videotillsyn i en zon.", "Introduces video supervision in one zone."),
        "source": "Our own experience from two zones.",
        "stages": [{
            "key": "prepare",
            "title": text("Forberede", "Förbereda", "Prepare"),
            "guidance": text("Avklar behov og samtykke.", "Klargör behov och samtycke.", "Settle needs and consent."),
            "gate": {
                "key": "prepared", "quorum": 1,
                "title": text("Klar til utprøving", "Redo för prov", "Ready for a trial"),
                "rule": {"all": [{
                    "key": "sponsor", "fact": "roadmap.sponsor_assigned", "operator": "equals", "target": true,
                    "required": true, "memory": "live",
                    "title": text("Sponsor utpekt", "Sponsor utsedd", "Sponsor assigned"),
                    "guidance": text("Pek ut én leder.", "Utse en chef.", "Name one leader."),
                }]},
            },
            "milestones": [{
                "key": "consent-settled", "dueAfterDays": 30, "effort": 2,
                "title": text("Samtykke avklart", "Samtycke klarlagt", "Consent settled"),
                "guidance": text("Bruk kommunens mal.", "Använd kommunens mall.", "Use the municipality's form."),
            }],
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_says_what_the_schema_says() {
        let mut parts = Vec::new();
        TemplateContent::schemas(&mut parts);
        for (name, definition) in SCHEMA["$defs"].as_object().expect("definitions") {
            let (_, part) = parts
                .iter()
                .find(|(known, _)| *known == component(name))
                .expect("a component");
            let mut written = serde_json::to_value(part).expect("JSON");
            if let Some(written) = written.as_object_mut() {
                written.retain(|_, value| !value.is_null());
            }
            assert_eq!(written, documented(definition), "{name}");
        }
    }

    #[test]
    fn the_example_is_a_valid_template() {
        let schemas = Schemas::of_document(&json!({}));
        check(&schemas, &example(), "").expect("valid");
    }
}
