//! Queries of positions.

use super::{CHUNK, positions_of};
use crate::access::TenantScope;
use crate::error::Result;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use tables::position;
use uuid::Uuid;

/// Every position of these persons that names a superior.
pub(crate) async fn led_positions<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    persons: &[Uuid],
) -> Result<Vec<position::Model>> {
    let mut found = Vec::new();
    for ids in persons.chunks(CHUNK) {
        let query = positions_of(scope)
            .filter(position::Column::PersonId.is_in(ids.iter().copied()))
            .filter(position::Column::SuperiorId.is_not_null());
        found.extend(query.all(db).await?);
    }
    Ok(found)
}
