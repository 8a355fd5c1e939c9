//! Table `import_run`. One run of an HR import with its report.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "import_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(30))")]
    pub kind: String,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub mode: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub content_hash: String,
    /// Counts and columns.
    #[sea_orm(column_type = "JsonBinary")]
    pub summary: Json,
    /// What became of each row.
    #[sea_orm(column_type = "JsonBinary")]
    pub report: Json,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
