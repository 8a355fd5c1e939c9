//! Table `gate_review`. A review of a gate: from the request until a decision took effect.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "gate_review")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub gate_id: Uuid,
    pub roadmap_id: Uuid,
    /// The person who asked, or the account where no person stands behind it.
    pub asked_by: Uuid,
    pub asked_account: Uuid,
    pub asked_at: DateTimeUtc,
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    pub closed_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "String(StringLen::N(2000))", nullable)]
    pub withdrawal_reason: Option<String>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
