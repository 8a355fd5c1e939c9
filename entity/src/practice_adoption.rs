//! Table `practice_adoption`. A practice that an organiser has taken up, with the text as it was then and what differs here.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "practice_adoption")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub practice_id: Uuid,
    pub revision: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub texts: Json,
    #[sea_orm(column_type = "String(StringLen::N(500))")]
    pub provenance: String,
    #[sea_orm(column_type = "String(StringLen::N(30))")]
    pub licence: String,
    #[sea_orm(column_type = "Text")]
    pub deviations: String,
    pub kept_against: Option<i32>,
    #[sea_orm(column_type = "Text", nullable)]
    pub kept_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
