//! Table `roadmap`. One run of a template for a sector or unit.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "roadmap")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub purpose: String,
    pub unit_id: Uuid,
    pub template_version_id: Uuid,
    pub sponsor_id: Option<Uuid>,
    pub leadership_group_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub status: String,
    pub start_date: Date,
    pub target_date: Option<Date>,
    pub published: bool,
    /// Whether a change of a milestone moves those that wait for it.
    pub automatic: bool,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
