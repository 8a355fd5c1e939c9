//! Wire shapes of competence, by noun.

mod capacity;
mod coverage;
mod field;
mod record;
mod target;

pub use capacity::*;
pub use coverage::*;
pub use field::*;
pub use record::*;
pub use target::*;
