//! What is planned: activities with their durations, links, calendars, and the people and units that they need.
//!
//! All times are working days on the plan's axis (see [`crate::Calendar`]); all capacity is in permille of a working day.

use crate::calendar::Calendar;

/// The furthest time, longest duration and largest lag, in working days: more than a thousand years.
pub const FURTHEST: i32 = 300_000;

/// A whole person for a whole day.
pub const WHOLE: u32 = 1000;

/// How an activity is going.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    #[default]
    Planned,
    /// Begun on a day; so many working days are left, from the data date on.
    Started { start: i32, left: i32 },
    /// Happened between two boundaries. It stays where it happened.
    Done { start: i32, finish: i32 },
}

/// A duration in working days: optimistic, most likely, pessimistic.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    pub low: f64,
    pub likely: f64,
    pub high: f64,
}

impl Estimate {
    /// A duration without doubt.
    pub fn certain(days: f64) -> Self {
        Self {
            low: days,
            likely: days,
            high: days,
        }
    }

    /// The whole working days that the plan counts with: the most likely, rounded up.
    #[expect(clippy::cast_possible_truncation, reason = "validated to lie within FURTHEST")]
    pub fn days(self) -> i32 {
        self.likely.ceil() as i32
    }

    /// The mean of the PERT distribution: `(low + 4 · likely + high) / 6` (Malcolm and others, Operations Research 7,
    /// 1959).
    pub fn mean(self) -> f64 {
        (self.low + 4.0 * self.likely + self.high) / 6.0
    }
}

/// A piece of work.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Activity {
    pub duration: Estimate,
    /// Person-days of its owner. Zero needs nobody's time.
    pub effort: f64,
    /// An index into [`Plan::persons`].
    pub owner: Option<u32>,
    /// An index into [`Plan::units`]: where it changes how people work.
    pub unit: Option<u32>,
    /// An index into [`Plan::calendars`].
    pub calendar: Option<u32>,
    /// Which part of a portfolio it belongs to: float is measured against the end of that part.
    pub group: u32,
    pub not_before: Option<i32>,
    /// The boundary by which it should have ended.
    pub deadline: Option<i32>,
    pub progress: Progress,
    /// The start that people have been told.
    pub told: Option<i32>,
}

/// How two activities hang together: which end of the first bounds which end of the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    FinishStart,
    StartStart,
    FinishFinish,
    StartFinish,
}

/// A link with its lag in working days, which may be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub from: u32,
    pub to: u32,
    pub kind: LinkKind,
    pub lag: i32,
}

/// Capacity over time in permille: from each day on so much, until the next entry; nothing before the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capacity {
    steps: Vec<(i32, u32)>,
}

impl Capacity {
    /// The same capacity on every day.
    pub fn always(capacity: u32) -> Self {
        Self {
            steps: vec![(i32::MIN, capacity)],
        }
    }

    /// Capacity from steps in any order; of two on one day the later one counts.
    pub fn new(mut steps: Vec<(i32, u32)>) -> Self {
        steps.sort_by_key(|(day, _)| *day);
        let mut kept: Vec<(i32, u32)> = Vec::with_capacity(steps.len());
        for (day, capacity) in steps {
            match kept.last_mut() {
                Some(last) if last.0 == day => last.1 = capacity,
                Some(last) if last.1 == capacity => {}
                _ => kept.push((day, capacity)),
            }
        }
        Self { steps: kept }
    }

    /// The steps, by day.
    pub fn steps(&self) -> &[(i32, u32)] {
        &self.steps
    }

    /// What there is on a day.
    pub fn on(&self, day: i32) -> u32 {
        let after = self.steps.partition_point(|(from, _)| *from <= day);
        after.checked_sub(1).map_or(0, |index| self.steps[index].1)
    }

    /// The most there is on any day at or after `day`.
    pub fn most_from(&self, day: i32) -> u32 {
        let later = self
            .steps
            .iter()
            .filter(|(from, _)| *from > day)
            .map(|(_, most)| *most);
        later.max().unwrap_or(0).max(self.on(day))
    }

    /// What there is for ever in the end.
    pub fn last(&self) -> u32 {
        self.steps.last().map_or(0, |(_, capacity)| *capacity)
    }
}

/// Somebody with time beside operations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Permille of a working day that is left for development.
    pub capacity: Capacity,
}

/// A unit that can take only so many changes at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// How many activities may run in it at the same time.
    pub parallel: Option<u32>,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub activities: Vec<Activity>,
    pub links: Vec<Link>,
    pub calendars: Vec<Calendar>,
    pub persons: Vec<Person>,
    pub units: Vec<Unit>,
    /// The data date: what has not happened cannot happen before this day.
    pub today: i32,
}

