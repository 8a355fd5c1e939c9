//! The tables of gates.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[expect(clippy::too_many_lines, reason = "a list of tables, no logic")]
fn tables() -> Vec<Table> {
    vec![
        Table::tenant("gate")
            .uuid("id")
            .uuid("roadmap_id")
            .refers("roadmap")
            .uuid("stage_id")
            .refers("stage")
            .words("key", 60)
            .json("title")
            .text("rule")
            .int("quorum")
            .uuid("owner_id")
            .nullable()
            .refers("person")
            .uuid("decided_id")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["stage_id"])
            .index(&["roadmap_id"]),
        Table::tenant("gate_latch")
            .uuid("gate_id")
            .refers("gate")
            .words("criterion_key", 60)
            .words("basis", 64)
            .date("met_on")
            .instant("created_at")
            .key(&["organiser_id", "gate_id", "criterion_key"]),
        Table::tenant("gate_review")
            .uuid("id")
            .uuid("gate_id")
            .refers("gate")
            .uuid("roadmap_id")
            .refers("roadmap")
            .uuid("asked_by")
            .uuid("asked_account")
            .instant("asked_at")
            .text("note")
            .nullable()
            .instant("closed_at")
            .nullable()
            .words("withdrawal_reason", 2000)
            .nullable()
            .long("version")
            .key(&["organiser_id", "id"])
            .index(&["gate_id", "asked_at"]),
        Table::tenant("gate_vote")
            .uuid("id")
            .uuid("review_id")
            .refers("gate_review")
            .uuid("gate_id")
            .refers("gate")
            .words("outcome", 20)
            .text("justification")
            .nullable()
            .json("conditions")
            .words("basis", 64)
            .uuid("cast_by")
            .uuid("cast_account")
            .instant("cast_at")
            .key(&["organiser_id", "id"])
            .index(&["review_id", "cast_by"]),
        Table::tenant("decision")
            .uuid("id")
            .uuid("gate_id")
            .refers("gate")
            .uuid("roadmap_id")
            .refers("roadmap")
            .uuid("review_id")
            .refers("gate_review")
            .words("outcome", 20)
            .flag("overridden")
            .text("justification")
            .nullable()
            .uuid("decided_by")
            .instant("decided_at")
            .text("snapshot")
            .words("fingerprint", 64)
            .instant("superseded_at")
            .nullable()
            .words("superseded_reason", 2000)
            .nullable()
            .long("version")
            .key(&["organiser_id", "id"])
            .index(&["gate_id", "decided_at"])
            .index(&["roadmap_id"]),
        Table::tenant("gate_condition")
            .uuid("id")
            .uuid("decision_id")
            .refers("decision")
            .uuid("gate_id")
            .refers("gate")
            .uuid("roadmap_id")
            .refers("roadmap")
            .words("text", 2000)
            .uuid("owner_id")
            .refers("person")
            .date("due_date")
            .instant("fulfilled_at")
            .nullable()
            .uuid("fulfilled_by")
            .nullable()
            .uuid("evidence_id")
            .nullable()
            .refers("evidence")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["gate_id"])
            .index(&["roadmap_id"])
            .index(&["owner_id"]),
        Table::tenant("recorded_fact")
            .uuid("id")
            .uuid("roadmap_id")
            .refers("roadmap")
            .words("fact", 100)
            .text("filter")
            .json("value")
            .uuid("evidence_id")
            .refers("evidence")
            .date("holds_until")
            .uuid("recorded_by")
            .instant("withdrawn_at")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["roadmap_id", "fact"]),
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
