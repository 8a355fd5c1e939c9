//! What happens in leadership, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const TEXT_CREATED: Event = Event::new("acknowledgement_text.created");
pub(super) const SIGNED: Event = Event::new("acknowledgement.signed");
pub(super) const SIGNATURE_WITHDRAWN: Event = Event::new("acknowledgement.withdrawn");
pub(super) const ROUND_CREATED: Event = Event::new("posture_round.created");
pub(super) const ROUND_UPDATED: Event = Event::new("posture_round.updated");
pub(super) const ROUND_CANCELLED: Event = Event::new("posture_round.cancelled");
/// That somebody answered; never what.
pub(super) const ROUND_ANSWERED: Event = Event::new("posture_round.answered");
