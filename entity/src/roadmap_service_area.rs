//! Table `roadmap_service_area`. A service area that a roadmap covers.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "roadmap_service_area")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub roadmap_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub service_area_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
