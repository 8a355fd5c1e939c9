//! What happens with accounts, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const ACCOUNT_CREATED: Event = Event::of_access("account.created");
pub(super) const PASSWORD_CHANGED: Event = Event::of_access("account.password_changed");
pub(super) const SESSION_STARTED: Event = Event::new("session.started");
pub(super) const SESSION_REFRESHED: Event = Event::of_access("session.refreshed");
pub(super) const SESSION_ENDED: Event = Event::of_access("session.ended");
pub(super) const SESSIONS_ENDED: Event = Event::of_access("session.all_ended");
pub(super) const SESSION_REUSED: Event = Event::of_access("session.reuse_detected");
pub(super) const ADMINISTRATOR_APPOINTED: Event = Event::of_access("administrator.appointed");
pub(super) const ACCOUNT_UPDATED: Event = Event::of_access("account.updated");
pub(super) const PASSWORD_RESET: Event = Event::of_access("account.password_reset");
pub(super) const ACCOUNT_SESSIONS_ENDED: Event = Event::of_access("account.sessions_ended");
pub(super) const GRANT_CREATED: Event = Event::of_access("grant.created");
pub(super) const GRANT_UPDATED: Event = Event::of_access("grant.updated");
pub(super) const GRANT_DELETED: Event = Event::of_access("grant.deleted");
pub(super) const API_KEY_CREATED: Event = Event::of_access("api_key.created");
pub(super) const API_KEY_UPDATED: Event = Event::new("api_key.updated");
pub(super) const API_KEY_REVOKED: Event = Event::of_access("api_key.revoked");
