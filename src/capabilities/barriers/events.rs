//! What happens to barriers, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const CREATED: Event = Event::new("barrier.created");
pub(super) const UPDATED: Event = Event::new("barrier.updated");
pub(super) const RULED_OUT: Event = Event::new("barrier.ruled_out");
pub(super) const REOPENED: Event = Event::new("barrier.reopened");
pub(super) const EFFECT_RECORDED: Event = Event::new("barrier.effect_recorded");
pub(super) const CATEGORY_CREATED: Event = Event::new("barrier_category.created");
pub(super) const CATEGORY_UPDATED: Event = Event::new("barrier_category.updated");
