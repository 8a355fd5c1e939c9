//! Table `benchmark_file`. A signed file of another installation that was taken in. Belongs to the instance.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "benchmark_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub key_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(300))")]
    pub issuer: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub sha256: String,
    pub exported_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub entries: i32,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
