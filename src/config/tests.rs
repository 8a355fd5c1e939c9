//! Settings by table: what is read, and what is refused with which words.

use super::{EXCEPTIONS, File, Settings, defaults, read};

type Pairs = &'static [(&'static str, &'static str)];

fn file(text: &str) -> Vec<File> {
    vec![File {
        name: "local.toml".to_owned(),
        text: text.to_owned(),
    }]
}

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    type Look = fn(&Settings) -> String;
    let bind: Look = |settings| settings.server.bind.clone();
    let cases: &[(&str, Pairs, Look, &str)] = &[
        ("", &[], bind, "127.0.0.1:8080"),
        ("[server]\nbind = \"0.0.0.0:80\"", &[], bind, "0.0.0.0:80"),
        (
            "[server]\nbind = \"0.0.0.0:80\"",
            &[("STEGVIS_SERVER__BIND", "[::]:81")],
            bind,
            "[::]:81",
        ),
        (
            "",
            &[("STEGVIS_DATABASE__CONNECTIONS", "3")],
            |s| s.database.connections.to_string(),
            "3",
        ),
        (
            "",
            &[("STEGVIS_LOG__JSON", "true")],
            |s| s.log.json.to_string(),
            "true",
        ),
        (
            "",
            &[(
                "STEGVIS_SERVER__CORS_ORIGINS",
                "https://a.example, https://b.example",
            )],
            |s| s.server.cors_origins.join("|"),
            "https://a.example|https://b.example",
        ),
        (
            "",
            &[("STEGVIS_SERVER__CORS_ORIGINS", "")],
            |s| s.server.cors_origins.len().to_string(),
            "0",
        ),
        (
            "[server]\ncors_origins = [\"https://a.example\"]",
            &[],
            |s| s.server.cors_origins.join("|"),
            "https://a.example",
        ),
        (
            "[blobs]\nbucket = \"b\"",
            &[],
            |s| format!("{:?}", s.blobs.bucket),
            "Some(\"b\")",
        ),
        (
            "",
            &[("STEGVIS_BLOBS__BUCKET", "")],
            |s| format!("{:?}", s.blobs.bucket),
            "None",
        ),
        (
            "",
            &[
                ("STEGVIS_PORT", "tcp://10.0.0.1:80"),
                ("STEGVIS_SERVICE_HOST", "10.0.0.1"),
                ("STEGVIS_PORT_8080_TCP", "x"),
            ],
            bind,
            "127.0.0.1:8080",
        ),
        ("", &[("PATH", "/bin"), ("STEGVIS", "x")], bind, "127.0.0.1:8080"),
    ];
    for (text, pairs, look, expected) in cases {
        let settings = read(&file(text), variables(pairs)).expect("good settings");
        assert_eq!(look(&settings), *expected, "{text} {pairs:?}");
    }
}

#[test]
fn the_exceptions_are_no_settings() {
    for (name, _) in EXCEPTIONS {
        assert!(read(&[], variables(&[(name, "anything")])).is_ok(), "{name}");
    }
}

#[test]
fn every_fault_is_named_at_once() {
    let cases: &[(&str, Pairs, &[&str])] = &[
        (
            "[server]\nbnid = \"x\"\n[databse]\nurl = 1",
            &[
                ("STEGVIS_SERVER__CORS_ORIGIN", "x"),
                ("STEGVIS_DATABASE_URL", "postgres://u:secret@h/d"),
            ],
            &[
                "local.toml: There is no setting `databse.url`; the nearest is `database.url`.",
                "local.toml: There is no setting `server.bnid`; the nearest is `server.bind`.",
                "The variable STEGVIS_SERVER__CORS_ORIGIN sets nothing that there is; the nearest is STEGVIS_SERVER__CORS_ORIGINS.",
                "The variable STEGVIS_DATABASE_URL sets nothing that there is; the nearest is STEGVIS_DATABASE__URL.",
            ],
        ),
        (
            "[server]\nworkers = \"two\"\ncors_origins = \"x\"\nbehind_proxy = 1\nbind = 8080",
            &[
                ("STEGVIS_DATABASE__CONNECTIONS", "many"),
                ("STEGVIS_LOG__JSON", "ja"),
            ],
            &[
                "local.toml: `server.behind_proxy` must be true or false, not 1.",
                "local.toml: `server.bind` must be text, not 8080.",
                "local.toml: `server.cors_origins` must be a list of texts, not \"x\".",
                "local.toml: `server.workers` must be a whole number, not \"two\".",
                "STEGVIS_DATABASE__CONNECTIONS must be a whole number.",
                "STEGVIS_LOG__JSON must be true or false.",
            ],
        ),
        (
            "[server]\nworkers = -1\nbody_limit = 1.5",
            &[("STEGVIS_DATABASE__CONNECTIONS", "5000000000")],
            &[
                "local.toml: `server.body_limit` must be a whole number, not 1.5.",
                "local.toml: `server.workers` is out of its range: invalid value: integer `-1`, expected usize.",
                "STEGVIS_DATABASE__CONNECTIONS: `database.connections` is out of its range: invalid value: integer `5000000000`, expected u32.",
            ],
        ),
        ("[log", &[], &["local.toml is not valid TOML"]),
        (
            "server = 1",
            &[],
            &["local.toml: There is no setting `server`; the nearest is"],
        ),
        (
            "[server.bind]",
            &[],
            &["local.toml: `server.bind` must be text, not {}."],
        ),
        (
            "[server]\nbind = \"8080\"\npublic_url = \"plan.example\"\ncors_origins = [\"*\"]\nconcurrency = 0\n[log]\nfilter = \"a=b=c\"",
            &[("STEGVIS_DATABASE__URL", "mysql://x")],
            &[
                "`server.bind`",
                "`server.public_url`",
                "`server.cors_origins`",
                "`server.concurrency`",
                "`database.url`",
                "`log.filter`",
            ],
        ),
    ];
    for (text, pairs, expected) in cases {
        let faults = read(&file(text), variables(pairs)).expect_err(text).0;
        assert_eq!(faults.len(), expected.len(), "{faults:#?}");
        for (fault, expected) in faults.iter().zip(*expected) {
            assert!(fault.starts_with(expected), "{fault}\n{expected}");
            assert!(!fault.contains("secret"), "{fault}");
        }
    }
}

#[test]
fn the_address_of_the_database_is_not_printed() {
    let mut settings = defaults();
    settings.database.url = "postgres://u:secret@h/d".to_owned();
    assert!(!format!("{settings:?}").contains("secret"));
}
