//! Table `technology_decision`. Who decided what about a technology in a place, and why; never edited. It says nothing about reach or use.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "technology_decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub deployment_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub outcome: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub decided_by: String,
    pub decided_on: Date,
    #[sea_orm(column_type = "Text")]
    pub rationale: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub reference: String,
    pub recorded_by: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
