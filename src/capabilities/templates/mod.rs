//! Process templates: stages, gates, criteria, suggested milestones and texts as versioned data.
//!
//! Not here: what a gate's rule means (`gate`, the crate), and what runs on a template (`roadmaps`).

mod builtin;
mod check;
pub mod content;
mod difference;
pub mod dto;
mod events;
mod queries;
mod routes;
mod rules;
mod schema;
pub mod service;
mod source;
mod versions;

pub use routes::doors;
