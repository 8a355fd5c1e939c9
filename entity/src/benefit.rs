//! Table `benefit`. An effect that a roadmap is to have, with its baseline, its target and who has adopted it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "benefit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub roadmap_id: Uuid,
    pub unit_id: Uuid,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub title: String,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub kind: String,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub beneficiary: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub indicator: String,
    #[sea_orm(column_type = "String(StringLen::N(200))")]
    pub indicator_key: String,
    #[sea_orm(column_type = "String(StringLen::N(60))")]
    pub measure: String,
    #[sea_orm(column_type = "String(StringLen::N(60))")]
    pub measure_key: String,
    #[sea_orm(column_type = "String(StringLen::N(2000))")]
    pub method: String,
    #[sea_orm(column_type = "String(StringLen::N(10))")]
    pub direction: String,
    pub worth: i64,
    pub from_date: Date,
    pub to_date: Option<Date>,
    pub baseline_value: Option<i64>,
    pub baseline_date: Option<Date>,
    #[sea_orm(column_type = "String(StringLen::N(500))", nullable)]
    pub baseline_source: Option<String>,
    pub target_value: i64,
    pub target_date: Date,
    pub tolerance_percent: i32,
    pub owner_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(60))", nullable)]
    pub initiative_key: Option<String>,
    pub staff_evidence_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(1000))", nullable)]
    pub staff_reason: Option<String>,
    pub users_evidence_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(1000))", nullable)]
    pub users_reason: Option<String>,
    pub partners_evidence_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(1000))", nullable)]
    pub partners_reason: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(1000))", nullable)]
    pub shared_reason: Option<String>,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub state: String,
    pub locked_at: Option<DateTimeUtc>,
    pub superseded_at: Option<DateTimeUtc>,
    pub realised_at: Option<DateTimeUtc>,
    pub realised_by: Option<Uuid>,
    pub abandoned_at: Option<DateTimeUtc>,
    #[sea_orm(column_type = "String(StringLen::N(2000))", nullable)]
    pub abandoned_reason: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
