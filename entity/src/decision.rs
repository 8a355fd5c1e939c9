//! Table `decision`. A signed outcome of a gate, pinned to the criteria, values and evidence as they stood: `snapshot` is canonical JSON text.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub gate_id: Uuid,
    pub roadmap_id: Uuid,
    pub review_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub outcome: String,
    pub overridden: bool,
    #[sea_orm(column_type = "Text", nullable)]
    pub justification: Option<String>,
    pub decided_by: Uuid,
    pub decided_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub snapshot: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub fingerprint: String,
    pub superseded_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "String(StringLen::N(2000))", nullable)]
    pub superseded_reason: Option<String>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
