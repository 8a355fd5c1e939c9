//! The built-in fields of competence, as data in `fields.json`, and the organiser's own beside them.

use super::dto::{CompetenceFieldView, CompetenceOrigin, CompetenceText, CreateCompetenceField};
use super::queries;
use crate::access::TenantScope;
use crate::capabilities::organisation::dto::TextInput;
use crate::error::Result;
use crate::platform::language::Language;
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use std::sync::LazyLock;

/// A field as it ships.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BuiltIn {
    key: String,
    origin: CompetenceOrigin,
    title: TextInput,
    description: CompetenceText,
    /// What 0 to 4 mean.
    levels: Vec<CompetenceText>,
}

static BUILT_IN: LazyLock<Vec<BuiltIn>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("fields.json")).expect("a test reads the built-in fields")
});

/// The built-in fields, then the organiser's own. One query.
pub(super) async fn all<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Vec<CompetenceFieldView>> {
    let built_in = BUILT_IN.iter().map(|field| {
        Ok(CompetenceFieldView {
            id: None,
            fields: CreateCompetenceField {
                key: field.key.clone(),
                title: field.title.clone(),
                description: field.description.clone(),
                levels: field.levels.clone(),
            },
            origin: field.origin,
            closed_on: None,
            version: None,
        })
    });
    let own = queries::fields(db, scope).await?;
    built_in.chain(own.iter().map(CompetenceFieldView::of)).collect()
}

/// A title in the reader's language.
pub(super) fn title(text: &TextInput, language: Language) -> String {
    match language {
        Language::Nb => text.nb.clone(),
        Language::Sv => text.sv.clone(),
        Language::En => text.en.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_built_in_fields_are_whole() {
        let keys: BTreeSet<&str> = BUILT_IN.iter().map(|field| field.key.as_str()).collect();
        assert_eq!(keys.len(), BUILT_IN.len());
        for key in ["a", "b", "c"] {
            assert!(keys.contains(key), "the second gate asks for {key}");
        }
        let of = |origin| BUILT_IN.iter().filter(|field| field.origin == origin).count();
        assert_eq!(
            (of(CompetenceOrigin::Source), of(CompetenceOrigin::Research)),
            (3, 4)
        );
        for field in BUILT_IN.iter() {
            assert_eq!(field.levels.len(), 5, "{}", field.key);
            let texts = field.levels.iter().chain([&field.description]);
            for text in texts {
                assert!(
                    !text.nb.is_empty() && !text.sv.is_empty() && !text.en.is_empty(),
                    "{}",
                    field.key
                );
            }
            let different: BTreeSet<&str> = field.levels.iter().map(|level| level.nb.as_str()).collect();
            assert_eq!(different.len(), 5, "{}", field.key);
        }
    }
}
