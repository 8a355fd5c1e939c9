//! What happens to templates, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const TEMPLATES_REFRESHED: Event = Event::new("template.refreshed");
