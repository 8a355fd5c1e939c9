//! Table `initiative_workload`. What an initiative asks of a unit's staff over a period, in hundredths of hours a week.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "initiative_workload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub initiative_id: Uuid,
    pub unit_id: Uuid,
    pub hundredths: i64,
    pub from_date: Date,
    pub to_date: Date,
    #[sea_orm(column_type = "Text")]
    pub mitigation: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
