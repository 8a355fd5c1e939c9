//! How far people cover the fields: everybody with what they have and what is aimed at, and the counts of it.

use super::dto::{CompetenceRole, CoverageFilter, CoverageView, FieldCoverage};
use super::rules::{self, Counts, FEWEST, Held, Place, Post, Targets};
use super::sight::Insight;
use super::{catalogue, queries, targets};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::competence::dto::CompetenceFieldView;
use crate::capabilities::{organisation, people};
use crate::error::{AppError, FaultCode, Result};
use crate::platform::answer::Answer;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// People with what each has in each field, and what is aimed at. Loaded in a fixed number of queries.
#[derive(Debug)]
pub(super) struct Crowd {
    pub(super) fields: Vec<CompetenceFieldView>,
    pub(super) people: Vec<Uuid>,
    posts: HashMap<Uuid, Post>,
    targets: Targets,
    records: HashMap<(Uuid, String), Vec<Held>>,
    today: NaiveDate,
}

impl Crowd {
    /// Loads people by their ids, each once. Whoever is in `leaders` counts as a member of a leadership group.
    pub(super) async fn load<C: ConnectionTrait>(
        db: &C,
        scope: TenantScope,
        people: &[Uuid],
        leaders: &BTreeSet<Uuid>,
        today: NaiveDate,
    ) -> Result<Self> {
        let people: Vec<Uuid> = people
            .iter()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let titles = people::service::titles_on(db, scope, &people, today).await?;
        let managers: BTreeSet<Uuid> = organisation::service::all_units(db, scope)
            .await?
            .iter()
            .filter_map(|unit| unit.fields.responsible_id)
            .collect();
        let post = |person: &Uuid| {
            let titles: Vec<String> = titles
                .get(person)
                .into_iter()
                .flatten()
                .map(|title| kernel::fold_key(title))
                .collect();
            let told = [
                (CompetenceRole::LeadershipMember, leaders.contains(person)),
                (CompetenceRole::UnitManager, managers.contains(person)),
                (
                    CompetenceRole::Champion,
                    titles.iter().any(|title| rules::is_champion(title)),
                ),
            ];
            let roles = told.into_iter().filter(|(_, is)| *is).map(|(role, _)| role);
            (
                *person,
                Post {
                    roles: roles.collect(),
                    titles,
                },
            )
        };
        let mut records: HashMap<(Uuid, String), Vec<Held>> = HashMap::new();
        for row in queries::standing_records(db, scope, &people).await? {
            let held = Held::of(&row)?;
            records.entry((row.person_id, row.field)).or_default().push(held);
        }
        Ok(Self {
            fields: catalogue::all(db, scope).await?,
            posts: people.iter().map(post).collect(),
            people,
            targets: targets::load(db, scope).await?,
            records,
            today,
        })
    }

    /// The level that counts of a person in a field on a day.
    pub(super) fn level(&self, person: Uuid, field: &str, day: NaiveDate) -> Option<i32> {
        let records = self.records.get(&(person, field.to_owned()))?;
        rules::counting(records, day).map(|held| held.level)
    }

    pub(super) fn place(&self, person: Uuid, field: &CompetenceFieldView) -> Place {
        let key = &field.fields.key;
        let post = self.posts.get(&person);
        let none = Post::default();
        Place {
            have: self.level(person, key, self.today),
            soon: self.level(person, key, rules::soon(self.today)),
            target: self.targets.of(field.origin, key, post.unwrap_or(&none)),
        }
    }

    /// The fields that are not closed, or one of them.
    pub(super) fn open_fields<'c>(
        &'c self,
        only: Option<&'c str>,
    ) -> impl Iterator<Item = &'c CompetenceFieldView> {
        self.fields
            .iter()
            .filter(|field| field.closed_on.is_none_or(|closed| self.today < closed))
            .filter(move |field| only.is_none_or(|only| field.fields.key == only))
    }

    /// The counts of a field among some of the people.
    pub(super) fn counts(&self, field: &CompetenceFieldView, among: &[Uuid]) -> Counts {
        let places: Vec<Place> = among.iter().map(|person| self.place(*person, field)).collect();
        Counts::of(&places)
    }
}

