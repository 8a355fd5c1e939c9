//! Table `posture_round`. One asking of the posture questionnaire, with the questions as they were asked.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "posture_round")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub group_id: Uuid,
    /// The unit of the group when the round was made.
    pub unit_id: Option<Uuid>,
    #[sea_orm(column_type = "String(StringLen::N(20))")]
    pub audience: String,
    pub opens_on: Date,
    pub closes_on: Date,
    #[sea_orm(column_type = "Text")]
    pub questionnaire: String,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub fingerprint: String,
    /// What is said of the round once it is over; it never changes.
    #[sea_orm(column_type = "String(StringLen::N(20))", nullable)]
    pub verdict: Option<String>,
    /// How many had answered when the verdict was given.
    pub answered: Option<i32>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
