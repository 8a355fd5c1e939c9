//! Rounds, who has answered them, what is said of them, and how many reached how many points.

use super::after_id;
use crate::access::{Permit, Sight, TenantScope};
use crate::capabilities::leadership::dto::{Audience, Axis, PostureRoundFilter, RoundDates};
use crate::capabilities::organisation::service::{subtree_condition, units_within};
use crate::error::{AppError, Result};
use crate::platform::paging::Place;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tables::{posture_participation, posture_round, posture_tally, service_area, unit};
use uuid::Uuid;

fn rounds_of(scope: TenantScope) -> Select<posture_round::Entity> {
    posture_round::Entity::find().filter(posture_round::Column::OrganiserId.eq(scope.organiser()))
}

/// The units that a filter asks for; none where it asks for no unit.
fn units_of(scope: TenantScope, filter: &PostureRoundFilter, path: Option<&str>) -> Option<SelectStatement> {
    if path.is_none() && filter.service_area_id.is_none() && filter.branch.is_none() {
        return None;
    }
    let mut units = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .filter(unit::Column::OrganiserId.eq(scope.organiser()));
    if let Some(path) = path {
        units = units.filter(subtree_condition(path));
    }
    if let Some(area) = filter.service_area_id {
        units = units.filter(unit::Column::ServiceAreaId.eq(area));
    }
    if let Some(branch) = filter.branch {
        let areas = service_area::Entity::find()
            .select_only()
            .column(service_area::Column::Id)
            .filter(service_area::Column::OrganiserId.eq(scope.organiser()))
            .filter(service_area::Column::Branch.eq(branch.as_str()));
        units = units.filter(unit::Column::ServiceAreaId.in_subquery(areas.into_query()));
    }
    Some(units.into_query())
}

