//! The only place that queries the tables of templates.

use super::dto::{VersionStatus, VersionSummary};
use crate::access::TenantScope;
use crate::error::{AppError, FaultCode, Result};
use crate::platform::paging::{Place, Start};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use tables::{organiser, template, template_version};
use uuid::Uuid;

fn templates_of(scope: TenantScope) -> Select<template::Entity> {
    template::Entity::find().filter(template::Column::OrganiserId.eq(scope.organiser()))
}

fn versions_of(scope: TenantScope) -> Select<template_version::Entity> {
    template_version::Entity::find().filter(template_version::Column::OrganiserId.eq(scope.organiser()))
}

/// The organisers of the instance, for what the program does for each of them.
pub(super) async fn organiser_ids<C: ConnectionTrait>(db: &C) -> Result<Vec<Uuid>> {
    Ok(organiser::Entity::find()
        .select_only()
        .column(organiser::Column::Id)
        .filter(organiser::Column::Id.ne(Uuid::nil()))
        .order_by_asc(organiser::Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

pub(super) async fn template_with_key<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    key: &str,
) -> Result<Option<template::Model>> {
    Ok(templates_of(scope)
        .filter(template::Column::Key.eq(key))
        .one(db)
        .await?)
}

/// The highest number among the versions of a template; 0 where it has none.
pub(super) async fn newest_number<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    template: Uuid,
) -> Result<i32> {
    let number: Option<i32> = versions_of(scope)
        .select_only()
        .column(template_version::Column::Number)
        .filter(template_version::Column::TemplateId.eq(template))
        .order_by_desc(template_version::Column::Number)
        .into_tuple()
        .one(db)
        .await?;
    Ok(number.unwrap_or(0))
}

pub(super) async fn version<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<template_version::Model> {
    find_version(db, scope, id).await?.ok_or_else(AppError::not_found)
}

pub(super) async fn find_version<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<Option<template_version::Model>> {
    let found = template_version::Entity::find_by_id((scope.organiser(), id));
    Ok(found.one(db).await?)
}

/// The published version of the template with the highest number.
pub(super) async fn newest_published<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    template: Uuid,
) -> Result<Option<template_version::Model>> {
    Ok(versions_of(scope)
        .filter(template_version::Column::TemplateId.eq(template))
        .filter(template_version::Column::Status.eq(VersionStatus::Published.as_str()))
        .order_by_desc(template_version::Column::Number)
        .one(db)
        .await?)
}

pub(super) async fn template<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<template::Model> {
    let found = template::Entity::find_by_id((scope.organiser(), id));
    found.one(db).await?.ok_or_else(AppError::not_found)
}

/// The template's row until the end of the transaction: whoever changes one of its versions goes through it.
pub(super) async fn lock_template<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<template::Model> {
    let found = template::Entity::find_by_id((scope.organiser(), id)).lock_exclusive();
    found.one(db).await?.ok_or_else(AppError::not_found)
}

pub(super) async fn lock_version<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<template_version::Model> {
    let found = template_version::Entity::find_by_id((scope.organiser(), id)).lock_exclusive();
    found.one(db).await?.ok_or_else(AppError::not_found)
}

/// Templates by key.
pub(super) async fn templates<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    place: &Place,
) -> Result<Vec<template::Model>> {
    let mut query = templates_of(scope);
    if let Start::After(key) = &place.start {
        query = query.filter(template::Column::Key.gt(key.first().cloned().unwrap_or_default()));
    }
    Ok(query
        .order_by_asc(template::Column::Key)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// The versions of some templates without their content, the newest first.
pub(super) async fn summaries<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    templates: &[Uuid],
) -> Result<Vec<VersionSummary>> {
    use template_version::Column;
    Ok(versions_of(scope)
        .select_only()
        .columns([
            Column::Id,
            Column::TemplateId,
            Column::Number,
            Column::Status,
            Column::Title,
        ])
        .filter(Column::TemplateId.is_in(templates.iter().copied()))
        .order_by_desc(Column::Number)
        .into_model()
        .all(db)
        .await?)
}

/// The versions of a template, the newest first.
pub(super) async fn versions<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    template: Uuid,
    place: &Place,
) -> Result<Vec<template_version::Model>> {
    let mut query = versions_of(scope).filter(template_version::Column::TemplateId.eq(template));
    if let Start::After(key) = &place.start {
        let number: i32 = key
            .first()
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| {
                let expected = "nextCursor".to_owned();
                AppError::fault("/query/cursor", FaultCode::Format { expected })
            })?;
        query = query.filter(template_version::Column::Number.lt(number));
    }
    Ok(query
        .order_by_desc(template_version::Column::Number)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

/// The draft of a template, where it has one.
pub(super) async fn draft<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    template: Uuid,
) -> Result<Option<i32>> {
    Ok(versions_of(scope)
        .select_only()
        .column(template_version::Column::Number)
        .filter(template_version::Column::TemplateId.eq(template))
        .filter(template_version::Column::Status.eq(VersionStatus::Draft.as_str()))
        .into_tuple()
        .one(db)
        .await?)
}
