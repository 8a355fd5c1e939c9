//! What happens to technology, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const TECHNOLOGY_CREATED: Event = Event::new("technology.created");
pub(super) const TECHNOLOGY_UPDATED: Event = Event::new("technology.updated");
pub(super) const DEPLOYMENT_CREATED: Event = Event::new("technology_deployment.created");
pub(super) const DEPLOYMENT_UPDATED: Event = Event::new("technology_deployment.updated");
pub(super) const DEPLOYMENT_MOVED: Event = Event::new("technology_deployment.moved");
pub(super) const DECISION_RECORDED: Event = Event::new("technology_decision.recorded");
pub(super) const MEASURE_RECORDED: Event = Event::new("technology_measure.recorded");
pub(super) const MEASURES_PUT: Event = Event::new("technology_measures.put");
pub(super) const ENGAGEMENT_CREATED: Event = Event::new("technology_engagement.created");
pub(super) const ENGAGEMENT_UPDATED: Event = Event::new("technology_engagement.updated");
pub(super) const ENGAGEMENT_DELETED: Event = Event::new("technology_engagement.deleted");
pub(super) const MATURITY_CREATED: Event = Event::new("maturity_round.created");
pub(super) const MATURITY_UPDATED: Event = Event::new("maturity_round.updated");
