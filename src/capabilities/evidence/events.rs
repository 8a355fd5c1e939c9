//! What happens to evidence, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const EVIDENCE_SUBMITTED: Event = Event::new("evidence.submitted");
pub(super) const EVIDENCE_REVISED: Event = Event::new("evidence.revised");
pub(super) const EVIDENCE_REVIEWED: Event = Event::new("evidence.reviewed");
pub(super) const EVIDENCE_WITHDRAWN: Event = Event::new("evidence.withdrawn");
pub(super) const EVIDENCE_USE_ADDED: Event = Event::new("evidence.use_added");
pub(super) const EVIDENCE_USE_CONFIRMED: Event = Event::new("evidence.use_confirmed");
pub(super) const EVIDENCE_USE_REMOVED: Event = Event::new("evidence.use_removed");
