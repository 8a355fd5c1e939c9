//! The one place that reads the time of day and makes ids. Everything else is handed `now`.

use chrono::{DateTime, SubsecRound, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::Uuid;

/// A source of the present instant, cut to microseconds since PostgreSQL keeps no more.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is set, in microseconds since 1970.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now` until [`Clock::set`] moves it.
    pub fn standing_at(now: DateTime<Utc>) -> Self {
        Self::Set(Arc::new(AtomicI64::new(now.timestamp_micros())))
    }

    /// Moves a standing clock; the machine's clock is left alone.
    pub fn set(&self, now: DateTime<Utc>) {
        if let Self::Set(micros) = self {
            micros.store(now.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Set(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or(DateTime::UNIX_EPOCH)
            }
        }
    }
}

/// A new id, rising in time (`UUIDv7`).
#[expect(clippy::disallowed_methods, reason = "this is the one maker of ids")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
