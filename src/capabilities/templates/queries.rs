//! The only place that queries the tables of templates.

use super::dto::VersionStatus;
use crate::access::TenantScope;
use crate::error::{AppError, Result};
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
    let found = template_version::Entity::find_by_id((scope.organiser(), id));
    found.one(db).await?.ok_or_else(AppError::not_found)
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
