//! Answers kept in the process, valid as long as their organiser's chain has not grown.

use crate::platform::epochs::Epoch;
use actix_web::web::Bytes;
use prometheus::{IntCounter, Opts};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;
use uuid::Uuid;

/// What tells two answers apart: the organiser, the address with its query, the language, what the reader may see, and the day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub organiser: Uuid,
    pub address: String,
    pub language: &'static str,
    pub sight: u64,
    pub day: i32,
}

/// An answer with its validator, and the target whose permission is asked again each time it is served.
#[derive(Debug)]
pub struct Kept<T> {
    pub epoch: Epoch,
    pub target: T,
    pub etag: String,
    pub body: Bytes,
    /// The cursor of a list's next page.
    pub next: Option<String>,
}

/// How often a store had what was asked for, and how often not.
#[derive(Debug)]
pub struct Lookups {
    pub hits: IntCounter,
    pub misses: IntCounter,
}

impl Lookups {
    /// Counters for the store `name`.
    ///
    /// # Panics
    /// Never: the name of the counter is fixed and a label may hold any text.
    pub fn of(name: &str) -> Self {
        let counter = |result: &str| {
            let options = Opts::new(
                "stegvis_cache_lookups_total",
                "Lookups in what is kept in the process.",
            );
            IntCounter::with_opts(options.const_label("cache", name).const_label("result", result))
                .expect("a valid name and labels")
        };
        Self {
            hits: counter("hit"),
            misses: counter("miss"),
        }
    }

    /// Counts a lookup.
    pub fn count<T>(&self, found: Option<T>) -> Option<T> {
        if found.is_some() {
            self.hits.inc();
        } else {
            self.misses.inc();
        }
        found
    }
}

/// The bounded store of answers.
#[derive(Debug)]
pub struct Answers<T: Clone>(Cache<Key, Arc<Kept<T>>, Weight>, Lookups);

#[derive(Clone, Debug)]
struct Weight;

impl<T> Weighter<Key, Arc<Kept<T>>> for Weight {
    fn weight(&self, key: &Key, kept: &Arc<Kept<T>>) -> u64 {
        (key.address.len() + kept.body.len() + 300) as u64
    }
}

impl<T: Clone> Answers<T> {
    /// A store of at most `bytes`.
    pub fn of_size(bytes: u64) -> Self {
        Self(
            Cache::with_weighter(10_000, bytes, Weight),
            Lookups::of("answers"),
        )
    }

    /// The answer, where it is still the one of `epoch`.
    pub fn get(&self, key: &Key, epoch: Epoch) -> Option<Arc<Kept<T>>> {
        self.1.count(self.0.get(key).filter(|kept| kept.epoch == epoch))
    }

    /// How often an answer was there.
    pub fn lookups(&self) -> &Lookups {
        &self.1
    }

    pub fn put(&self, key: Key, kept: Arc<Kept<T>>) {
        self.0.insert(key, kept);
    }
}
