//! Wire shapes of people, one file a noun.

mod import;
mod leadership;
mod person;
mod position;

pub use import::*;
pub use leadership::*;
pub use person::*;
pub use position::*;
