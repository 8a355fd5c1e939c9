//! Signing keys (Ed25519) in a folder of their own, made at the first start, rotated by command, published as JWKS.
//!
//! They stand outside the database, so that whoever can write there cannot forge tokens or audit checkpoints.

use crate::error::{AppError, Code, Result};
use crate::platform::clock::new_id;
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;

/// One key pair. The newest signs; older ones still verify.
struct Pair {
    kid: String,
    signing: EncodingKey,
    verifying: DecodingKey,
    public: String,
    /// Derived from the private key, for keyed hashes.
    hashing: hmac::Key,
}

/// The key ring.
pub struct Keys {
    pairs: Vec<Pair>,
    by_kid: HashMap<String, usize>,
    issuer: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys")
            .field(
                "kids",
                &self.pairs.iter().map(|pair| &pair.kid).collect::<Vec<_>>(),
            )
            .finish_non_exhaustive()
    }
}

impl Keys {
    /// Reads the folder's keys, making the first where there is none.
    ///
    /// # Errors
    /// A folder that cannot be read or written, or a file that is not such a key.
    pub fn open(folder: &Path, issuer: &str) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(AppError::internal)?;
        restrict(folder, 0o700)?;
        let lock = std::fs::File::create(folder.join(".lock")).map_err(AppError::internal)?;
        lock.lock().map_err(AppError::internal)?;
        let mut names = names(folder)?;
        if names.is_empty() {
            make(folder)?;
            names = self::names(folder)?;
        }
        let pairs = names
            .iter()
            .map(|name| read(&folder.join(name)))
            .collect::<Result<Vec<_>>>()?;
        let by_kid = pairs
            .iter()
            .enumerate()
            .map(|(index, pair)| (pair.kid.clone(), index))
            .collect();
        Ok(Self {
            pairs,
            by_kid,
            issuer: issuer.to_owned(),
        })
    }

    /// Adds a key, which signs from the next start on; the older ones stay to verify.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn rotate(folder: &Path) -> Result<String> {
        std::fs::create_dir_all(folder).map_err(AppError::internal)?;
        make(folder)
    }

    /// Who signs, in the claim `iss`.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Signs claims as a compact JWS of type `kind`.
    ///
    /// # Errors
    /// A defect of the key.
    pub fn sign(&self, kind: &str, claims: &impl Serialize) -> Result<String> {
        let pair = self
            .pairs
            .last()
            .ok_or_else(|| AppError::internal("the key ring is empty"))?;
        let header = Header {
            kid: Some(pair.kid.clone()),
            typ: Some(kind.to_owned()),
            ..Header::new(Algorithm::EdDSA)
        };
        encode(&header, claims, &pair.signing).map_err(AppError::internal)
    }

    /// Reads claims that one of these keys signed. `expires` demands the claim `exp`.
    ///
    /// # Errors
    /// [`Code::Unauthenticated`]: another algorithm, type or key, a broken signature, or past its time.
    pub fn verify<T: DeserializeOwned>(&self, kind: &str, token: &str, expires: bool) -> Result<T> {
        let refused = || AppError::new(Code::Unauthenticated);
        let header = decode_header(token).map_err(|_| refused())?;
        if header.alg != Algorithm::EdDSA || header.typ.as_deref() != Some(kind) {
            return Err(refused());
        }
        let pair = header
            .kid
            .and_then(|kid| self.by_kid.get(&kid))
            .map(|index| &self.pairs[*index])
            .ok_or_else(refused)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&self.issuer]);
        // The caller compares `exp` with the request's own instant.
        validation.validate_exp = false;
        validation.set_required_spec_claims(if expires {
            &["exp", "iss"][..]
        } else {
            &["iss"][..]
        });
        validation.validate_aud = false;
        decode::<T>(token, &pair.verifying, &validation)
            .map(|data| data.claims)
            .map_err(|_| refused())
    }

    /// A keyed hash (HMAC-SHA-256) in hexadecimal: who has the database only cannot find out the text by guessing.
    ///
    /// The oldest key serves, so that a rotation changes nothing.
    ///
    /// # Errors
    /// An empty key ring: a defect.
    pub fn fingerprint(&self, text: &str) -> Result<String> {
        let pair = self
            .pairs
            .first()
            .ok_or_else(|| AppError::internal("the key ring is empty"))?;
        let tag = hmac::sign(&pair.hashing, text.as_bytes());
        Ok(crate::platform::ledger::hex(tag.as_ref()))
    }

    /// The public keys as a JSON Web Key Set (RFC 7517, RFC 8037).
    pub fn jwks(&self) -> Value {
        let keys: Vec<Value> = self
            .pairs
            .iter()
            .map(|pair| json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": pair.kid, "x": pair.public}))
            .collect();
        json!({ "keys": keys })
    }
}

/// The public keys of former installations, which a restore left in the folder: they check old checkpoints, never tokens.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn former(folder: &Path) -> Result<Vec<Value>> {
    let mut sets = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(AppError::internal)? {
        let path = entry.map_err(AppError::internal)?.path();
        if path.extension().is_some_and(|extension| extension == "jwks") {
            sets.push(serde_json::from_slice(
                &std::fs::read(path).map_err(AppError::internal)?,
            )?);
        }
    }
    Ok(sets)
}

/// Leaves a former installation's public keys in the folder; answers the file.
///
/// # Errors
/// A folder that cannot be written.
pub fn keep_former(folder: &Path, name: &str, jwks: &Value) -> Result<std::path::PathBuf> {
    let file = folder.join(format!("{name}.jwks"));
    std::fs::write(&file, serde_json::to_vec_pretty(jwks)?).map_err(AppError::internal)?;
    Ok(file)
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map_err(AppError::internal)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            Path::new(name)
                .extension()
                .is_some_and(|extension| extension == "pem")
        })
        .collect();
    // The names begin with a UUIDv7, so their order is the order of their making.
    names.sort();
    Ok(names)
}

fn make(folder: &Path) -> Result<String> {
    let pair = Ed25519KeyPair::generate().map_err(|_| AppError::internal("no randomness for a key"))?;
    // jsonwebtoken reads version 1 of PKCS #8 (48 bytes) only.
    let document = pair
        .to_pkcs8v1()
        .map_err(|_| AppError::internal("a key that cannot be written"))?;
    let kid = new_id().simple().to_string();
    let text = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(document.as_ref())
    );
    let draft = folder.join(format!("{kid}.draft"));
    std::fs::write(&draft, text).map_err(AppError::internal)?;
    restrict(&draft, 0o600)?;
    std::fs::rename(&draft, folder.join(format!("{kid}.pem"))).map_err(AppError::internal)?;
    Ok(kid)
}

fn read(path: &Path) -> Result<Pair> {
    let damaged = |why: &str| AppError::internal(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(AppError::internal)?;
    let base: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(base).map_err(|_| damaged("not a PEM file"))?;
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map_err(|_| damaged("not an Ed25519 key"))?;
    let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    let kid = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .ok_or_else(|| damaged("no name"))?
        .to_owned();
    let seed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &der), b"stegvis fingerprint");
    Ok(Pair {
        kid,
        hashing: hmac::Key::new(hmac::HMAC_SHA256, seed.as_ref()),
        signing: EncodingKey::from_ed_der(&der),
        verifying: DecodingKey::from_ed_components(&public).map_err(AppError::internal)?,
        public,
    })
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).map_err(AppError::internal)
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> Result<()> {
    Ok(())
}
