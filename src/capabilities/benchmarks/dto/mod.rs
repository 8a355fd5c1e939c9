//! Wire shapes of benchmarks, by noun.

mod comparison;
mod exchange;
mod kpi;
mod library;
mod release;

pub use comparison::*;
pub use exchange::*;
pub use kpi::*;
pub use library::*;
pub(super) use release::FORMAT;
pub use release::*;
