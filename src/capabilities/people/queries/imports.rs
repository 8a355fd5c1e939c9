//! Queries of import runs.

use super::after_id;
use crate::access::TenantScope;
use crate::error::Result;
use crate::platform::paging::Place;
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};
use tables::import_run;
use uuid::Uuid;

/// A run without its rows, which may be many.
#[derive(Debug, FromQueryResult)]
pub(crate) struct ImportHead {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) mode: String,
    pub(crate) content_hash: String,
    pub(crate) summary: serde_json::Value,
    pub(crate) created_by: Option<Uuid>,
    pub(crate) created_at: DateTime<Utc>,
}

pub(crate) async fn import_run<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<Option<import_run::Model>> {
    Ok(import_run::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?)
}

/// A page of runs, the latest first: all, or those of one actor.
pub(crate) async fn import_runs<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    created_by: Option<Uuid>,
    place: &Place,
) -> Result<Vec<ImportHead>> {
    use import_run::Column::{ContentHash, CreatedAt, CreatedBy, Id, Kind, Mode, OrganiserId, Summary};
    let mut query = import_run::Entity::find()
        .select_only()
        .columns([Id, Kind, Mode, ContentHash, Summary, CreatedBy, CreatedAt])
        .filter(OrganiserId.eq(scope.organiser()));
    if let Some(actor) = created_by {
        query = query.filter(CreatedBy.eq(actor));
    }
    if let Some(id) = after_id(place)? {
        query = query.filter(Id.lt(id));
    }
    let query = query.order_by_desc(Id).offset(place.offset()).limit(place.rows());
    Ok(query.into_model::<ImportHead>().all(db).await?)
}
