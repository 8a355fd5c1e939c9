//! The only place that queries the plan's tables, split by noun.

mod active;
mod milestones;
mod plan;
mod roadmaps;
mod stages;

pub(super) use active::*;
pub(super) use milestones::*;
pub(super) use plan::*;
pub(super) use roadmaps::*;
pub(super) use stages::*;
