//! Table `acknowledgement_signature`. What a member of a leadership group signed in person. The text is the built-in one where none is named.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "acknowledgement_signature")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub group_id: Uuid,
    pub person_id: Uuid,
    pub text_id: Option<Uuid>,
    pub text_number: i32,
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub fingerprint: String,
    pub signed_at: DateTimeUtc,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
