//! How far each organiser's chain has come, as this node knows it: the validator of everything cached.
//!
//! Every write leaves exactly one audit entry, so the chain's length is the version of all of an organiser's data.
//! A node learns of its own commits at once, of other nodes' through [`Epochs::advance`] (notifications and a poll).

use std::collections::HashMap;
use std::sync::RwLock;
use uuid::Uuid;

/// The length of the chain, and its length when accounts, roles, keys or the unit tree changed last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Epoch {
    pub data: i64,
    pub access: i64,
}

/// The epochs of all organisers that this node has met.
#[derive(Debug, Default)]
pub struct Epochs(RwLock<HashMap<Uuid, Epoch>>);

impl Epochs {
    /// The newest epoch known here; `None` before the first read.
    pub fn of(&self, organiser: Uuid) -> Option<Epoch> {
        self.0.read().ok()?.get(&organiser).copied()
    }

    /// Notes an epoch; an older one than known changes nothing.
    pub fn advance(&self, organiser: Uuid, epoch: Epoch) {
        if let Ok(mut known) = self.0.write() {
            let entry = known.entry(organiser).or_default();
            entry.data = entry.data.max(epoch.data);
            entry.access = entry.access.max(epoch.access);
        }
    }

    /// Forgets everything, so that the next read of each organiser asks the database.
    pub fn forget(&self) {
        if let Ok(mut known) = self.0.write() {
            known.clear();
        }
    }
}
