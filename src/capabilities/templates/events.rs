//! What happens to templates, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const TEMPLATE_CREATED: Event = Event::new("template.created");
pub(super) const TEMPLATES_REFRESHED: Event = Event::new("template.refreshed");
pub(super) const VERSION_CREATED: Event = Event::new("template_version.created");
pub(super) const VERSION_UPDATED: Event = Event::new("template_version.updated");
pub(super) const VERSION_PUBLISHED: Event = Event::new("template_version.published");
pub(super) const VERSION_DEPRECATED: Event = Event::new("template_version.deprecated");
