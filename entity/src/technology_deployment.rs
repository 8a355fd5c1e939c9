//! Table `technology_deployment`. A technology in a unit, or in a service area within it. `slot` is the place while it stands there, and its own id after it was withdrawn.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "technology_deployment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub technology_id: Uuid,
    pub unit_id: Uuid,
    pub service_area_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(80))")]
    pub slot: String,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub state: String,
    pub state_since: Date,
    pub pilot_ends_on: Option<Date>,
    pub target_use: Option<i32>,
    pub target_reach: Option<i32>,
    pub target_gap: Option<i32>,
    #[sea_orm(column_type = "Text", nullable)]
    pub target_rationale: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
