//! The image's build sees every folder that the sources read.

use crate::{files, root, shown};
use std::path::{Component, Path};

/// The files that a source takes in at compile time, as they are written there.
fn taken_in(text: &str) -> impl Iterator<Item = &str> {
    ["include_str!(\"", "include_bytes!(\""]
        .into_iter()
        .flat_map(|call| {
            text.match_indices(call)
                .filter_map(|(at, _)| text[at + call.len()..].split('"').next())
                .filter(|path| !path.contains(['{', '$']))
        })
}

/// The first step below the root of a path that is written relative to a file.
fn top_of(file: &Path, written: &str) -> Option<String> {
    let mut steps: Vec<Component<'_>> = file.parent()?.strip_prefix(root()).ok()?.components().collect();
    for step in Path::new(written).components() {
        if step == Component::ParentDir {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    Some(steps.first()?.as_os_str().to_string_lossy().into_owned())
}

#[test]
fn the_image_is_built_from_everything_that_is_read() {
    let ignore = std::fs::read_to_string(root().join(".dockerignore")).expect("a readable file");
    let mut seen = 0;
    for folder in ["src", "crates", "migration", "entity"] {
        for file in files(folder, &["rs"]) {
            let text = std::fs::read_to_string(&file).expect("a readable file");
            for written in taken_in(&text) {
                let Some(top) = top_of(&file, written) else {
                    continue;
                };
                seen += 1;
                assert!(
                    ignore.lines().any(|line| line == format!("!{top}")),
                    "{} reads {written}, which .dockerignore keeps out",
                    shown(&file)
                );
            }
        }
    }
    assert!(seen >= 5, "only {seen} files are taken in");
}
