//! Welfare technology: where each kind stands in each unit, who decided it, how far it reaches, how many use it, and how
//! equally. Decision, reach and use are kept apart all the way; counts of service users only.
//!
//! Not here: service users themselves, what a technology is worth (`benefits`), and any optimum: a local target needs
//! its reason, and a low share of users is a question.

mod alerts;
mod catalogue;
mod decisions;
mod deployments;
pub mod dto;
mod engagement;
mod equity;
mod events;
mod facts;
mod matrix;
mod maturity;
mod measures;
mod months;
mod outside;
mod places;
mod queries;
mod rates;
mod register;
mod routes;
mod routes_reports;
mod rules;
pub mod service;
mod words;

use crate::access::Door;

/// The capability's doors.
pub fn doors() -> Vec<Door> {
    let mut doors = routes::doors();
    doors.extend(routes_reports::doors());
    doors
}
