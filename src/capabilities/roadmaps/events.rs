//! What happens to roadmaps, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const ROADMAP_CREATED: Event = Event::new("roadmap.created");
pub(super) const ROADMAP_UPDATED: Event = Event::new("roadmap.updated");
pub(super) const ROADMAP_UPGRADED: Event = Event::new("roadmap.upgraded");
pub(super) const STAGE_UPDATED: Event = Event::new("stage.updated");
pub(super) const MILESTONE_CREATED: Event = Event::new("milestone.created");
pub(super) const MILESTONE_UPDATED: Event = Event::new("milestone.updated");
pub(super) const MILESTONE_REPORTED: Event = Event::new("milestone.reported");
pub(super) const DEPENDENCY_CREATED: Event = Event::new("dependency.created");
pub(super) const DEPENDENCY_DELETED: Event = Event::new("dependency.deleted");
pub(super) const COMMENT_CREATED: Event = Event::new("comment.created");
pub(super) const COMMENT_WITHDRAWN: Event = Event::new("comment.withdrawn");
pub(super) const ACTING_OWNER_CREATED: Event = Event::new("acting_owner.created");
pub(super) const ACTING_OWNER_ENDED: Event = Event::new("acting_owner.ended");
pub(super) const BASELINE_CREATED: Event = Event::new("baseline.created");
