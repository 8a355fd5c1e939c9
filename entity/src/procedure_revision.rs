//! Table `procedure_revision`. A revision of a procedure. Once approved it is never changed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "procedure_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub procedure_id: Uuid,
    pub number: i32,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub state: String,
    #[sea_orm(column_type = "String(StringLen::N(2000))")]
    pub change_note: String,
    pub asks_acknowledgement: bool,
    pub effective_from: Option<Date>,
    pub author: Option<Uuid>,
    pub author_id: Option<Uuid>,
    /// The accounts that wrote in it: none of them approves it.
    #[sea_orm(column_type = "JsonBinary")]
    pub editors: Json,
    pub submitted_by: Option<Uuid>,
    pub submitted_at: Option<DateTimeUtc>,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "String(StringLen::N(2000))", nullable)]
    pub decision_note: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub content_hash: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
