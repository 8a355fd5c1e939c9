//! Process templates: stages, gates, criteria, suggested milestones and texts as versioned data.
//!
//! Not here: what a gate's rule means (`gate`, the crate), and what runs on a template (`roadmaps`).

mod builtin;
pub mod content;
pub mod dto;
mod events;
mod queries;
pub mod service;
mod source;
