//! What happens at gates, as the chain names it.

use crate::platform::ledger::Event;

pub(super) const GATE_UPDATED: Event = Event::new("gate.updated");
pub(super) const REVIEW_ASKED: Event = Event::new("gate.review_asked");
pub(super) const REVIEW_WITHDRAWN: Event = Event::new("gate.review_withdrawn");
pub(super) const VOTE_CAST: Event = Event::new("gate.vote_cast");
pub(super) const GATE_DECIDED: Event = Event::new("gate.decided");
pub(super) const CONDITION_UPDATED: Event = Event::new("gate.condition_updated");
pub(super) const CONDITION_FULFILLED: Event = Event::new("gate.condition_fulfilled");
pub(super) const STAGE_REOPENED: Event = Event::new("stage.reopened");
pub(super) const FACT_RECORDED: Event = Event::new("fact.recorded");
pub(super) const FACT_WITHDRAWN: Event = Event::new("fact.withdrawn");
pub(super) const CRITERIA_REMEMBERED: Event = Event::new("gate.criteria_remembered");
