//! Wire shapes of the planner.

mod computation;
mod plan;
mod request;

pub use computation::*;
pub use plan::*;
pub use request::*;
