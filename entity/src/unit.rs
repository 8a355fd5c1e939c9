//! Table `unit`. A node of the organiser's tree. `path` lists the ids from the root to this node, each followed by a slash, so that a subtree is a prefix.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub parent_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(500))")]
    pub path: String,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub kind: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub name: String,
    #[sea_orm(column_type = "String(StringLen::N(100))", nullable)]
    pub external_id: Option<String>,
    pub service_area_id: Option<Uuid>,
    pub head_count: Option<i32>,
    pub responsible_id: Option<Uuid>,
    pub opened_on: Option<Date>,
    pub closed_on: Option<Date>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
