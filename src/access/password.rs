//! The one function that makes password hashes and the one that checks them: Argon2id, on a blocking thread.

use crate::config::AccessSettings;
use crate::error::{AppError, Fault, FaultCode, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// The shortest password (NIST SP 800-63B-4: 15 for passwords alone; with throttling and no composition rules we ask 12).
pub const SHORTEST: usize = 12;
/// The longest, so that hashing stays bounded.
pub const LONGEST: usize = 200;

/// Checks and makes password hashes.
#[derive(Clone, Debug)]
pub struct Passwords {
    argon: Argon2<'static>,
    /// Hash of a password nobody has: checked where a login is unknown, so that both answers take equally long.
    decoy: String,
}

impl Passwords {
    /// # Errors
    /// Costs that Argon2 does not accept.
    pub fn new(settings: &AccessSettings) -> Result<Self> {
        let params = Params::new(settings.argon_memory_kib, settings.argon_passes, 1, None)
            .map_err(|e| AppError::internal(e.to_string()))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = digest(&argon, "a password that nobody has")?;
        Ok(Self { argon, decoy })
    }

    /// The hash to store.
    ///
    /// # Errors
    /// A failing hash: a defect.
    pub async fn hash(&self, password: String) -> Result<String> {
        let argon = self.argon.clone();
        actix_web::web::block(move || digest(&argon, &password))
            .await
            .map_err(AppError::internal)?
    }

    /// Whether the password is the one behind `stored`; without a stored hash the decoy is checked and the answer is no.
    ///
    /// # Errors
    /// A failing thread pool.
    pub async fn check(&self, password: String, stored: Option<String>) -> Result<bool> {
        let argon = self.argon.clone();
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.clone());
        let right = actix_web::web::block(move || {
            PasswordHash::new(&stored)
                .is_ok_and(|parsed| argon.verify_password(password.as_bytes(), &parsed).is_ok())
        })
        .await
        .map_err(AppError::internal)?;
        Ok(right && known)
    }
}

fn digest(argon: &Argon2<'_>, password: &str) -> Result<String> {
    argon
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|e| AppError::internal(e.to_string()))
}

/// Refuses passwords that are too short, too long, or built from the login.
///
/// # Errors
/// One fault at `pointer`.
pub fn judge(password: &str, login: &str, pointer: &str) -> Result<()> {
    let length = password.chars().count();
    let code = if length < SHORTEST {
        FaultCode::TooShort {
            limit: SHORTEST as u64,
        }
    } else if length > LONGEST {
        FaultCode::TooLong {
            limit: LONGEST as u64,
        }
    } else if password.to_lowercase().contains(&login.to_lowercase())
        || password.chars().collect::<std::collections::BTreeSet<_>>().len() < 5
    {
        FaultCode::Rule {
            rule: "guessable_password",
        }
    } else {
        return Ok(());
    };
    Err(AppError::invalid(vec![Fault::new(pointer, code)]))
}
