//! The command as it is typed: what it says without instances, and its tables for small ones.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stegvis-schedule-bench"))
        .args(arguments)
        .output()
        .expect("the command")
}

fn said(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).expect("text")
}

/// A folder of one small instance per set: 2 -> 3 beside 4, which needs the resource of 3.
fn folder(name: &str, known: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    for set in ["j30", "j60", "j120"] {
        let text = format!("@ {set}1_1\n5 1\n2\n0 0 2 2 4\n2 0 1 3\n3 2 1 5\n3 2 1 5\n0 0 0\n");
        std::fs::write(folder.join(format!("{set}.txt")), text).expect("a file");
    }
    std::fs::write(folder.join("best_known.csv"), known).expect("a file");
    folder
}

const KNOWN: &str = "set,instance,cpm,lower_bound,best_known,proven_optimal
j30,j301_1,5,6,6,1\nj60,j601_1,5,6,6,1\nj120,j1201_1,5,6,6,1\n";

#[test]
fn without_instances_it_says_where_they_are() {
    for arguments in [&["psplib"][..], &["psplib", "no/such/folder"]] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        assert!(said(&output.stderr).contains("EJOR 96 (1996) 205-216"));
    }
    let folder = folder("unknown", "set,instance,cpm\n");
    let output = run(&["psplib", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output.stderr).contains("nothing is known of j301_1"));
}

#[test]
fn small_instances_are_measured() {
    // 3 and 4 take the whole resource for three slots each: 6 is the best, and proven by their work.
    let folder = folder("known", KNOWN);
    let output = run(&[
        "psplib",
        folder.to_str().unwrap(),
        "--most",
        "1000",
        "--threads",
        "1",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let text = said(&output.stdout);
    let quality: Vec<&str> = text
        .lines()
        .find(|line| line.starts_with("j120 "))
        .unwrap()
        .split_whitespace()
        .collect();
    assert_eq!(
        quality,
        ["j120", "1", "1000", "20.000", "33.50", "20.000", "0.000"]
    );
    assert!(text.contains("j120    1 instances: 0.000 %"), "{text}");
}
