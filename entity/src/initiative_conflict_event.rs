//! Table `initiative_conflict_event`. What happened to a conflict between units. Never rewritten.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "initiative_conflict_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub conflict_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub note: String,
    pub person_id: Option<Uuid>,
    pub recorded_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
