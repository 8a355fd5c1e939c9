//! Capacity: the time that people have beside operations, and the change that a unit can take at once.
//!
//! Not here: positions and their percent (`people`), and what is done with the time (`schedule`).

mod absences;
pub mod dto;
mod events;
mod limits;
mod queries;
mod routes;
mod rules;
pub mod service;
mod shares;

pub use routes::doors;
