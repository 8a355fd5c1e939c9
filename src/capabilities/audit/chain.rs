//! Is a chain whole? Pure: it is fed the entries one by one and keeps nothing of them but the last hash.
//!
//! A hash chain alone misses a tail that was cut off and a chain that was hashed anew from some entry on. Signed
//! checkpoints, kept outside the database, find both: each says how long the chain was and what its last hash was.

use crate::platform::ledger::{GENESIS, hash_of};
use crate::words;
use chrono::Timelike;
use kernel::Language;
use std::collections::BTreeMap;
use tables::audit_entry;
use uuid::Uuid;

words! {
    /// What is wrong with a chain.
    pub enum BreakKind {
        /// The entry does not give its own hash: a field or the hash was changed.
        ChangedContent = "changed_content",
        /// The entry does not continue the one before.
        BrokenLink = "broken_link",
        /// An entry is not there.
        MissingEntry = "missing_entry",
        /// The row that holds the chain's length and last hash says otherwise than its last entry.
        HeadDiffers = "head_differs",
        /// A signed checkpoint says otherwise: the tail was cut off, or the chain was hashed anew.
        CheckpointDiffers = "checkpoint_differs",
        /// A checkpoint is not signed by one of our keys.
        CheckpointSignature = "checkpoint_signature",
    }
}

/// The first thing that is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    pub kind: BreakKind,
    /// The entry that is wrong or missing; for a checkpoint, the entry that it speaks of.
    pub sequence: i64,
    /// The last entry that a checkpoint had confirmed before.
    pub confirmed: i64,
    /// Where the checkpoint came from, where one is concerned.
    pub source: Option<String>,
}

impl Break {
    /// What is wrong, in a sentence.
    pub fn explain(&self, language: Language) -> String {
        let (n, sure) = (self.sequence, self.confirmed);
        let source = self.source.as_deref().unwrap_or("–");
        match (self.kind, language) {
            (BreakKind::ChangedContent, Language::Nb) => {
                format!("Oppføring {n} er endret: innholdet gir ikke hashen som står der.")
            }
            (BreakKind::ChangedContent, Language::Sv) => {
                format!("Post {n} är ändrad: innehållet ger inte den hash som står där.")
            }
            (BreakKind::ChangedContent, Language::En) => {
                format!("Entry {n} was changed: its content does not give the hash that stands there.")
            }
            (BreakKind::BrokenLink, Language::Nb) => {
                format!("Oppføring {n} fortsetter ikke den forrige: den ene av dem er byttet ut.")
            }
            (BreakKind::BrokenLink, Language::Sv) => {
                format!("Post {n} fortsätter inte den föregående: en av dem är utbytt.")
            }
            (BreakKind::BrokenLink, Language::En) => {
                format!("Entry {n} does not continue the one before: one of the two was replaced.")
            }
            (BreakKind::MissingEntry, Language::Nb) => format!("Oppføring {n} mangler."),
            (BreakKind::MissingEntry, Language::Sv) => format!("Post {n} saknas."),
            (BreakKind::MissingEntry, Language::En) => format!("Entry {n} is missing."),
            (BreakKind::HeadDiffers, Language::Nb) => {
                format!("Kjedens hode sier noe annet enn den siste oppføringen, {n}.")
            }
            (BreakKind::HeadDiffers, Language::Sv) => {
                format!("Kedjans huvud säger något annat än den sista posten, {n}.")
            }
            (BreakKind::HeadDiffers, Language::En) => {
                format!("The chain's head says otherwise than its last entry, {n}.")
            }
            (BreakKind::CheckpointDiffers, Language::Nb) => format!(
                "Et signert kontrollpunkt ({source}) sier noe annet om oppføring {n}: kjeden er kuttet eller skrevet på nytt etter oppføring {sure}."
            ),
            (BreakKind::CheckpointDiffers, Language::Sv) => format!(
                "En signerad kontrollpunkt ({source}) säger något annat om post {n}: kedjan är avklippt eller omskriven efter post {sure}."
            ),
            (BreakKind::CheckpointDiffers, Language::En) => format!(
                "A signed checkpoint ({source}) says otherwise about entry {n}: the chain was cut or written anew after entry {sure}."
            ),
            (BreakKind::CheckpointSignature, Language::Nb) => {
                format!("Et kontrollpunkt ({source}) er ikke signert med en av nøklene våre.")
            }
            (BreakKind::CheckpointSignature, Language::Sv) => {
                format!("En kontrollpunkt ({source}) är inte signerad med någon av våra nycklar.")
            }
            (BreakKind::CheckpointSignature, Language::En) => {
                format!("A checkpoint ({source}) is not signed by one of our keys.")
            }
        }
    }
}

/// What a checkpoint whose signature was checked says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub count: i64,
    pub head_hash: String,
    /// Where it came from: a file or an object's name.
    pub source: String,
}

