//! Benefits: effects that are measured and not claimed. A baseline that is locked before the first effect, series of
//! forecast and realised readings, adoption by staff, users and partners, the ledger, and what a delay costs.
//!
//! Not here: the initiatives behind a benefit (only their key), the proofs themselves (`evidence`), and when a roadmap
//! ends (`schedule`).

mod adoption;
mod baselines;
mod delay;
mod delay_rules;
pub mod dto;
mod events;
mod facts;
mod grounds;
mod ledger;
mod overlaps;
mod queries;
mod register;
mod reviews;
mod routes;
mod rules;
mod series;
pub mod service;

pub use routes::doors;
