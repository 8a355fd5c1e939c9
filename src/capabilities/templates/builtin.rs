//! The templates that ship with the product, from `templates/`.

use super::content::TemplateContent;
use super::source;
use serde_json::Value;
use std::sync::LazyLock;

/// A built-in template.
#[derive(Debug)]
pub(super) struct BuiltIn {
    pub(super) content: TemplateContent,
    /// The content as JSON, as it stands in the database and on the wire.
    pub(super) value: Value,
}

static ALL: LazyLock<Vec<BuiltIn>> = LazyLock::new(|| {
    [
        include_str!("../../../templates/five-steps.yaml"),
        include_str!("../../../templates/project-gates.yaml"),
        include_str!("../../../templates/technology-adoption.yaml"),
    ]
    .into_iter()
    .map(|text| {
        let value = source::read(text).expect("a test reads every built-in template");
        let content = serde_json::from_value(value.clone()).expect("a test reads every built-in template");
        BuiltIn { content, value }
    })
    .collect()
});

/// All of them, each in its newest version.
pub(super) fn all() -> &'static [BuiltIn] {
    &ALL
}
