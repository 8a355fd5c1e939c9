//! How much at once and how much a minute: concurrency, requests per actor, and login attempts.

use crate::config::ServerSettings;
use crate::error::{AppError, Code, Result};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The limits of this node.
#[derive(Debug)]
pub struct Limits {
    places: Arc<Semaphore>,
    requests: DefaultKeyedRateLimiter<String>,
    per_minute: u32,
    /// Failed logins per name and address. Another address has its own count, so nobody can lock somebody else out.
    logins: DefaultKeyedRateLimiter<String>,
    /// Failed logins per address, whatever the name.
    addresses: DefaultKeyedRateLimiter<String>,
}

/// Failed logins a minute for one name from one address, and for one address.
const LOGINS_PER_MINUTE: u32 = 10;
const LOGINS_PER_ADDRESS: u32 = 60;

impl Limits {
    pub fn new(settings: &ServerSettings) -> Self {
        let quota = |count: u32| Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
        Self {
            places: Arc::new(Semaphore::new(settings.concurrency.max(1))),
            requests: RateLimiter::keyed(quota(settings.requests_per_minute)),
            per_minute: settings.requests_per_minute,
            logins: RateLimiter::keyed(quota(LOGINS_PER_MINUTE)),
            addresses: RateLimiter::keyed(quota(LOGINS_PER_ADDRESS)),
        }
    }

    /// A place among the requests in flight.
    ///
    /// # Errors
    /// [`Code::Overloaded`] where all are taken.
    pub fn enter(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| AppError::later(Code::Overloaded, 1))
    }

    /// Counts a request of `who`.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] with the time to wait.
    pub fn count(&self, who: &str) -> Result<()> {
        Self::take(&self.requests, who)
    }

    /// Requests a minute.
    pub fn per_minute(&self) -> u32 {
        self.per_minute
    }

    /// Counts a login attempt.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] with the time to wait.
    pub fn count_login(&self, login_key: &str, client: &str) -> Result<()> {
        Self::take(&self.addresses, client)?;
        Self::take(&self.logins, &format!("{login_key}\n{client}"))
    }

    fn take(limiter: &DefaultKeyedRateLimiter<String>, who: &str) -> Result<()> {
        limiter.check_key(&who.to_owned()).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            AppError::later(Code::TooManyRequests, wait).with("seconds", wait.to_string())
        })
    }

    /// Forgets who has not been seen for a while.
    pub fn sweep(&self) {
        for limiter in [&self.requests, &self.logins, &self.addresses] {
            limiter.retain_recent();
        }
    }
}
