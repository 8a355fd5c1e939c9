//! Queries of closing proposals.

use super::{CHUNK, after_id, persons, positions, units_in_sight};
use crate::access::{Permit, Sight, TenantScope};
use crate::capabilities::people::dto::{ClosingProposalFilter, ClosingSubject, ProposalStatus};
use crate::error::{AppError, Result};
use crate::platform::paging::Place;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use tables::{closing_proposal, person};
use uuid::Uuid;

pub(crate) async fn lock_proposal<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<closing_proposal::Model> {
    let found = closing_proposal::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// Proposals in sight, the oldest first.
pub(crate) async fn proposals<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    sight: &Sight,
    filter: &ClosingProposalFilter,
    day: NaiveDate,
    place: &Place,
) -> Result<Vec<closing_proposal::Model>> {
    let subject = closing_proposal::Column::SubjectId;
    let mut query =
        closing_proposal::Entity::find().filter(closing_proposal::Column::OrganiserId.eq(scope.organiser()));
    if let Some(units) = units_in_sight(scope, sight) {
        let people = super::persons_of(scope)
            .filter(persons::belonging(scope, &units, day))
            .select_only()
            .column(person::Column::Id)
            .into_query();
        // Ids are unique across the tables, so that the kind need not be asked.
        query = query.filter(
            Condition::any()
                .add(subject.in_subquery(people))
                .add(subject.in_subquery(positions::positions_in(scope, &units)))
                .add(subject.in_subquery(units)),
        );
    }
    if let Some(status) = filter.status {
        query = query.filter(closing_proposal::Column::Status.eq(status.as_str()));
    }
    if let Some(kind) = filter.subject_kind {
        query = query.filter(closing_proposal::Column::SubjectKind.eq(kind.as_str()));
    }
    if let Some(import) = filter.import_id {
        query = query.filter(closing_proposal::Column::ImportId.eq(import));
    }
    if let Some(id) = after_id(place)? {
        query = query.filter(closing_proposal::Column::Id.gt(id));
    }
    let query = query.order_by_asc(closing_proposal::Column::Id);
    Ok(query.offset(place.offset()).limit(place.rows()).all(db).await?)
}

/// The subjects of one kind with a proposal that still speaks: pending, or rejected and not taken back since.
pub(crate) async fn standing_subjects<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    kind: ClosingSubject,
) -> Result<Vec<Uuid>> {
    let standing = [
        ProposalStatus::Pending.as_str(),
        ProposalStatus::Rejected.as_str(),
    ];
    let found: Vec<Uuid> = closing_proposal::Entity::find()
        .filter(closing_proposal::Column::OrganiserId.eq(scope.organiser()))
        .filter(closing_proposal::Column::SubjectKind.eq(kind.as_str()))
        .filter(closing_proposal::Column::Status.is_in(standing))
        .select_only()
        .column(closing_proposal::Column::SubjectId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(found)
}

/// Takes back the standing proposals about what a file has again.
pub(crate) async fn withdraw<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    subjects: &[Uuid],
    now: DateTime<Utc>,
) -> Result<()> {
    let standing = [
        ProposalStatus::Pending.as_str(),
        ProposalStatus::Rejected.as_str(),
    ];
    for ids in subjects.chunks(CHUNK) {
        closing_proposal::Entity::update_many()
            .col_expr(
                closing_proposal::Column::Status,
                Expr::value(ProposalStatus::Withdrawn.as_str()),
            )
            .col_expr(
                closing_proposal::Column::Version,
                Expr::col(closing_proposal::Column::Version).add(1),
            )
            .col_expr(closing_proposal::Column::UpdatedAt, Expr::value(now))
            .filter(closing_proposal::Column::OrganiserId.eq(permit.scope().organiser()))
            .filter(closing_proposal::Column::SubjectId.is_in(ids.iter().copied()))
            .filter(closing_proposal::Column::Status.is_in(standing))
            .exec(db)
            .await?;
    }
    Ok(())
}
