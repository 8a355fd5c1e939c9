//! `stegvis openapi`.

use super::{Done, Refusal};
use crate::document;
use std::io::Write;

const HELP: &str = "\
Print the OpenAPI 3.1 document of this version

The document is made from the code; a running service answers the same at /openapi.json. No settings are read, so
that the same program always prints the same document.

Examples:
  stegvis openapi > openapi/openapi.json
  stegvis openapi --public-url https://plan.example.org";

/// Print the OpenAPI 3.1 document of this version
#[derive(Debug, clap::Args)]
#[command(long_about = HELP)]
pub(super) struct Arguments {
    /// The address under which clients reach the service; the committed document has the default
    #[arg(long, value_name = "URL", default_value = "https://stegvis.example")]
    public_url: String,
}

pub(super) fn run(arguments: &Arguments) -> Done {
    let text = document::text(&document::document(&arguments.public_url)?)?;
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Refusal::failed(format!("The document cannot be written: {error}.")))
}
