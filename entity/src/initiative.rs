//! Table `initiative`. A small or large undertaking of a roadmap, with its state.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "initiative")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub roadmap_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(10))")]
    pub size: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub purpose: String,
    pub sponsor_id: Uuid,
    pub owner_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub way: String,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub subject: String,
    pub planned_start: Date,
    pub planned_end: Date,
    pub effort_days: Option<i32>,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub state: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub assessment: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub impact: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    pub prioritised_on: Option<Date>,
    pub started_on: Option<Date>,
    pub delivered_on: Option<Date>,
    pub realised_on: Option<Date>,
    pub stopped_on: Option<Date>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
