//! What happens to initiatives, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const CREATED: Event = Event::new("initiative.created");
pub(super) const UPDATED: Event = Event::new("initiative.updated");
pub(super) const ASSESSED: Event = Event::new("initiative.assessed");
pub(super) const PRIORITISED: Event = Event::new("initiative.prioritised");
pub(super) const STARTED: Event = Event::new("initiative.started");
pub(super) const DELIVERED: Event = Event::new("initiative.delivered");
pub(super) const REALISED: Event = Event::new("initiative.realised");
pub(super) const STOPPED: Event = Event::new("initiative.stopped");
pub(super) const CONVERTED: Event = Event::new("initiative.converted");
pub(super) const IMPACT_ASSESSED: Event = Event::new("initiative.impact_assessed");
pub(super) const READINESS_ASSESSED: Event = Event::new("initiative.readiness_assessed");
pub(super) const WORKLOAD_CREATED: Event = Event::new("initiative_workload.created");
pub(super) const WORKLOAD_UPDATED: Event = Event::new("initiative_workload.updated");
pub(super) const VALUES_RECORDED: Event = Event::new("initiative.values_recorded");
pub(super) const LESSON_RECORDED: Event = Event::new("initiative.lesson_recorded");
pub(super) const LINK_CREATED: Event = Event::new("initiative_link.created");
pub(super) const LINK_DELETED: Event = Event::new("initiative_link.deleted");
pub(super) const CHAMPION_CREATED: Event = Event::new("initiative_champion.created");
pub(super) const CHAMPION_UPDATED: Event = Event::new("initiative_champion.updated");
pub(super) const CONFLICT_CREATED: Event = Event::new("initiative_conflict.created");
pub(super) const CONFLICT_ESCALATED: Event = Event::new("initiative_conflict.escalated");
pub(super) const CONFLICT_DECIDED: Event = Event::new("initiative_conflict.decided");
pub(super) const LIMITS_SET: Event = Event::new("initiative_limits.set");
