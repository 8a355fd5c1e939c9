//! Table `competence_target`. The level that a role or a title of positions is to have in a field, where the organiser says so.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "competence_target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(60))")]
    pub field: String,
    #[sea_orm(column_type = "String(StringLen::N(30))")]
    pub role: String,
    /// Empty where the role says it all.
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub position_title: String,
    pub level: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
