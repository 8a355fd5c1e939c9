//! What other capabilities ask about people. Use cases behind this capability's own doors stand in files by noun.

use super::queries::{leadership, persons, positions};
use super::reach::Standing;
use crate::access::{Action, Ctx, Permit, Target, TenantScope};
use crate::error::{AppError, Result};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, EntityTrait};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tables::{person, position};
use uuid::Uuid;

/// How far up a departed superior's superior is looked for.
const HIGHEST: usize = 5;

/// Whether a person has left on a day: from the last day on, what they owned needs a new owner.
pub(super) fn has_left(person: &person::Model, day: NaiveDate) -> bool {
    person.erased_at.is_some() || person.left_on.is_some_and(|left| left <= day)
}

/// Which of `ids` cannot be made responsible for anything on `day`: unknown in the organiser, or left.
/// Each id is named once, in the order given.
///
/// # Errors
/// What the database says.
pub async fn persons_missing<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
    day: NaiveDate,
) -> Result<Vec<Uuid>> {
    let wanted: BTreeSet<Uuid> = ids.iter().copied().collect();
    let wanted: Vec<Uuid> = wanted.into_iter().collect();
    let mut here: BTreeSet<Uuid> = BTreeSet::new();
    for person in persons::persons_by_id(db, scope, &wanted).await? {
        if !has_left(&person, day) {
            here.insert(person.id);
        }
    }
    // Inserting what was missing makes a repeated id count once.
    Ok(ids.iter().copied().filter(|id| here.insert(*id)).collect())
}

/// The names by which persons are shown, given name first; an erased person has a pseudonym. Unknown ids are left out.
///
/// # Errors
/// What the database says.
pub async fn person_names<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>> {
    let found = persons::persons_by_id(db, scope, ids).await?;
    Ok(found
        .into_iter()
        .map(|person| (person.id, shown_name(&person)))
        .collect())
}

pub(super) fn shown_name(person: &person::Model) -> String {
    format!("{} {}", person.given_name, person.family_name)
}

/// Everybody who has left on `day`, with the last day. An erased person without a last day is left out.
///
/// # Errors
/// What the database says.
pub async fn departed_persons<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    day: NaiveDate,
) -> Result<BTreeMap<Uuid, NaiveDate>> {
    let found = persons::departed_on(db, scope, day).await?;
    Ok(found
        .into_iter()
        .filter_map(|person| Some((person.id, person.left_on?)))
        .collect())
}

/// The nearest superior of each person who has not left on `day`; persons without one are left out.
///
/// Of several positions the one that runs on `day` counts before an ended one, the later before the earlier, the larger
/// before the smaller. Where that superior has left as well, theirs is looked for, at most five steps up.
///
/// # Errors
/// What the database says.
pub async fn superiors_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
    day: NaiveDate,
) -> Result<HashMap<Uuid, Uuid>> {
    let mut found = HashMap::new();
    // Whom a person's superior is looked for through: at first through themselves.
    let mut through: HashMap<Uuid, Uuid> = ids.iter().map(|id| (*id, *id)).collect();
    for _ in 0..HIGHEST {
        let asked: BTreeSet<Uuid> = through.values().copied().collect();
        let asked: Vec<Uuid> = asked.into_iter().collect();
        let next = direct_superiors(&positions::led_positions(db, scope, &asked).await?, day);
        through = through
            .into_iter()
            .filter_map(|(person, via)| Some((person, *next.get(&via)?)))
            .collect();
        through.retain(|person, superior| person != superior);
        let candidates: BTreeSet<Uuid> = through.values().copied().collect();
        let candidates: Vec<Uuid> = candidates.into_iter().collect();
        let gone: BTreeSet<Uuid> = persons_missing(db, scope, &candidates, day)
            .await?
            .into_iter()
            .collect();
        let (left, here): (HashMap<_, _>, HashMap<_, _>) = through
            .into_iter()
            .partition(|(_, superior)| gone.contains(superior));
        found.extend(here);
        through = left;
        if through.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// The superior in the position of each person that counts most on `day`.
fn direct_superiors(positions: &[position::Model], day: NaiveDate) -> HashMap<Uuid, Uuid> {
    let rank = |position: &position::Model| {
        let end = position.to_date.unwrap_or(NaiveDate::MAX);
        (
            position.from_date <= day && day <= end,
            position.from_date <= day,
            end,
            position.from_date,
            position.fte_hundredths,
            position.id,
        )
    };
    let mut best: HashMap<Uuid, &position::Model> = HashMap::new();
    for position in positions {
        let known = best.entry(position.person_id).or_insert(position);
        if rank(position) > rank(known) {
            *known = position;
        }
    }
    best.into_iter()
        .filter_map(|(person, position)| Some((person, position.superior_id?)))
        .collect()
}

/// The members of a leadership group on `day`, each once. A membership ends with the person's departure.
///
/// # Errors
/// What the database says.
pub async fn leadership_members_on<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
    day: NaiveDate,
) -> Result<Vec<Uuid>> {
    let members = leadership::members_on(db, scope, group, day).await?;
    let ids: BTreeSet<Uuid> = members.into_iter().map(|member| member.person_id).collect();
    Ok(ids.into_iter().collect())
}

/// The members of a leadership group on `day`, with the first day of the membership that they have on it.
///
/// # Errors
/// What the database says.
pub async fn leadership_members_since<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    group: Uuid,
    day: NaiveDate,
) -> Result<BTreeMap<Uuid, NaiveDate>> {
    let members = leadership::members_on(db, scope, group, day).await?;
    Ok(members
        .into_iter()
        .map(|member| (member.person_id, member.from_date))
        .collect())
}

