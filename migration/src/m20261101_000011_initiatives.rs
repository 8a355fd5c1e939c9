//! The tables of initiatives: small and large ones, their chain, selection, value, lessons, readiness and conflicts.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![
        initiative(),
        initiative_area(),
        initiative_unit(),
        initiative_champion(),
        initiative_selection(),
        initiative_link(),
        initiative_readiness(),
        initiative_workload(),
        initiative_value(),
        initiative_lesson(),
        initiative_conflict(),
        initiative_conflict_event(),
        initiative_limit(),
    ]
}

fn initiative() -> Table {
    Table::tenant("initiative")
        .uuid("id")
        .uuid("roadmap_id")
        .refers("roadmap")
        .words("size", 10)
        .words("name", 200)
        .text("purpose")
        .uuid("sponsor_id")
        .refers("person")
        .uuid("owner_id")
        .nullable()
        .refers("person")
        .words("way", 20)
        .words("subject", 20)
        .date("planned_start")
        .date("planned_end")
        .int("effort_days")
        .nullable()
        .words("state", 20)
        .text("assessment")
        .nullable()
        .text("impact")
        .nullable()
        .text("reason")
        .nullable()
        .date("prioritised_on")
        .nullable()
        .date("started_on")
        .nullable()
        .date("delivered_on")
        .nullable()
        .date("realised_on")
        .nullable()
        .date("stopped_on")
        .nullable()
        .long("version")
        .instant("created_at")
        .instant("updated_at")
        .key(&["organiser_id", "id"])
        .index(&["roadmap_id"])
        .index(&["owner_id"])
        .index(&["sponsor_id"])
}

fn initiative_area() -> Table {
    Table::tenant("initiative_area")
        .uuid("initiative_id")
        .refers("initiative")
        .uuid("service_area_id")
        .refers("service_area")
        .key(&["organiser_id", "initiative_id", "service_area_id"])
        .index(&["service_area_id"])
}

fn initiative_unit() -> Table {
    Table::tenant("initiative_unit")
        .uuid("initiative_id")
        .refers("initiative")
        .uuid("unit_id")
        .refers("unit")
        .key(&["organiser_id", "initiative_id", "unit_id"])
        .index(&["unit_id"])
}

fn initiative_champion() -> Table {
    Table::tenant("initiative_champion")
        .uuid("id")
        .uuid("initiative_id")
        .refers("initiative")
        .uuid("service_area_id")
        .refers("service_area")
        .uuid("person_id")
        .refers("person")
        .date("from_date")
        .date("to_date")
        .nullable()
        .long("version")
        .instant("created_at")
        .instant("updated_at")
        .key(&["organiser_id", "id"])
        .index(&["initiative_id"])
        .index(&["service_area_id"])
        .index(&["person_id"])
}

fn initiative_selection() -> Table {
    Table::tenant("initiative_selection")
        .uuid("id")
        .uuid("roadmap_id")
        .refers("roadmap")
        .uuid("initiative_id")
        .refers("initiative")
        .text("weights")
        .text("ranking")
        .text("reason")
        .uuid("chosen_by")
        .nullable()
        .instant("created_at")
        .key(&["organiser_id", "id"])
        .index(&["roadmap_id"])
        .index(&["initiative_id"])
}

fn initiative_link() -> Table {
    Table::tenant("initiative_link")
        .uuid("id")
        .uuid("earlier_id")
        .refers("initiative")
        .uuid("later_id")
        .refers("initiative")
        .words("kind", 20)
        .text("handed_on")
        .text("inherited")
        .long("version")
        .instant("created_at")
        .key(&["organiser_id", "id"])
        .index(&["earlier_id"])
        .index(&["later_id"])
}

fn initiative_readiness() -> Table {
    Table::tenant("initiative_readiness")
        .uuid("id")
        .uuid("initiative_id")
        .refers("initiative")
        .words("people", 10)
        .int("level")
        .text("rationale")
        .date("on_date")
        .uuid("assessed_by")
        .nullable()
        .instant("created_at")
        .key(&["organiser_id", "id"])
        .index(&["initiative_id"])
}

fn initiative_workload() -> Table {
    Table::tenant("initiative_workload")
        .uuid("id")
        .uuid("initiative_id")
        .refers("initiative")
        .uuid("unit_id")
        .refers("unit")
        .long("hundredths")
        .date("from_date")
        .date("to_date")
        .text("mitigation")
        .long("version")
        .instant("created_at")
        .instant("updated_at")
        .key(&["organiser_id", "id"])
        .index(&["initiative_id"])
        .index(&["unit_id"])
}

fn initiative_value() -> Table {
    Table::tenant("initiative_value")
        .uuid("id")
        .uuid("initiative_id")
        .refers("initiative")
        .words("people", 10)
        .words("indicator", 200)
        .words("measure", 60)
        .date("from_date")
        .date("to_date")
        .int("revision")
        .long("value")
        .uuid("evidence_id")
        .nullable()
        .refers("evidence")
        .uuid("recorded_by")
        .nullable()
        .instant("created_at")
        .key(&["organiser_id", "id"])
        .index(&["initiative_id"])
        .index(&["evidence_id"])
}

fn initiative_lesson() -> Table {
    Table::tenant("initiative_lesson")
        .uuid("id")
        .uuid("initiative_id")
        .refers("initiative")
        .text("text")
        .uuid("recorded_by")
        .nullable()
        .instant("created_at")
        .key(&["organiser_id", "id"])
        .index(&["initiative_id"])
}

fn initiative_conflict() -> Table {
    Table::tenant("initiative_conflict")
        .uuid("id")
        .uuid("initiative_id")
        .refers("initiative")
        .text("units")
        .text("description")
        .words("state", 20)
        .uuid("escalated_to")
        .nullable()
        .refers("person")
        .date("escalated_on")
        .nullable()
        .text("decision")
        .nullable()
        .uuid("decided_by")
        .nullable()
        .refers("person")
        .date("decided_on")
        .nullable()
        .long("version")
        .instant("created_at")
        .instant("updated_at")
        .key(&["organiser_id", "id"])
        .index(&["initiative_id"])
}

fn initiative_conflict_event() -> Table {
    Table::tenant("initiative_conflict_event")
        .uuid("id")
        .uuid("conflict_id")
        .refers("initiative_conflict")
        .words("state", 20)
        .text("note")
        .uuid("person_id")
        .nullable()
        .uuid("recorded_by")
        .nullable()
        .instant("created_at")
        .key(&["organiser_id", "id"])
        .index(&["conflict_id"])
}

fn initiative_limit() -> Table {
    Table::tenant("initiative_limit")
        .uuid("id")
        .int("max_days")
        .int("max_effort")
        .int("max_units")
        .text("reason")
        .uuid("recorded_by")
        .nullable()
        .instant("created_at")
        .key(&["organiser_id", "id"])
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
