//! Table `benefit_review`. A day on which somebody looks whether a benefit still holds, and what they found.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "benefit_review")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub benefit_id: Uuid,
    pub due_on: Date,
    pub first_due_on: Date,
    #[sea_orm(column_type = "String(StringLen::N(1000))", nullable)]
    pub moved_reason: Option<String>,
    pub done_on: Option<Date>,
    #[sea_orm(column_type = "String(StringLen::N(10))", nullable)]
    pub outcome: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(2000))", nullable)]
    pub finding: Option<String>,
    pub done_by: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
