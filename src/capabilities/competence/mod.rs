//! Competence: what leaders can in the fields that a transformation needs, what is aimed at, who covers what, where one
//! person carries a field alone, and by which route missing capacity is got.
//!
//! Not here: leadership groups and positions (`people`), time that is set aside (`capacity`), certificates and other
//! proof (`evidence`). What one person can is shown to that person, who leads them, the project office and the
//! administrator; everybody else sees counts.

mod alerts;
mod bulk;
mod capacity_routes;
mod catalogue;
mod coverage;
pub mod dto;
mod endings;
mod events;
mod facts;
mod fields;
mod gaps;
mod queries;
mod records;
mod route_rules;
mod routes;
mod routes_capacity;
mod rules;
pub mod service;
mod sight;
mod targets;

use crate::access::Door;

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    [routes::doors(), routes_capacity::doors()]
        .into_iter()
        .flatten()
        .collect()
}
