//! Wire shapes of procedures.

mod procedure;
mod reach;
mod revision;

pub use procedure::*;
pub use reach::*;
pub use revision::*;
