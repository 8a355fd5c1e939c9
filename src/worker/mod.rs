//! What runs beside the requests: upkeep at intervals, and news of what other processes wrote.
//!
//! Each task is a loop that ends when the worker is told to stop; what fails is logged and tried again the next time.

mod epochs;
mod news;
mod upkeep;

pub use upkeep::forget_answers;

use crate::access::AppState;
use crate::access::state::News;
use crate::platform::epochs::Doubt;
use sea_orm::DbBackend;
use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

/// The running tasks.
#[derive(Debug)]
pub struct Worker {
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

/// Tells a task that it is time to end.
#[derive(Clone, Debug)]
struct Bell(watch::Receiver<bool>);

impl Bell {
    /// Resolves when the worker stops.
    async fn rung(&mut self) {
        // An error says that the worker itself is gone, which ends its tasks just the same.
        let _ = self.0.wait_for(|stopped| *stopped).await;
    }
}

impl Worker {
    /// Starts everything that runs beside the requests.
    pub fn start(state: &AppState, news: News) -> Self {
        let mut worker = Self::keep_fresh(state, news);
        let bell = || Bell(worker.stop.subscribe());
        worker.tasks.spawn(upkeep::sweep(state.clone(), bell()));
        worker.tasks.spawn(upkeep::seal(state.clone(), bell()));
        worker.tasks.spawn(upkeep::remember(state.clone(), bell()));
        worker.tasks.spawn(upkeep::take_over(state.clone(), bell()));
        worker.tasks.spawn(upkeep::checkpoint(state.clone(), bell()));
        worker
    }

    /// Starts only what keeps this node from showing what another process has changed.
    pub fn keep_fresh(state: &AppState, news: News) -> Self {
        let (stop, bell) = watch::channel(false);
        let bell = Bell(bell);
        let mut tasks = JoinSet::new();
        if state.database.backend() == DbBackend::Postgres {
            // Until we hear the other nodes, nothing kept may be served.
            state.epochs.doubt(Doubt::Deaf);
            tasks.spawn(news::tell(state.clone(), news, bell.clone()));
            tasks.spawn(news::listen(state.clone(), bell.clone()));
        }
        tasks.spawn(epochs::poll(state.clone(), bell));
        Self { tasks, stop }
    }

    /// Tells the tasks to end and waits until they have.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Does something at intervals until the bell rings; it is not cut short in the middle.
async fn every<Fut: Future<Output = ()>>(interval: Duration, mut bell: Bell, mut act: impl FnMut() -> Fut) {
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = bell.rung() => return,
            _ = ticks.tick() => act().await,
        }
    }
}
