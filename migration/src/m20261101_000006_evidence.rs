//! The tables of evidence.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![blob(), evidence(), evidence_use()]
}

fn blob() -> Table {
    Table::tenant("blob")
        .words("hash", 64)
        .long("size")
        .words("media_type", 100)
        .instant("created_at")
        .key(&["organiser_id", "hash"])
}

fn evidence() -> Table {
    Table::tenant("evidence")
        .uuid("id")
        .uuid("roadmap_id")
        .refers("roadmap")
        .words("kind", 20)
        .words("title", 200)
        .text("note")
        .nullable()
        .words("link", 2000)
        .nullable()
        .json("measurement")
        .nullable()
        .words("blob_hash", 64)
        .nullable()
        .words("file_label", 255)
        .nullable()
        .words("media_type", 100)
        .nullable()
        .long("size")
        .nullable()
        .date("effective_from")
        .nullable()
        .date("effective_to")
        .nullable()
        .date("valid_until")
        .nullable()
        .words("case_reference", 200)
        .nullable()
        .words("access_level", 20)
        .words("legal_basis", 300)
        .nullable()
        .words("status", 20)
        .words("content_hash", 64)
        .uuid("supersedes_id")
        .nullable()
        .refers("evidence")
        .uuid("superseded_by_id")
        .nullable()
        .refers("evidence")
        .int("revision")
        .uuid("submitted_by")
        .nullable()
        .uuid("submitter_id")
        .nullable()
        .refers("person")
        .instant("submitted_at")
        .uuid("reviewed_by")
        .nullable()
        .uuid("reviewer_id")
        .nullable()
        .refers("person")
        .instant("reviewed_at")
        .nullable()
        .words("review_note", 2000)
        .nullable()
        .instant("withdrawn_at")
        .nullable()
        .words("withdrawal_reason", 2000)
        .nullable()
        .uuid("owner_id")
        .nullable()
        .refers("person")
        .long("version")
        .instant("created_at")
        .instant("updated_at")
        .key(&["organiser_id", "id"])
        .index(&["roadmap_id", "id"])
        .index(&["roadmap_id", "status"])
        .index(&["blob_hash"])
        .index(&["valid_until"])
}

fn evidence_use() -> Table {
    Table::tenant("evidence_use")
        .uuid("id")
        .uuid("evidence_id")
        .refers("evidence")
        .uuid("roadmap_id")
        .refers("roadmap")
        .uuid("milestone_id")
        .nullable()
        .refers("milestone")
        .uuid("stage_id")
        .nullable()
        .refers("stage")
        .words("item_key", 60)
        .nullable()
        .words("criterion_key", 60)
        .nullable()
        .instant("confirmed_at")
        .nullable()
        .uuid("confirmed_by")
        .nullable()
        .uuid("created_by")
        .nullable()
        .instant("created_at")
        .long("version")
        .key(&["organiser_id", "id"])
        .index(&["evidence_id"])
        .index(&["milestone_id"])
        .index(&["stage_id"])
        .index(&["roadmap_id"])
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
