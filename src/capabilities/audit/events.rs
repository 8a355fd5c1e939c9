//! What happens to the chain itself.

use crate::platform::ledger::Event;

pub(super) const CHECKPOINT_PUBLISHED: Event = Event::new("audit_checkpoint.published");
