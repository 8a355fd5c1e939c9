//! The tables of benefits. Values are kept in ten-thousandths and what a unit is worth in hundred-millionths, so that
//! products and sums are exact.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![benefit(), benefit_baseline(), benefit_value(), benefit_review()]
}

fn benefit() -> Table {
    Table::tenant("benefit")
        .uuid("id")
        .uuid("roadmap_id")
        .refers("roadmap")
        .uuid("unit_id")
        .refers("unit")
        .words("title", 200)
        .words("kind", 20)
        .words("beneficiary", 20)
        .words("indicator", 200)
        .words("indicator_key", 200)
        .words("measure", 60)
        .words("measure_key", 60)
        .words("method", 2000)
        .words("direction", 10)
        .long("worth")
        .date("from_date")
        .date("to_date")
        .nullable()
        .long("baseline_value")
        .nullable()
        .date("baseline_date")
        .nullable()
        .words("baseline_source", 500)
        .nullable()
        .long("target_value")
        .date("target_date")
        .int("tolerance_percent")
        .uuid("owner_id")
        .nullable()
        .refers("person")
        .words("initiative_key", 60)
        .nullable()
        .uuid("staff_evidence_id")
        .nullable()
        .refers("evidence")
        .words("staff_reason", 1000)
        .nullable()
        .uuid("users_evidence_id")
        .nullable()
        .refers("evidence")
        .words("users_reason", 1000)
        .nullable()
        .uuid("partners_evidence_id")
        .nullable()
        .refers("evidence")
        .words("partners_reason", 1000)
        .nullable()
        .words("shared_reason", 1000)
        .nullable()
        .words("state", 20)
        .instant("locked_at")
        .nullable()
        .instant("superseded_at")
        .nullable()
        .instant("realised_at")
        .nullable()
        .uuid("realised_by")
        .nullable()
        .instant("abandoned_at")
        .nullable()
        .words("abandoned_reason", 2000)
        .nullable()
        .long("version")
        .instant("created_at")
        .instant("updated_at")
        .key(&["organiser_id", "id"])
        .index(&["roadmap_id", "id"])
        .index(&["unit_id"])
        .index(&["indicator_key"])
}

/// Each locked baseline, for ever; the one with the highest number counts.
fn benefit_baseline() -> Table {
    Table::tenant("benefit_baseline")
        .uuid("id")
        .uuid("benefit_id")
        .refers("benefit")
        .int("number")
        .long("value")
        .date("measured_on")
        .words("source", 500)
        .words("reason", 2000)
        .nullable()
        .uuid("locked_by")
        .nullable()
        .instant("locked_at")
        .key(&["organiser_id", "id"])
        .unique(&["benefit_id", "number"])
}

/// Forecast and realised readings by month, for ever; of one month the highest revision counts.
fn benefit_value() -> Table {
    Table::tenant("benefit_value")
        .uuid("id")
        .uuid("benefit_id")
        .refers("benefit")
        .words("series", 10)
        .date("month")
        .int("revision")
        .long("value")
        .words("cause", 1000)
        .nullable()
        .uuid("recorded_by")
        .nullable()
        .instant("recorded_at")
        .key(&["organiser_id", "id"])
        .unique(&["benefit_id", "series", "month", "revision"])
        .index(&["month"])
}

fn benefit_review() -> Table {
    Table::tenant("benefit_review")
        .uuid("id")
        .uuid("benefit_id")
        .refers("benefit")
        .date("due_on")
        .date("first_due_on")
        .words("moved_reason", 1000)
        .nullable()
        .date("done_on")
        .nullable()
        .words("outcome", 10)
        .nullable()
        .words("finding", 2000)
        .nullable()
        .uuid("done_by")
        .nullable()
        .long("version")
        .instant("created_at")
        .instant("updated_at")
        .key(&["organiser_id", "id"])
        .unique(&["benefit_id", "due_on"])
        .index(&["due_on"])
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, &tables()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &tables()).await
    }
}
