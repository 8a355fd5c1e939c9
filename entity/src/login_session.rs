//! Table `login_session`. A login session: the family of its refresh tokens.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "login_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "String(StringLen::N(40))", nullable)]
    pub end_reason: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub device: String,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
