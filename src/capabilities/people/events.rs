//! What happens among people, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const PERSON_CREATED: Event = Event::new("person.created");
pub(super) const PERSON_UPDATED: Event = Event::new("person.updated");
pub(super) const PERSON_LEFT: Event = Event::new("person.left");
pub(super) const DEPARTURE_WITHDRAWN: Event = Event::new("person.departure_withdrawn");
pub(super) const PERSON_ERASED: Event = Event::new("person.erased");
pub(super) const POSITION_CREATED: Event = Event::new("position.created");
pub(super) const POSITION_UPDATED: Event = Event::new("position.updated");
pub(super) const LEADERSHIP_GROUP_CREATED: Event = Event::new("leadership_group.created");
pub(super) const LEADERSHIP_GROUP_UPDATED: Event = Event::new("leadership_group.updated");
pub(super) const LEADERSHIP_MEMBER_CREATED: Event = Event::new("leadership_member.created");
pub(super) const LEADERSHIP_MEMBER_UPDATED: Event = Event::new("leadership_member.updated");
/// An import may move units, and with them what a grant reaches.
pub(super) const IMPORT_CREATED: Event = Event::of_access("import.created");
pub(super) const CLOSING_PROPOSAL_DECIDED: Event = Event::of_access("closing_proposal.decided");

/// Fields whose values never stand in the chain: it keeps references and the names of what changed.
pub(super) const PERSONAL: &[&str] = &[
    "givenName",
    "familyName",
    "email",
    "employeeNumber",
    "language",
    "external",
    "leftOn",
    "status",
    "title",
    "ftePercent",
    "externalId",
];
