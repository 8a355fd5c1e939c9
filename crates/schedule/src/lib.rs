//! The planner: what a plan's dates follow from, who has time for it, and how sure it is.
//!
//! Pure: no input or output, no clock; chance comes from a seed alone.

pub mod rcpsp;
