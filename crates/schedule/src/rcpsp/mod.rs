//! The resource-constrained project scheduling problem and the search for its best plan.
//!
//! A [`Problem`] holds activities, their order and what they need; a [`Timetable`] turns keys into
//! schedules, very fast; [`solve`] searches for the shortest one and says how far it can be from the
//! best by a [`bound`].
//! The search itself ([`improve`]) speaks only to the [`Generator`] trait, so that any other kind of
//! timetable can be searched the same way.

pub mod bound;
mod chance;
mod family;
pub mod generator;
mod order;
pub mod parallel;
pub mod problem;
mod profile;
pub mod rules;
pub mod search;
pub mod solve;
pub mod timetable;

pub use generator::{Generator, Times};
pub use problem::{Fault, Links, Problem};
pub use search::{End, Options, Outcome, Progress, improve};
pub use solve::{Solution, solve};
pub use timetable::Timetable;
