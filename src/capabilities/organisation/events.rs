//! What happens in the organisation, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const ORGANISER_CREATED: Event = Event::of_access("organiser.created");
pub(super) const ORGANISER_UPDATED: Event = Event::new("organiser.updated");
pub(super) const UNIT_CREATED: Event = Event::new("unit.created");
pub(super) const UNIT_UPDATED: Event = Event::of_access("unit.updated");
pub(super) const SERVICE_AREA_CREATED: Event = Event::new("service_area.created");
pub(super) const SERVICE_AREA_UPDATED: Event = Event::new("service_area.updated");
pub(super) const CALENDAR_DAY_CREATED: Event = Event::new("calendar_day.created");
pub(super) const CALENDAR_DAY_UPDATED: Event = Event::new("calendar_day.updated");
pub(super) const CALENDAR_DAY_DELETED: Event = Event::new("calendar_day.deleted");
