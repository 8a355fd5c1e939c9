//! The audit chain: reading, export, signed checkpoints and verification.
//!
//! Not here: writing entries (`platform::ledger`, which every write goes through).

pub mod chain;
mod checkpoints;
pub mod dto;
mod events;
pub mod export;
mod queries;
mod routes;
pub mod seal;
pub mod service;
pub mod verify;

pub use routes::doors;
