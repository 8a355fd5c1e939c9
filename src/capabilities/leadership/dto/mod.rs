//! Wire shapes of leadership, one file a noun.

mod acknowledgement;
mod posture;
mod protected;

pub use super::texts::{Audience, Axis, Posture, Wording};
pub use acknowledgement::*;
pub use posture::*;
pub use protected::*;
