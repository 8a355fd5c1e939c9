//! Table `benchmark_release`. An aggregate that an organiser has released for comparison. A further release of the same period supersedes the one before; a withdrawal empties value and payload.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "benchmark_release")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(100))")]
    pub indicator: String,
    #[sea_orm(column_type = "String(StringLen::N(7))")]
    pub period: String,
    pub revision: i32,
    #[sea_orm(column_type = "String(StringLen::N(2))")]
    pub country: String,
    #[sea_orm(column_type = "String(StringLen::N(20))", nullable)]
    pub band: Option<String>,
    pub partners: bool,
    pub value: Option<i64>,
    #[sea_orm(column_type = "Text", nullable)]
    pub payload: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub sha256: String,
    pub released_by: Uuid,
    pub superseded_at: Option<DateTimeUtc>,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
