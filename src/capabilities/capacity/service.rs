//! What other capabilities ask about capacity.

use super::queries;
use super::rules::Time;
use crate::access::{Ctx, Permit, TenantScope};
use crate::capabilities::{organisation, people};
use crate::error::Result;
use crate::platform::rows;
use crate::platform::tx::Tx;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use tables::capacity_share;
use uuid::Uuid;

/// Somebody's time beside operations: from each day on so many permille of a working day, the first being the day that
/// was asked about.
pub type Steps = Vec<(NaiveDate, u32)>;

/// The time of persons from a day on. A fixed number of queries.
///
/// # Errors
/// What the database says.
pub async fn capacities<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    persons: &[Uuid],
    today: NaiveDate,
) -> Result<HashMap<Uuid, Steps>> {
    each_time(db, scope, persons, today, |time| {
        let days = time.changes(today).into_iter();
        days.map(|day| (day, time.on(day))).collect()
    })
    .await
}

/// Asks each person's time something. A fixed number of queries.
async fn each_time<C: ConnectionTrait, T>(
    db: &C,
    scope: TenantScope,
    persons: &[Uuid],
    today: NaiveDate,
    ask: impl Fn(&Time<'_>) -> T,
) -> Result<HashMap<Uuid, T>> {
    let posts = people::service::posts_of(db, scope, persons).await?;
    let paths: HashMap<Uuid, String> = organisation::service::all_units(db, scope)
        .await?
        .into_iter()
        .map(|unit| (unit.id, unit.path_text()))
        .collect();
    let shares: Vec<_> = queries::all_shares(db, scope)
        .await?
        .into_iter()
        .map(|share| {
            let path = share.unit_id.and_then(|unit| paths.get(&unit).cloned());
            (share, path)
        })
        .collect();
    let absences = queries::absences(db, scope, persons, today).await?;
    let mut found = HashMap::new();
    for person in persons {
        let Some(time) = posts.get(person) else { continue };
        let own: Vec<_> = absences
            .iter()
            .filter(|one| one.person_id == *person)
            .cloned()
            .collect();
        let time = Time {
            person: *person,
            posts: &time.posts,
            left_on: time.left_on,
            shares: &shares,
            absences: &own,
        };
        found.insert(*person, ask(&time));
    }
    Ok(found)
}

/// What somebody works, and what of it is set aside for development: what was said, never what is assumed. In hundredths
/// of a percent of a full position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Protected {
    pub works: i64,
    /// Nothing where nobody has set anything aside.
    pub set_aside: Option<i64>,
    /// The sum over the days that were asked about, without absences.
    pub ahead: i64,
}

/// The protected time of persons today, and over working days from today on. A fixed number of queries.
///
/// # Errors
/// What the database says.
pub async fn protected<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    persons: &[Uuid],
    today: NaiveDate,
    days: &[NaiveDate],
) -> Result<HashMap<Uuid, Protected>> {
    each_time(db, scope, persons, today, |time| Protected {
        works: time.works(today),
        set_aside: time.set_aside(today),
        ahead: days.iter().map(|day| time.set_aside_there(*day)).sum(),
    })
    .await
}

/// How many milestones may run at once in the roadmaps of a unit, where that is limited.
///
/// # Errors
/// What the database says.
pub async fn change_limit<C: ConnectionTrait>(db: &C, scope: TenantScope, unit: Uuid) -> Result<Option<u32>> {
    let row = queries::limit(db, scope, unit).await?;
    Ok(row.and_then(|row| u32::try_from(row.parallel).ok()))
}

/// Gives a person so many percent of a full working day for development, from today on, whatever their positions are.
/// Leaves no entry in the chain: whoever calls does.
///
/// # Errors
/// What the database says.
pub async fn set_share(tx: &Tx, ctx: &Ctx, permit: &Permit, person: Uuid, percent: i32) -> Result<()> {
    let posts = people::service::posts_of(tx.conn(), ctx.scope(), &[person]).await?;
    let today = ctx.today();
    let runs = |post: &&people::service::Post| post.from <= today && post.to.is_none_or(|to| today <= to);
    let posts = posts
        .get(&person)
        .map(|one| one.posts.as_slice())
        .unwrap_or_default();
    // Without any position a share is of a full day.
    let employed: i32 = posts.iter().filter(runs).map(|post| post.fte_hundredths).sum();
    // A share is of the positions: a fifth of a full day is two fifths of half a position.
    let share = if employed > 0 {
        (percent * 10_000 + employed / 2) / employed
    } else {
        percent
    };
    let row = capacity_share::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        person_id: Some(person),
        unit_id: None,
        percent: share.clamp(0, 100),
        from_date: today,
        to_date: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    rows::insert(tx.conn(), permit, row).await
}
