//! Table `technology_engagement`. What was done together with staff, users, patients or relatives; heads are counted, never named.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "technology_engagement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub technology_id: Option<Uuid>,
    pub unit_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub audience: String,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub activity: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub title: String,
    pub held_on: Date,
    pub participants: i32,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
