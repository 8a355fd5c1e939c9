//! The tables of roadmaps.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![
        Table::tenant("roadmap")
            .uuid("id")
            .words("title", 200)
            .text("purpose")
            .uuid("unit_id").refers("unit")
            .uuid("template_version_id").refers("template_version")
            .uuid("sponsor_id").nullable().refers("person")
            .uuid("leadership_group_id").nullable().refers("leadership_group")
            .words("status", 20)
            .date("start_date")
            .date("target_date").nullable()
            .flag("published")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["unit_id"])
            .index(&["status"]),
        Table::tenant("roadmap_service_area")
            .uuid("roadmap_id").refers("roadmap")
            .uuid("service_area_id").refers("service_area")
            .key(&["organiser_id", "roadmap_id", "service_area_id"]),
        Table::tenant("stage")
            .uuid("id")
            .uuid("roadmap_id").refers("roadmap")
            .int("number")
            .words("key", 60)
            .json("title")
            .json("guidance")
            .json("after")
            .words("state", 20)
            .uuid("owner_id").nullable().refers("person")
            .date("target_date").nullable()
            .instant("opened_at").nullable()
            .instant("passed_at").nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["roadmap_id", "number"])
            .unique(&["roadmap_id", "key"]),
        Table::tenant("milestone")
            .uuid("id")
            .uuid("roadmap_id").refers("roadmap")
            .uuid("stage_id").refers("stage")
            .words("key", 60).nullable()
            .words("title", 200)
            .text("description")
            .uuid("owner_id").nullable().refers("person")
            .date("due_date").nullable()
            .date("not_before").nullable()
            .int("optimistic_days").nullable()
            .int("likely_days").nullable()
            .int("pessimistic_days").nullable()
            .int("effort_hundredths").nullable()
            .words("status", 20)
            .int("progress")
            .words("blocked_reason", 1000).nullable()
            .json("required_evidence")
            .date("started_on").nullable()
            .date("finished_on").nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["roadmap_id", "due_date", "id"])
            .index(&["stage_id"])
            .index(&["owner_id", "due_date", "id"])
            .index(&["due_date", "id"]),
        Table::tenant("dependency")
            .uuid("id")
            .uuid("roadmap_id").refers("roadmap")
            .uuid("predecessor_id").refers("milestone")
            .uuid("successor_id").refers("milestone")
            .words("kind", 2)
            .int("lag_days")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["predecessor_id", "successor_id", "kind"])
            .index(&["roadmap_id"])
            .index(&["successor_id"]),
        Table::tenant("acting_owner")
            .uuid("id")
            .uuid("roadmap_id").refers("roadmap")
            .uuid("milestone_id").refers("milestone")
            .uuid("person_id").refers("person")
            .date("from_date")
            .date("to_date")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["milestone_id"])
            .index(&["person_id"]),
        Table::tenant("comment")
            .uuid("id")
            .uuid("roadmap_id").refers("roadmap")
            .uuid("milestone_id").refers("milestone")
            .uuid("author_id").nullable()
            .text("text")
            .instant("withdrawn_at").nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["milestone_id", "created_at"]),
        Table::tenant("baseline")
            .uuid("id")
            .uuid("roadmap_id").refers("roadmap")
            .words("name", 200)
            .text("content")
            .uuid("created_by").nullable()
            .instant("created_at")
            .long("version")
            .key(&["organiser_id", "id"])
            .index(&["roadmap_id", "created_at"]),
        Table::tenant("history")
            .words("kind", 20)
            .uuid("subject_id")
            .long("version")
            .uuid("roadmap_id")
            .instant("valid_from")
            .instant("valid_to").nullable()
            .text("content")
            .key(&["organiser_id", "kind", "subject_id", "version"])
            .index(&["roadmap_id", "kind", "valid_from"]),
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
