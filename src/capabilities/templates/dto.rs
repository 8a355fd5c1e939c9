//! Wire shapes of templates.

use crate::words;

words! {
    /// Where a template comes from.
    pub enum Origin { BuiltIn = "built_in", Own = "own" }
}

words! {
    /// What may be done with a version: only a published one can be chosen for a new roadmap.
    pub enum VersionStatus { Draft = "draft", Published = "published", Deprecated = "deprecated" }
}
