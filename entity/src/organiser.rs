//! Table `organiser`. An organiser: the tenant. The row with the nil id is the instance itself, whose chain holds the operator's acts.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organiser")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(2))")]
    pub country: String,
    #[sea_orm(column_type = "String(StringLen::N(10))")]
    pub code: String,
    #[sea_orm(column_type = "String(StringLen::N(20))", nullable)]
    pub organisation_number: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub name: String,
    #[sea_orm(column_type = "String(StringLen::N(2))")]
    pub language: String,
    #[sea_orm(column_type = "String(StringLen::N(60))")]
    pub time_zone: String,
    pub population: Option<i64>,
    #[sea_orm(column_type = "String(StringLen::N(7))")]
    pub working_weekdays: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
