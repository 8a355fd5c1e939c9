//! The schema, one dated file a change, each reversible.
//! [`Migrator`] lists them in order; whoever runs it holds the migration lock (`platform::database`).

mod table;

mod m20261101_000001_organisation;
mod m20261101_000002_audit;
mod m20261101_000003_people;
mod m20261101_000004_templates;
mod m20261101_000005_roadmaps;
mod m20261101_000006_evidence;
mod m20261101_000007_gates;
mod m20261101_000008_schedule;
mod m20261101_000009_leadership;
mod m20261101_000010_competence;
mod m20261101_000011_initiatives;
mod m20261101_000012_procedures;
mod m20261101_000013_technology;
mod m20261101_000014_benefits;
mod m20261101_000015_barriers;
mod m20261101_000016_benchmarks;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// Every migration, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261101_000001_organisation::Migration),
            Box::new(m20261101_000002_audit::Migration),
            Box::new(m20261101_000003_people::Migration),
            Box::new(m20261101_000004_templates::Migration),
            Box::new(m20261101_000005_roadmaps::Migration),
            Box::new(m20261101_000006_evidence::Migration),
            Box::new(m20261101_000007_gates::Migration),
            Box::new(m20261101_000008_schedule::Migration),
            Box::new(m20261101_000009_leadership::Migration),
            Box::new(m20261101_000010_competence::Migration),
            Box::new(m20261101_000011_initiatives::Migration),
            Box::new(m20261101_000012_procedures::Migration),
            Box::new(m20261101_000013_technology::Migration),
            Box::new(m20261101_000014_benefits::Migration),
            Box::new(m20261101_000015_barriers::Migration),
            Box::new(m20261101_000016_benchmarks::Migration),
        ]
    }
}
