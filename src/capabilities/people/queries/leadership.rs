//! Queries of leadership groups and their members.

use super::members_of;
use crate::access::TenantScope;
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, QueryOrder};
use tables::leadership_member;
use uuid::Uuid;

/// The memberships of a group that hold on a day.
pub(crate) async fn members_on<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
    day: NaiveDate,
) -> Result<Vec<leadership_member::Model>> {
    let to = leadership_member::Column::ToDate;
    Ok(members_of(scope)
        .filter(leadership_member::Column::GroupId.eq(group))
        .filter(leadership_member::Column::FromDate.lte(day))
        .filter(Condition::any().add(to.is_null()).add(to.gte(day)))
        .order_by_asc(leadership_member::Column::Id)
        .all(db)
        .await?)
}
