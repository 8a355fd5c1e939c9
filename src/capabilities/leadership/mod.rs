//! Leadership: what a leadership group acknowledges in person, its posture as a group, and the time that it protects.
//!
//! Answers on posture are counters from the first moment on: there is no row that holds what a person answered. What is
//! shown follows one rule for all rounds of an organiser together (`release.rs`).
//!
//! Not here: leadership groups and their members (`people`), the shares of time themselves (`capacity`), fields of
//! competence and capacity routes (`competence`).

mod acknowledgement;
mod answers;
pub mod dto;
mod events;
mod facts;
mod protected;
mod queries;
mod release;
mod results;
mod rounds;
mod routes;
mod routes_posture;
mod rules;
pub mod service;
mod signatures;
mod texts;

use crate::access::Door;

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    [routes::doors(), routes_posture::doors()]
        .into_iter()
        .flatten()
        .collect()
}
