//! What other capabilities ask about competence and capacity.

use super::coverage::Crowd;
use super::{capacity_routes, queries};
use crate::access::{Sight, TenantScope};
use crate::capabilities::roadmaps::service::Reach;
use crate::error::Result;
use sea_orm::ConnectionTrait;

pub use super::facts::Measured;

/// What gates ask of a roadmap's leadership group and of its unit's capacity routes. A fixed number of queries.
///
/// # Errors
/// What the database says, and a damaged row.
pub async fn measures<C: ConnectionTrait>(db: &C, scope: TenantScope, reach: &Reach) -> Result<Measured> {
    let leaders = reach.members.iter().copied().collect();
    let crowd = Crowd::load(db, scope, &reach.members, &leaders, reach.today).await?;
    let rows = queries::routes(db, scope, &Sight::Everything, None, None).await?;
    let ways = capacity_routes::ways(db, scope, &rows).await?;
    let near = ways.into_iter().zip(rows).filter(|(way, _)| {
        let (one, other) = (way.path.as_str(), reach.unit_path.as_str());
        one.starts_with(other) || other.starts_with(one)
    });
    let (ways, kinds) = near.map(|(way, row)| (way, row.kind)).unzip();
    Ok(Measured {
        group: reach.group,
        unit: reach.unit,
        crowd,
        ways,
        kinds,
        today: reach.today,
    })
}
