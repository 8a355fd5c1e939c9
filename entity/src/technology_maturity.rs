//! Table `technology_maturity`. How mature a branch is in an indicator, by year.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "technology_maturity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub year: i32,
    #[sea_orm(column_type = "String(StringLen::N(30))")]
    pub branch: String,
    #[sea_orm(column_type = "String(StringLen::N(30))")]
    pub indicator: String,
    pub level: i32,
    #[sea_orm(column_type = "Text")]
    pub explanation: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
