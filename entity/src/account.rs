//! Table `account`. A user: someone who can log in. The password is an Argon2id string.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(254))")]
    pub login: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub login_key: String,
    #[sea_orm(column_type = "String(StringLen::N(300))")]
    pub password_hash: String,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub status: String,
    #[sea_orm(column_type = "String(StringLen::N(2))", nullable)]
    pub language: Option<String>,
    pub password_changed_at: DateTimeUtc,
    pub must_change_password: bool,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
