//! Random secrets and their hashes. A secret is shown once; only its hash is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A fresh secret of 256 random bits for `organiser`, beginning with `kind` (`svk` API key, `svr` refresh token).
///
/// The organiser stands in the text, so that a query can be bound to it before the secret is known to be right.
///
/// # Panics
/// Never in practice: the system's source of randomness is checked at start.
pub fn fresh(kind: &str, organiser: Uuid) -> String {
    let mut bytes = [0_u8; 32];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system has randomness");
    format!("{kind}_{}_{}", organiser.simple(), URL_SAFE_NO_PAD.encode(bytes))
}

/// The organiser that a secret of `kind` speaks of.
pub fn organiser_of(kind: &str, secret: &str) -> Option<Uuid> {
    let rest = secret.strip_prefix(kind)?.strip_prefix('_')?;
    let (organiser, random) = rest.split_once('_')?;
    (random.len() == 43 && organiser.len() == 32).then(|| Uuid::try_parse(organiser).ok())?
}

/// The hash under which a secret is stored: SHA-256, enough for that many random bits.
pub fn hash(secret: &str) -> String {
    crate::platform::ledger::hex(&Sha256::digest(secret.as_bytes()))
}
