//! How roadmaps, stages and milestones stood on an earlier day.
//!
//! Each of their writes goes through [`keep`], which ends the row before and adds the new one; nothing is copied by hand.

use crate::access::{Permit, TenantScope};
use crate::error::{AppError, Result};
use crate::platform::paging::{Place, Start};
use crate::platform::rows;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde::Serialize;
use serde_json::Value;
use tables::history;
use uuid::Uuid;

/// What has a history.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Roadmap,
    Stage,
    Milestone,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Roadmap => "roadmap",
            Self::Stage => "stage",
            Self::Milestone => "milestone",
        }
    }
}

/// A version of something, as its readers see it.
pub(super) struct Version<'v, V: Serialize> {
    pub(super) kind: Kind,
    pub(super) roadmap: Uuid,
    pub(super) subject: Uuid,
    pub(super) number: i64,
    pub(super) view: &'v V,
}

/// Keeps a version from now on.
pub(super) async fn keep<C: ConnectionTrait, V: Serialize>(
    db: &C,
    permit: &Permit,
    now: DateTime<Utc>,
    version: Version<'_, V>,
) -> Result<()> {
    let organiser = permit.scope().organiser();
    if version.number > 1 {
        history::Entity::update_many()
            .col_expr(history::Column::ValidTo, Expr::value(now))
            .filter(history::Column::OrganiserId.eq(organiser))
            .filter(history::Column::Kind.eq(version.kind.as_str()))
            .filter(history::Column::SubjectId.eq(version.subject))
            .filter(history::Column::Version.eq(version.number - 1))
            .exec(db)
            .await?;
    }
    let row = history::Model {
        organiser_id: organiser,
        kind: version.kind.as_str().to_owned(),
        subject_id: version.subject,
        version: version.number,
        roadmap_id: version.roadmap,
        valid_from: now,
        valid_to: None,
        content: serde_json::to_string(version.view)?,
    };
    rows::insert(db, permit, row).await
}

fn at(kind: Kind, scope: TenantScope, instant: DateTime<Utc>) -> sea_orm::Select<history::Entity> {
    history::Entity::find()
        .filter(history::Column::OrganiserId.eq(scope.organiser()))
        .filter(history::Column::Kind.eq(kind.as_str()))
        .filter(history::Column::ValidFrom.lte(instant))
        .filter(
            Condition::any()
                .add(history::Column::ValidTo.is_null())
                .add(history::Column::ValidTo.gt(instant)),
        )
}

/// One thing as it stood; 404 before it was made.
pub(super) async fn one<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    kind: Kind,
    id: Uuid,
    instant: DateTime<Utc>,
) -> Result<Value> {
    let found = at(kind, scope, instant)
        .filter(history::Column::SubjectId.eq(id))
        .one(db)
        .await?;
    Ok(serde_json::from_str(
        &found.ok_or_else(AppError::not_found)?.content,
    )?)
}

/// All things of a kind in a roadmap as they stood, in the order in which they were made.
pub(super) async fn all<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    kind: Kind,
    roadmap: Uuid,
    instant: DateTime<Utc>,
) -> Result<Vec<Value>> {
    views(&in_roadmap(kind, scope, roadmap, instant).all(db).await?)
}

/// A page of them.
pub(super) async fn page<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    kind: Kind,
    roadmap: Uuid,
    instant: DateTime<Utc>,
    place: &Place,
) -> Result<Vec<Value>> {
    let mut query = in_roadmap(kind, scope, roadmap, instant);
    if let Start::After(key) = &place.start {
        query = query.filter(history::Column::SubjectId.gt(crate::platform::paging::last_id(key)?));
    }
    views(&query.offset(place.offset()).limit(place.rows()).all(db).await?)
}

fn in_roadmap(
    kind: Kind,
    scope: TenantScope,
    roadmap: Uuid,
    instant: DateTime<Utc>,
) -> Select<history::Entity> {
    at(kind, scope, instant)
        .filter(history::Column::RoadmapId.eq(roadmap))
        .order_by_asc(history::Column::SubjectId)
}

fn views(rows: &[history::Model]) -> Result<Vec<Value>> {
    rows.iter()
        .map(|row| serde_json::from_str(&row.content).map_err(AppError::from))
        .collect()
}
