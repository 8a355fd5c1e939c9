//! What happens with accounts, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const ACCOUNT_CREATED: Event = Event::of_access("account.created");
pub(super) const PASSWORD_CHANGED: Event = Event::of_access("account.password_changed");
pub(super) const SESSION_STARTED: Event = Event::new("session.started");
pub(super) const SESSION_REFRESHED: Event = Event::of_access("session.refreshed");
pub(super) const SESSION_ENDED: Event = Event::of_access("session.ended");
pub(super) const SESSIONS_ENDED: Event = Event::of_access("session.all_ended");
pub(super) const SESSION_REUSED: Event = Event::of_access("session.reuse_detected");
