//! Persons as HR knows them, their positions, leadership groups, and the import from the HR system.
//!
//! Not here: who can log in and as what (`accounts`), and what lost its owner when somebody left (`orphans`).

mod queries;
pub mod service;
