//! Generated files that are committed: a change shows as a difference in review.

use crate::root;
use std::fmt::Write;
use stegvis::error::TABLE;

/// The address that stands in the committed document.
const ADDRESS: &str = "https://stegvis.example";

fn hold(path: &str, text: &str) {
    let file = root().join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder");
        std::fs::write(&file, text).expect("written");
        return;
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == text,
        "{path} is not what the code makes: run `make docs` and look at the difference"
    );
}

#[test]
fn the_document_is_committed() {
    hold(
        "openapi/openapi.json",
        &stegvis::document::document(ADDRESS)
            .and_then(|document| stegvis::document::text(&document))
            .expect("a document"),
    );
}

#[test]
fn the_permission_table_is_committed() {
    hold("docs/permissions.md", &stegvis::access::policy::matrix());
}

#[test]
fn the_error_table_is_committed() {
    let mut page = String::from(
        "# Errors\n\nGenerated from `src/error/codes.rs`; do not edit.\n\n\
         Every error is `application/problem+json` (RFC 9457) with a stable `code`, a `traceId`, and in `errors` every fault at once.\n\
         Texts follow `Accept-Language`; codes never do.\n",
    );
    for (_, entry) in TABLE {
        let english = stegvis::platform::language::Language::En;
        let _ = write!(
            page,
            "\n## {}\n\nStatus {}. {}.\n\n{}\n",
            entry.code,
            entry.status,
            entry.title.get(english),
            entry.detail.get(english)
        );
    }
    hold("docs/errors.md", &page);
}

#[test]
fn the_facts_are_committed() {
    let mut page = String::from(
        "# Facts\n\nGenerated from `crates/gate/src/facts`; do not edit.\n\n\
         What a criterion may ask for. A value that is unknown is never read as zero: the criterion stays open.\n\
         \"The subtree\" is the roadmap's unit with all units below it; \"today\" is the organiser's local day; \"the roadmap's\n\
         service areas\" are those it was started with.\n",
    );
    for fact in gate::facts() {
        let [nb, sv, en] = fact.title;
        let origin = if fact.derived {
            format!("derived by {}", fact.capability)
        } else {
            "recorded by the project office with accepted evidence".to_owned()
        };
        let _ = write!(
            page,
            "\n## {}\n\n{en} (nb: {nb}; sv: {sv}). A {}, {origin}.\n\n{}\n\n- Formula: {}\n",
            fact.name,
            fact.kind.as_str(),
            fact.meaning[2],
            fact.formula,
        );
        for filter in fact.filters {
            let _ = writeln!(page, "- Filter `{}`: {}", filter.name, filter.meaning);
        }
    }
    hold("docs/facts.md", &page);
}
