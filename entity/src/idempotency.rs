//! Table `idempotency`. An answer kept for a repeated Idempotency-Key.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub actor_id: Uuid,
    #[sea_orm(
        primary_key,
        auto_increment = false,
        column_type = "String(StringLen::N(200))"
    )]
    pub key: String,
    #[sea_orm(column_type = "String(StringLen::N(80))")]
    pub operation: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub body_hash: String,
    pub status: i32,
    #[sea_orm(column_type = "String(StringLen::N(300))", nullable)]
    pub location: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(80))", nullable)]
    pub etag: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
