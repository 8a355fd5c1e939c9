//! Reading JSON strictly: no doubled keys, no abyss, whole numbers as integers.
//!
//! `serde_json` alone would keep the last of two equal keys and stop at the first fault; here every doubled key is
//! reported with its pointer, and the value goes on to the schema, which reports the rest.

use crate::error::{AppError, Code, Fault, FaultCode, Result};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::RefCell;
use std::fmt;

/// Bodies nested deeper than this are refused.
pub const MOST_LEVELS: usize = 32;

const TOO_DEEP: &str = "nested too deep";

/// Parses `bytes`, reporting every doubled key.
///
/// # Errors
/// [`Code::Malformed`] where it is not JSON, [`Code::InvalidInput`] with every doubled key or where it is too deep.
pub fn parse(bytes: &[u8]) -> Result<Value> {
    let found = RefCell::new(Vec::new());
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let seed = Strict {
        pointer: String::new(),
        depth: 0,
        found: &found,
    };
    let value = seed
        .deserialize(&mut source)
        .and_then(|value| source.end().map(|()| value))
        .map_err(|error| {
            let text = error.to_string();
            if text.contains(TOO_DEEP) {
                AppError::fault(
                    "",
                    FaultCode::TooDeep {
                        limit: MOST_LEVELS as u64,
                    },
                )
            } else {
                AppError::new(Code::Malformed).with("reason", text)
            }
        })?;
    let found = found.into_inner();
    if found.is_empty() {
        Ok(value)
    } else {
        Err(AppError::invalid(found))
    }
}

struct Strict<'f> {
    pointer: String,
    depth: usize,
    found: &'f RefCell<Vec<Fault>>,
}

impl Strict<'_> {
    fn below<E: Error>(&self, step: &str) -> Result<Strict<'_>, E> {
        if self.depth >= MOST_LEVELS {
            return Err(E::custom(TOO_DEEP));
        }
        let step = step.replace('~', "~0").replace('/', "~1");
        Ok(Strict {
            pointer: format!("{}/{step}", self.pointer),
            depth: self.depth + 1,
            found: self.found,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    /// `5.0` is a valid integer (JSON Schema 2020-12, 4.2.3), so it becomes one here.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and within ±2^53, where every integer is exact"
    )]
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 {
            return Ok(Value::from(value as i64));
        }
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.below(&list.len().to_string())?)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            let below = self.below(&key)?;
            if map.contains_key(&key) {
                self.found
                    .borrow_mut()
                    .push(Fault::new(below.pointer.clone(), FaultCode::DuplicateKey));
            }
            let value = fields.next_value_seed(below)?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whole_numbers_are_integers_whatever_their_spelling() {
        assert_eq!(
            parse(br#"{"a":5.0,"b":-2e0,"c":0.5}"#).expect("valid"),
            json!({"a": 5, "b": -2, "c": 0.5})
        );
    }

    #[test]
    fn every_doubled_key_is_named() {
        let error = parse(br#"{"a":1,"a":2,"b":[{"c":1,"c":1}]}"#).expect_err("doubled");
        let pointers: Vec<&str> = error.faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/a", "/b/0/c"]);
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}{}", "[".repeat(MOST_LEVELS + 1), "]".repeat(MOST_LEVELS + 1));
        assert_eq!(
            parse(deep.as_bytes()).expect_err("too deep").faults[0]
                .code
                .word(),
            "too_deep"
        );
        let fits = format!("{}{}", "[".repeat(MOST_LEVELS), "]".repeat(MOST_LEVELS));
        assert!(parse(fits.as_bytes()).is_ok());
    }

    #[test]
    fn broken_json_and_lone_surrogates_are_malformed() {
        for broken in [&b"{"[..], b"{} x", b"\"\\ud800\"", b"", b"\xff"] {
            assert_eq!(parse(broken).expect_err("malformed").code, Code::Malformed);
        }
    }
}
