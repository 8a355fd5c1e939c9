//! The document's schemas as the judge of input: what is documented is what is enforced.
//!
//! Validators are compiled from the OpenAPI document on first use. Every fault is reported at once, in our own codes.

use crate::error::{AppError, Fault, FaultCode, Result};
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

/// The components of the OpenAPI document, and validators compiled from them.
#[derive(Debug)]
pub struct Schemas {
    components: Value,
    compiled: RwLock<HashMap<String, Arc<Validator>>>,
}

impl Schemas {
    /// Takes the schemas of an OpenAPI document.
    pub fn of_document(document: &Value) -> Self {
        let components = document.get("components").cloned().unwrap_or_default();
        Self {
            components: json!({"schemas": components.get("schemas")}),
            compiled: RwLock::default(),
        }
    }

    /// Judges `value` by the component schema `name`; every fault is prefixed with `place`.
    ///
    /// # Errors
    /// [`Code::InvalidInput`](crate::error::Code::InvalidInput) with every fault.
    pub fn check(&self, name: &str, value: &Value, place: &str) -> Result<()> {
        let validator = self.validator(name, || json!({"$ref": format!("#/components/schemas/{name}")}))?;
        judge(&validator, value, place)
    }

    /// Judges `value` by a schema made by `schema`, compiled once under `name`.
    ///
    /// # Errors
    /// [`Code::InvalidInput`](crate::error::Code::InvalidInput) with every fault.
    pub fn check_with(
        &self,
        name: &str,
        schema: impl FnOnce() -> Value,
        value: &Value,
        place: &str,
    ) -> Result<()> {
        judge(&*self.validator(name, schema)?, value, place)
    }

    /// Judges the whole that a merge patch made: by the patch's own schema `name`, with what it leaves free required again.
    /// The fields need no schema of their own in the document that way.
    ///
    /// # Errors
    /// [`Code::InvalidInput`](crate::error::Code::InvalidInput) with every fault.
    pub fn check_patched(&self, name: &str, required: &Value, whole: &Value) -> Result<()> {
        let schema = || {
            let mut schema = self.components["schemas"][name].clone();
            if let Some(schema) = schema.as_object_mut() {
                schema.remove("minProperties");
                if required.is_array() {
                    schema.insert("required".to_owned(), required.clone());
                }
            }
            schema
        };
        self.check_with(&format!("{name}, patched"), schema, whole, "")
    }

    fn validator(&self, name: &str, schema: impl FnOnce() -> Value) -> Result<Arc<Validator>> {
        if let Some(known) = self
            .compiled
            .read()
            .ok()
            .and_then(|known| known.get(name).cloned())
        {
            return Ok(known);
        }
        let mut root = schema();
        root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        root["components"] = self.components.clone();
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&root)
            .map(Arc::new)
            .map_err(|error| AppError::internal(format!("schema {name}: {error}")))?;
        if let Ok(mut known) = self.compiled.write() {
            known.insert(name.to_owned(), Arc::clone(&validator));
        }
        Ok(validator)
    }
}

fn judge(validator: &Validator, value: &Value, place: &str) -> Result<()> {
    let faults: Vec<Fault> = validator
        .iter_errors(value)
        .flat_map(|error| faults_of(&error, place))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

/// Our codes for one error of the validator; one error may name several fields.
fn faults_of(error: &ValidationError<'_>, place: &str) -> Vec<Fault> {
    let at = format!("{place}{}", error.instance_path().as_str());
    let below = |field: &str| format!("{at}/{}", field.replace('~', "~0").replace('/', "~1"));
    let one = |code: FaultCode| vec![Fault::new(at.clone(), code)];
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            vec![Fault::new(
                below(property.as_str().unwrap_or_default()),
                FaultCode::Required,
            )]
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => unexpected
            .iter()
            .map(|field| Fault::new(below(field), FaultCode::Unknown))
            .collect(),
        ValidationErrorKind::Type { kind } => one(FaultCode::WrongType {
            expected: type_names(kind),
        }),
        ValidationErrorKind::MaxLength { limit } => one(FaultCode::TooLong { limit: *limit }),
        ValidationErrorKind::MinLength { limit } => one(FaultCode::TooShort { limit: *limit }),
        ValidationErrorKind::MaxItems { limit } | ValidationErrorKind::MaxProperties { limit } => {
            one(FaultCode::TooMany { limit: *limit })
        }
        ValidationErrorKind::MinItems { limit } | ValidationErrorKind::MinProperties { limit } => {
            one(FaultCode::TooFew { limit: *limit })
        }
        ValidationErrorKind::Maximum { limit } | ValidationErrorKind::ExclusiveMaximum { limit } => {
            one(FaultCode::TooLarge {
                limit: limit.to_string(),
            })
        }
        ValidationErrorKind::Minimum { limit } | ValidationErrorKind::ExclusiveMinimum { limit } => {
            one(FaultCode::TooSmall {
                limit: limit.to_string(),
            })
        }
        ValidationErrorKind::Enum { options } => one(FaultCode::NotOneOf {
            allowed: listed(options),
        }),
        ValidationErrorKind::Constant { expected_value } => one(FaultCode::NotOneOf {
            allowed: expected_value.to_string(),
        }),
        ValidationErrorKind::Format { format } => one(FaultCode::Format {
            expected: format.clone(),
        }),
        ValidationErrorKind::MultipleOf { multiple_of } => {
            let expected = format!("a multiple of {multiple_of}");
            one(FaultCode::Format { expected })
        }
        ValidationErrorKind::UniqueItems => one(FaultCode::NotUnique),
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            // Nullable fields are `oneOf [null, T]`: the faults of the branch that is not `null` say what is wrong.
            let branches: Vec<Vec<Fault>> = context
                .iter()
                .map(|branch| branch.iter().flat_map(|error| faults_of(error, place)).collect::<Vec<_>>())
                .filter(|faults| !faults.iter().all(|fault| matches!(&fault.code, FaultCode::WrongType { expected } if expected == "null")))
                .collect();
            match <[_; 1]>::try_from(branches) {
                Ok([only]) => only,
                Err(_) => one(FaultCode::Pattern),
            }
        }
        _ => one(FaultCode::Pattern),
    }
}

fn type_names(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(many) => many
            .iter()
            .map(|one| one.to_string())
            .collect::<Vec<_>>()
            .join(" or "),
    }
}

fn listed(options: &Value) -> String {
    options.as_array().map_or_else(
        || options.to_string(),
        |list| {
            list.iter()
                .map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned))
                .collect::<Vec<_>>()
                .join(", ")
        },
    )
}
