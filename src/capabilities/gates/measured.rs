//! What other capabilities have measured of a roadmap: each is asked only where a gate asks for one of its facts.

use crate::access::TenantScope;
use crate::capabilities::roadmaps::service::Reach;
use crate::capabilities::{barriers, benefits, competence, initiatives, leadership, procedures, technology};
use crate::error::Result;
use gate::Measures;
use sea_orm::ConnectionTrait;

/// Whether a rule, or the name of a fact itself, asks for a fact that a capability derives.
pub(super) fn any_asks(rules: &[&str], capability: &str) -> bool {
    gate::facts()
        .filter(|fact| fact.derived && fact.capability == capability)
        .any(|fact| rules.iter().any(|rule| rule.contains(fact.name)))
}

/// Loads what is asked for by the rules of a roadmap's gates, or by name, in a fixed number of queries for each
/// capability.
pub(super) async fn load<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    reach: &Reach,
    rules: &[&str],
) -> Result<Vec<Box<dyn Measures>>> {
    let mut all: Vec<Box<dyn Measures>> = Vec::new();
    macro_rules! ask {
        ($($capability:ident),* $(,)?) => {
            $(if any_asks(rules, stringify!($capability)) {
                all.push(Box::new($capability::service::measures(db, scope, reach).await?));
            })*
        };
    }
    ask!(
        barriers,
        benefits,
        competence,
        initiatives,
        leadership,
        procedures,
        technology
    );
    Ok(all)
}
