//! Wire shapes of gates: verdicts, decisions, facts.

mod decisions;
mod facts;
mod overview;
mod verdict;

pub use decisions::*;
pub use facts::*;
pub use overview::*;
pub use verdict::*;
