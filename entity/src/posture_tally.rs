//! Table `posture_tally`. How many respondents of a round reached so many points on an axis. No row belongs to a person,
//! and all rows are made with the round, so that neither their keys nor their order tell who answered what.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "posture_tally")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false, column_type = "String(StringLen::N(20))")]
    pub axis: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub points: i32,
    pub answers: i32,
}

impl ActiveModelBehavior for ActiveModel {}
