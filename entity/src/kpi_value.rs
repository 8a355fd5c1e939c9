//! Table `kpi_value`. A public figure of a municipality in a year. A correction supersedes the earlier value, which stays.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "kpi_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub import_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(60))")]
    pub kpi: String,
    #[sea_orm(column_type = "String(StringLen::N(10))")]
    pub municipality: String,
    pub year: i32,
    #[sea_orm(column_type = "String(StringLen::N(10))")]
    pub gender: String,
    #[sea_orm(column_type = "String(StringLen::N(40))", nullable)]
    pub value: Option<String>,
    pub count: Option<i32>,
    #[sea_orm(column_type = "String(StringLen::N(40))", nullable)]
    pub status: Option<String>,
    pub superseded_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
