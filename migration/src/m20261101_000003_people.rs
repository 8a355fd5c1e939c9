//! The tables of people.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn tables() -> Vec<Table> {
    vec![
        Table::tenant("person")
            .uuid("id")
            .words("given_name", 100)
            .words("family_name", 100)
            .words("email", 254).nullable()
            .words("employee_number", 60).nullable()
            .flag("external")
            .words("language", 2).nullable()
            .words("status", 20)
            .date("left_on").nullable()
            .instant("erased_at").nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["employee_number"])
            .index(&["family_name", "given_name", "id"]),
        Table::tenant("position")
            .uuid("id")
            .uuid("person_id").refers("person")
            .uuid("unit_id").refers("unit")
            .words("title", 200)
            .int("fte_hundredths")
            .date("from_date")
            .date("to_date").nullable()
            .uuid("superior_id").nullable().refers("person")
            .words("external_id", 100).nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["person_id"])
            .index(&["unit_id"]),
        Table::tenant("leadership_group")
            .uuid("id")
            .uuid("unit_id").nullable().refers("unit")
            .words("name", 200)
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"]),
        Table::tenant("leadership_member")
            .uuid("id")
            .uuid("group_id").refers("leadership_group")
            .uuid("person_id").refers("person")
            .date("from_date")
            .date("to_date").nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["group_id"])
            .index(&["person_id"]),
        Table::tenant("account")
            .uuid("id")
            .uuid("person_id").nullable().refers("person")
            .words("login", 254)
            .words("login_key", 64)
            .words("password_hash", 300)
            .words("status", 20)
            .words("language", 2).nullable()
            .instant("password_changed_at")
            .flag("must_change_password")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["login_key"])
            .index(&["person_id"]),
        Table::shared("login_directory")
            .words("login_key", 64)
            .uuid("organiser_id")
            .uuid("account_id")
            .key(&["login_key", "organiser_id"]),
        Table::tenant("role_grant")
            .uuid("id")
            .uuid("account_id").refers("account")
            .words("role", 20)
            .uuid("unit_id").nullable().refers("unit")
            .uuid("roadmap_id").nullable()
            .date("from_date").nullable()
            .date("to_date").nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["account_id"]),
        Table::tenant("login_session")
            .uuid("id")
            .uuid("account_id").refers("account")
            .instant("created_at")
            .instant("expires_at")
            .instant("ended_at").nullable()
            .words("end_reason", 40).nullable()
            .words("device", 200)
            .long("version")
            .key(&["organiser_id", "id"])
            .index(&["account_id"]),
        Table::tenant("refresh_token")
            .uuid("id")
            .uuid("session_id").refers("login_session")
            .words("hash", 64)
            .instant("issued_at")
            .instant("used_at").nullable()
            .key(&["organiser_id", "id"])
            .unique(&["hash"])
            .index(&["session_id"]),
        Table::tenant("api_key")
            .uuid("id")
            .words("name", 200)
            .words("hint", 20)
            .words("hash", 64)
            .json("scopes")
            .instant("expires_at")
            .instant("revoked_at").nullable()
            .uuid("created_by").nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .unique(&["hash"]),
        Table::tenant("import_run")
            .uuid("id")
            .words("kind", 30)
            .words("mode", 20)
            .words("content_hash", 64)
            .json("report")
            .uuid("created_by").nullable()
            .instant("created_at")
            .long("version")
            .key(&["organiser_id", "id"])
            .index(&["created_at"]),
        Table::tenant("closing_proposal")
            .uuid("id")
            .uuid("import_id").refers("import_run")
            .words("subject_kind", 20)
            .uuid("subject_id")
            .words("status", 20)
            .uuid("decided_by").nullable()
            .instant("decided_at").nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["status"]),
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
