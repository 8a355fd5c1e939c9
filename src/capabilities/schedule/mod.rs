//! The planner in the service: the plan with its critical path, levellings, forecasts, scenarios, load, drift and the
//! timeline as a picture.
//!
//! The arithmetic is the pure crate `schedule`; a roadmap becomes its input in `roadmaps::network`, and people's time
//! comes from `capacity`. Not here: changing milestones (`roadmaps`), except when a computed plan is adopted.

mod adoption;
mod computations;
mod compute;
mod drift;
pub mod dto;
mod events;
mod jobs;
mod learning;
mod loads;
mod picture;
mod plans;
mod queries;
mod remedy;
mod routes;
mod scenario;
pub mod service;
mod setting;
mod words;

pub use jobs::take_over;
pub use routes::doors;
