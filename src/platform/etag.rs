//! Strong validators: a row's version, with the language where the text depends on it.

use crate::error::{AppError, Code, Result};
use crate::platform::language::Language;

/// The validator of a resource whose representation is the same in every language.
pub fn of_version(version: i64) -> String {
    format!("\"{version}\"")
}

/// The validator of a representation that holds texts in the reader's language.
pub fn of_version_in(version: i64, language: Language) -> String {
    format!("\"{version}-{}\"", language.tag())
}

/// The version that an If-Match names, whatever the language of the representation was.
/// `*` stands for "any that exists".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    Any,
    Version(i64),
    /// A validator that none of our resources ever had.
    Foreign,
}

impl Expected {
    /// Reads an If-Match header; a weak validator never matches (RFC 9110, 13.1.1).
    pub fn parse(header: &str) -> Self {
        let header = header.trim();
        if header == "*" {
            return Self::Any;
        }
        header
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .and_then(|inner| inner.split('-').next())
            .and_then(|digits| digits.parse().ok())
            .map_or(Self::Foreign, Self::Version)
    }

    /// Refuses with 412 unless the current version is the expected one.
    ///
    /// # Errors
    /// [`Code::Stale`] with the current validator.
    pub fn check(&self, current: i64) -> Result<()> {
        match self {
            Self::Any => Ok(()),
            Self::Version(version) if *version == current => Ok(()),
            _ => Err(AppError::stale(of_version(current))),
        }
    }
}

/// The expectation of a request that must name one.
///
/// # Errors
/// [`Code::PreconditionRequired`] without the header.
pub fn demanded(header: Option<&str>) -> Result<Expected> {
    header
        .map(Expected::parse)
        .ok_or_else(|| AppError::new(Code::PreconditionRequired))
}

/// Whether an If-None-Match header names this validator (weak comparison, RFC 9110, 13.1.2).
pub fn none_match_hits(header: &str, etag: &str) -> bool {
    header.trim() == "*"
        || header
            .split(',')
            .any(|one| one.trim().trim_start_matches("W/") == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expectation_is_read_with_or_without_its_language() {
        assert_eq!(Expected::parse("\"12\""), Expected::Version(12));
        assert_eq!(Expected::parse(" \"12-nb\" "), Expected::Version(12));
        assert_eq!(Expected::parse("*"), Expected::Any);
        for foreign in ["12", "W/\"12\"", "\"abc\"", "", "\"\""] {
            assert_eq!(Expected::parse(foreign), Expected::Foreign, "{foreign}");
        }
    }

    #[test]
    fn none_match_compares_weakly_over_a_list() {
        assert!(none_match_hits("\"1\", W/\"2-sv\"", "\"2-sv\""));
        assert!(none_match_hits("*", "\"9\""));
        assert!(!none_match_hits("\"1\"", "\"11\""));
    }
}
