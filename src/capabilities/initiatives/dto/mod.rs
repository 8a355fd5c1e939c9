//! Wire shapes of initiatives, one file a subject.

mod chain;
mod conflicts;
mod large;
mod lessons;
mod register;
mod selection;
mod values;

pub use chain::*;
pub use conflicts::*;
pub use large::*;
pub use lessons::*;
pub use register::*;
pub use selection::*;
pub use values::*;
