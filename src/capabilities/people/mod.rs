//! Persons as HR knows them, their positions, leadership groups, and the import from the HR system.
//!
//! Not here: who can log in and as what (`accounts`), and what lost its owner when somebody left (`orphans`).

mod departures;
pub mod dto;
mod events;
mod import;
mod leadership;
mod persons;
mod positions;
mod proposals;
mod queries;
mod reach;
mod routes;
pub mod service;
mod superiors;

pub use routes::doors;
