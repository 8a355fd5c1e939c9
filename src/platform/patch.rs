//! Merge patch (RFC 7396): what a client sends is laid over the current fields, and the result is judged as a whole.
//!
//! `CreateX` is the one description of the fields that a client may write; `UpdateX` is derived from it with
//! [`patch_of!`](crate::patch_of): nothing is required, and what is optional may be set to `null`.

use crate::error::Result;
use crate::platform::schema::Schemas;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::openapi::{Ref, RefOr, Schema};

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
        let fields = serde_json::to_value(<Self::Fields as utoipa::PartialSchema>::schema())?;
        schemas.check_patched(&Self::name(), fields, &merged)?;
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
        fields.values_mut().for_each(drop_nulls);
    }
}

/// A schema with its name, as the document lists it.
pub type Named = (String, RefOr<Schema>);

/// The schema of a patch over an object's schema. An object within it, found among `known`, is merged as well, so it
/// stands as its own patch.
pub fn relaxed(schema: RefOr<Schema>, known: &[Named]) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut object)) = schema else {
        return schema;
    };
    let required = std::mem::take(&mut object.required);
    for (name, property) in &mut object.properties {
        if let Some(inner) = reference_of(property)
            && let Some(found) = inner_object(&inner.ref_location, known)
        {
            *inner = Ref::from_schema_name(patch_name(found));
        }
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

/// The patches of the objects directly within an object, which [`relaxed`] refers to.
pub fn inner_patches(schema: RefOr<Schema>, known: &[Named]) -> Vec<Named> {
    let RefOr::T(Schema::Object(mut object)) = schema else {
        return Vec::new();
    };
    let mut patches = Vec::new();
    for inner in object.properties.values_mut().filter_map(reference_of) {
        if let Some(name) = inner_object(&inner.ref_location, known)
            && let Some((_, found)) = known.iter().find(|(known, _)| known == name)
        {
            // One level: what lies deeper is sent whole.
            patches.push((patch_name(name), relaxed(found.clone(), &[])));
        }
    }
    patches
}

/// The reference that a property is, or may be beside `null`.
fn reference_of(property: &mut RefOr<Schema>) -> Option<&mut Ref> {
    match property {
        RefOr::Ref(inner) => Some(inner),
        RefOr::T(Schema::OneOf(choice)) => choice.items.iter_mut().find_map(|one| match one {
            RefOr::Ref(inner) => Some(inner),
            RefOr::T(_) => None,
        }),
        RefOr::T(_) => None,
    }
}

fn patch_name(object: &str) -> String {
    format!("{object}Patch")
}

/// The name behind a reference, where it is that of an object with required fields.
fn inner_object<'r>(reference: &'r str, known: &[Named]) -> Option<&'r str> {
    let name = reference.rsplit('/').next()?;
    let (_, schema) = known.iter().find(|(known, _)| known == name)?;
    match schema {
        RefOr::T(Schema::Object(object)) if !object.required.is_empty() => Some(name),
        _ => None,
    }
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
                let mut known = Vec::new();
                <$fields as utoipa::ToSchema>::schemas(&mut known);
                $crate::platform::patch::relaxed(<$fields as utoipa::PartialSchema>::schema(), &known)
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(stringify!($name))
            }

            fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
                let mut known = Vec::new();
                <$fields as utoipa::ToSchema>::schemas(&mut known);
                let inner =
                    $crate::platform::patch::inner_patches(<$fields as utoipa::PartialSchema>::schema(), &known);
                schemas.extend(inner);
                schemas.extend(known);
            }
        }
    };
}
