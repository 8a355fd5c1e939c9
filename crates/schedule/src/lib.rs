//! The planner: what a plan's dates follow from, who has time for it, and how sure it is.
//!
//! Pure: no input or output, no clock; chance comes from a seed alone.
//!
//! - [`Plan`]: activities, links, calendars, people and units, on an axis of working days.
//! - [`Network`]: the plan checked and ordered; every fault is told at once.
//! - [`critical`]: early and late dates, float, the critical path, and [`drag`].
//! - [`forecast`]: how sure the dates are.
//! - [`load`]: who is booked how much; [`learn`]: what finished work teaches; [`drift`]: how a plan stands against a
//!   baseline.
//! - [`level`]: a plan that nobody is overbooked in, explained; [`repair`] moves only what must move.
//! - [`rcpsp`]: the scheduling problem behind levelling, and the search for its best plan.

mod calendar;
mod critical;
pub mod drift;
mod forecast;
pub mod learn;
mod level;
mod load;
mod network;
mod plan;
pub mod rcpsp;

pub use calendar::Calendar;
pub use critical::{Critical, Dates, critical, drag};
pub use forecast::{
    Forecast, Outlook, Progress as ForecastProgress, Question, Risk, Shape, Within, forecast,
};
pub use level::{
    Cause, Cost, Delay, Freedom, Levelled, Placement, Progress as LevelProgress, Stretch, cost, level, repair,
};
pub use load::{Load, Loads, load};
pub use network::Network;
pub use plan::{
    Activity, Capacity, Estimate, FURTHEST, Fault, Link, LinkKind, Named, Person, Place, Plan, Progress,
    Unit, WHOLE,
};