/// Whether a leadership group exists, for capabilities that refer to one.
///
/// # Errors
/// What the database says.
pub async fn leadership_group_exists<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<bool> {
    Ok(
        tables::leadership_group::Entity::find_by_id((scope.organiser(), id))
            .one(db)
            .await?
            .is_some(),
    )
}

/// A leadership group with the target that permissions on it are asked for; 404 where it is unknown.
///
/// # Errors
/// 404, and what the database says.
pub async fn leadership_group_target<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    id: Uuid,
) -> Result<(Target, tables::leadership_group::Model)> {
    let group = leadership::group(db, scope, id).await?;
    let path = match group.unit_id {
        Some(unit) => crate::capabilities::organisation::service::unit_path(db, scope, unit).await?,
        None => None,
    };
    let target = path.map_or_else(Target::organiser, Target::unit);
    Ok((target.about("leadership_group", id), group))
}

/// When somebody works, and how much.
#[derive(Clone, Debug, Default)]
pub struct Posts {
    pub posts: Vec<Post>,
    pub left_on: Option<NaiveDate>,
}

/// A position, as far as time goes.
#[derive(Clone, Debug)]
pub struct Post {
    /// The path of its unit.
    pub path: String,
    /// Hundredths of a percent: 10000 is a full position.
    pub fte_hundredths: i32,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

/// The positions of persons, past and to come. Two queries.
///
/// # Errors
/// What the database says.
pub async fn posts_of<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Posts>> {
    let mut found: HashMap<Uuid, Posts> = persons::persons_by_id(db, scope, ids)
        .await?
        .into_iter()
        .map(|person| {
            let left_on = person.left_on.or(person.erased_at.map(|_| NaiveDate::MIN));
            let posts = Posts {
                posts: Vec::new(),
                left_on,
            };
            (person.id, posts)
        })
        .collect();
    for (row, path) in positions::with_paths(db, scope, ids).await? {
        if let Some(person) = found.get_mut(&row.person_id) {
            person.posts.push(Post {
                path,
                fte_hundredths: row.fte_hundredths,
                from: row.from_date,
                to: row.to_date,
            });
        }
    }
    Ok(found)
}

/// The titles of the positions of persons that run on a day. Two queries.
///
/// # Errors
/// What the database says.
pub async fn titles_on<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
    day: NaiveDate,
) -> Result<HashMap<Uuid, Vec<String>>> {
    let mut found: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (row, _) in positions::with_paths(db, scope, ids).await? {
        if row.from_date <= day && row.to_date.is_none_or(|to| day <= to) {
            found.entry(row.person_id).or_default().push(row.title);
        }
    }
    Ok(found)
}

/// Everybody with an employee number who has not been erased, by it.
///
/// # Errors
/// What the database says.
pub async fn persons_by_number<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
) -> Result<HashMap<String, Uuid>> {
    let found = persons::numbered_persons(db, scope, false).await?;
    Ok(found
        .into_iter()
        .filter_map(|person| Some((person.employee_number?, person.id)))
        .collect())
}

/// Who belongs to any leadership group on a day, as far as they have not left.
///
/// # Errors
/// What the database says.
pub async fn leaders_on<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    day: NaiveDate,
) -> Result<BTreeSet<Uuid>> {
    let found = leadership::all_members_on(db, scope, day).await?;
    Ok(found.into_iter().map(|member| member.person_id).collect())
}

/// The days on which persons leave or left, where they do.
///
/// # Errors
/// What the database says.
pub async fn last_days<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, NaiveDate>> {
    let found = persons::persons_by_id(db, scope, ids).await?;
    Ok(found
        .into_iter()
        .filter_map(|person| {
            let last = person.left_on.or(person.erased_at.map(|_| NaiveDate::MIN));
            Some((person.id, last?))
        })
        .collect())
}

/// Where somebody works.
#[derive(Clone, Debug)]
pub struct Staff {
    pub person: Uuid,
    /// The name by which they are shown.
    pub name: String,
    pub unit: Uuid,
    pub fte_hundredths: i32,
}

/// The active staff on a day: who has a position that runs and has not left, once for each such position. Two queries.
///
/// # Errors
/// What the database says.
pub async fn active_staff<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    day: NaiveDate,
) -> Result<Vec<Staff>> {
    let running = positions::running_on(db, scope, day).await?;
    Ok(running
        .into_iter()
        .map(|(row, person)| Staff {
            person: person.id,
            name: shown_name(&person),
            unit: row.unit_id,
            fte_hundredths: row.fte_hundredths,
        })
        .collect())
}

/// The unit of a person's largest position that runs on a day; of equal ones the older. `None` where none runs.
///
/// # Errors
/// What the database says.
pub async fn unit_of_person<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    person: Uuid,
    day: NaiveDate,
) -> Result<Option<Uuid>> {
    let positions = positions::positions_of_person(db, scope, person).await?;
    let running = positions
        .into_iter()
        .filter(|row| row.from_date <= day && row.to_date.is_none_or(|to| day <= to));
    let largest = running.max_by_key(|row| (row.fte_hundredths, std::cmp::Reverse(row.id)));
    Ok(largest.map(|row| row.unit_id))
}

/// Asks the permission table about a person, wherever they stand: 403 where the person may be read, else 404.
///
/// # Errors
/// The refusal, 404 where there is no such person, and what the database says.
pub async fn permit_person<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    person: Uuid,
    action: Action,
) -> Result<(Permit, Target)> {
    let found = persons::persons_by_id(db, ctx.scope(), &[person]).await?;
    let person = found.first().ok_or_else(AppError::not_found)?;
    Standing::of(ctx, db, person).await?.permit(ctx, action)
}
