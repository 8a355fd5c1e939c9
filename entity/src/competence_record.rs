//! Table `competence_record`. What somebody was found able to do in a field; never rewritten, only superseded or withdrawn.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "competence_record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(60))")]
    pub field: String,
    /// 0 to 4.
    pub level: i32,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub source: String,
    pub assessed_on: Date,
    pub valid_until: Option<Date>,
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    /// Why an earlier record was corrected.
    #[sea_orm(column_type = "Text", nullable)]
    pub reason: Option<String>,
    /// 1 for the first, one more for each correction.
    pub revision: i32,
    pub recorded_by: Uuid,
    /// When a correction took its place.
    pub superseded_at: Option<DateTimeUtc>,
    pub withdrawn_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "Text", nullable)]
    pub withdrawal_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
