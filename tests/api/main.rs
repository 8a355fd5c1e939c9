//! The API as its users meet it: over HTTP, on SQLite and on PostgreSQL.

mod access;
mod accounts;
mod audit;
mod documentation;
mod edge;
mod grants;
mod keys;
mod nodes;
mod operations;
mod organisation;
mod reach;
mod roadmaps;
mod row_level_security;
mod storage;
mod people;
mod people_import;
mod roadmaps;
mod row_level_security;
mod support;
mod tokens;
