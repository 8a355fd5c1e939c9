//! Table `login_directory`. Where a login name may log in: a hash of the folded name and the organiser; read before any tenant is known.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "login_directory")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false, column_type = "String(StringLen::N(64))")]
    pub login_key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub organiser_id: Uuid,
    pub account_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
