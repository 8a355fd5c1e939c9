//! Table `recorded_fact`. A value for a fact that the project office recorded, with accepted evidence and an end date.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "recorded_fact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub roadmap_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(100))")]
    pub fact: String,
    #[sea_orm(column_type = "Text")]
    pub filter: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub value: Json,
    pub evidence_id: Uuid,
    pub holds_until: Date,
    pub recorded_by: Uuid,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
