//! Organisers, their unit tree, service areas and working calendar.
//!
//! Not here: who works where (`people`), and what is planned for a unit (`roadmaps`).

mod areas;
mod bulk;
mod days;
pub mod dto;
mod events;
mod queries;
mod register;
mod routes;
mod rules;
pub mod service;

pub use register::{Municipality, register};
pub use routes::doors;
