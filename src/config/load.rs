//! Reading settings: the built-in file, a file of the installation above it, the environment above both.
//!
//! A name that is not known is refused with the nearest known one, a value of a wrong type with the expected one, and
//! all faults are reported together: a misspelt limit must never be a limit that silently does not hold.

use super::{DEFAULTS, Settings};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// Variables of the environment that begin like settings and are none.
pub const EXCEPTIONS: &[(&str, &str)] = &[
    ("STEGVIS_CONFIG", "names the file of settings to read"),
    (
        "STEGVIS_ADMIN_PASSWORD",
        "the password for `stegvis admin create`",
    ),
    (
        "STEGVIS_TEST_POSTGRES_URL",
        "the PostgreSQL server that the tests use",
    ),
    (
        "STEGVIS_TEST_POSTGRES_BIN",
        "the PostgreSQL programs that the tests use",
    ),
];

/// Settings that have no default value: text where they are given.
const OPTIONAL: &[&str] = &["blobs.bucket", "blobs.endpoint", "blobs.region"];

/// Everything that is wrong with the settings, a sentence each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<String>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The settings are not usable:")?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  - {fault}"))
    }
}

impl std::error::Error for Faults {}

/// A file of settings: its name for messages, and its text.
#[derive(Clone, Debug)]
pub struct File {
    pub name: String,
    pub text: String,
}

/// The settings of this process: of the built-in file, the file that `STEGVIS_CONFIG` names or `config/local.toml`
/// where that exists, and the environment.
///
/// # Errors
/// Every fault at once.
pub fn load() -> Result<Settings, Faults> {
    let named = std::env::var_os("STEGVIS_CONFIG").map(PathBuf::from);
    let path = named
        .clone()
        .unwrap_or_else(|| PathBuf::from("config/local.toml"));
    let mut files = Vec::new();
    if named.is_some() || path.exists() {
        let text = std::fs::read_to_string(&path).map_err(|error| {
            Faults(vec![format!(
                "The file {} cannot be read: {error}.",
                path.display()
            )])
        })?;
        files.push(File {
            name: path.display().to_string(),
            text,
        });
    }
    let variables = std::env::vars_os().map(|(name, value)| {
        (
            name.to_string_lossy().into_owned(),
            value.to_string_lossy().into_owned(),
        )
    });
    read(&files, variables)
}

