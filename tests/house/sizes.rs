//! No file grows beyond 500 lines; each opens with what it is for.

use crate::{files, shown};

const CEILING: usize = 500;
const FOLDERS: &[&str] = &["src", "crates", "entity", "migration", "tests"];

#[test]
fn no_file_is_longer_than_the_ceiling() {
    let mut long = Vec::new();
    for path in FOLDERS.iter().flat_map(|folder| files(folder, &["rs"])) {
        let lines = std::fs::read_to_string(&path)
            .expect("a readable file")
            .lines()
            .count();
        if lines > CEILING {
            long.push(format!("{} has {lines} lines", shown(&path)));
        }
    }
    assert!(long.is_empty(), "split by noun:\n{}", long.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let mute: Vec<String> = FOLDERS
        .iter()
        .flat_map(|folder| files(folder, &["rs"]))
        .filter(|path| {
            !std::fs::read_to_string(path)
                .expect("a readable file")
                .starts_with("//!")
        })
        .map(|path| shown(&path))
        .collect();
    assert!(mute.is_empty(), "these open without a word:\n{}", mute.join("\n"));
}

#[test]
fn nothing_is_left_undone_in_silence() {
    let words = ["todo!(", "unimplemented!(", "#[ignore", "#[allow("];
    let mut found = Vec::new();
    for path in ["src", "crates", "entity", "migration", "tests"]
        .iter()
        .flat_map(|folder| files(folder, &["rs"]))
    {
        if path.ends_with("tests/house/sizes.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a readable file");
        for (number, line) in text.lines().enumerate() {
            let reasoned = line.contains("reason =");
            if words.iter().any(|word| line.contains(word)) && !reasoned {
                found.push(format!("{}:{}: {}", shown(&path), number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
