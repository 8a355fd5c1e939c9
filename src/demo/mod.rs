//! The demonstration organiser: a municipality that does not exist, with roadmaps in every state that a stage and a
//! gate can be in.
//!
//! It is loaded through the API's own doors, step by step under a clock that starts months ago, so that its history,
//! its decisions and its audit chain are as real as those of anybody else. Persons are roles with invented names.

mod barriers;
mod benchmarks;
mod benefits;
mod cast;
mod client;
mod competence;
mod initiatives;
mod leadership;
mod planning;
mod procedures;
mod story;
mod technology;
mod town;

use crate::access::AppState;
use crate::config::Settings;
use crate::error::Result;
use crate::platform::clock::Clock;
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use sea_orm::{EntityTrait, PaginatorTrait};
use tables::organiser;

pub use cast::{LOGINS, PASSWORD};

/// What the loading came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    Now,
    /// There is an organiser already; nothing was touched.
    Before,
}

/// Loads the demonstration as of `now` into an instance without organisers, whose schema is up to date.
///
/// # Errors
/// Whatever a door answers that is no success, with its problem.
pub async fn load(settings: &Settings, now: DateTime<Utc>) -> Result<Loaded> {
    let morning = now.with_hour(8).and_then(|now| now.with_minute(0)).unwrap_or(now);
    let clock = Clock::standing_at(morning - TimeDelta::days(story::DAYS));
    let (state, _) = crate::app::open(settings.clone(), clock.clone()).await?;
    let loaded = if is_empty(&state).await? {
        story::tell(&state, &clock).await?;
        Loaded::Now
    } else {
        Loaded::Before
    };
    state.database.clone().close().await;
    Ok(loaded)
}

/// Whether there is no organiser yet, apart from the instance itself.
async fn is_empty(state: &AppState) -> Result<bool> {
    Ok(organiser::Entity::find().count(state.database.readers()).await? == 0)
}

/// Whether this instance holds the demonstration.
///
/// # Errors
/// What the database says.
pub async fn is_loaded(state: &AppState) -> Result<bool> {
    use sea_orm::{ColumnTrait, QueryFilter};
    let found = organiser::Entity::find()
        .filter(organiser::Column::Name.eq(cast::ORGANISER))
        .count(state.database.readers());
    Ok(found.await? > 0)
}
