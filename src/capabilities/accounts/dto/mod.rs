//! Wire shapes of accounts, split by noun.

mod accounts;
mod grants;
mod keys;
mod sessions;

pub use accounts::*;
pub use grants::*;
pub use keys::*;
pub use sessions::*;
