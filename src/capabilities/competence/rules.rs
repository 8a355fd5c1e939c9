//! Pure rules of competence: which record counts, which level is aimed at, what covers a field, and how a gap is closed.

use super::dto::{CompetenceOrigin, CompetenceRole, CompetenceSource, GapRoute};
use crate::error::Result;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeSet, HashMap};
use tables::competence_record;
use uuid::Uuid;

/// Within so many days something ends soon.
pub(super) const SOON: u64 = 60;

/// Fewer people than this are not counted before those who may not see what each can.
pub(super) const FEWEST: usize = 3;

/// Up to this level a course teaches; beyond it people learn by doing, with somebody beside.
const TAUGHT: i32 = 2;

/// A field rests on enough shoulders with so many at target.
const ENOUGH: usize = 2;

/// The day on which "soon" is over.
pub(super) fn soon(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(SOON)).unwrap_or(NaiveDate::MAX)
}

/// A record, as far as counting goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) id: Uuid,
    pub(super) level: i32,
    pub(super) source: CompetenceSource,
    pub(super) assessed_on: NaiveDate,
    pub(super) valid_until: Option<NaiveDate>,
    /// Corrected by another, or withdrawn.
    pub(super) gone: bool,
}

impl Held {
    pub(super) fn of(row: &competence_record::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            level: row.level,
            source: CompetenceSource::from_row(&row.source)?,
            assessed_on: row.assessed_on,
            valid_until: row.valid_until,
            gone: row.superseded_at.is_some() || row.withdrawn_at.is_some(),
        })
    }

    fn holds_on(&self, day: NaiveDate) -> bool {
        !self.gone && self.assessed_on <= day && self.valid_until.is_none_or(|last| day <= last)
    }
}

/// The record of a person in a field that counts on a day.
///
/// Only valid ones count: neither corrected nor withdrawn, assessed on that day or before, and not past their last day.
/// Of these the weightiest source counts, `manager` before `course` before `hr_import` before `self`, however old it is;
/// of one source the newest assessment; of one day the record made last. Where none is valid nothing is known, which is
/// not level 0.
pub(super) fn counting<'h>(records: impl IntoIterator<Item = &'h Held>, day: NaiveDate) -> Option<&'h Held> {
    let valid = records.into_iter().filter(|one| one.holds_on(day));
    valid.max_by_key(|one| (one.source, one.assessed_on, one.id))
}

/// Why somebody may not say this about themselves or somebody else: people say `self` about themselves alone, `manager`
/// and `course` about others alone, and what an HR system holds comes from there.
pub(super) fn unsaid(source: CompetenceSource, about_oneself: bool) -> Option<&'static str> {
    match (source, about_oneself) {
        (CompetenceSource::SelfAssessed, false) => Some("only_about_oneself"),
        (CompetenceSource::Manager | CompetenceSource::Course, true) => Some("not_about_oneself"),
        (CompetenceSource::HrImport, _) => Some("only_imported"),
        _ => None,
    }
}

/// The level that is aimed at where the organiser says nothing else: leaders explain and do it themselves, who is
/// responsible for a unit and who is a champion do it with others, everybody knows of it; of a field of the organiser's own
/// nothing is asked by default.
pub(super) fn built_in(origin: CompetenceOrigin, role: CompetenceRole) -> Option<i32> {
    match role {
        CompetenceRole::LeadershipMember => Some(3),
        CompetenceRole::UnitManager | CompetenceRole::Champion => Some(2),
        CompetenceRole::Default if origin == CompetenceOrigin::Own => Some(0),
        CompetenceRole::Default => Some(1),
        CompetenceRole::PositionTitle => None,
    }
}

/// What the organiser has said, by field, role and folded title of a position.
#[derive(Clone, Debug, Default)]
pub(super) struct Targets(pub(super) HashMap<(String, CompetenceRole, String), i32>);

/// What somebody is here.
#[derive(Clone, Debug, Default)]
pub(super) struct Post {
    pub(super) roles: BTreeSet<CompetenceRole>,
    /// The titles of their positions, folded.
    pub(super) titles: Vec<String>,
}

/// Words in a folded title that make its holder a champion.
const CHAMPIONS: [&str; 3] = ["ildsjel", "eldsjäl", "champion"];

/// The roles that follow from the titles of somebody's positions.
pub(super) fn is_champion(folded_title: &str) -> bool {
    CHAMPIONS.iter().any(|word| folded_title.contains(word))
}

impl Targets {
    pub(super) fn level(&self, origin: CompetenceOrigin, field: &str, role: CompetenceRole) -> Option<i32> {
        let said = self.0.get(&(field.to_owned(), role, String::new())).copied();
        said.or_else(|| built_in(origin, role))
    }

    /// The level that somebody is to have: the highest of what fits them, and the default where nothing does.
    pub(super) fn of(&self, origin: CompetenceOrigin, field: &str, post: &Post) -> i32 {
        let by_role = post
            .roles
            .iter()
            .filter_map(|role| self.level(origin, field, *role));
        let by_title = post.titles.iter().filter_map(|title| {
            let key = (field.to_owned(), CompetenceRole::PositionTitle, title.clone());
            self.0.get(&key).copied()
        });
        let fitting = by_role.chain(by_title).max();
        let default = || self.level(origin, field, CompetenceRole::Default);
        fitting.or_else(default).unwrap_or(0)
    }
}

/// One person in one field: what they have today and soon, and what is aimed at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) have: Option<i32>,
    pub(super) soon: Option<i32>,
    pub(super) target: i32,
}

impl Place {
    pub(super) fn at_target(&self) -> bool {
        self.have.is_some_and(|have| have >= self.target)
    }
}

/// The counts of one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) persons: usize,
    pub(super) known: usize,
    pub(super) at_target: usize,
    pub(super) expiring: usize,
}

impl Counts {
    pub(super) fn of(places: &[Place]) -> Self {
        let expiring = |one: &&Place| one.at_target() && one.soon.is_none_or(|soon| soon < one.target);
        Self {
            persons: places.len(),
            known: places.iter().filter(|one| one.have.is_some()).count(),
            at_target: places.iter().filter(|one| one.at_target()).count(),
            expiring: places.iter().filter(expiring).count(),
        }
    }

    /// Those at target as a part of everybody; nothing where nothing is known of anybody.
    #[expect(
        clippy::cast_precision_loss,
        reason = "an organiser has some thousands of people"
    )]
    pub(super) fn share(&self) -> Option<f64> {
        (self.known > 0).then(|| self.at_target as f64 / self.persons as f64)
    }

    pub(super) fn single_point(&self) -> bool {
        self.at_target == 1
    }
}

/// How a gap may be closed, by this rule, the first that fits:
///
/// 1. nothing is known: an assessment;
/// 2. two levels or more are missing, and fewer than two of those asked about are at target: a colleague from elsewhere
///    who has it is taken in, or somebody external where no colleague has it;
/// 3. below level 2: a course;
/// 4. else: coaching.
pub(super) fn route(place: &Place, at_target: usize, colleagues: usize) -> GapRoute {
    let Some(have) = place.have else {
        return GapRoute::Assessment;
    };
    let wide = place.target - have >= 2;
    match (wide && at_target < ENOUGH, colleagues) {
        (true, 0) => GapRoute::External,
        (true, _) => GapRoute::CoOption,
        (false, _) if have < TAUGHT => GapRoute::Course,
        (false, _) => GapRoute::Coaching,
    }
}

#[cfg(test)]
mod tests;
