//! The API as its users meet it: over HTTP, on SQLite and on PostgreSQL.

mod access;
mod accounts;
mod audit;
mod documentation;
mod edge;
mod evidence;
mod grants;
mod keys;
mod nodes;
mod operations;
mod backup;
mod backup;
mod grants;
mod keys;
mod organisation;
mod people;
mod people_import;
mod reach;
mod roadmaps;
mod row_level_security;
mod storage;
mod support;
mod templates;
mod tokens;
