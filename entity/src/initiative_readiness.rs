//! Table `initiative_readiness`. How ready leaders or staff were found on a day. Never rewritten.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "initiative_readiness")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub initiative_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(10))")]
    pub people: String,
    pub level: i32,
    #[sea_orm(column_type = "Text")]
    pub rationale: String,
    pub on_date: Date,
    pub assessed_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
