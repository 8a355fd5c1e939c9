//! Table `procedure_reach`. How often procedures were opened in a month by unit, device class and hour of the week; never by whom.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "procedure_reach")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: Date,
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false, column_type = "String(StringLen::N(10))")]
    pub device: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub hour: i32,
    pub openings: i64,
}

impl ActiveModelBehavior for ActiveModel {}
