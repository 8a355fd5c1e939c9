//! What happens to procedures, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const CATEGORY_CREATED: Event = Event::new("procedure_category.created");
pub(super) const CATEGORY_UPDATED: Event = Event::new("procedure_category.updated");
pub(super) const PROCEDURE_CREATED: Event = Event::new("procedure.created");
pub(super) const PROCEDURE_UPDATED: Event = Event::new("procedure.updated");
pub(super) const PROCEDURE_WITHDRAWN: Event = Event::new("procedure.withdrawn");
pub(super) const PROCEDURE_ACKNOWLEDGED: Event = Event::new("procedure.acknowledged");
pub(super) const REVISION_CREATED: Event = Event::new("procedure_revision.created");
pub(super) const REVISION_UPDATED: Event = Event::new("procedure_revision.updated");
pub(super) const REVISION_SUBMITTED: Event = Event::new("procedure_revision.submitted");
pub(super) const REVISION_DECIDED: Event = Event::new("procedure_revision.decided");
/// Procedures are opened in a way that no fact knew of before. By the program: it is not kept who opened.
pub(super) const REACH_GREW: Event = Event::new("procedure_reach.grew");
pub(super) const AVAILABILITY_RECORDED: Event = Event::new("availability.recorded");
