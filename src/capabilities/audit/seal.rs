//! A checkpoint: a compact JWS (RFC 7515) over the length of a chain and its last hash, checked with public keys alone.

use super::chain::Mark;
use crate::error::{AppError, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// The type in a checkpoint's header, so that no token of another kind passes for one.
pub const KIND: &str = "stegvis-checkpoint+jwt";

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claims {
    pub organiser_id: Uuid,
    /// How many entries the chain had.
    pub count: i64,
    /// The hash of its last entry.
    pub head_hash: String,
    pub time: DateTime<Utc>,
    /// The installation that signed.
    pub iss: String,
}

/// A checkpoint and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub source: String,
    pub jws: String,
}

/// Public keys by their id.
pub struct PublicKeys(HashMap<String, DecodingKey>);

impl std::fmt::Debug for PublicKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl PublicKeys {
    /// Reads JSON Web Key Sets (RFC 7517); keys other than Ed25519 are passed over.
    ///
    /// # Errors
    /// A set without `keys`, or a key that is none.
    pub fn of_sets(sets: &[Value]) -> Result<Self> {
        let mut known = HashMap::new();
        for set in sets {
            let keys = set["keys"]
                .as_array()
                .ok_or_else(|| AppError::internal("a JSON Web Key Set has a list 'keys'"))?;
            for key in keys.iter().filter(|key| key["crv"] == "Ed25519") {
                let (Some(kid), Some(x)) = (key["kid"].as_str(), key["x"].as_str()) else {
                    return Err(AppError::internal("a key of the set lacks 'kid' or 'x'"));
                };
                let key = DecodingKey::from_ed_components(x).map_err(AppError::internal)?;
                known.insert(kid.to_owned(), key);
            }
        }
        Ok(Self(known))
    }

    /// What a checkpoint says, where one of these keys signed it.
    pub fn open(&self, jws: &str) -> Option<Claims> {
        let header = decode_header(jws).ok()?;
        if header.alg != Algorithm::EdDSA || header.typ.as_deref() != Some(KIND) {
            return None;
        }
        let key = self.0.get(&header.kid?)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims::<&str>(&[]);
        validation.validate_exp = false;
        validation.validate_aud = false;
        Some(decode::<Claims>(jws, key, &validation).ok()?.claims)
    }

    /// Opens an organiser's checkpoints; those that do not open, or speak of another organiser, come apart with the
    /// entry that they claim to speak of.
    pub fn open_all(&self, organiser: Uuid, sealed: Vec<Sealed>) -> (Vec<Mark>, Vec<(i64, String)>) {
        let (mut marks, mut forged) = (Vec::new(), Vec::new());
        for Sealed { source, jws } in sealed {
            match self
                .open(&jws)
                .filter(|claims| claims.organiser_id == organiser && claims.count > 0)
            {
                Some(claims) => marks.push(Mark {
                    count: claims.count,
                    head_hash: claims.head_hash,
                    source,
                }),
                None => forged.push((peek(&jws).map_or(0, |claims| claims.count.max(0)), source)),
            }
        }
        forged.sort();
        (marks, forged)
    }
}

/// What a checkpoint claims, whoever signed it: for sorting only.
pub fn peek(jws: &str) -> Option<Claims> {
    let payload = jws.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// The checkpoints of a file: one a line, bare or as the field `jws` of a JSON object.
///
/// Lines of organisers other than `organiser` are passed over.
pub fn lines(organiser: Uuid, name: &str, text: &str) -> Vec<Sealed> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            let jws = serde_json::from_str::<Value>(line)
                .ok()
                .and_then(|value| value["jws"].as_str().map(str::to_owned))
                .unwrap_or_else(|| line.trim().to_owned());
            Sealed {
                source: format!("{name}, line {}", index + 1),
                jws,
            }
        })
        .filter(|sealed| peek(&sealed.jws).is_none_or(|claims| claims.organiser_id == organiser))
        .collect()
}