/// A page of rounds, the newest first; `path` is the path of the unit that is asked for.
pub(crate) async fn rounds<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    filter: &PostureRoundFilter,
    path: Option<&str>,
    place: &Place,
) -> Result<Vec<posture_round::Model>> {
    let mut query = rounds_of(scope);
    if let Some(group) = filter.group_id {
        query = query.filter(posture_round::Column::GroupId.eq(group));
    }
    if let Some(audience) = filter.audience {
        query = query.filter(posture_round::Column::Audience.eq(audience.as_str()));
    }
    if let Some(from) = filter.from {
        query = query.filter(posture_round::Column::ClosesOn.gte(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(posture_round::Column::OpensOn.lte(to));
    }
    if let Some(units) = units_of(scope, filter, path) {
        query = query.filter(posture_round::Column::UnitId.in_subquery(units));
    }
    if let Some(id) = after_id(place)? {
        query = query.filter(posture_round::Column::Id.lt(id));
    }
    Ok(query
        .order_by_desc(posture_round::Column::Id)
        .offset(place.offset())
        .limit(place.rows())
        .all(db)
        .await?)
}

pub(crate) async fn round<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<posture_round::Model> {
    let found = posture_round::Entity::find_by_id((scope.organiser(), id))
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

pub(crate) async fn lock_round<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<posture_round::Model> {
    let found = posture_round::Entity::find_by_id((scope.organiser(), id))
        .lock_exclusive()
        .one(db)
        .await?;
    found.ok_or_else(AppError::not_found)
}

/// The rounds of a group for an audience with their days, in the order in which they end.
pub(crate) async fn rounds_for<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
    audience: Audience,
) -> Result<Vec<(Uuid, RoundDates)>> {
    let found: Vec<(Uuid, NaiveDate, NaiveDate)> = rounds_of(scope)
        .filter(posture_round::Column::GroupId.eq(group))
        .filter(posture_round::Column::Audience.eq(audience.as_str()))
        .order_by_asc(posture_round::Column::ClosesOn)
        .order_by_asc(posture_round::Column::Id)
        .select_only()
        .column(posture_round::Column::Id)
        .column(posture_round::Column::OpensOn)
        .column(posture_round::Column::ClosesOn)
        .into_tuple()
        .all(db)
        .await?;
    let of = |(id, opens, closes)| (id, RoundDates { opens, closes });
    Ok(found.into_iter().map(of).collect())
}

/// The newest rounds of a group that are judged and within a sight, the newest first.
pub(crate) async fn judged_rounds<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
    sight: &Sight,
    most: u64,
) -> Result<Vec<posture_round::Model>> {
    let mut query = rounds_of(scope)
        .filter(posture_round::Column::GroupId.eq(group))
        .filter(posture_round::Column::Verdict.is_not_null());
    if let Sight::Only { units, .. } = sight {
        query = query.filter(posture_round::Column::UnitId.in_subquery(units_within(scope, units)));
    }
    Ok(query
        .order_by_desc(posture_round::Column::ClosesOn)
        .order_by_desc(posture_round::Column::Id)
        .limit(most)
        .all(db)
        .await?)
}

fn due_rounds(scope: TenantScope, before: NaiveDate) -> Select<posture_round::Entity> {
    rounds_of(scope)
        .filter(posture_round::Column::Verdict.is_null())
        .filter(posture_round::Column::ClosesOn.lt(before))
}

/// The rounds that ended before a day and are not judged, in the order in which they ended.
pub(crate) async fn due<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    before: NaiveDate,
) -> Result<Vec<Uuid>> {
    Ok(due_rounds(scope, before)
        .order_by_asc(posture_round::Column::ClosesOn)
        .order_by_asc(posture_round::Column::Id)
        .select_only()
        .column(posture_round::Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// Who has answered the rounds that ended before a day and are not judged.
pub(crate) async fn participants_of_due<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    before: NaiveDate,
) -> Result<HashMap<Uuid, BTreeSet<Uuid>>> {
    answered_by(db, scope, due_rounds(scope, before)).await
}

/// Who has answered the rounds of which a verdict was given.
pub(crate) async fn participants_judged<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    verdict: &str,
) -> Result<HashMap<Uuid, BTreeSet<Uuid>>> {
    let judged = rounds_of(scope).filter(posture_round::Column::Verdict.eq(verdict));
    answered_by(db, scope, judged).await
}

/// Keeps what is said of a round; what was kept before stays.
pub(crate) async fn keep_verdict<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    round: Uuid,
    verdict: &str,
    answered: i32,
) -> Result<()> {
    posture_round::Entity::update_many()
        .col_expr(posture_round::Column::Verdict, Expr::value(verdict))
        .col_expr(posture_round::Column::Answered, Expr::value(answered))
        .filter(posture_round::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(posture_round::Column::Id.eq(round))
        .filter(posture_round::Column::Verdict.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Takes a round away that nobody has answered.
pub(crate) async fn delete_round<C: ConnectionTrait>(db: &C, permit: &Permit, round: Uuid) -> Result<()> {
    posture_tally::Entity::delete_many()
        .filter(posture_tally::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(posture_tally::Column::RoundId.eq(round))
        .exec(db)
        .await?;
    posture_round::Entity::delete_by_id((permit.scope().organiser(), round))
        .exec(db)
        .await?;
    Ok(())
}

/// Who has answered the rounds that a query chooses.
async fn answered_by<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    rounds: Select<posture_round::Entity>,
) -> Result<HashMap<Uuid, BTreeSet<Uuid>>> {
    let chosen = rounds
        .select_only()
        .column(posture_round::Column::Id)
        .into_query();
    let rows: Vec<(Uuid, Uuid)> = posture_participation::Entity::find()
        .filter(posture_participation::Column::OrganiserId.eq(scope.organiser()))
        .filter(posture_participation::Column::RoundId.in_subquery(chosen))
        .select_only()
        .column(posture_participation::Column::RoundId)
        .column(posture_participation::Column::PersonId)
        .into_tuple()
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for (round, person) in rows {
        found.entry(round).or_default().insert(person);
    }
    Ok(found)
}

/// Who has answered the rounds of a group for an audience.
pub(crate) async fn participants_for<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
    audience: Audience,
) -> Result<HashMap<Uuid, BTreeSet<Uuid>>> {
    let rounds = rounds_of(scope)
        .filter(posture_round::Column::GroupId.eq(group))
        .filter(posture_round::Column::Audience.eq(audience.as_str()));
    answered_by(db, scope, rounds).await
}

pub(crate) async fn has_answered<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    round: Uuid,
    person: Uuid,
) -> Result<bool> {
    let found = posture_participation::Entity::find_by_id((scope.organiser(), round, person))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// How many reached how many points, by round and axis.
pub(crate) type Tallies = HashMap<(Uuid, Axis), BTreeMap<i32, i32>>;

pub(crate) async fn tallies<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    rounds: &[Uuid],
) -> Result<Tallies> {
    let rows = posture_tally::Entity::find()
        .filter(posture_tally::Column::OrganiserId.eq(scope.organiser()))
        .filter(posture_tally::Column::RoundId.is_in(rounds.iter().copied()))
        .filter(posture_tally::Column::Answers.gt(0))
        .all(db)
        .await?;
    let mut found = Tallies::new();
    for row in rows {
        let counts = found
            .entry((row.round_id, Axis::from_row(&row.axis)?))
            .or_default();
        counts.insert(row.points, row.answers);
    }
    Ok(found)
}

/// Makes the counters of a round, all at once and all zero.
pub(crate) async fn make_tallies<C: ConnectionTrait>(
    db: &C,
    _permit: &Permit,
    rows: Vec<posture_tally::Model>,
) -> Result<()> {
    use sea_orm::IntoActiveModel;
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    posture_tally::Entity::insert_many(rows)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Counts one more who reached so many points on each axis. Every counter of the round is written, so that no trace in
/// the database tells which of them have moved.
pub(crate) async fn count_one<C: ConnectionTrait>(
    db: &C,
    permit: &Permit,
    round: Uuid,
    reached: &[(Axis, i32)],
) -> Result<()> {
    let is_reached = reached.iter().fold(Condition::any(), |any, (axis, points)| {
        let axis = posture_tally::Column::Axis.eq(axis.as_str());
        any.add(axis.and(posture_tally::Column::Points.eq(*points)))
    });
    let more: Expr = Expr::case(is_reached, 1).finally(0).into();
    let counted = posture_tally::Entity::update_many()
        .col_expr(
            posture_tally::Column::Answers,
            Expr::col(posture_tally::Column::Answers).add(more),
        )
        .filter(posture_tally::Column::OrganiserId.eq(permit.scope().organiser()))
        .filter(posture_tally::Column::RoundId.eq(round))
        .exec(db)
        .await?;
    if counted.rows_affected > 0 {
        Ok(())
    } else {
        Err(AppError::internal("a round without counters"))
    }
}
