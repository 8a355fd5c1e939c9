//! Table `milestone`. A result to be reached, with the work that leads to it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "milestone")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub roadmap_id: Uuid,
    pub stage_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(60))", nullable)]
    pub key: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub description: String,
    pub owner_id: Option<Uuid>,
    pub due_date: Option<Date>,
    pub not_before: Option<Date>,
    pub optimistic_days: Option<i32>,
    pub likely_days: Option<i32>,
    pub pessimistic_days: Option<i32>,
    pub effort_hundredths: Option<i32>,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub status: String,
    pub progress: i32,
    #[sea_orm(column_type = "String(StringLen::N(1000))", nullable)]
    pub blocked_reason: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub required_evidence: Json,
    pub started_on: Option<Date>,
    pub finished_on: Option<Date>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
