//! The tables of competence: fields of an organiser's own, target levels, what was assessed, and capacity routes.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![
        Table::tenant("competence_field")
            .uuid("id")
            .words("key", 60)
            .json("title")
            .json("description")
            .json("levels")
            .date("closed_on")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["key"]),
        Table::tenant("competence_target")
            .uuid("id")
            .words("field", 60)
            .words("role", 30)
            .words("position_title", 200)
            .int("level")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["field", "role", "position_title"]),
        Table::tenant("competence_record")
            .uuid("id")
            .uuid("person_id")
            .refers("person")
            .words("field", 60)
            .int("level")
            .words("source", 20)
            .date("assessed_on")
            .date("valid_until")
            .nullable()
            .text("note")
            .nullable()
            .text("reason")
            .nullable()
            .int("revision")
            .uuid("recorded_by")
            .instant("superseded_at")
            .nullable()
            .instant("withdrawn_at")
            .nullable()
            .text("withdrawal_reason")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["person_id", "field"])
            .index(&["field"]),
        Table::tenant("capacity_route")
            .uuid("id")
            .uuid("unit_id")
            .refers("unit")
            .words("kind", 30)
            .text("need")
            .text("fields")
            .uuid("person_id")
            .nullable()
            .refers("person")
            .words("external", 200)
            .nullable()
            .uuid("successor_id")
            .nullable()
            .refers("person")
            .date("from_date")
            .date("to_date")
            .nullable()
            .flag("need_stands")
            .text("handover")
            .date("ended_on")
            .nullable()
            .text("end_reason")
            .nullable()
            .date("cancelled_on")
            .nullable()
            .text("cancel_reason")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["unit_id"])
            .index(&["person_id"]),
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
