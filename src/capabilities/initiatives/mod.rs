//! Initiatives of a roadmap: small ones that form a chain, then large ones that go deep. How one is chosen, what it hands
//! on, what it gave users and staff, what it taught, what a large one changes and asks of each unit, and where units disagree.
//!
//! Not here: the work of an initiative (milestones stand in `roadmaps`), money (`benefits`), and conflicts of persons,
//! which belong nowhere.

mod acts;
mod chain;
mod champions;
mod conflicts;
pub mod dto;
mod events;
mod facts;
mod large;
mod lessons;
mod limits;
mod locks;
mod queries;
mod ranking;
mod register;
mod routes;
mod routes_beside;
mod rules;
mod selection;
pub mod service;
mod similarity;
mod values;
mod workload;

use crate::access::Door;

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    let mut doors = routes::doors();
    doors.extend(routes_beside::doors());
    doors
}
