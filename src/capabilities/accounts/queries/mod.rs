//! The only place that queries accounts, sessions, grants and keys, split by noun.

mod accounts;
mod grants;
mod keys;
mod sessions;

pub(super) use accounts::*;
pub(super) use grants::*;
pub(super) use keys::*;
pub(super) use sessions::*;
