//! Who is booked when: the capacity that is left of each person and unit, day by day.

use crate::calendar::Calendar;
use crate::plan::{Activity, Capacity, Plan, Progress, WHOLE};

/// What an activity needs on each of its days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Demand {
    /// A person and permille of a day.
    pub(super) person: Option<(u32, u32)>,
    pub(super) unit: Option<u32>,
    pub(super) calendar: Option<u32>,
    /// Days of work; longer than the estimate where the owner has too little time for it.
    pub(super) days: i32,
    /// Days of work if it needed nobody.
    pub(super) estimate: i32,
}

impl Demand {
    /// What is left to do of an activity, and whether its owner can ever do it.
    pub(super) fn of(plan: &Plan, one: &Activity) -> (Self, bool) {
        let days = match one.progress {
            Progress::Planned => one.duration.days(),
            Progress::Started { left, .. } => left,
            Progress::Done { .. } => 0,
        };
        let whole = one.duration.days().max(1);
        // What has begun has used its part of the effort.
        let effort = one.effort * f64::from(days) / f64::from(whole);
        let unit = one
            .unit
            .filter(|unit| plan.units[*unit as usize].parallel.is_some());
        let free = Self {
            person: None,
            unit,
            calendar: one.calendar,
            days,
            estimate: days,
        };
        let Some(owner) = one.owner.filter(|_| effort > 0.0 && days > 0) else {
            return (free, true);
        };
        // What they have in the end is there for as long as it takes; who leaves has only what is left.
        let capacity = &plan.persons[owner as usize].capacity;
        let most = match capacity.last() {
            0 => capacity.most_from(plan.today),
            last => last,
        };
        if most == 0 {
            return (free, false);
        }
        let rate = permille(effort / f64::from(days)).clamp(1, most);
        let needed = whole_days(effort * f64::from(WHOLE) / f64::from(rate));
        let demand = Self {
            person: Some((owner, rate)),
            days: days.max(needed),
            ..free
        };
        (demand, true)
    }

    /// The same work as if it needed nobody.
    pub(super) fn of_nobody(self) -> Self {
        Self {
            person: None,
            days: self.estimate,
            ..self
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "efforts are bounded by FURTHEST"
)]
fn permille(share: f64) -> u32 {
    (share * f64::from(WHOLE)).ceil() as u32
}

/// Rounded up, but not for what a float is off.
#[expect(clippy::cast_possible_truncation, reason = "efforts are bounded by FURTHEST")]
fn whole_days(days: f64) -> i32 {
    (days - 1e-6).ceil() as i32
}

/// One resource: what it has and what is left, from the data date on. Grows with the days that are asked for.
#[derive(Clone, Debug)]
struct Profile {
    capacity: Capacity,
    has: Vec<u32>,
    left: Vec<u32>,
    /// The first day from which on it always has its last capacity.
    settled: i32,
}

impl Profile {
    fn new(capacity: Capacity, origin: i32) -> Self {
        let settled = capacity
            .steps()
            .last()
            .map_or(origin, |(day, _)| (*day).max(origin));
        Self {
            capacity,
            has: Vec::new(),
            left: Vec::new(),
            settled,
        }
    }

    fn grow(&mut self, origin: i32, index: usize) {
        while self.has.len() <= index {
            let step = i32::try_from(self.has.len()).unwrap_or(i32::MAX);
            let has = self.capacity.on(origin.saturating_add(step));
            self.has.push(has);
            self.left.push(has);
        }
    }
}

/// Why work cannot go on on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// It can.
    Free,
    /// Nobody works on it, so it does not count.
    Off,
    /// The person is booked by others.
    Booked,
    /// The unit has as much change as it can take.
    Crowded,
}

/// The bookings of a plan.
#[derive(Clone, Debug)]
pub(super) struct Timetable<'p> {
    plan: &'p Plan,
    origin: i32,
    persons: Vec<Profile>,
    units: Vec<Profile>,
    /// The first day on which nothing is booked any more.
    end: i32,
}

