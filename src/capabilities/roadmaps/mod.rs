//! Roadmaps with their stages, gates' definitions, milestones, dependencies, comments, acting owners and baselines;
//! and how all of it stood on an earlier day.
//!
//! Not here: what happens at a gate (`gates`), what proves a milestone (`evidence`), and computed plans (`schedule`).

mod acting;
mod automatic;
mod baselines;
mod comments;
mod dependencies;
pub mod dto;
mod events;
mod history;
mod milestones;
pub mod network;
mod planning;
mod plans;
mod queries;
mod reports;
mod routes;
mod routes_plan;
mod rules;
pub mod service;
mod stages;
mod start;
mod upgrade;

use crate::access::Door;

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    [routes::doors(), routes_plan::doors()]
        .into_iter()
        .flatten()
        .collect()
}
