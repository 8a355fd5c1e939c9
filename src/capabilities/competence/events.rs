//! What happens to competence and capacity, as the chain names it. Levels are personal: they are never values in it.

use crate::platform::ledger::Event;

pub(super) const FIELD_CREATED: Event = Event::new("competence_field.created");
pub(super) const FIELD_UPDATED: Event = Event::new("competence_field.updated");
pub(super) const FIELD_CLOSED: Event = Event::new("competence_field.closed");
pub(super) const TARGETS_SET: Event = Event::new("competence.targets_set");
pub(super) const RECORDED: Event = Event::new("competence_record.created");
pub(super) const WITHDRAWN: Event = Event::new("competence_record.withdrawn");
pub(super) const RECORDS_PUT: Event = Event::new("competence.records_put");
pub(super) const ROUTE_CREATED: Event = Event::new("capacity_route.created");
pub(super) const ROUTE_UPDATED: Event = Event::new("capacity_route.updated");
pub(super) const ROUTE_ENDED: Event = Event::new("capacity_route.ended");
pub(super) const ROUTE_CANCELLED: Event = Event::new("capacity_route.cancelled");