impl<'p> Timetable<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let origin = plan.today;
        let persons = plan
            .persons
            .iter()
            .map(|one| Profile::new(one.capacity.clone(), origin));
        let units = plan
            .units
            .iter()
            .map(|one| Profile::new(Capacity::always(one.parallel.unwrap_or(u32::MAX)), origin));
        Self {
            plan,
            origin,
            persons: persons.collect(),
            units: units.collect(),
            end: origin,
        }
    }

    /// Forgets every booking.
    pub(super) fn clear(&mut self) {
        for profile in self.persons.iter_mut().chain(&mut self.units) {
            profile.left.copy_from_slice(&profile.has);
        }
        self.end = self.origin;
    }

    fn calendar(&self, demand: &Demand) -> Option<&'p Calendar> {
        demand.calendar.map(|index| &self.plan.calendars[index as usize])
    }

    /// Whether work of this demand can go on on a day.
    pub(super) fn day(&mut self, demand: &Demand, day: i32) -> Day {
        if self.calendar(demand).is_some_and(|calendar| !calendar.works(day)) {
            return Day::Off;
        }
        let Ok(index) = usize::try_from(day - self.origin) else {
            return Day::Free;
        };
        if let Some((person, rate)) = demand.person {
            let profile = &mut self.persons[person as usize];
            profile.grow(self.origin, index);
            if profile.has[index] < rate {
                return Day::Off;
            }
            if profile.left[index] < rate {
                return Day::Booked;
            }
        }
        if let Some(unit) = demand.unit {
            let profile = &mut self.units[unit as usize];
            profile.grow(self.origin, index);
            if profile.left[index] == 0 {
                return Day::Crowded;
            }
        }
        Day::Free
    }

    /// The first place at or after `from` where the work fits without a break other than days off, as two boundaries.
    /// `None` where its owner never has enough time again.
    pub(super) fn fit(&mut self, demand: &Demand, from: i32) -> Option<(i32, i32)> {
        if demand.days == 0 {
            return Some((from, from));
        }
        let (mut start, mut worked, mut day) = (from, 0, from);
        let last = self.last_change(demand).max(from).saturating_add(demand.days);
        loop {
            match self.day(demand, day) {
                Day::Free => {
                    if worked == 0 {
                        start = day;
                    }
                    worked += 1;
                    if worked == demand.days {
                        return Some((start, day + 1));
                    }
                }
                _ if day > last => return None,
                Day::Off => {}
                Day::Booked | Day::Crowded => worked = 0,
            }
            day += 1;
        }
    }

    /// The last place that ends by `until` and does not start before `floor`.
    pub(super) fn fit_late(&mut self, demand: &Demand, floor: i32, until: i32) -> Option<(i32, i32)> {
        if demand.days == 0 {
            return (until >= floor).then_some((until, until));
        }
        let (mut finish, mut worked, mut day) = (until, 0, until - 1);
        while day >= floor {
            match self.day(demand, day) {
                Day::Free => {
                    if worked == 0 {
                        finish = day + 1;
                    }
                    worked += 1;
                    if worked == demand.days {
                        return Some((day, finish));
                    }
                }
                Day::Off => {}
                Day::Booked | Day::Crowded => worked = 0,
            }
            day -= 1;
        }
        None
    }

    /// From when on every day is like the one before.
    fn last_change(&self, demand: &Demand) -> i32 {
        let person = demand
            .person
            .map(|(person, _)| self.persons[person as usize].settled);
        let off = self.calendar(demand).and_then(|calendar| calendar.off().last());
        self.end
            .max(person.unwrap_or(self.origin))
            .max(off.map_or(self.origin, |(_, to)| *to))
    }

    /// Books the days of work between two boundaries, whether there is room or not.
    pub(super) fn book(&mut self, demand: &Demand, start: i32, finish: i32) {
        self.end = self.end.max(finish);
        self.each(demand, start, finish, u32::saturating_sub);
    }

    /// Takes a booking back that was made with room for it.
    pub(super) fn unbook(&mut self, demand: &Demand, start: i32, finish: i32) {
        self.each(demand, start, finish, |left, need| left + need);
    }

    fn each(&mut self, demand: &Demand, start: i32, finish: i32, change: impl Fn(u32, u32) -> u32) {
        let calendar = self.calendar(demand);
        for day in start.max(self.origin)..finish {
            let index = usize::try_from(day - self.origin).unwrap_or(0);
            if calendar.is_some_and(|calendar| !calendar.works(day)) {
                continue;
            }
            if let Some((person, rate)) = demand.person {
                let profile = &mut self.persons[person as usize];
                profile.grow(self.origin, index);
                if profile.has[index] < rate {
                    continue;
                }
                profile.left[index] = change(profile.left[index], rate);
            }
            if let Some(unit) = demand.unit {
                let profile = &mut self.units[unit as usize];
                profile.grow(self.origin, index);
                profile.left[index] = change(profile.left[index], 1);
            }
        }
    }

    /// What a person has and what is left on a day.
    pub(super) fn person_on(&mut self, person: u32, day: i32) -> (u32, u32) {
        let index = usize::try_from(day - self.origin).unwrap_or(0);
        let profile = &mut self.persons[person as usize];
        profile.grow(self.origin, index);
        (profile.has[index], profile.left[index])
    }
}
