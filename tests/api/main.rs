//! The API as its users meet it: over HTTP, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod access;
mod accounts;
mod audit;
mod backup;
mod barriers;
mod benchmark_exchange;
mod benchmark_kpis;
mod benchmark_library;
mod benchmarks;
mod benefits;
mod competence;
mod coverage;
mod demonstration;
mod documentation;
mod edge;
mod evidence;
mod gates;
mod grants;
mod initiatives;
mod keys;
mod leadership;
mod memory;
mod nodes;
mod operations;
mod organisation;
mod orphans;
mod people;
mod people_import;
mod procedures;
mod queries;
mod reach;
mod roadmaps;
mod row_level_security;
mod rules;
mod scenario;
mod schedule;
mod storage;
mod support;
mod technology;
mod templates;
mod tokens;
