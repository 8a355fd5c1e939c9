//! Access tokens: fifteen minutes of "this is login session S of organiser O". Everything else is read from the database.

use super::keys::Keys;
use super::principal::Credential;
use crate::error::{AppError, Code, Result};
use chrono::{DateTime, Utc};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The type in the token's header (RFC 9068).
const KIND: &str = "at+jwt";

/// What a token claims. Roles are not among it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    /// The account.
    pub sub: Uuid,
    /// The organiser.
    pub org: Uuid,
    /// The login session.
    pub sid: Uuid,
    pub iat: i64,
    pub exp: i64,
    pub jti: Uuid,
}

/// The audience of our own API.
pub const AUDIENCE: &str = "stegvis-api";

/// Signs a token.
///
/// # Errors
/// A defect of the key.
pub fn issue(
    keys: &Keys,
    organiser: Uuid,
    account: Uuid,
    session: Uuid,
    now: DateTime<Utc>,
    seconds: i64,
) -> Result<String> {
    let claims = Claims {
        iss: keys.issuer().to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: account,
        org: organiser,
        sid: session,
        iat: now.timestamp(),
        exp: now.timestamp() + seconds,
        jti: crate::platform::clock::new_id(),
    };
    keys.sign(KIND, &claims)
}

/// Tokens whose signature was found good, by their hash: checking one again costs a third of a kept answer.
/// A kept verdict says that the signature is good and nothing else; time, session and account are looked at every time.
#[derive(Debug)]
pub struct Verified(Cache<[u8; 32], Claims>);

impl Default for Verified {
    fn default() -> Self {
        Self(Cache::new(20_000))
    }
}

impl Verified {
    fn claims(&self, keys: &Keys, token: &str) -> Result<Claims> {
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        self.0
            .get_or_insert_with(&hash, || keys.verify(KIND, token, true))
    }
}

/// Reads who asks from the headers `Authorization` and `X-Api-Key`: the organiser and the credential to look up.
/// `None` where neither is there.
///
/// # Errors
/// [`Code::Unauthenticated`] where one is there but no good.
pub fn read(
    verified: &Verified,
    keys: &Keys,
    authorization: Option<&str>,
    api_key: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<(Uuid, Credential)>> {
    let refused = || AppError::new(Code::Unauthenticated);
    if let Some(key) = api_key {
        let organiser = super::secret::organiser_of("svk", key).ok_or_else(refused)?;
        return Ok(Some((organiser, Credential::Key(super::secret::hash(key)))));
    }
    let Some(header) = authorization else {
        return Ok(None);
    };
    let (scheme, token) = header.split_once(' ').ok_or_else(refused)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(refused());
    }
    let claims = verified.claims(keys, token.trim())?;
    if claims.exp <= now.timestamp() || claims.aud != AUDIENCE {
        return Err(refused());
    }
    Ok(Some((claims.org, Credential::Session(claims.sid))))
}
