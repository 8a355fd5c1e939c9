//! Table `initiative_value`. What users or staff got out of it, as measured, in ten-thousandths; a correction is a row of its own.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "initiative_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub initiative_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(10))")]
    pub people: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub indicator: String,
    #[sea_orm(column_type = "String(StringLen::N(60))")]
    pub measure: String,
    pub from_date: Date,
    pub to_date: Date,
    pub revision: i32,
    pub value: i64,
    pub evidence_id: Option<Uuid>,
    pub recorded_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
