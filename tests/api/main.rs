//! The API as its users meet it: over HTTP, on SQLite and on PostgreSQL.

mod accounts;
mod audit;
mod organisation;
mod roadmaps;
mod support;
