//! Benchmarks, "the A and B teams": indicators from an organiser's own records, released by consent one aggregate at a time,
//! compared in groups of at least five, and how far apart organisers move; public series of others; a library of practices.
//!
//! The only place where data of several organisers meet: what is read here of others is what they have let go of.
//!
//! Not here: a judgement of what is good (no indicator has a right direction), rankings by name, and live access to
//! anybody's records.

mod adoptions;
mod bands;
mod comparison;
mod divergence;
pub mod dto;
mod events;
mod exchange;
mod indicators;
mod kpi_files;
mod kpis;
mod library;
mod panels;
mod periods;
mod queries;
mod releases;
mod routes;
mod routes_exchange;
mod routes_kpis;
mod routes_library;
pub mod service;
mod sources;
mod statistics;
mod trusted_keys;

use crate::access::Door;

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    let mut doors = routes::doors();
    doors.extend(routes_kpis::doors());
    doors.extend(routes_exchange::doors());
    doors.extend(routes_library::doors());
    doors
}
