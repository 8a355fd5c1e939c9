//! Table `kpi_import`. A file of public figures that was taken in, with where it comes from and its licence.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "kpi_import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub source: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub title: String,
    #[sea_orm(column_type = "String(StringLen::N(500))")]
    pub address: String,
    pub fetched_on: Date,
    #[sea_orm(column_type = "Text")]
    pub licence: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub sha256: String,
    pub values_read: i32,
    pub values_stored: i32,
    pub recorded_by: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
