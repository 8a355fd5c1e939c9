//! What happens to benefits, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const BENEFIT_CREATED: Event = Event::new("benefit.created");
pub(super) const BENEFIT_UPDATED: Event = Event::new("benefit.updated");
pub(super) const BASELINE_LOCKED: Event = Event::new("benefit.baseline_locked");
pub(super) const BASELINE_SUPERSEDED: Event = Event::new("benefit.baseline_superseded");
pub(super) const ADOPTION_SET: Event = Event::new("benefit.adoption_set");
pub(super) const BENEFIT_REALISED: Event = Event::new("benefit.realised");
pub(super) const BENEFIT_ABANDONED: Event = Event::new("benefit.abandoned");
pub(super) const VALUES_RECORDED: Event = Event::new("benefit.values_recorded");
pub(super) const REVIEW_PLANNED: Event = Event::new("benefit_review.planned");
pub(super) const REVIEW_MOVED: Event = Event::new("benefit_review.moved");
pub(super) const REVIEW_DONE: Event = Event::new("benefit_review.done");
