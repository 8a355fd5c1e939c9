//! Stegvis: the roadmap planner for a municipality's digital transformation.
//! `ARCHITECTURE.md` has the map; `app` puts the house together.

pub mod access;
pub mod app;
pub mod backup;
pub mod capabilities;
pub mod cli;
pub mod config;
pub mod demo;
pub mod document;
pub mod error;
pub mod operations;
pub mod platform;
pub mod routes;
pub mod worker;