/// The settings of these files and variables, above the built-in ones.
///
/// # Errors
/// Every fault at once.
pub fn read(
    files: &[File],
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Settings, Faults> {
    let defaults = flat(&parse(DEFAULTS).map_err(|error| Faults(vec![error]))?);
    let known = Known::of(&defaults);
    let mut leaves = defaults.clone();
    let mut faults = Vec::new();
    for file in files {
        match parse(&file.text) {
            Err(error) => faults.push(format!("{} is not valid TOML: {error}.", file.name)),
            Ok(table) => {
                for (key, value) in flat(&table) {
                    match known.value(&key, value) {
                        Ok(value) => drop(leaves.insert(key, value)),
                        Err(fault) => faults.push(format!("{}: {fault}", file.name)),
                    }
                }
            }
        }
    }
    for (name, text) in variables {
        if !name.starts_with("STEGVIS_") || is_foreign(&name) {
            continue;
        }
        match known.variable(&name, &text) {
            Ok((key, Some(value))) => drop(leaves.insert(key, value)),
            Ok((_, None)) => {}
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(Faults(faults));
    }
    let settings: Settings = serde_json::from_value(nested(&leaves))
        .map_err(|error| Faults(vec![format!("The settings do not fit together: {error}.")]))?;
    let faults = contradictions(&settings);
    if faults.is_empty() {
        Ok(settings)
    } else {
        Err(Faults(faults))
    }
}

/// What a variable that begins with our prefix may be besides a setting: a documented exception, or what Kubernetes
/// puts into every container for a Service named `stegvis`.
fn is_foreign(name: &str) -> bool {
    EXCEPTIONS.iter().any(|(known, _)| *known == name)
        || name == "STEGVIS_PORT"
        || (!name.contains("__")
            && (name.starts_with("STEGVIS_PORT_") || name.starts_with("STEGVIS_SERVICE_")))
}

fn parse(text: &str) -> Result<Value, String> {
    config::Config::builder()
        .add_source(config::File::from_str(text, config::FileFormat::Toml))
        .build()
        .and_then(config::Config::try_deserialize)
        .map_err(|error| error.to_string().trim().to_owned())
}

/// The leaves of a table by their dotted keys; a table without entries is a leaf, so that it can be refused.
fn flat(table: &Value) -> BTreeMap<String, Value> {
    fn walk(prefix: &str, value: &Value, leaves: &mut BTreeMap<String, Value>) {
        match value {
            Value::Object(fields) if !fields.is_empty() || prefix.is_empty() => {
                for (name, inner) in fields {
                    let key = if prefix.is_empty() {
                        name.clone()
                    } else {
                        format!("{prefix}.{name}")
                    };
                    walk(&key, inner, leaves);
                }
            }
            leaf => drop(leaves.insert(prefix.to_owned(), leaf.clone())),
        }
    }
    let mut leaves = BTreeMap::new();
    walk("", table, &mut leaves);
    leaves
}

fn nested(leaves: &BTreeMap<String, Value>) -> Value {
    let mut root = Map::new();
    for (key, value) in leaves {
        let (section, name) = key.split_once('.').unwrap_or(("", key));
        let section = root.entry(section).or_insert_with(|| json!({}));
        section[name] = value.clone();
    }
    Value::Object(root)
}

/// The known settings, with their default values as examples of their types.
struct Known<'d>(BTreeMap<&'d str, Kind>, &'d BTreeMap<String, Value>);

/// What a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Flag,
    List,
}

impl Kind {
    fn of(value: &Value) -> Self {
        match value {
            Value::Bool(_) => Self::Flag,
            Value::Number(_) => Self::Number,
            Value::Array(_) => Self::List,
            _ => Self::Text,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a whole number",
            Self::Flag => "true or false",
            Self::List => "a list of texts",
        }
    }
}

impl<'d> Known<'d> {
    fn of(defaults: &'d BTreeMap<String, Value>) -> Self {
        let mut kinds: BTreeMap<&str, Kind> = defaults
            .iter()
            .map(|(key, value)| (key.as_str(), Kind::of(value)))
            .collect();
        kinds.extend(OPTIONAL.iter().map(|key| (*key, Kind::Text)));
        Self(kinds, defaults)
    }

    /// The value of a key in a file, where both are good.
    fn value(&self, key: &str, value: Value) -> Result<Value, String> {
        let Some(kind) = self.0.get(key) else {
            let nearest = nearest(key, self.0.keys().copied());
            return Err(format!(
                "There is no setting `{key}`; the nearest is `{nearest}`."
            ));
        };
        let fits = match &value {
            Value::Array(items) => *kind == Kind::List && items.iter().all(Value::is_string),
            Value::Object(_) | Value::Null => false,
            Value::Number(number) => *kind == Kind::Number && !number.is_f64(),
            other => *kind == Kind::of(other),
        };
        if !fits {
            return Err(format!("`{key}` must be {}, not {value}.", kind.word()));
        }
        self.ranged(key, value)
    }

    /// The key and value that a variable sets; no value where it is set to nothing and has no default.
    fn variable(&self, name: &str, text: &str) -> Result<(String, Option<Value>), String> {
        let wire = |key: &str| format!("STEGVIS_{}", key.to_ascii_uppercase().replace('.', "__"));
        let Some((key, kind)) = self.0.iter().find(|(key, _)| wire(key) == name) else {
            let names: Vec<String> = self
                .0
                .keys()
                .map(|key| wire(key))
                .chain(EXCEPTIONS.iter().map(|(name, _)| (*name).to_owned()))
                .collect();
            let nearest = nearest(name, names.iter().map(String::as_str));
            return Err(format!(
                "The variable {name} sets nothing that there is; the nearest is {nearest}."
            ));
        };
        let value = match kind {
            Kind::Text if text.is_empty() && OPTIONAL.contains(key) => return Ok(((*key).to_owned(), None)),
            Kind::Text => Some(json!(text)),
            Kind::Number => text.trim().parse::<i64>().ok().map(|number| json!(number)),
            Kind::Flag => text.trim().parse::<bool>().ok().map(|flag| json!(flag)),
            Kind::List => Some(json!(
                text.split(',')
                    .map(str::trim)
                    .filter(|item| !item.is_empty())
                    .collect::<Vec<_>>()
            )),
        };
        // The value is not shown: the address of a database holds a password.
        let value = value.ok_or_else(|| format!("{name} must be {}.", kind.word()))?;
        let value = self
            .ranged(key, value)
            .map_err(|fault| format!("{name}: {fault}"))?;
        Ok(((*key).to_owned(), Some(value)))
    }

    /// Tries the value in its place, since the type there knows the range of a number.
    fn ranged(&self, key: &str, value: Value) -> Result<Value, String> {
        let mut leaves = self.1.clone();
        leaves.insert(key.to_owned(), value.clone());
        match serde_json::from_value::<Settings>(nested(&leaves)) {
            Ok(_) => Ok(value),
            Err(error) => Err(format!("`{key}` is out of its range: {error}.")),
        }
    }
}

/// The word among `known` that needs the fewest changes (optimal string alignment).
fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> &'k str {
    known
        .min_by_key(|candidate| strsim::osa_distance(word, candidate))
        .unwrap_or_default()
}

