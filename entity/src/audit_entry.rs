//! Table `audit_entry`. One entry of the hash chain. `changes` is canonical JSON text, since the hash covers its bytes.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i64,
    pub at: DateTimeUtc,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(80))")]
    pub action: String,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub outcome: String,
    #[sea_orm(column_type = "String(StringLen::N(40))")]
    pub target_kind: String,
    pub target_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub changes: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub request_id: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub previous_hash: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
