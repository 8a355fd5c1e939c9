//! The tables of leadership: the acknowledgement with its signatures, and the rounds of the posture questionnaire.
//! Who answered and what was answered share nothing but the round: answers are counters, never rows of a person.

use crate::table::{Table, create, drop};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn acknowledgement() -> [Table; 2] {
    [
        Table::tenant("acknowledgement_text")
            .uuid("id")
            .uuid("group_id")
            .nullable()
            .refers("leadership_group")
            .int("number")
            .json("title")
            .json("body")
            .words("fingerprint", 64)
            .flag("sign_again")
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["group_id", "number"]),
        Table::tenant("acknowledgement_signature")
            .uuid("id")
            .uuid("group_id")
            .refers("leadership_group")
            .uuid("person_id")
            .refers("person")
            .uuid("text_id")
            .nullable()
            .refers("acknowledgement_text")
            .int("text_number")
            .words("fingerprint", 64)
            .instant("signed_at")
            .instant("withdrawn_at")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["group_id", "person_id"]),
    ]
}

fn posture() -> [Table; 3] {
    [
        Table::tenant("posture_round")
            .uuid("id")
            .uuid("group_id")
            .refers("leadership_group")
            .uuid("unit_id")
            .nullable()
            .refers("unit")
            .words("audience", 20)
            .date("opens_on")
            .date("closes_on")
            .text("questionnaire")
            .words("fingerprint", 64)
            .words("verdict", 20)
            .nullable()
            .int("answered")
            .nullable()
            .long("version")
            .instant("created_at")
            .instant("updated_at")
            .key(&["organiser_id", "id"])
            .index(&["group_id", "closes_on"])
            .index(&["verdict", "closes_on"]),
        Table::tenant("posture_participation")
            .uuid("round_id")
            .refers("posture_round")
            .uuid("person_id")
            .refers("person")
            .key(&["organiser_id", "round_id", "person_id"]),
        Table::tenant("posture_tally")
            .uuid("round_id")
            .refers("posture_round")
            .words("axis", 20)
            .int("points")
            .int("answers")
            .key(&["organiser_id", "round_id", "axis", "points"]),
    ]
}

fn tables() -> Vec<Table> {
    acknowledgement().into_iter().chain(posture()).collect()
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
