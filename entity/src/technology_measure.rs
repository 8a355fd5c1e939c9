//! Table `technology_measure`. Counts of service users of a month: eligible, offered, in use, declined; with the branch that they were counted in. A correction is a further revision; the earlier one stays.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "technology_measure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub deployment_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(7))")]
    pub month: String,
    #[sea_orm(column_type = "String(StringLen::N(40))")]
    pub group_key: String,
    #[sea_orm(column_type = "String(StringLen::N(30))", nullable)]
    pub branch: Option<String>,
    pub revision: i32,
    pub eligible: i32,
    pub offered: i32,
    pub in_use: i32,
    pub declined: i32,
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    pub recorded_by: Uuid,
    pub superseded_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
