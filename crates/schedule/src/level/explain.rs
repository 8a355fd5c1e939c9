//! Why an activity begins later than its predecessors ask for.

use super::generate::{Generation, Placement};
use super::timetable::Day;

/// What holds an activity up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A person is booked by other work.
    Booked(u32),
    /// A unit has as much change as it can take.
    Crowded(u32),
    /// A person is away, or has too little time on these days.
    Away(u32),
}

/// An activity that begins later than it could.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    pub activity: u32,
    /// When it could begin by its links and dates alone.
    pub could: i32,
    /// When it begins: until this day the cause holds.
    pub starts: i32,
    pub cause: Cause,
    /// How much of the person's time others take on the days between, in permille; of a unit all of it.
    pub booked: u32,
    /// What takes it, the most first; at most five.
    pub behind: Vec<u32>,
}

/// An activity that takes longer than planned, since its person has too little time on its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub activity: u32,
    pub person: u32,
    /// Working days that it takes with all the time that its effort asks for.
    pub planned: i32,
    /// Working days that it takes.
    pub takes: i32,
}

impl Generation<'_> {
    /// Takes a placement over and books it as it lies.
    pub(super) fn take(&mut self, placement: &Placement) {
        self.book_pinned();
        for activity in &placement.unstaffed {
            let position = self.network.place[*activity as usize] as usize;
            self.demand[position] = self.demand[position].of_nobody();
            self.unstaffed[position] = true;
        }
        for (position, activity) in self.network.order.iter().enumerate() {
            let activity = *activity as usize;
            (self.start[position], self.finish[position]) =
                (placement.start[activity], placement.finish[activity]);
            if self.network.pinned[position].is_none() {
                let demand = self.demand[position];
                self.table
                    .book(&demand, self.start[position], self.finish[position]);
            }
        }
    }
}

/// Every delay of the placement that lies in the generation.
pub(super) fn delays(generation: &mut Generation<'_>) -> Vec<Delay> {
    let mut by_person: Vec<Vec<u32>> = vec![Vec::new(); generation.plan.persons.len()];
    let mut by_unit: Vec<Vec<u32>> = vec![Vec::new(); generation.plan.units.len()];
    for (position, demand) in (0u32..).zip(&generation.demand) {
        if let Some((person, _)) = demand.person {
            by_person[person as usize].push(position);
        }
        if let Some(unit) = demand.unit {
            by_unit[unit as usize].push(position);
        }
    }
    let mut found = Vec::new();
    for position in 0..generation.network.len() {
        let could = generation.earliest(position);
        let starts = generation.start[position];
        if generation.network.pinned[position].is_some()
            || starts <= could
            || generation.demand[position].days == 0
        {
            continue;
        }
        let demand = generation.demand[position];
        // Its own booking must not stand in its own way.
        generation
            .table
            .unbook(&demand, starts, generation.finish[position]);
        let (mut booked, mut crowded, mut away) = (0, 0, 0);
        let (mut has, mut left) = (0u64, 0u64);
        // What ends behind the last day may be in the way as well: the work does not fit before.
        for day in could..starts {
            match generation.table.day(&demand, day) {
                Day::Booked => booked += 1,
                Day::Crowded => crowded += 1,
                Day::Off => away += 1,
                Day::Free => {}
            }
            if let Some((person, _)) = demand.person {
                let (there, free) = generation.table.person_on(person, day);
                has += u64::from(there);
                left += u64::from(free);
            }
        }
        generation
            .table
            .book(&demand, starts, generation.finish[position]);
        let cause = match (demand.person, demand.unit) {
            (Some((person, _)), _) if booked > 0 && booked >= crowded => Cause::Booked(person),
            (_, Some(unit)) if crowded > 0 => Cause::Crowded(unit),
            (Some((person, _)), _) if away > 0 => Cause::Away(person),
            // By its own choice: the search found a better plan with it later, or days off of its own.
            _ => continue,
        };
        let others = match cause {
            Cause::Booked(person) => by_person[person as usize].as_slice(),
            Cause::Crowded(unit) => by_unit[unit as usize].as_slice(),
            Cause::Away(_) => &[],
        };
        let share = match cause {
            Cause::Booked(_) => (has - left.min(has)) * 1000 / has.max(1),
            Cause::Crowded(_) => 1000,
            Cause::Away(_) => 0,
        };
        found.push(Delay {
            activity: generation.network.order[position],
            could,
            starts,
            cause,
            booked: u32::try_from(share).unwrap_or(1000),
            behind: behind(generation, others, position, could, starts),
        });
    }
    found.sort_by_key(|delay| delay.activity);
    found
}

/// Every activity of the placement that takes longer than planned, by its number.
pub(super) fn stretched(generation: &Generation<'_>) -> Vec<Stretch> {
    let mut found = Vec::new();
    for (position, demand) in generation.demand.iter().enumerate() {
        let takes = generation.finish[position] - generation.start[position];
        let activity = generation.network.order[position];
        let planned = generation.plan.activities[activity as usize].duration.days();
        if let (Some((person, _)), true) = (demand.person, planned > 0 && takes > planned)
            && generation.network.pinned[position].is_none()
        {
            found.push(Stretch {
                activity,
                person,
                planned,
                takes,
            });
        }
    }
    found.sort_by_key(|one| one.activity);
    found
}

/// The activities that overlap the days between most.
fn behind(generation: &Generation<'_>, others: &[u32], own: usize, could: i32, starts: i32) -> Vec<u32> {
    const MOST: usize = 5;
    let overlap = |position: usize| {
        generation.finish[position].min(starts)
            - generation.start[position].max(could).max(generation.plan.today)
    };
    let mut found: Vec<(i32, u32)> = others
        .iter()
        .map(|position| *position as usize)
        .filter(|position| *position != own && overlap(*position) > 0)
        .map(|position| (-overlap(position), generation.network.order[position]))
        .collect();
    found.sort_unstable();
    found.truncate(MOST);
    found.into_iter().map(|(_, activity)| activity).collect()
}
