//! How far each organiser's chain has come, as this node knows it: the validator of everything cached.
//!
//! Every write leaves exactly one audit entry, so the chain's length is the version of all of an organiser's data.
//! A node learns of its own commits at once, of other nodes' through [`Epochs::advance`] (notifications and a poll).

use std::collections::HashMap;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU8, Ordering};
use uuid::Uuid;

/// The length of the chain, and its length when accounts, roles, keys or the unit tree changed last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Epoch {
    pub data: i64,
    pub access: i64,
}

/// A reason not to trust what this node believes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The other nodes' notifications do not reach us.
    Deaf = 1,
    /// The database does not answer our questions.
    Blind = 2,
}

/// The epochs of all organisers that this node has met.
#[derive(Debug, Default)]
pub struct Epochs {
    known: RwLock<HashMap<Uuid, Epoch>>,
    doubts: AtomicU8,
}

impl Epochs {
    /// The newest epoch known here; `None` before the first read, and as long as there is a doubt.
    pub fn of(&self, organiser: Uuid) -> Option<Epoch> {
        if self.doubts.load(Ordering::Acquire) != 0 {
            return None;
        }
        self.known.read().ok()?.get(&organiser).copied()
    }

    /// Notes an epoch; an older one than known changes nothing.
    pub fn advance(&self, organiser: Uuid, epoch: Epoch) {
        if let Ok(mut known) = self.known.write() {
            let entry = known.entry(organiser).or_default();
            entry.data = entry.data.max(epoch.data);
            entry.access = entry.access.max(epoch.access);
        }
    }

    /// The organisers that this node has met.
    pub fn organisers(&self) -> Vec<Uuid> {
        self.known
            .read()
            .map(|known| known.keys().copied().collect())
            .unwrap_or_default()
    }

    /// Nothing kept is served from now on.
    pub fn doubt(&self, doubt: Doubt) {
        self.doubts.fetch_or(doubt as u8, Ordering::AcqRel);
    }

    /// A doubt is over. Everything known is forgotten, so that the next read of each organiser asks the database.
    pub fn trust(&self, doubt: Doubt) {
        if self.doubts.load(Ordering::Acquire) & doubt as u8 == 0 {
            return;
        }
        if let Ok(mut known) = self.known.write() {
            known.clear();
        }
        self.doubts.fetch_and(!(doubt as u8), Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubted_epoch_is_not_told_and_forgotten_afterwards() {
        let (epochs, organiser) = (Epochs::default(), Uuid::nil());
        let epoch = Epoch { data: 3, access: 1 };
        epochs.advance(organiser, epoch);
        epochs.advance(organiser, Epoch { data: 2, access: 1 });
        assert_eq!(epochs.of(organiser), Some(epoch));
        epochs.doubt(Doubt::Deaf);
        epochs.doubt(Doubt::Blind);
        epochs.trust(Doubt::Deaf);
        assert_eq!(epochs.of(organiser), None);
        epochs.advance(organiser, epoch);
        epochs.trust(Doubt::Blind);
        assert_eq!(
            epochs.of(organiser),
            None,
            "what was learnt in doubt is not trusted"
        );
        epochs.advance(organiser, epoch);
        epochs.trust(Doubt::Blind);
        assert_eq!(
            epochs.of(organiser),
            Some(epoch),
            "where there was no doubt, nothing is forgotten"
        );
    }
}
