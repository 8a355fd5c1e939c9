//! Table `barrier_effect`. How severe a barrier was found to be on a day after its countermeasure. Never changed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "barrier_effect")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub barrier_id: Uuid,
    pub on_date: Date,
    pub severity: i32,
    #[sea_orm(column_type = "Text")]
    pub note: String,
    pub solved: bool,
    pub recorded_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
