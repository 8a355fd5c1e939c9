//! Table `evidence_use`. A place where evidence is used: a milestone (and which of its required items) or a gate's criterion.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence_use")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub evidence_id: Uuid,
    pub roadmap_id: Uuid,
    pub milestone_id: Option<Uuid>,
    pub stage_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(60))", nullable)]
    pub item_key: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(60))", nullable)]
    pub criterion_key: Option<String>,
    /// When a reviewer confirmed that it proves what it is used for; none while that is open.
    pub confirmed_at: Option<DateTimeUtc>,
    pub confirmed_by: Option<Uuid>,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