/// What is wrong with a plan. Everything that is wrong is told at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Links go round; the path names each activity once, in the order of the links.
    Cycle { path: Vec<u32> },
    /// A link that names an activity which is not there, or twice the same.
    BadLink { link: u32 },
    /// An activity that names an owner, unit or calendar which is not there, or a group beyond the number of activities.
    Unknown { activity: u32, what: Named },
    /// A duration that is not a number, negative, too long, or not in the order low ≤ likely ≤ high.
    BadEstimate { activity: u32 },
    /// An effort that is not a number, negative or too large.
    BadEffort { activity: u32 },
    /// A date or lag further away than [`FURTHEST`], or an actual finish before its start.
    BadTime { at: Place },
    /// The longest path could be longer than the axis.
    TooLong,
}

/// What an activity names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    Owner,
    Unit,
    Calendar,
    Group,
}

/// Where a bad time stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Today,
    Activity(u32),
    Link(u32),
    Calendar(u32),
    /// A step of a person's capacity; one that holds since ever may stand at `i32::MIN`.
    Person(u32),
}

impl Plan {
    /// Every fault except cycles, which [`crate::Network::new`] finds.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if far(self.today) {
            faults.push(Fault::BadTime { at: Place::Today });
        }
        for (activity, one) in (0u32..).zip(&self.activities) {
            let named = [
                (one.owner, self.persons.len(), Named::Owner),
                (one.unit, self.units.len(), Named::Unit),
                (one.calendar, self.calendars.len(), Named::Calendar),
                (Some(one.group), self.activities.len(), Named::Group),
            ];
            for (index, count, what) in named {
                if index.is_some_and(|index| index as usize >= count) {
                    faults.push(Fault::Unknown { activity, what });
                }
            }
            let Estimate { low, likely, high } = one.duration;
            let within = low >= 0.0 && low <= likely && likely <= high && high <= f64::from(FURTHEST);
            if !within {
                faults.push(Fault::BadEstimate { activity });
            }
            if !(one.effort >= 0.0 && one.effort <= f64::from(FURTHEST)) {
                faults.push(Fault::BadEffort { activity });
            }
            let happened = match one.progress {
                Progress::Planned => true,
                Progress::Started { start, left } => !far(start) && left >= 0 && !far(left),
                Progress::Done { start, finish } => !far(start) && !far(finish) && start <= finish,
            };
            let set = [one.not_before, one.deadline, one.told];
            if !happened || set.into_iter().flatten().any(far) {
                faults.push(Fault::BadTime {
                    at: Place::Activity(activity),
                });
            }
        }
        for (calendar, one) in (0u32..).zip(&self.calendars) {
            if one.off().iter().any(|(from, to)| far(*from) || far(*to)) {
                let at = Place::Calendar(calendar);
                faults.push(Fault::BadTime { at });
            }
        }
        for (person, one) in (0u32..).zip(&self.persons) {
            let steps = one.capacity.steps();
            if steps.iter().any(|(day, _)| far(*day) && *day != i32::MIN) {
                let at = Place::Person(person);
                faults.push(Fault::BadTime { at });
            }
        }
        for (link, one) in (0u32..).zip(&self.links) {
            let count = self.activities.len();
            if one.from as usize >= count || one.to as usize >= count || one.from == one.to {
                faults.push(Fault::BadLink { link });
            }
            if far(one.lag) {
                faults.push(Fault::BadTime {
                    at: Place::Link(link),
                });
            }
        }
        if faults.is_empty() && self.longest() > i64::from(i32::MAX / 4) {
            faults.push(Fault::TooLong);
        }
        faults
    }

    /// No path is longer than this: all durations, lags and days off, after the latest date.
    fn longest(&self) -> i64 {
        let date = |one: &Activity| {
            let happened = match one.progress {
                Progress::Planned => 0,
                Progress::Started { start, left } => start.abs() + left,
                Progress::Done { start, finish } => start.abs().max(finish.abs()),
            };
            i64::from(one.not_before.unwrap_or(0).abs().max(happened))
        };
        let dates = self.activities.iter().map(date).max().unwrap_or(0);
        let work: i64 = self
            .activities
            .iter()
            .map(|one| i64::from(one.duration.days()))
            .sum();
        let lags: i64 = self.links.iter().map(|one| i64::from(one.lag.abs())).sum();
        let off = |one: &Calendar| {
            one.off()
                .iter()
                .map(|(from, to)| i64::from(to - from))
                .sum::<i64>()
        };
        let off: i64 = self.calendars.iter().map(off).max().unwrap_or(0);
        dates + i64::from(self.today.abs()) + work + lags + off
    }
}

fn far(time: i32) -> bool {
    !(-FURTHEST..=FURTHEST).contains(&time)
}
