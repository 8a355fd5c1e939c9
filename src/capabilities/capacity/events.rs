//! What happens to capacity, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const SHARE_CREATED: Event = Event::new("capacity_share.created");
pub(super) const SHARE_UPDATED: Event = Event::new("capacity_share.updated");
pub(super) const SHARE_DELETED: Event = Event::new("capacity_share.deleted");
pub(super) const ABSENCE_CREATED: Event = Event::new("absence.created");
pub(super) const ABSENCE_UPDATED: Event = Event::new("absence.updated");
pub(super) const ABSENCE_DELETED: Event = Event::new("absence.deleted");
pub(super) const LIMIT_SET: Event = Event::new("change_limit.set");
pub(super) const LIMIT_REMOVED: Event = Event::new("change_limit.removed");