/// Where the active staff of an organiser work: the paths of their units. Three queries.
pub(super) async fn workplaces<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    today: NaiveDate,
) -> Result<BTreeMap<Uuid, Vec<String>>> {
    let units: HashMap<Uuid, String> = organisation::service::all_units(db, scope)
        .await?
        .into_iter()
        .map(|unit| (unit.id, unit.path_text()))
        .collect();
    let mut found: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for one in people::service::active_staff(db, scope, today).await? {
        let path = units.get(&one.unit).cloned().unwrap_or_default();
        found.entry(one.person).or_default().push(path);
    }
    Ok(found)
}

/// Whom a filter asks about.
pub(super) struct Asked {
    pub(super) target: Target,
    pub(super) people: Vec<Uuid>,
    /// Where all of the active staff work.
    pub(super) workplaces: BTreeMap<Uuid, Vec<String>>,
}

fn no_such(pointer: &str, what: &str) -> AppError {
    let what = what.to_owned();
    AppError::fault(pointer, FaultCode::NoSuch { what })
}

/// The members of a group, the staff of a subtree, or those who are both; the whole staff where neither is named.
pub(super) async fn asked<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    group: Option<Uuid>,
    unit: Option<Uuid>,
) -> Result<Asked> {
    let workplaces = workplaces(db, ctx.scope(), ctx.today()).await?;
    let path = match unit {
        Some(unit) => {
            let path = organisation::service::unit_path(db, ctx.scope(), unit).await?;
            Some(path.ok_or_else(|| no_such("/query/unitId", "unit"))?)
        }
        None => None,
    };
    let within = |person: &Uuid| {
        let paths = workplaces.get(person);
        path.as_ref()
            .is_none_or(|path| paths.is_some_and(|paths| paths.iter().any(|one| one.starts_with(path))))
    };
    let (target, people) = if let Some(group) = group {
        if !people::service::leadership_group_exists(db, ctx.scope(), group).await? {
            return Err(no_such("/query/groupId", "leadership group"));
        }
        let (target, _) = people::service::leadership_group_target(db, ctx.scope(), group).await?;
        let members = people::service::leadership_members_on(db, ctx.scope(), group, ctx.today()).await?;
        (target, members.into_iter().filter(within).collect())
    } else {
        let people = workplaces.keys().copied().filter(within).collect();
        (path.clone().map_or_else(Target::organiser, Target::unit), people)
    };
    Ok(Asked {
        target,
        people,
        workplaces,
    })
}

/// 400 where a filter names a field that there is not.
pub(super) fn known_field(crowd: &Crowd, field: Option<&str>) -> Result<()> {
    let known = field.is_none_or(|key| crowd.fields.iter().any(|field| field.fields.key == key));
    if known {
        Ok(())
    } else {
        Err(no_such("/query/field", "competence field"))
    }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(super) async fn read_coverage(ctx: &Ctx, filter: CoverageFilter) -> Result<Answer> {
    ctx.kept(Action::ReadCompetence, |ctx, read| async move {
        let asked = asked(&ctx, read.conn(), filter.group_id, filter.unit_id).await?;
        let leaders = people::service::leaders_on(read.conn(), ctx.scope(), ctx.today()).await?;
        let crowd = Crowd::load(read.conn(), ctx.scope(), &asked.people, &leaders, ctx.today()).await?;
        known_field(&crowd, filter.field.as_deref())?;
        let insight = Insight::of(&ctx, read.conn(), &crowd.people).await?;
        let shown = |person: &Uuid| {
            let paths = asked.workplaces.get(person);
            insight.shows(*person, paths.map(Vec::as_slice).unwrap_or_default())
        };
        let suppressed = crowd.people.len() < FEWEST && !crowd.people.iter().all(shown);
        let items: Vec<FieldCoverage> = crowd
            .open_fields(filter.field.as_deref())
            .filter(|_| !suppressed)
            .map(|field| {
                let counts = crowd.counts(field, &crowd.people);
                FieldCoverage {
                    field: field.fields.key.clone(),
                    title: catalogue::title(&field.fields.title, ctx.language),
                    known: count(counts.known),
                    no_data: count(counts.persons - counts.known),
                    at_target: count(counts.at_target),
                    share: counts.share(),
                    single_point_of_failure: counts.single_point(),
                    expiring_soon: count(counts.expiring),
                }
            })
            .collect();
        let alone = items.iter().filter(|one| one.single_point_of_failure).count();
        let view = CoverageView {
            on_date: ctx.today(),
            persons: count(crowd.people.len()),
            suppressed,
            single_points_of_failure: (!suppressed).then(|| count(alone)),
            items,
        };
        Ok((asked.target, Answer::plain(&view)?))
    })
    .await
}
