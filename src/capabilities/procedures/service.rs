//! What other capabilities ask of procedures.

use super::availability;
use super::catalogue::Catalogue;
use super::facts::{MOST_DAYS, Measured};
use super::openings::{counted, lately};
use super::reminders::due;
use crate::access::TenantScope;
use crate::capabilities::people;
use crate::capabilities::roadmaps::service::Reach;
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

/// Measures a roadmap's procedures, in a fixed number of queries.
///
/// # Errors
/// What the database says.
pub async fn measures<C: ConnectionTrait>(db: &C, scope: TenantScope, reach: &Reach) -> Result<Measured> {
    let today = reach.today;
    let catalogue = Catalogue::load(db, scope, today).await?;
    let mut measured = Measured::new(catalogue, reach);
    if !measured.catalogue.entries.is_empty() {
        let mut staff = people::service::active_staff(db, scope, today).await?;
        let tree = &measured.catalogue.tree;
        staff.retain(|one| {
            let place = tree.place(one.unit);
            place.is_some_and(|place| place.path.starts_with(&reach.unit_path))
        });
        measured.due = due(db, scope, &measured.catalogue, &staff, today).await?;
        measured.counts = counted(db, scope, lately(today)).await?;
    }
    measured.samples = availability::samples(db, scope, today, MOST_DAYS).await?;
    Ok(measured)
}

/// Of the active staff who are asked to acknowledge anything, how many have nothing left: done, asked. A fixed number of
/// queries.
///
/// # Errors
/// What the database says.
pub async fn acknowledged<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    today: NaiveDate,
) -> Result<(usize, usize)> {
    let catalogue = Catalogue::load(db, scope, today).await?;
    if catalogue.entries.is_empty() {
        return Ok((0, 0));
    }
    let staff = people::service::active_staff(db, scope, today).await?;
    let due = due(db, scope, &catalogue, &staff, today).await?;
    Ok((due.values().filter(|left| left.is_empty()).count(), due.len()))
}
