//! The tables of procedures: documents with their revisions and texts, who acknowledged them, how they are reached,
//! whether the service answered, and the full-text index in each database's own way.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![
        Table::tenant("procedure_category")
            .uuid("id")
            .words("key", 60)
            .json("title")
            .flag("active")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["key"]),
        procedure(),
        Table::tenant("procedure_unit")
            .uuid("procedure_id")
            .refers("procedure")
            .uuid("unit_id")
            .refers("unit")
            .key(&["organiser_id", "procedure_id", "unit_id"])
            .index(&["unit_id"]),
        Table::tenant("procedure_area")
            .uuid("procedure_id")
            .refers("procedure")
            .uuid("service_area_id")
            .refers("service_area")
            .key(&["organiser_id", "procedure_id", "service_area_id"])
            .index(&["service_area_id"]),
        revision(),
        Table::tenant("procedure_text")
            .uuid("revision_id")
            .refers("procedure_revision")
            .words("language", 5)
            .words("title", 200)
            .text("body")
            .text("words")
            .key(&["organiser_id", "revision_id", "language"]),
        Table::tenant("procedure_acknowledgement")
            .uuid("revision_id")
            .refers("procedure_revision")
            .uuid("person_id")
            .refers("person")
            .instant("acknowledged_at")
            .key(&["organiser_id", "revision_id", "person_id"])
            .index(&["person_id"]),
        // The unit of nobody is the nil id, which a foreign key would refuse.
        Table::tenant("procedure_reach")
            .date("month")
            .uuid("unit_id")
            .words("device", 10)
            .int("hour")
            .long("openings")
            .key(&["organiser_id", "month", "unit_id", "device", "hour"]),
        Table::tenant("availability_sample")
            .uuid("id")
            .words("source", 60)
            .instant("from_at")
            .instant("to_at")
            .flag("up")
            .instant("superseded_at")
            .nullable()
            .instant("created_at")
            .key(&["organiser_id", "id"])
            .index(&["from_at"]),
    ]
}

fn procedure() -> Table {
    Table::tenant("procedure")
        .uuid("id")
        .words("key", 60)
        .words("title", 200)
        .words("category_key", 60)
        .uuid("owner_id")
        .nullable()
        .refers("person")
        .date("review_on")
        .nullable()
        .instant("withdrawn_at")
        .nullable()
        .words("withdrawal_reason", 2000)
        .nullable()
        .long("version")
        .instant("created_at")
        .instant("updated_at")
        .key(&["organiser_id", "id"])
        .unique(&["key"])
        .index(&["owner_id"])
}

fn revision() -> Table {
    Table::tenant("procedure_revision")
        .uuid("id")
        .uuid("procedure_id")
        .refers("procedure")
        .int("number")
        .words("state", 20)
        .words("change_note", 2000)
        .flag("asks_acknowledgement")
        .date("effective_from")
        .nullable()
        .uuid("author")
        .nullable()
        .uuid("author_id")
        .nullable()
        .refers("person")
        .json("editors")
        .uuid("submitted_by")
        .nullable()
        .instant("submitted_at")
        .nullable()
        .uuid("decided_by")
        .nullable()
        .instant("decided_at")
        .nullable()
        .words("decision_note", 2000)
        .nullable()
        .words("content_hash", 64)
        .long("version")
        .instant("created_at")
        .instant("updated_at")
        .key(&["organiser_id", "id"])
        .unique(&["procedure_id", "number"])
}

/// The index over the words of the texts. On SQLite it is an FTS5 table that triggers keep; on PostgreSQL a column made
/// from the words, with exactly them as its lexemes.
const SQLITE: &[&str] = &[
    "CREATE VIRTUAL TABLE procedure_search USING fts5(words, organiser_id UNINDEXED, revision_id UNINDEXED, language UNINDEXED, tokenize = 'unicode61 remove_diacritics 0')",
    "CREATE TRIGGER procedure_text_added AFTER INSERT ON procedure_text BEGIN \
     INSERT INTO procedure_search (words, organiser_id, revision_id, language) VALUES (new.words, new.organiser_id, new.revision_id, new.language); END",
    "CREATE TRIGGER procedure_text_changed AFTER UPDATE ON procedure_text BEGIN \
     UPDATE procedure_search SET words = new.words WHERE organiser_id = old.organiser_id AND revision_id = old.revision_id AND language = old.language; END",
    "CREATE TRIGGER procedure_text_removed AFTER DELETE ON procedure_text BEGIN \
     DELETE FROM procedure_search WHERE organiser_id = old.organiser_id AND revision_id = old.revision_id AND language = old.language; END",
];
const POSTGRES: &[&str] = &["ALTER TABLE procedure_text ADD COLUMN lexemes tsvector \
     GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, &tables()).await?;
        let index = if manager.get_database_backend() == DbBackend::Postgres {
            POSTGRES
        } else {
            SQLITE
        };
        for statement in index {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            let index = "DROP TABLE procedure_search";
            manager.get_connection().execute_unprepared(index).await?;
        }
        drop(manager, &tables()).await
    }
}
