//! The tables of audit.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![
        Table::tenant("audit_head")
            .long("count")
            .long("access_count")
            .words("hash", 64)
            .key(&["organiser_id"]),
        Table::tenant("audit_entry")
            .long("sequence")
            .instant("at")
            .words("actor_kind", 20)
            .uuid("actor_id")
            .nullable()
            .words("action", 80)
            .words("outcome", 20)
            .words("target_kind", 40)
            .uuid("target_id")
            .nullable()
            .text("changes")
            .words("request_id", 64)
            .words("previous_hash", 64)
            .words("hash", 64)
            .key(&["organiser_id", "sequence"])
            .index(&["target_kind", "target_id", "sequence"])
            .index(&["at"]),
        Table::tenant("idempotency")
            .uuid("actor_id")
            .words("key", 200)
            .words("operation", 80)
            .words("body_hash", 64)
            .int("status")
            .words("location", 300)
            .nullable()
            .words("etag", 80)
            .nullable()
            .text("body")
            .instant("created_at")
            .key(&["organiser_id", "actor_id", "key"])
            .index(&["created_at"]),
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
