//! Table `benefit_baseline`. A locked baseline of a benefit; never changed, only followed by the next.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "benefit_baseline")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub benefit_id: Uuid,
    pub number: i32,
    pub value: i64,
    pub measured_on: Date,
    #[sea_orm(column_type = "String(StringLen::N(500))")]
    pub source: String,
    #[sea_orm(column_type = "String(StringLen::N(2000))", nullable)]
    pub reason: Option<String>,
    pub locked_by: Option<Uuid>,
    pub locked_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