/// What types alone cannot say.
fn contradictions(settings: &Settings) -> Vec<String> {
    let (server, database, access) = (&settings.server, &settings.database, &settings.access);
    let web = |address: &str| address.starts_with("http://") || address.starts_with("https://");
    let port = server
        .bind
        .rsplit_once(':')
        .and_then(|(_, port)| port.parse::<u16>().ok());
    let rules = [
        (
            port.is_some(),
            "`server.bind` must be an address and a port, such as 127.0.0.1:8080.",
        ),
        (
            web(&server.public_url),
            "`server.public_url` must begin with http:// or https://.",
        ),
        (
            server
                .cors_origins
                .iter()
                .all(|origin| web(origin) && origin.matches('/').count() == 2),
            "`server.cors_origins` must hold origins such as https://plan.example, without a path and without `*`.",
        ),
        (server.body_limit > 0, "`server.body_limit` must be at least 1."),
        (
            server.head_deadline_seconds > 0 && server.body_deadline_seconds > 0,
            "`server.head_deadline_seconds` and `server.body_deadline_seconds` must be at least 1.",
        ),
        (server.concurrency > 0, "`server.concurrency` must be at least 1."),
        (
            server.requests_per_minute > 0,
            "`server.requests_per_minute` must be at least 1.",
        ),
        (
            database.url.starts_with("sqlite:") || database.url.starts_with("postgres"),
            "`database.url` must begin with sqlite: or postgres://.",
        ),
        (
            database.connections > 1,
            "`database.connections` must be at least 2: a migration needs one to hold its lock and one to work.",
        ),
        (
            access.token_seconds > 0 && access.session_hours > 0,
            "`access.token_seconds` and `access.session_hours` must be at least 1.",
        ),
        (
            tracing_subscriber::EnvFilter::try_new(&settings.log.filter).is_ok(),
            "`log.filter` must be directives such as info,stegvis=debug.",
        ),
        (
            settings.log.otlp_endpoint.is_empty() || web(&settings.log.otlp_endpoint),
            "`log.otlp_endpoint` must begin with http:// or https://.",
        ),
    ];
    rules
        .iter()
        .filter(|(holds, _)| !holds)
        .map(|(_, fault)| (*fault).to_owned())
        .collect()
}
