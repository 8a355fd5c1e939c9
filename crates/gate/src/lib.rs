//! The gate rule: what a gate asks, what the facts answer, and what may be decided on it.
//!
//! Pure: no input or output, no clock, no randomness. The caller hands the facts and today's date.
//!
//! - [`Rule`] and [`Criterion`]: what a gate asks, as data of a process template.
//! - [`facts`]: the registry of facts that a criterion may name.
//! - [`Facts`] and [`Reading`]: what is known, with the records behind it.
//! - [`evaluate`]: the verdict with its reasons. An unmet criterion is a verdict, never an error.
//! - [`stage`]: the states of a stage and their transitions.
//! - [`decision`]: who may decide what, and when a decision takes effect.
//! - [`pin`]: the snapshot of a decision, its fingerprint, and what puts it at risk later.

pub mod decision;
mod evaluate;
mod facts;
pub mod pin;
mod reading;
mod rule;
pub mod stage;

pub use evaluate::{CriterionVerdict, NodeVerdict, Outcome, Verdict, evaluate};
pub use facts::{FactDefinition, FactKind, FilterDefinition, fact, facts};
pub use reading::{Facts, Measures, Need, Provenance, Reading, Record, Value};
pub use rule::{Criterion, DEEPEST, MOST_CRITERIA, Memory, Operator, Rule, RuleFault, RuleFaultKind};
