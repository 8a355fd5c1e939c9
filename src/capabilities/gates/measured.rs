//! What other capabilities have measured of a roadmap: each is asked only where a gate asks for one of its facts.

use crate::access::TenantScope;
use crate::capabilities::barriers;
use crate::capabilities::roadmaps::service::Reach;
use crate::error::Result;
use gate::Measures;
use sea_orm::ConnectionTrait;

/// Loads what the rules of a roadmap's gates ask for, in a fixed number of queries for each capability.
pub(super) async fn load<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    reach: &Reach,
    rules: &[&str],
) -> Result<Vec<Box<dyn Measures>>> {
    let asked = |capability: &str| {
        gate::facts()
            .filter(|fact| fact.derived && fact.capability == capability)
            .any(|fact| rules.iter().any(|rule| rule.contains(fact.name)))
    };
    let mut all: Vec<Box<dyn Measures>> = Vec::new();
    if asked("barriers") {
        all.push(Box::new(barriers::service::measures(db, scope, reach).await?));
    }
    Ok(all)
}