/// A chain without fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// The first entry that was seen: 1, but for a part of a chain.
    pub first: i64,
    /// The last entry; 0 where there is none.
    pub last: i64,
    pub head_hash: String,
    /// How many checkpoints agreed.
    pub checkpoints: usize,
    /// Up to which entry a checkpoint confirms the chain.
    pub confirmed: i64,
}

/// A chain in the course of its verification.
#[derive(Debug)]
pub struct Chain {
    organiser: Uuid,
    first: Option<i64>,
    last: i64,
    hash: String,
    marks: BTreeMap<i64, Vec<Mark>>,
    agreed: usize,
    confirmed: i64,
}

impl Chain {
    /// A chain from its first entry on.
    pub fn new(organiser: Uuid, marks: Vec<Mark>) -> Self {
        let mut by_count: BTreeMap<i64, Vec<Mark>> = BTreeMap::new();
        for mark in marks {
            by_count.entry(mark.count).or_default().push(mark);
        }
        Self {
            organiser,
            first: Some(1),
            last: 0,
            hash: GENESIS.to_owned(),
            marks: by_count,
            agreed: 0,
            confirmed: 0,
        }
    }

    /// A part of a chain: it may begin anywhere, and checkpoints outside of it say nothing.
    pub fn part(organiser: Uuid, marks: Vec<Mark>) -> Self {
        Self {
            first: None,
            ..Self::new(organiser, marks)
        }
    }

    /// The last entry taken.
    pub fn last(&self) -> i64 {
        self.last
    }

    fn broken(&self, kind: BreakKind, sequence: i64) -> Break {
        Break {
            kind,
            sequence,
            confirmed: self.confirmed,
            source: None,
        }
    }

    /// Takes the next entry.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn take(&mut self, entry: &audit_entry::Model) -> Result<(), Break> {
        if self.first.is_none() {
            self.first = Some(entry.sequence);
            self.last = entry.sequence - 1;
            self.hash.clone_from(&entry.previous_hash);
            self.marks = self.marks.split_off(&self.last);
            self.compare()?;
        }
        if entry.sequence > self.last + 1 {
            return Err(self.broken(BreakKind::MissingEntry, self.last + 1));
        }
        // No entry holds less than microseconds; digits below them would not be covered by the hash.
        if hash_of(entry) != entry.hash || !entry.at.nanosecond().is_multiple_of(1000) {
            return Err(self.broken(BreakKind::ChangedContent, self.last + 1));
        }
        if entry.sequence <= self.last
            || entry.organiser_id != self.organiser
            || entry.previous_hash != self.hash
        {
            return Err(self.broken(BreakKind::BrokenLink, self.last + 1));
        }
        self.last = entry.sequence;
        self.hash.clone_from(&entry.hash);
        self.compare()
    }

    /// What an entry that cannot even be read says about the chain.
    pub fn unreadable(&self, sequence: i64) -> Break {
        self.broken(BreakKind::ChangedContent, sequence)
    }

    /// That the next entry is not there.
    pub fn missing(&self) -> Break {
        self.broken(BreakKind::MissingEntry, self.last + 1)
    }

    fn compare(&mut self) -> Result<(), Break> {
        let Some(marks) = self.marks.remove(&self.last) else {
            return Ok(());
        };
        for mark in marks {
            if mark.head_hash != self.hash {
                return Err(Break {
                    source: Some(mark.source),
                    ..self.broken(BreakKind::CheckpointDiffers, mark.count)
                });
            }
            self.agreed += 1;
        }
        self.confirmed = self.last;
        Ok(())
    }

    /// Ends the verification: `head` is the row with the chain's length and last hash, where there is one to compare.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn finish(mut self, head: Option<(i64, &str)>) -> Result<Whole, Break> {
        if let Some((count, hash)) = head {
            if count > self.last {
                return Err(self.broken(BreakKind::MissingEntry, self.last + 1));
            }
            if count < self.last || hash != self.hash {
                return Err(self.broken(BreakKind::HeadDiffers, self.last));
            }
        }
        Ok(Whole {
            first: self.first.unwrap_or(0),
            last: self.last,
            checkpoints: self.agreed,
            confirmed: self.confirmed,
            head_hash: std::mem::take(&mut self.hash),
        })
    }

    /// As [`Chain::finish`], for a chain that is complete at its end: no checkpoint may speak of a later entry.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn finish_complete(mut self, head: Option<(i64, &str)>) -> Result<Whole, Break> {
        let beyond = self
            .marks
            .pop_first()
            .and_then(|(_, mut marks)| marks.pop())
            .map(|mark| Break {
                source: Some(mark.source),
                ..self.broken(BreakKind::CheckpointDiffers, mark.count)
            });
        let whole = self.finish(head)?;
        beyond.map_or(Ok(whole), Err)
    }
}

#[cfg(test)]
mod tests;
