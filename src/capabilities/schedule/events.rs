//! What the planner writes, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const COMPUTATION_MADE: Event = Event::new("computation.made");
pub(super) const COMPUTATION_STARTED: Event = Event::new("computation.started");
pub(super) const COMPUTATION_FINISHED: Event = Event::new("computation.finished");
pub(super) const COMPUTATION_CANCELLED: Event = Event::new("computation.cancelled");
pub(super) const COMPUTATION_ADOPTED: Event = Event::new("computation.adopted");
