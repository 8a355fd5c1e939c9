//! The resource-constrained project scheduling problem and the search for its best plan.
