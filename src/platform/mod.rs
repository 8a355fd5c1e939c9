//! Shared tools without domain words: clock, database, transaction with its ledger, cache, strict JSON, answers, files.

pub mod answer;
pub mod blobs;
pub mod cache;
pub mod clock;
pub mod database;
pub mod epochs;
pub mod etag;
pub mod idempotency;
pub mod jobs;
pub mod json;
pub mod label;
pub mod language;
pub mod ledger;
pub mod media;
pub mod paging;
pub mod patch;
pub mod rows;
pub mod schema;
pub mod suppression;
pub mod telemetry;
pub mod tx;
pub mod words;

/// Below which path the API lives.
pub const BASE: &str = "/api/v1";
