//! Table `procedure`. A procedure: what it is about, whom it is for, who looks after it. Its texts stand in its revisions.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "procedure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(60))")]
    pub key: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub title: String,
    #[sea_orm(column_type = "String(StringLen::N(60))")]
    pub category_key: String,
    pub owner_id: Option<Uuid>,
    pub review_on: Option<Date>,
    pub withdrawn_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "String(StringLen::N(2000))", nullable)]
    pub withdrawal_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
