//! The tables of the planner: who has how much time, and what was computed.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![
        Table::tenant("capacity_share")
            .uuid("id")
            .uuid("person_id")
            .nullable()
            .refers("person")
            .uuid("unit_id")
            .nullable()
            .refers("unit")
            .int("percent")
            .date("from_date")
            .date("to_date")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["person_id"])
            .index(&["unit_id"]),
        Table::tenant("absence")
            .uuid("id")
            .uuid("person_id")
            .refers("person")
            .date("from_date")
            .date("to_date")
            .int("percent")
            .words("external_id", 100)
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["person_id", "from_date"]),
        Table::tenant("change_limit")
            .uuid("unit_id")
            .refers("unit")
            .int("parallel")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "unit_id"]),
        Table::tenant("computation")
            .uuid("id")
            .uuid("roadmap_id")
            .refers("roadmap")
            .words("kind", 20)
            .words("language", 5)
            .words("state", 20)
            .text("request")
            .text("snapshot")
            .text("result")
            .nullable()
            .words("failure", 60)
            .nullable()
            .long("seed")
            .uuid("requested_by")
            .instant("started_at")
            .nullable()
            .instant("finished_at")
            .nullable()
            .instant("adopted_at")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["roadmap_id", "id"])
            .index(&["state"]),
    ]
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
