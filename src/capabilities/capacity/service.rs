//! What other capabilities ask about capacity.

use super::queries;
use super::rules::Time;
use crate::access::TenantScope;
use crate::capabilities::{organisation, people};
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use uuid::Uuid;

/// Somebody's time beside operations: from each day on so many permille of a working day, the first being the day that
/// was asked about.
pub type Steps = Vec<(NaiveDate, u32)>;

/// The time of persons from a day on. A fixed number of queries.
///
/// # Errors
/// What the database says.
pub async fn capacities<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    persons: &[Uuid],
    today: NaiveDate,
) -> Result<HashMap<Uuid, Steps>> {
    let posts = people::service::posts_of(db, scope, persons).await?;
    let paths: HashMap<Uuid, String> = organisation::service::all_units(db, scope)
        .await?
        .into_iter()
        .map(|unit| (unit.id, unit.path_text()))
        .collect();
    let shares: Vec<_> = queries::all_shares(db, scope)
        .await?
        .into_iter()
        .map(|share| {
            let path = share.unit_id.and_then(|unit| paths.get(&unit).cloned());
            (share, path)
        })
        .collect();
    let absences = queries::absences(db, scope, persons, today).await?;
    let mut found = HashMap::new();
    for person in persons {
        let Some(time) = posts.get(person) else { continue };
        let own: Vec<_> = absences
            .iter()
            .filter(|one| one.person_id == *person)
            .cloned()
            .collect();
        let time = Time {
            person: *person,
            posts: &time.posts,
            left_on: time.left_on,
            shares: &shares,
            absences: &own,
        };
        let steps = time
            .changes(today)
            .into_iter()
            .map(|day| (day, time.on(day)))
            .collect();
        found.insert(*person, steps);
    }
    Ok(found)
}

/// How many milestones may run at once in the roadmaps of a unit, where that is limited.
///
/// # Errors
/// What the database says.
pub async fn change_limit<C: ConnectionTrait>(db: &C, scope: TenantScope, unit: Uuid) -> Result<Option<u32>> {
    let row = queries::limit(db, scope, unit).await?;
    Ok(row.and_then(|row| u32::try_from(row.parallel).ok()))
}
