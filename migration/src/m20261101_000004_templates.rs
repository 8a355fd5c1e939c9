//! The tables of templates.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![
        Table::tenant("template")
            .uuid("id")
            .words("key", 60)
            .words("origin", 20)
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["key"]),
        Table::tenant("template_version")
            .uuid("id")
            .uuid("template_id")
            .refers("template")
            .int("number")
            .words("status", 20)
            .json("title")
            .text("content")
            .words("content_hash", 64)
            .instant("published_at")
            .nullable()
            .instant("deprecated_at")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["template_id", "number"]),
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
