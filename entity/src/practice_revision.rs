//! Table `practice_revision`. What a practice says, in one revision that never changes.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "practice_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub practice_id: Uuid,
    pub number: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub texts: Json,
    #[sea_orm(column_type = "Text")]
    pub search_text: String,
    #[sea_orm(column_type = "String(StringLen::N(500))")]
    pub provenance: String,
    #[sea_orm(column_type = "String(StringLen::N(30))")]
    pub licence: String,
    #[sea_orm(column_type = "Text")]
    pub changes: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub sha256: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
