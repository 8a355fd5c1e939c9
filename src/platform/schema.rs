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

    /// Judges the whole that the merge patch `name` made, by the schema of the fields, which the document need not list.
    ///
    /// # Errors
    /// [`Code::InvalidInput`](crate::error::Code::InvalidInput) with every fault.
    pub fn check_patched(&self, name: &str, fields: Value, whole: &Value) -> Result<()> {
        self.check_with(&format!("{name}, patched"), || fields, whole, "")
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
            one_branch(error, context).map_or_else(
                || one(different(error, context)),
                |branch| branch.iter().flat_map(|error| faults_of(error, place)).collect(),
            )
        }
        _ => one(FaultCode::Pattern),
    }
}

/// The branch of a choice that the value was meant for: of the right type, with the fewest unknown fields, then with the
/// fewest missing ones. `None` where two are as near.
fn one_branch<'e>(
    choice: &ValidationError<'_>,
    branches: &'e [Vec<ValidationError<'static>>],
) -> Option<&'e [ValidationError<'static>]> {
    let distance = |branch: &[ValidationError<'_>]| {
        let here = branch
            .iter()
            .filter(|error| error.instance_path() == choice.instance_path());
        here.fold((0, 0, 0), |(types, unknown, missing), error| match error.kind() {
            ValidationErrorKind::Type { .. } => (types + 1, unknown, missing),
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                (types, unknown + unexpected.len(), missing)
            }
            ValidationErrorKind::Required { .. } => (types, unknown, missing + 1),
            _ => (types, unknown, missing),
        })
    };
    let mut ranked: Vec<_> = branches.iter().map(|branch| (distance(branch), branch)).collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    match ranked.as_slice() {
        [(_, only)] => Some(only),
        // Nullable fields are `oneOf [null, T]`: `null` was not meant by a value of a wrong type.
        [(first, _), (second, _), ..] if first == second => {
            let mut meant = branches.iter().filter(|branch| !asks_for_null(branch));
            meant.next().filter(|_| meant.next().is_none()).map(Vec::as_slice)
        }
        [(_, nearest), ..] => Some(nearest),
        [] => None,
    }
}

fn asks_for_null(branch: &[ValidationError<'_>]) -> bool {
    branch
        .iter()
        .all(|error| matches!(error.kind(), ValidationErrorKind::Type { kind } if type_names(kind) == "null"))
}

/// What a value that fits no branch lacks: the right type where every branch says so.
fn different(choice: &ValidationError<'_>, branches: &[Vec<ValidationError<'static>>]) -> FaultCode {
    let types: Option<Vec<String>> = branches
        .iter()
        .map(|branch| {
            branch.iter().find_map(|error| match error.kind() {
                ValidationErrorKind::Type { kind } if error.instance_path() == choice.instance_path() => {
                    Some(type_names(kind))
                }
                _ => None,
            })
        })
        .collect();
    types.map_or(FaultCode::Pattern, |mut types| {
        types.dedup();
        let expected = types.join(" or ");
        FaultCode::WrongType { expected }
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(schema: Value, value: &Value) -> Vec<(String, &'static str)> {
        let schemas = Schemas::of_document(&json!({}));
        let error = schemas
            .check_with("choice", || schema, value, "")
            .expect_err("faults");
        error
            .faults
            .iter()
            .map(|fault| (fault.pointer.clone(), fault.code.word()))
            .collect()
    }

    #[test]
    fn a_choice_is_judged_by_the_branch_that_was_meant() {
        let object = |name: &str| json!({"type": "object", "additionalProperties": false, "required": [name], "properties": {name: {"type": "integer"}}});
        let choice = json!({"oneOf": [object("a"), object("b"), {"type": "null"}]});
        let said = |pointer: &str, word: &'static str| vec![(pointer.to_owned(), word)];
        assert_eq!(
            faults(choice.clone(), &json!({"b": "x"})),
            said("/b", "wrong_type")
        );
        assert_eq!(
            faults(choice.clone(), &json!({"a": 1, "c": 2})),
            said("/c", "unknown")
        );
        assert_eq!(faults(choice.clone(), &json!({})), said("", "pattern"));
        assert_eq!(faults(choice, &json!(7)), said("", "wrong_type"));
        let nullable = json!({"oneOf": [{"type": "null"}, {"type": "string", "maxLength": 2}]});
        assert_eq!(faults(nullable.clone(), &json!("long")), said("", "too_long"));
        assert_eq!(faults(nullable, &json!(7)), said("", "wrong_type"));
    }
}
