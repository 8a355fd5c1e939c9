//! Table `gate_vote`. What one decider said in a review; a decision takes effect when the quorum agrees.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "gate_vote")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub review_id: Uuid,
    pub gate_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub outcome: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub justification: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub conditions: Json,
    /// SHA-256 of what the vote is about: rule, outcomes and evidence as they stood.
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub basis: String,
    /// The person who voted, or the account where no person stands behind it.
    pub cast_by: Uuid,
    pub cast_account: Uuid,
    pub cast_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
