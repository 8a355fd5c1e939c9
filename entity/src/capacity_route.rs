//! Table `capacity_route`. A way to get the capacity that a leadership lacks, with its dates and its handover.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "capacity_route")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(30))")]
    pub kind: String,
    #[sea_orm(column_type = "Text")]
    pub need: String,
    /// The fields that it is to cover, as a JSON list of keys.
    #[sea_orm(column_type = "Text")]
    pub fields: String,
    pub person_id: Option<Uuid>,
    /// Who it is, where it is nobody of the organiser's.
    #[sea_orm(column_type = "String(StringLen::N(200))", nullable)]
    pub external: Option<String>,
    pub successor_id: Option<Uuid>,
    pub from_date: Date,
    pub to_date: Option<Date>,
    pub need_stands: bool,
    /// The handover pack, as JSON.
    #[sea_orm(column_type = "Text")]
    pub handover: String,
    pub ended_on: Option<Date>,
    #[sea_orm(column_type = "Text", nullable)]
    pub end_reason: Option<String>,
    pub cancelled_on: Option<Date>,
    #[sea_orm(column_type = "Text", nullable)]
    pub cancel_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
