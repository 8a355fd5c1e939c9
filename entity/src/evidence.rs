//! Table `evidence`. What proves a milestone or criterion. Never edited after its submission, only superseded or withdrawn.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub roadmap_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub kind: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub title: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(2000))", nullable)]
    pub link: Option<String>,
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub measurement: Option<Json>,
    #[sea_orm(column_type = "String(StringLen::N(64))", nullable)]
    pub blob_hash: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(255))", nullable)]
    pub file_label: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(100))", nullable)]
    pub media_type: Option<String>,
    pub size: Option<i64>,
    pub effective_from: Option<Date>,
    pub effective_to: Option<Date>,
    pub valid_until: Option<Date>,
    #[sea_orm(column_type = "String(StringLen::N(200))", nullable)]
    pub case_reference: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub access_level: String,
    #[sea_orm(column_type = "String(StringLen::N(300))", nullable)]
    pub legal_basis: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub status: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub content_hash: String,
    pub supersedes_id: Option<Uuid>,
    pub superseded_by_id: Option<Uuid>,
    pub revision: i32,
    /// The account or key that submitted it.
    pub submitted_by: Option<Uuid>,
    /// The person behind it at that time.
    pub submitter_id: Option<Uuid>,
    pub submitted_at: DateTimeUtc,
    pub reviewed_by: Option<Uuid>,
    pub reviewer_id: Option<Uuid>,
    pub reviewed_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "String(StringLen::N(2000))", nullable)]
    pub review_note: Option<String>,
    pub withdrawn_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "String(StringLen::N(2000))", nullable)]
    pub withdrawal_reason: Option<String>,
    pub owner_id: Option<Uuid>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
