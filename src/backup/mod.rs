//! One file that holds everything: the database as it stood at one instant, the evidence bytes, the signed checkpoints.
//!
//! The file is a tar archive: `tables/NAME.jsonl.gz` for each table, `blobs/ORGANISER/HASH`, `checkpoints/ORGANISER/COUNT.jws`,
//! `jwks.json` (public keys only), and at its end `manifest.json` with the SHA-256 of each part. It holds the hashes of
//! passwords and keys, so it is as confidential as the database itself. It fits both databases, whichever it came from.

mod archive;
mod make;
mod manifest;
mod restore;
mod rows;
mod tables;

pub use make::{Made, make};
pub use manifest::{Manifest, Part};
pub use restore::{Restored, restore};
pub use tables::names;

/// Is told what is being done just now.
pub type Progress<'p> = &'p mut dyn FnMut(&str);
