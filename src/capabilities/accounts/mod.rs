//! Accounts: logging in and out, who has which role, and keys for machines.
//!
//! Not here: what a role may do (`access::policy`), and the persons behind accounts (`people`).

mod administration;
pub mod dto;
mod events;
mod grants;
mod keys;
mod own;
mod queries;
mod routes;
mod rules;
pub mod service;
mod sessions;

pub use routes::doors;
