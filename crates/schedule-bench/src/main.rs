//! How good and how fast the planner is, beside its peers.

fn main() {}
