//! Long work that this process does beside its requests: how far it is, and whether it is still wanted.
//!
//! What a piece of work is, and its result, stand in the database; here is only what changes many times a second.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use uuid::Uuid;

/// One piece of work.
#[derive(Debug)]
pub struct Job {
    begun: Instant,
    permille: AtomicU32,
    unwanted: AtomicBool,
}

impl Job {
    /// Notes how far it is, from 0 to 1, and says whether to go on.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0 to 1000"
    )]
    pub fn reach(&self, share: f64) -> bool {
        let permille = (share.clamp(0.0, 1.0) * 1000.0) as u32;
        self.permille.fetch_max(permille, Ordering::Relaxed);
        !self.unwanted.load(Ordering::Relaxed)
    }

    /// How far it is, in permille.
    pub fn permille(&self) -> u32 {
        self.permille.load(Ordering::Relaxed)
    }

    /// Seconds that are left if it goes on as it went; `None` while nobody can tell.
    pub fn seconds_left(&self) -> Option<u64> {
        let done = u64::from(self.permille());
        (done > 20).then(|| self.begun.elapsed().as_secs() * (1000 - done) / done)
    }

    /// How long it has been worked on, in seconds.
    pub fn seconds(&self) -> u64 {
        self.begun.elapsed().as_secs()
    }
}

/// All of them.
#[derive(Debug, Default)]
pub struct Jobs(Mutex<HashMap<Uuid, Arc<Job>>>);

/// Forgets its job when it goes.
#[derive(Debug)]
pub struct Running<'j> {
    jobs: &'j Jobs,
    id: Uuid,
    pub job: Arc<Job>,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.jobs.all().remove(&self.id);
    }
}

impl Jobs {
    fn all(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, Arc<Job>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a job; `None` where this process works on it already.
    pub fn begin(&self, id: Uuid) -> Option<Running<'_>> {
        let mut all = self.all();
        if all.contains_key(&id) {
            return None;
        }
        let job = Arc::new(Job {
            begun: Instant::now(),
            permille: AtomicU32::new(0),
            unwanted: AtomicBool::new(false),
        });
        all.insert(id, Arc::clone(&job));
        Some(Running { jobs: self, id, job })
    }

    /// The job, where this process works on it.
    pub fn find(&self, id: Uuid) -> Option<Arc<Job>> {
        self.all().get(&id).cloned()
    }

    /// Tells a job to end, where this process works on it.
    pub fn cancel(&self, id: Uuid) {
        if let Some(job) = self.find(id) {
            job.unwanted.store(true, Ordering::Relaxed);
        }
    }

    /// Tells every job to end: the process stops, and another node takes them over.
    pub fn cancel_all(&self) {
        for job in self.all().values() {
            job.unwanted.store(true, Ordering::Relaxed);
        }
    }
}
