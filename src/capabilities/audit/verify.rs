//! Verifies an organiser's chain in the database, in bounded memory: a page of entries at a time.
//!
//! Entries are never changed, so each page may come from a snapshot of its own; only the chain's length and head are
//! read together, and the checkpoints before them, since a later one would speak of entries that were not seen.

use super::chain::{Break, BreakKind, Chain, Whole};
use super::seal::{PublicKeys, Sealed};
use super::{checkpoints, queries};
use crate::access::{AppState, Ctx};
use crate::error::{Code, Result};
use crate::platform::ledger::GENESIS;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Entries a page.
const PAGE: u64 = 1000;

/// What a verification found.
#[derive(Clone, Debug)]
pub struct Verification {
    pub organiser: Uuid,
    pub outcome: Result<Whole, Break>,
    /// How many entries were read and in order.
    pub checked: i64,
    /// How many checkpoints were at hand.
    pub checkpoints: usize,
}

/// The public keys that may have signed this installation's checkpoints: its own, and those of installations it was restored from.
///
/// # Errors
/// A key folder that cannot be read.
pub fn public_keys(state: &AppState) -> Result<PublicKeys> {
    PublicKeys::of_sets(&[public_set(state)?])
}

/// The same keys as one JSON Web Key Set.
///
/// # Errors
/// A key folder that cannot be read.
pub fn public_set(state: &AppState) -> Result<Value> {
    let mut sets = crate::access::keys::former(&state.settings.access.key_folder)?;
    sets.push(state.keys.jwks());
    let keys: BTreeMap<String, Value> = sets
        .iter()
        .flat_map(|set| set["keys"].as_array().into_iter().flatten())
        .map(|key| (key["kid"].as_str().unwrap_or_default().to_owned(), key.clone()))
        .collect();
    Ok(json!({"keys": keys.into_values().collect::<Vec<_>>()}))
}

/// Every organiser that can have a chain, the instance itself (nil) among them.
///
/// # Errors
/// What the database says.
pub async fn organisers(state: &AppState) -> Result<Vec<Uuid>> {
    organisers_on(state.database.readers()).await
}

/// As [`organisers`], on a connection of one's own.
///
/// # Errors
/// What the database says.
pub async fn organisers_on<C: ConnectionTrait>(db: &C) -> Result<Vec<Uuid>> {
    queries::organisers(db).await
}

/// Verifies the chain of the context's organiser against the published checkpoints and those that somebody `kept`.
///
/// `progress` is told how many entries of how many have been read.
///
/// # Errors
/// What the database or the object store says; a broken chain is no error but an outcome.
pub async fn verify_organiser(
    ctx: &Ctx,
    kept: Vec<Sealed>,
    progress: &mut (dyn FnMut(i64, i64) + Send),
) -> Result<Verification> {
    let organiser = ctx.scope().organiser();
    let mut sealed = checkpoints::published(&ctx.state, organiser).await?;
    sealed.extend(kept);
    let keys = public_keys(&ctx.state)?;
    let read = ctx.read().await?;
    let (last, head) = length(read.conn(), organiser).await?;
    drop(read);
    let mut judge = Judge::new(organiser, &keys, sealed);
    let mut more = true;
    while more {
        let read = ctx.read().await?;
        more = judge.page(read.conn(), last).await?;
        progress(judge.chain.last(), last);
    }
    Ok(judge.rule(&head))
}

/// Verifies a chain on one connection: that of a transaction which has just restored it.
///
/// # Errors
/// What the database says.
pub async fn verify_on<C: ConnectionTrait>(
    db: &C,
    organiser: Uuid,
    keys: &PublicKeys,
    sealed: Vec<Sealed>,
) -> Result<Verification> {
    let (last, head) = length(db, organiser).await?;
    let mut judge = Judge::new(organiser, keys, sealed);
    while judge.page(db, last).await? {}
    Ok(judge.rule(&head))
}

