//! What other capabilities ask about barriers.

use super::dto::{BarrierRisk, BarrierState, BarrierView};
use super::facts::Measured;
use super::queries;
use super::rules::Standing;
use crate::access::TenantScope;
use crate::capabilities::people;
use crate::capabilities::roadmaps::service::Reach;
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::HashSet;
use tables::barrier;
use uuid::Uuid;

/// What gates may ask of a roadmap's barriers. Two queries.
///
/// # Errors
/// What the database says.
pub async fn measures<C: ConnectionTrait>(db: &C, scope: TenantScope, reach: &Reach) -> Result<Measured> {
    let rows = queries::all(db, scope, Some(&[reach.roadmap]), None).await?;
    let gone = missing(db, scope, rows.iter().filter_map(|row| row.owner_id), reach.today).await?;
    let standing = |row: barrier::Model| {
        let owned = row.owner_id.is_some_and(|owner| !gone.contains(&owner));
        Ok(Standing {
            id: row.id,
            state: BarrierState::from_row(&row.state)?,
            countered: row.countermeasure.is_some() && owned,
            category: row.category,
            title: row.title,
            severity: row.severity,
            owned,
        })
    };
    let all = rows.into_iter().map(standing).collect::<Result<_>>()?;
    Ok(Measured {
        roadmap: reach.roadmap,
        all,
    })
}

async fn missing<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    owners: impl Iterator<Item = Uuid>,
    today: NaiveDate,
) -> Result<HashSet<Uuid>> {
    let mut owners: Vec<Uuid> = owners.collect();
    owners.sort_unstable();
    owners.dedup();
    let gone = people::service::persons_missing(db, scope, &owners, today).await?;
    Ok(gone.into_iter().collect())
}

/// Open barriers without an owner, or with one of those who are `gone`.
///
/// # Errors
/// What the database says.
pub async fn without_owner<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    gone: &[Uuid],
) -> Result<Vec<barrier::Model>> {
    queries::without_owner(db, scope, gone).await
}

/// The open barriers of a roadmap that may cost time: their titles and risks.
///
/// # Errors
/// What the database says, and a damaged row.
pub async fn risks<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
) -> Result<Vec<(String, BarrierRisk)>> {
    let rows = queries::all(db, scope, Some(&[roadmap]), None).await?;
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.state == BarrierState::Open.as_str()) {
        let view = BarrierView::of(row)?;
        found.extend(view.fields.risk.map(|risk| (view.fields.title, risk)));
    }
    Ok(found)
}
