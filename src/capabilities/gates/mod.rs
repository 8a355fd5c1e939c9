//! Gates: evaluation and preview, review, decision, conditions, recorded facts, reopening.
//!
//! The rule itself is the pure crate `gate`; a gate's definition belongs to the roadmap.
//! Not here: who may decide (`access::policy`), and what proves something (`evidence`).

mod bundle;
mod conditions;
mod decisions;
mod derive;
pub mod dto;
mod events;
mod measured;
pub mod memory;
mod overview;
mod queries;
mod readings;
mod recorded;
mod reopening;
mod reviews;
mod routes;
pub mod service;
mod stage_facts;
mod views;
mod votes;

pub use routes::doors;
