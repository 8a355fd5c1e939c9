//! Table `person`. An employee or external as HR knows them. Never national id, salary, absence or health data.
//! The keys are the folded names, by which persons are ordered and found.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(100))")]
    pub given_name: String,
    #[sea_orm(column_type = "String(StringLen::N(100))")]
    pub family_name: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub given_key: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub family_key: String,
    #[sea_orm(column_type = "String(StringLen::N(254))", nullable)]
    pub email: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(60))", nullable)]
    pub employee_number: Option<String>,
    pub external: bool,
    #[sea_orm(column_type = "String(StringLen::N(2))", nullable)]
    pub language: Option<String>,
    pub left_on: Option<Date>,
    pub erased_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
