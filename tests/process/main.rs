//! The program as an operator meets it: a process of its own that is started, stopped, killed, and asked by its commands.

#[expect(
    dead_code,
    reason = "these tests begin with databases that nobody has migrated"
)]
#[path = "../api/support/database.rs"]
mod database;

mod killed;
mod lines;
mod load;
mod place;
mod signals;
