//! Versions of the acknowledgement and their signatures.

use super::after_id;
use crate::access::TenantScope;
use crate::error::{AppError, Result};
use crate::platform::paging::Place;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tables::{acknowledgement_signature, acknowledgement_text};
use uuid::Uuid;

/// The versions of a group and of the organiser, each by their numbers.
pub(crate) async fn texts<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Option<Uuid>,
) -> Result<Vec<acknowledgement_text::Model>> {
    let of = acknowledgement_text::Column::GroupId;
    let mut wanted = Condition::any().add(of.is_null());
    if let Some(group) = group {
        wanted = wanted.add(of.eq(group));
    }
    Ok(acknowledgement_text::Entity::find()
        .filter(acknowledgement_text::Column::OrganiserId.eq(scope.organiser()))
        .filter(wanted)
        .order_by_asc(acknowledgement_text::Column::Number)
        .order_by_asc(acknowledgement_text::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn text<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<acknowledgement_text::Model> {
    let found = acknowledgement_text::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// Signatures of a group that were not withdrawn, the oldest first.
pub(crate) async fn standing_signatures<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
) -> Result<Vec<acknowledgement_signature::Model>> {
    Ok(acknowledgement_signature::Entity::find()
        .filter(acknowledgement_signature::Column::OrganiserId.eq(scope.organiser()))
        .filter(acknowledgement_signature::Column::GroupId.eq(group))
        .filter(acknowledgement_signature::Column::WithdrawnAt.is_null())
        .order_by_asc(acknowledgement_signature::Column::Id)
        .all(db)
        .await?)
}

/// A page of all signatures of a group, the oldest first.
pub(crate) async fn signatures<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
    place: &Place,
) -> Result<Vec<acknowledgement_signature::Model>> {
    let mut query = acknowledgement_signature::Entity::find()
        .filter(acknowledgement_signature::Column::OrganiserId.eq(scope.organiser()))
        .filter(acknowledgement_signature::Column::GroupId.eq(group));
    if let Some(id) = after_id(place)? {
        query = query.filter(acknowledgement_signature::Column::Id.gt(id));
    }
    Ok(query
        .order_by_asc(acknowledgement_signature::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

pub(crate) async fn signature<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<acknowledgement_signature::Model> {
    let found = acknowledgement_signature::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(crate) async fn lock_signature<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<acknowledgement_signature::Model> {
    let found = acknowledgement_signature::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}
