//! The tables of barriers: what blocks, what was done about it, and what that changed.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![
        Table::tenant("barrier_category")
            .uuid("id")
            .words("key", 60)
            .json("title")
            .flag("active")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["key"]),
        Table::tenant("barrier")
            .uuid("id")
            .uuid("roadmap_id")
            .refers("roadmap")
            .uuid("unit_id")
            .refers("unit")
            .words("category", 60)
            .words("title", 200)
            .text("description")
            .int("severity")
            .words("state", 20)
            .text("countermeasure")
            .nullable()
            .uuid("owner_id")
            .nullable()
            .refers("person")
            .text("reason")
            .nullable()
            .text("risk")
            .nullable()
            .date("closed_on")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["roadmap_id"])
            .index(&["unit_id"])
            .index(&["category"])
            .index(&["owner_id"]),
        Table::tenant("barrier_effect")
            .uuid("id")
            .uuid("barrier_id")
            .refers("barrier")
            .date("on_date")
            .int("severity")
            .text("note")
            .flag("solved")
            .uuid("recorded_by")
            .nullable()
            .instant("created_at")
            .key(&["organiser_id", "id"])
            .index(&["barrier_id"]),
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
