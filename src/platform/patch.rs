//! Merge patch (RFC 7396): what a client sends is laid over the current fields, and the result is judged as a whole.
//!
//! `CreateX` is the one description of the fields that a client may write; `UpdateX` is derived from it with
//! [`patch_of!`](crate::patch_of): nothing is required, and what is optional may be set to `null`.

use crate::error::Result;
use crate::platform::schema::Schemas;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::openapi::{RefOr, Schema};

/// A body that changes some fields of a `Self::Fields`.
pub trait Patch: utoipa::ToSchema {
    type Fields: Serialize + DeserializeOwned + utoipa::ToSchema;

    /// The patch as sent.
    fn value(&self) -> &Value;

    /// The fields after the patch, judged by the same schema as at creation.
    ///
    /// # Errors
    /// [`Code::InvalidInput`](crate::error::Code::InvalidInput) with every fault of the result.
    fn apply(&self, schemas: &Schemas, current: &Self::Fields) -> Result<Self::Fields> {
        let mut merged = serde_json::to_value(current)?;
        merge(&mut merged, self.value());
        drop_nulls(&mut merged);
        let required = serde_json::to_value(<Self::Fields as utoipa::PartialSchema>::schema())?;
        schemas.check_patched(&Self::name(), &required["required"], &merged)?;
        Ok(serde_json::from_value(merged)?)
    }
}

/// RFC 7396, section 2.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    if let Value::Object(fields) = target {
        for (name, change) in changes {
            if change.is_null() {
                fields.remove(name);
            } else {
                merge(fields.entry(name.clone()).or_insert(Value::Null), change);
            }
        }
    }
}

/// An absent optional field and `null` mean the same; the schema knows only the absent one.
fn drop_nulls(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.retain(|_, field| !field.is_null());
    }
}

/// The schema of a patch over an object's schema.
pub fn relaxed(schema: RefOr<Schema>) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = schema else {
        return schema;
    };
    let required = std::mem::take(&mut object.required);
    for (name, property) in &mut object.properties {
        if !required.contains(name)
            && let Ok(value) = serde_json::to_value(&*property)
        {
            *property = nullable(value).unwrap_or_else(|| property.clone());
        }
    }
    object.examples = Vec::new();
    object.example = None;
    object.min_properties = Some(1);
    object.description = Some("The fields to change, as a merge patch (RFC 7396): what is left out stays, `null` empties an optional field.".to_owned());
    RefOr::T(Schema::Object(object))
}

fn nullable(property: Value) -> Option<RefOr<Schema>> {
    let already = property
        .get("type")
        .and_then(Value::as_array)
        .is_some_and(|types| types.iter().any(|one| one == "null"))
        || property
            .get("oneOf")
            .and_then(Value::as_array)
            .is_some_and(|list| list.iter().any(|one| one["type"] == "null"));
    if already {
        return None;
    }
    let relaxed = match property.get("type").and_then(Value::as_str).map(str::to_owned) {
        Some(kind) if property.get("enum").is_none() => {
            let mut property = property;
            property["type"] = serde_json::json!([kind, "null"]);
            property
        }
        _ => serde_json::json!({"oneOf": [{"type": "null"}, property]}),
    };
    serde_json::from_value(relaxed).ok()
}

/// Declares `UpdateX` as the merge patch of `CreateX`.
#[macro_export]
macro_rules! patch_of {
    ($(#[$meta:meta])* $name:ident, $fields:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(serde_json::Value);

        impl $crate::platform::patch::Patch for $name {
            type Fields = $fields;

            fn value(&self) -> &serde_json::Value {
                &self.0
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::platform::patch::relaxed(<$fields as utoipa::PartialSchema>::schema())
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(stringify!($name))
            }

            fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
                <$fields as utoipa::ToSchema>::schemas(schemas);
            }
        }
    };
}
