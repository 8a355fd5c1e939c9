//! Table `technology_state`. The states that a technology in a place has been in, with their first day.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "technology_state")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub deployment_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub state: String,
    pub since: Date,
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    pub decision_id: Option<Uuid>,
    pub recorded_by: Uuid,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
