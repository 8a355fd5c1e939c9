//! The tables of welfare technology: kinds, where each is taken into use, who decided it, what was measured, and what
//! was done together with those concerned.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What a technology is, and where it stands in a unit.
fn register() -> Vec<Table> {
    vec![
        Table::tenant("technology")
            .uuid("id")
            .words("key", 60)
            .json("title")
            .words("family", 30)
            .flag("active")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["key"]),
        Table::tenant("technology_deployment")
            .uuid("id")
            .uuid("technology_id")
            .refers("technology")
            .uuid("unit_id")
            .refers("unit")
            .uuid("service_area_id")
            .nullable()
            .refers("service_area")
            .words("slot", 80)
            .words("state", 20)
            .date("state_since")
            .date("pilot_ends_on")
            .nullable()
            .int("target_use")
            .nullable()
            .int("target_reach")
            .nullable()
            .int("target_gap")
            .nullable()
            .text("target_rationale")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["technology_id", "slot"])
            .index(&["unit_id"])
            .index(&["state"]),
        Table::tenant("technology_decision")
            .uuid("id")
            .uuid("deployment_id")
            .refers("technology_deployment")
            .words("outcome", 20)
            .words("decided_by", 200)
            .date("decided_on")
            .text("rationale")
            .words("reference", 200)
            .uuid("recorded_by")
            .instant("created_at")
            .key(&["organiser_id", "id"])
            .index(&["deployment_id", "decided_on"]),
        Table::tenant("technology_state")
            .uuid("id")
            .uuid("deployment_id")
            .refers("technology_deployment")
            .words("state", 20)
            .date("since")
            .text("note")
            .nullable()
            .uuid("decision_id")
            .nullable()
            .refers("technology_decision")
            .uuid("recorded_by")
            .instant("created_at")
            .key(&["organiser_id", "id"])
            .index(&["deployment_id", "since"]),
    ]
}

/// What was counted, and what was done together.
fn measured() -> Vec<Table> {
    vec![
        Table::tenant("technology_measure")
            .uuid("id")
            .uuid("deployment_id")
            .refers("technology_deployment")
            .words("month", 7)
            .words("group_key", 40)
            .words("branch", 30)
            .nullable()
            .int("revision")
            .int("eligible")
            .int("offered")
            .int("in_use")
            .int("declined")
            .text("reason")
            .nullable()
            .uuid("recorded_by")
            .instant("superseded_at")
            .nullable()
            .instant("created_at")
            .key(&["organiser_id", "id"])
            .unique(&["deployment_id", "month", "group_key", "revision"])
            .index(&["month", "group_key"]),
        Table::tenant("technology_engagement")
            .uuid("id")
            .uuid("technology_id")
            .nullable()
            .refers("technology")
            .uuid("unit_id")
            .refers("unit")
            .words("audience", 20)
            .words("activity", 20)
            .words("title", 200)
            .date("held_on")
            .int("participants")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["unit_id", "held_on"]),
        Table::tenant("technology_maturity")
            .uuid("id")
            .int("year")
            .words("branch", 30)
            .words("indicator", 30)
            .int("level")
            .text("explanation")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["year", "branch", "indicator"]),
    ]
}

fn tables() -> Vec<Table> {
    let mut tables = register();
    tables.extend(measured());
    tables
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