/// The last entry that is there, and what the head says of it.
async fn length<C: ConnectionTrait>(db: &C, organiser: Uuid) -> Result<(i64, (i64, String))> {
    let head = queries::head(db, organiser).await?;
    let last = queries::last_sequence(db, organiser).await?;
    Ok((
        last,
        head.map_or((0, GENESIS.to_owned()), |head| (head.count, head.hash)),
    ))
}

/// A verification under way.
pub(super) struct Judge {
    organiser: Uuid,
    pub(super) chain: Chain,
    forged: Vec<(i64, String)>,
    checkpoints: usize,
    broken: Option<Break>,
}

impl Judge {
    pub(super) fn new(organiser: Uuid, keys: &PublicKeys, sealed: Vec<Sealed>) -> Self {
        Self::over(organiser, keys, sealed, Chain::new)
    }

    /// As [`Judge::new`], for a part of a chain.
    pub(super) fn of_part(organiser: Uuid, keys: &PublicKeys, sealed: Vec<Sealed>) -> Self {
        Self::over(organiser, keys, sealed, Chain::part)
    }

    fn over(
        organiser: Uuid,
        keys: &PublicKeys,
        sealed: Vec<Sealed>,
        chain: fn(Uuid, Vec<super::chain::Mark>) -> Chain,
    ) -> Self {
        let checkpoints = sealed.len();
        let (marks, forged) = keys.open_all(organiser, sealed);
        Self {
            organiser,
            chain: chain(organiser, marks),
            forged,
            checkpoints,
            broken: None,
        }
    }

    /// Takes an entry; answers whether the chain is still in order.
    pub(super) fn take(&mut self, entry: &tables::audit_entry::Model) -> bool {
        self.broken = self.chain.take(entry).err();
        self.broken.is_none()
    }

    /// Notes an entry that cannot be read.
    pub(super) fn unreadable(&mut self, sequence: i64) {
        self.broken = Some(self.chain.unreadable(sequence));
    }

    /// Takes the next page; answers whether there is more to see.
    async fn page<C: ConnectionTrait>(&mut self, db: &C, to: i64) -> Result<bool> {
        let rows = match queries::after(db, self.organiser, self.chain.last(), to, PAGE).await {
            Ok(rows) => rows,
            Err(error) => return self.row_by_row(db, error.into()).await,
        };
        let more = rows.len() as u64 == PAGE;
        Ok(rows.iter().all(|row| self.take(row)) && more)
    }

    /// A page that cannot be read holds a damaged row: this finds it.
    async fn row_by_row<C: ConnectionTrait>(
        &mut self,
        db: &C,
        error: crate::error::AppError,
    ) -> Result<bool> {
        if matches!(error.code, Code::Overloaded | Code::Contention) {
            return Err(error);
        }
        let found = queries::sequences_after(db, self.organiser, self.chain.last(), PAGE).await?;
        for sequence in found {
            match queries::after(db, self.organiser, sequence - 1, sequence, 1).await {
                Ok(rows) if rows.iter().all(|row| self.take(row)) => {}
                Ok(_) => return Ok(false),
                Err(_) => {
                    if self.chain.last() + 1 < sequence {
                        self.broken = Some(self.chain.missing());
                    } else {
                        self.unreadable(sequence);
                    }
                    return Ok(false);
                }
            }
        }
        Err(error)
    }

    /// Ends the verification of a chain that is complete at its end.
    fn rule(self, head: &(i64, String)) -> Verification {
        self.end(|chain| chain.finish_complete(Some((head.0, &head.1))))
    }

    /// Ends the verification with `finish`, unless something was wrong before.
    pub(super) fn end(self, finish: impl FnOnce(Chain) -> Result<Whole, Break>) -> Verification {
        let checked = self.chain.last();
        let outcome = self.broken.map_or_else(|| finish(self.chain), Err);
        let outcome = outcome.and_then(|whole| match self.forged.into_iter().next() {
            None => Ok(whole),
            Some((sequence, source)) => Err(Break {
                kind: BreakKind::CheckpointSignature,
                sequence,
                confirmed: whole.confirmed,
                source: Some(source),
            }),
        });
        Verification {
            organiser: self.organiser,
            outcome,
            checked,
            checkpoints: self.checkpoints,
        }
    }
}
