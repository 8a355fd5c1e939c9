//! Table `barrier`. Something that blocks a roadmap in a unit; with a countermeasure and an owner, or ruled out.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "barrier")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub roadmap_id: Uuid,
    pub unit_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(60))")]
    pub category: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub description: String,
    pub severity: i32,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub state: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub countermeasure: Option<String>,
    pub owner_id: Option<Uuid>,
    /// Why it was ruled out, or is open again.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// How likely it costs time, and how much, as JSON.
    #[sea_orm(column_type = "Text", nullable)]
    pub risk: Option<String>,
    pub closed_on: Option<Date>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
