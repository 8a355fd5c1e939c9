//! The tables of organisation.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![
        Table::shared("organiser")
            .uuid("id")
            .words("country", 2)
            .words("code", 10)
            .words("organisation_number", 20)
            .nullable()
            .words("name", 200)
            .words("language", 2)
            .words("time_zone", 60)
            .long("population")
            .nullable()
            .words("working_weekdays", 7)
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["id"])
            .unique(&["country", "code"]),
        Table::tenant("service_area")
            .uuid("id")
            .words("key", 60)
            .json("title")
            .words("branch", 30)
            .flag("active")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["key"]),
        Table::tenant("unit")
            .uuid("id")
            .uuid("parent_id")
            .nullable()
            .refers("unit")
            .words("path", 500)
            .words("kind", 20)
            .words("name", 200)
            .words("external_id", 100)
            .nullable()
            .uuid("service_area_id")
            .nullable()
            .refers("service_area")
            .int("head_count")
            .nullable()
            .uuid("responsible_id")
            .nullable()
            .date("opened_on")
            .nullable()
            .date("closed_on")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["external_id"])
            .index(&["path"])
            .index(&["parent_id"]),
        Table::tenant("calendar_day")
            .uuid("id")
            .date("date")
            .words("name", 200)
            .flag("working")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["date"]),
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
