//! Access tokens: fifteen minutes of "this is login session S of organiser O". Everything else is read from the database.

use super::keys::Keys;
use super::principal::Credential;
use crate::error::{AppError, Code, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
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

/// Reads who asks from the headers `Authorization` and `X-Api-Key`: the organiser and the credential to look up.
/// `None` where neither is there.
///
/// # Errors
/// [`Code::Unauthenticated`] where one is there but no good.
pub fn read(
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
    let claims: Claims = keys.verify(KIND, token.trim(), true)?;
    if claims.exp <= now.timestamp() || claims.aud != AUDIENCE {
        return Err(refused());
    }
    Ok(Some((claims.org, Credential::Session(claims.sid))))
}
