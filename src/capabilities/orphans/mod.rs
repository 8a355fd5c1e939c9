//! What has lost its owner, or never had one, with a proposed successor: the list that somebody's departure raises.
//!
//! Derived on every reading from what stands; nothing here is stored. Handing something on is a change of the thing itself,
//! through the door of the capability that it belongs to.

pub mod dto;
mod routes;
mod rules;
mod service;

pub use routes::doors;
