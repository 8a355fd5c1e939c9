//! Imports run only downwards, capabilities speak to each other's service, and pure crates stay pure.

use crate::{files, root, shown};
use std::collections::{BTreeMap, BTreeSet};

/// The floors from the ground up. A room may import from its own floor and from those below.
const FLOORS: &[(&str, u8)] = &[
    ("config", 0),
    ("error", 0),
    ("platform", 0),
    ("access", 1),
    ("capabilities", 2),
    ("routes", 3),
    ("document", 4),
    ("operations", 4),
    ("worker", 4),
    ("backup", 4),
    ("app", 5),
    ("demo", 6),
    ("cli", 7),
];

fn floor(room: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, floor)| *floor)
}

/// The paths behind `crate::` in a file, without comments.
fn imports(text: &str) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = BTreeSet::new();
    for (index, _) in code.match_indices("crate::") {
        let before = code[..index].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == '$') {
            continue;
        }
        let rest = &code[index + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let inside = list.split("};").next().unwrap_or_default();
            found.extend(
                inside
                    .split(',')
                    .map(|one| one.trim().replace(['{', '}'], ""))
                    .filter(|one| !one.is_empty()),
            );
        } else {
            let path: String = rest
                .chars()
                .take_while(|letter| letter.is_alphanumeric() || *letter == '_' || *letter == ':')
                .collect();
            found.insert(path.trim_end_matches(':').to_owned());
        }
    }
    found
}

fn room_of(path: &std::path::Path) -> String {
    let below = path.strip_prefix(root().join("src")).expect("a source file");
    let first = below
        .components()
        .next()
        .and_then(|part| part.as_os_str().to_str())
        .unwrap_or_default();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_run_only_downwards() {
    let mut wrong = Vec::new();
    for path in files("src", &["rs"]) {
        let Some(own) = floor(&room_of(&path)) else {
            continue;
        };
        for import in imports(&std::fs::read_to_string(&path).expect("a readable file")) {
            let room = import.split("::").next().unwrap_or_default();
            if floor(room).is_some_and(|other| other > own) {
                wrong.push(format!("{} imports {import}", shown(&path)));
            }
        }
    }
    assert!(wrong.is_empty(), "these look upwards:\n{}", wrong.join("\n"));
}

#[test]
fn capabilities_speak_to_each_others_service_and_never_in_a_circle() {
    let mut wrong = Vec::new();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files("src/capabilities", &["rs"]) {
        let below = path
            .strip_prefix(root().join("src/capabilities"))
            .expect("a capability");
        let own = below
            .components()
            .next()
            .and_then(|part| part.as_os_str().to_str())
            .unwrap_or_default()
            .to_owned();
        let text = std::fs::read_to_string(&path).expect("a readable file");
        // `use crate::capabilities::{a, b};` lets the file write `a::service::…`: those count as well.
        let mut paths: Vec<String> = imports(&text)
            .into_iter()
            .filter_map(|import| import.strip_prefix("capabilities::").map(str::to_owned))
            .collect();
        // A crate may bear a capability's name: only what the file imports as a capability is one.
        let imported = |name: &str| {
            text.split("capabilities::{").skip(1).any(|rest| {
                let list = rest.split("};").next().unwrap_or_default();
                list.split([',', '{', ' ', '\n']).any(|word| word.trim() == name)
            }) || text.contains(&format!("capabilities::{name};"))
        };
        for name in capability_names().into_iter().filter(|name| imported(name)) {
            for (index, _) in text.match_indices(&format!("{name}::")) {
                let before = text[..index].chars().next_back();
                if before.is_none_or(|letter| letter.is_whitespace() || "(&{<,|".contains(letter))
                    && name != own
                {
                    let rest: String = text[index..]
                        .chars()
                        .take_while(|letter| letter.is_alphanumeric() || "_:".contains(*letter))
                        .collect();
                    paths.push(rest);
                }
            }
        }
        for path_text in paths {
            let mut steps = path_text.split("::");
            let other = steps.next().unwrap_or_default().to_owned();
            let inside = steps.next().unwrap_or_default();
            if other == own || !capability_names().contains(&other) {
                continue;
            }
            if matches!(inside, "queries" | "routes") {
                wrong.push(format!("{} reaches into {path_text}", shown(&path)));
            }
            edges.entry(own.clone()).or_default().insert(other);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for start in edges.keys() {
        let mut open: Vec<&String> = edges[start].iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            assert_ne!(
                next, start,
                "the capabilities call each other in a circle through {start}: {edges:?}"
            );
            if seen.insert(next) {
                open.extend(edges.get(next).into_iter().flatten());
            }
        }
    }
}

fn capability_names() -> BTreeSet<String> {
    std::fs::read_dir(root().join("src/capabilities"))
        .expect("the capabilities")
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}

#[test]
fn pure_crates_have_no_input_and_output() {
    let allowed = [
        "chrono",
        "kernel",
        "serde",
        "serde_json",
        "rand_core",
        "rand_xoshiro",
        "schedule",
        "sha2",
        "thiserror",
        "unicode-segmentation",
        "unicode-width",
        "uuid",
    ];
    for name in ["kernel", "gate", "schedule", "schedule-check", "timeline"] {
        let manifest =
            std::fs::read_to_string(root().join(format!("crates/{name}/Cargo.toml"))).expect("a manifest");
        let section = manifest
            .split("[dependencies]")
            .nth(1)
            .unwrap_or_default()
            .split("\n[")
            .next()
            .unwrap_or_default();
        for line in section.lines().filter(|line| line.contains('=')) {
            let dependency = line.split(['=', '.', ' ']).next().unwrap_or_default().trim();
            assert!(
                allowed.contains(&dependency),
                "crates/{name} depends on {dependency}"
            );
        }
        for path in files(&format!("crates/{name}/src"), &["rs"]) {
            let text = std::fs::read_to_string(&path).expect("a readable file");
            for word in [
                "std::fs",
                "std::net",
                "std::env",
                "SystemTime",
                "Utc::now",
                "Local::now",
                "now_v7",
                "new_v4",
            ] {
                assert!(!text.contains(word), "{} uses {word}", shown(&path));
            }
        }
    }
}
