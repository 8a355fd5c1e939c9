//! Answers kept in the process, valid as long as their organiser's chain has not grown.

use crate::platform::epochs::Epoch;
use actix_web::web::Bytes;
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
    pub link: Option<String>,
}

/// The bounded store of answers.
#[derive(Debug)]
pub struct Answers<T: Clone>(Cache<Key, Arc<Kept<T>>, Weight>);

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
        Self(Cache::with_weighter(10_000, bytes, Weight))
    }

    /// The answer, where it is still the one of `epoch`.
    pub fn get(&self, key: &Key, epoch: Epoch) -> Option<Arc<Kept<T>>> {
        self.0.get(key).filter(|kept| kept.epoch == epoch)
    }

    pub fn put(&self, key: Key, kept: Arc<Kept<T>>) {
        self.0.insert(key, kept);
    }
}
