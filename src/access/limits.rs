//! How much at once and how much a minute: concurrency, requests per actor, and login attempts.

use crate::config::ServerSettings;
use crate::error::{AppError, Code, Result};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use prometheus::{IntCounter, IntCounterVec, Opts};
use std::num::NonZeroU32;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The limits of this node.
#[derive(Debug)]
pub struct Limits {
    places: Arc<Semaphore>,
    requests: RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>,
    per_minute: u32,
    /// Login attempts per name and address. Another address has its own count, so nobody can lock somebody else out.
    logins: DefaultKeyedRateLimiter<String>,
    /// Login attempts per address, whatever the name.
    addresses: DefaultKeyedRateLimiter<String>,
    refused: Refused,
}

/// How many requests each limit refused.
#[derive(Debug)]
struct Refused {
    all: IntCounterVec,
    places: IntCounter,
    requests: IntCounter,
    logins: IntCounter,
}

impl Refused {
    fn new() -> Self {
        let options = Opts::new("stegvis_refused_total", "Requests that a limit refused.");
        let all = IntCounterVec::new(options, &["limit"]).expect("a valid name and label");
        let one = |limit: &str| all.with_label_values(&[limit]);
        Self {
            places: one("concurrency"),
            requests: one("requests"),
            logins: one("logins"),
            all,
        }
    }
}

/// What is left of a caller's quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Requests that may be made at once now.
    pub requests: u32,
    /// Seconds until the quota is whole again, or, where nothing is left, until the next request may be made.
    pub seconds: u64,
}

/// Login attempts a minute for one name from one address.
const LOGINS_PER_NAME: u32 = 10;

impl Limits {
    pub fn new(settings: &ServerSettings) -> Self {
        let quota = |count: u32| Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
        Self {
            places: Arc::new(Semaphore::new(settings.concurrency.max(1))),
            requests: RateLimiter::keyed(quota(settings.requests_per_minute)).with_middleware(),
            per_minute: settings.requests_per_minute,
            logins: RateLimiter::keyed(quota(LOGINS_PER_NAME)),
            addresses: RateLimiter::keyed(quota(settings.logins_per_minute)),
            refused: Refused::new(),
        }
    }

    /// A place among the requests in flight.
    ///
    /// # Errors
    /// [`Code::Overloaded`] where all are taken.
    pub fn enter(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().map_err(|_| {
            self.refused.places.inc();
            AppError::later(Code::Overloaded, 1)
        })
    }

    /// Counts a request of `who`, and says what is left of the quota; nothing where the request is refused.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] with the time to wait.
    pub fn count(&self, who: &str) -> (Left, Result<()>) {
        match self.requests.check_key(&who.to_owned()) {
            Ok(state) => {
                let requests = state.remaining_burst_capacity();
                let used = u64::from(self.per_minute.saturating_sub(requests));
                let seconds = (used * 60).div_ceil(u64::from(self.per_minute.max(1)));
                (Left { requests, seconds }, Ok(()))
            }
            Err(until) => {
                self.refused.requests.inc();
                let wait = until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
                let left = Left {
                    requests: 0,
                    seconds: wait,
                };
                (left, Err(too_many(wait)))
            }
        }
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
        let name = format!("{login_key}\n{client}");
        for (limiter, who) in [(&self.addresses, client), (&self.logins, name.as_str())] {
            if let Err(until) = limiter.check_key(&who.to_owned()) {
                self.refused.logins.inc();
                return Err(too_many(
                    until.wait_time_from(DefaultClock::default().now()).as_secs() + 1,
                ));
            }
        }
        Ok(())
    }

    /// How many requests each limit refused.
    pub fn refused(&self) -> &IntCounterVec {
        &self.refused.all
    }

    /// Forgets who has not been seen for a while.
    pub fn sweep(&self) {
        self.requests.retain_recent();
        self.logins.retain_recent();
        self.addresses.retain_recent();
    }
}

fn too_many(seconds: u64) -> AppError {
    AppError::later(Code::TooManyRequests, seconds).with("seconds", seconds.to_string())
}
