//! Table `audit_head`. How long an organiser's audit chain is and what its last hash is; the count is also the organiser's data version.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_head")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    pub count: i64,
    pub access_count: i64,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
