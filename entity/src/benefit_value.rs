//! Table `benefit_value`. A benefit's forecast or realised reading of one month; a correction is a row of its own.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "benefit_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub benefit_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(10))")]
    pub series: String,
    pub month: Date,
    pub revision: i32,
    pub value: i64,
    #[sea_orm(column_type = "String(StringLen::N(1000))", nullable)]
    pub cause: Option<String>,
    pub recorded_by: Option<Uuid>,
    pub recorded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
