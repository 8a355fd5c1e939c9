//! Queries of persons.

use super::{CHUNK, persons_of};
use crate::access::TenantScope;
use crate::error::Result;
use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};
use tables::person;
use uuid::Uuid;

/// The persons with these ids, in no order; unknown ones are left out.
pub(crate) async fn persons_by_id<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<Vec<person::Model>> {
    let mut found = Vec::new();
    for ids in ids.chunks(CHUNK) {
        found.extend(
            persons_of(scope)
                .filter(person::Column::Id.is_in(ids.iter().copied()))
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// Everybody who has left on a day.
pub(crate) async fn departed_on<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    day: NaiveDate,
) -> Result<Vec<person::Model>> {
    Ok(persons_of(scope)
        .filter(person::Column::LeftOn.lte(day))
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?)
}
