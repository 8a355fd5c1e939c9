//! Table `stage`. One step in a roadmap. `after` holds the keys of the stages that must have passed before.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "stage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub roadmap_id: Uuid,
    pub number: i32,
    #[sea_orm(column_type = "String(StringLen::N(60))")]
    pub key: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub title: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub guidance: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub after: Json,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub state: String,
    pub owner_id: Option<Uuid>,
    pub target_date: Option<Date>,
    pub opened_at: Option<DateTimeUtc>,
    pub passed_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
