//! What proves a milestone or a gate's criterion: files, links, notes, measurements and attestations, their review,
//! reuse, revision and withdrawal. Evidence is never edited and never deleted.
//!
//! Not here: what evidence means for a gate (`gates`), and how bytes are kept (`platform::blobs`).

pub mod dto;
mod events;
mod queries;
mod reading;
mod reviews;
mod routes;
mod rules;
pub mod service;
mod submissions;
mod uses;

pub use routes::doors;
