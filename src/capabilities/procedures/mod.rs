//! Procedures: the shared solution that staff really read. Documents with revisions in parallel languages, published by
//! a second pair of eyes; who has acknowledged them; from where and when they are opened, as counts and never as a trail
//! of persons; whether the service answered; and a search over what is published.
//!
//! Not here: the evidence of a roadmap (`evidence`), and what a gate makes of the figures (`gates`).

mod acknowledgements;
mod availability;
mod catalogue;
mod categories;
mod device;
mod difference;
pub mod dto;
mod events;
mod facts;
mod fulltext;
mod markdown;
mod openings;
mod page;
mod queries;
mod register;
mod reminders;
mod revisions;
mod routes;
mod rules;
mod search;
pub mod service;
mod states;

pub use routes::doors;
