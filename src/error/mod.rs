//! The closed list of ways in which a request can fail, and the only mapping to HTTP.
//!
//! Public text comes from the code table (`codes.rs`) in the reader's language; an internal cause is kept apart, logged
//! once at the response and never shown.

mod codes;
mod fault;
mod problem;

pub use codes::{Code, Entry, TABLE};
pub use fault::{Fault, FaultCode};
pub use problem::{Problem, Voice, render};

use crate::platform::ledger::Subject;

/// What a service, an extractor or a middleware answers instead of a result. Boxed, since every result carries room for it.
#[derive(Debug)]
pub struct AppError(Box<Inner>);

/// What an error says; read through [`AppError`].
#[derive(Debug)]
pub struct Inner {
    /// The stable code, which also decides the status.
    pub code: Code,
    /// Values for the placeholders of the code's text, and parameters for clients that translate by themselves.
    pub parameters: Vec<(&'static str, String)>,
    /// Every fault of the input, or every reason of a refusal.
    pub faults: Vec<Fault>,
    /// The current strong validator, for an answer 412.
    pub etag: Option<String>,
    /// What a refused attempt was aimed at; the ledger notes it.
    pub subject: Option<Subject>,
    /// Seconds after which a retry makes sense.
    pub retry_after: Option<u64>,
    /// Methods that the resource knows, for an answer 405.
    pub allow: Option<String>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of everything behind a door.
pub type Result<T, E = AppError> = std::result::Result<T, E>;

impl AppError {
    /// An error with nothing but its code.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            code,
            parameters: Vec::new(),
            faults: Vec::new(),
            etag: None,
            subject: None,
            retry_after: None,
            allow: None,
            cause: None,
        }))
    }

    /// Unknown, or of another organiser: both look alike.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// The body, path, query or a header has these faults.
    #[must_use]
    pub fn invalid(faults: Vec<Fault>) -> Self {
        let mut error = Self::new(Code::InvalidInput);
        error.faults = faults;
        error
    }

    /// One semantic fault at a JSON Pointer.
    #[must_use]
    pub fn fault(pointer: impl Into<String>, code: FaultCode) -> Self {
        Self::invalid(vec![Fault::new(pointer, code)])
    }

    /// A defect or a broken dependency; shows only the trace id.
    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let mut error = Self::new(Code::Internal);
        error.cause = Some(cause.into());
        error
    }

    /// The write came with a version that is no longer the current one.
    #[must_use]
    pub fn stale(etag: impl Into<String>) -> Self {
        let mut error = Self::new(Code::Stale);
        error.etag = Some(etag.into());
        error
    }

    /// Try again in so many seconds.
    #[must_use]
    pub fn later(code: Code, seconds: u64) -> Self {
        let mut error = Self::new(code);
        error.retry_after = Some(seconds);
        error
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.parameters.push((name, value.into()));
        self
    }

    #[must_use]
    pub fn with_faults(mut self, faults: Vec<Fault>) -> Self {
        self.faults = faults;
        self
    }

    #[must_use]
    pub fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// The internal cause, for the log only.
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync)> {
        self.cause.as_deref()
    }

    /// The HTTP status of the code.
    pub fn status(&self) -> u16 {
        self.code.entry().status
    }

    /// A refusal: readable, but not allowed now or not to this actor. The ledger keeps refused attempts at a change.
    pub fn is_refusal(&self) -> bool {
        matches!(self.status(), 403 | 409)
    }
}

impl std::ops::Deref for AppError {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl std::ops::DerefMut for AppError {
    fn deref_mut(&mut self) -> &mut Inner {
        &mut self.0
    }
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.code.entry().code)?;
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for AppError {}

impl From<sea_orm::DbErr> for AppError {
    fn from(error: sea_orm::DbErr) -> Self {
        use sea_orm::{DbErr, RuntimeErr, SqlErr};
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => return Self::new(Code::Duplicate).because(error),
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => return Self::new(Code::InUse).because(error),
            _ => {}
        }
        match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::later(Code::Overloaded, 1).because(error),
            DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner))
                if crate::platform::database::is_contention(inner) =>
            {
                Self::later(Code::Contention, 1).because(error)
            }
            _ => Self::internal(error),
        }
    }
}

impl From<serde_json::Error> for AppError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}
