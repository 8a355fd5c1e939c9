//! Table `benchmark_imported`. An aggregate of an organiser of another installation, who is known by a pseudonym only. Belongs to the instance.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "benchmark_imported")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub key_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub member: String,
    #[sea_orm(column_type = "String(StringLen::N(100))")]
    pub indicator: String,
    #[sea_orm(column_type = "String(StringLen::N(7))")]
    pub period: String,
    #[sea_orm(column_type = "String(StringLen::N(2))")]
    pub country: String,
    #[sea_orm(column_type = "String(StringLen::N(20))", nullable)]
    pub band: Option<String>,
    pub value: Option<i64>,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub sha256: String,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
