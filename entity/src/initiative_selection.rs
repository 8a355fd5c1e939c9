//! Table `initiative_selection`. Why an initiative was chosen: the weights and the ranking as it stood. Never rewritten.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "initiative_selection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub roadmap_id: Uuid,
    pub initiative_id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub weights: String,
    #[sea_orm(column_type = "Text")]
    pub ranking: String,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub chosen_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
