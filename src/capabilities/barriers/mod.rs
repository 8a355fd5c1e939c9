//! Barriers: what blocks a roadmap in a unit, with a countermeasure and an owner, what that changed, and what recurs.
//!
//! Not here: risks that are only supposed in one forecast (`schedule`), and complaints about persons, which belong nowhere.

mod categories;
pub mod dto;
mod effects;
mod events;
mod facts;
mod queries;
mod recurrence;
mod register;
mod routes;
mod rules;
pub mod service;

pub use routes::doors;
