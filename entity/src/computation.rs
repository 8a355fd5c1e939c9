//! Table `computation`. A levelling, forecast or scenario: what was asked, on what, and what came out.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "computation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub roadmap_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub kind: String,
    /// The language of what it says in words.
    #[sea_orm(column_type = "String(StringLen::N(5))")]
    pub language: String,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub request: String,
    /// SHA-256 of the plan that it was computed on, and its day.
    #[sea_orm(column_type = "Text")]
    pub snapshot: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub result: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(60))", nullable)]
    pub failure: Option<String>,
    pub seed: i64,
    pub requested_by: Uuid,
    pub started_at: Option<DateTimeUtc>,
    pub finished_at: Option<DateTimeUtc>,
    pub adopted_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
