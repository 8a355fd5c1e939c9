//! Reads a template's source text: YAML 1.2, of which JSON is a part.

use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::json;
use serde_json::Value;

/// Reads YAML into JSON. Doubled keys, unknown tags and numbers that are not finite are refused; expansion is bounded.
///
/// # Errors
/// One fault without a place in the content, whose note names line and column: YAML that cannot be read has no pointers.
pub(super) fn read(text: &str) -> Result<Value> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        reject_unsupported_tags: true,
        merge_keys: serde_saphyr::options::MergeKeyPolicy::Error,
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::Error,
        with_snippet: false,
    };
    let value: Value = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let expected = "YAML".to_owned();
        AppError::invalid(vec![
            Fault::new("", FaultCode::Format { expected }).note(error.to_string()),
        ])
    })?;
    // The same strictness as for a body: bounded depth, and whole numbers as integers.
    json::parse(&serde_json::to_vec(&value)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn yaml_and_json_are_read_alike() {
        let yaml = "key: five-steps\nno: \"off\"\nlist: [1, 2.0, 0.5]\nflag: true\nword: no\n";
        let expected =
            json!({"key": "five-steps", "no": "off", "list": [1, 2, 0.5], "flag": true, "word": "no"});
        assert_eq!(read(yaml).expect("YAML"), expected);
        assert_eq!(read(&expected.to_string()).expect("JSON"), expected);
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        for (text, place) in [
            ("a: 1\nb: [1,\n", "line"),
            ("a: 1\na: 2\n", "line 2"),
            ("a: !secret x\n", "line 1"),
            ("a: .nan\n", ""),
            ("", ""),
            ("a: &x [1]\nb:\n  <<: *x\n", ""),
        ] {
            let Err(error) = read(text) else {
                assert!(text.is_empty() || text.contains("nan"), "{text:?} was read");
                continue;
            };
            let note = error.faults[0].note.clone().unwrap_or_default();
            assert!(note.contains(place), "{text:?}: {note}");
        }
    }

    #[test]
    fn an_expanding_document_is_refused() {
        let mut lines = vec!["a0: &a0 [x, x, x, x, x, x, x, x, x]".to_owned()];
        for level in 1..9 {
            let list = vec![format!("*a{}", level - 1); 9].join(", ");
            lines.push(format!("a{level}: &a{level} [{list}]"));
        }
        assert!(read(&lines.join("\n")).is_err());
    }
}
