//! Levelling: a plan that nobody is overbooked in, as short as it can be made, explained.
//!
//! The problem is the resource-constrained project scheduling problem with capacity that varies over time and calendars
//! (Hartmann and Briskorn, European Journal of Operational Research 297, 2022). Priority rules with both generation
//! schemes give the first plans, forward-backward improvement and an iterated local search over the priorities better
//! ones, for as long as the caller lets it.

mod explain;
mod generate;
mod repair;
mod timetable;

use crate::critical::{Critical, critical};
use crate::network::Network;
use crate::plan::Plan;
use generate::Generation;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

pub use explain::{Cause, Delay, Stretch};
pub use generate::Placement;
pub use repair::repair;

/// What a plan is judged by, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// The boundary at which everything has ended.
    pub end: i32,
    /// Working days after deadlines, of all activities.
    pub lateness: i64,
    /// Working days by which starts differ from what people have been told.
    pub change: i64,
    /// The ends of all groups added up: of two plans that end alike the one whose parts end earlier.
    pub ends: i64,
}

/// How much a search may move what people have been told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Freedom {
    /// Everything may move if that ends earlier.
    #[default]
    Free,
    /// Nothing starts more than so many working days before it was told to.
    Within(i32),
    /// Only what must move does ([`repair`]).
    Keep,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub schedules: u64,
    pub best: Cost,
    /// No plan can end before this boundary.
    pub bound: i32,
}

/// A levelled plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Levelled {
    pub placement: Placement,
    pub cost: Cost,
    /// No plan can end before this boundary.
    pub bound: i32,
    /// Schedules that were generated.
    pub schedules: u64,
    /// The activities that begin later than they could if everybody had time, with the reason.
    pub delays: Vec<Delay>,
    /// The activities that take longer than planned, since their person has too little time on their days.
    pub stretched: Vec<Stretch>,
}

/// Levels a plan: the best plan found with `schedules` schedules, or until `go_on` says no. The same plan, number of
/// schedules and seed give the same result.
pub fn level(
    plan: &Plan,
    network: &Network,
    freedom: Freedom,
    schedules: u64,
    seed: u64,
    go_on: impl FnMut(&Progress) -> bool,
) -> Levelled {
    let free = critical(plan, network);
    let mut held;
    let plan = if let Freedom::Within(days) = freedom {
        held = plan.clone();
        for one in &mut held.activities {
            if let Some(told) = one.told {
                let floor = told.saturating_sub(days);
                one.not_before = Some(one.not_before.map_or(floor, |day| day.max(floor)));
            }
        }
        &held
    } else {
        plan
    };
    let network_held = if let Freedom::Within(_) = freedom {
        Network::new(plan).ok()
    } else {
        None
    };
    let network = network_held.as_ref().unwrap_or(network);
    if freedom == Freedom::Keep {
        let kept = repair(plan, network);
        return finish(plan, network, &free, kept, 1);
    }
    let mut search = Search {
        plan,
        bound: bound(plan, &free),
        generation: Generation::new(plan, network),
        best_key: Vec::new(),
        best: Cost::default(),
        placement: Placement::default(),
        schedules: 0,
        most: schedules.max(1),
        random: Xoshiro256PlusPlus::seed_from_u64(seed),
        go_on,
    };
    search.run(&free);
    let (placement, made) = (search.placement, search.schedules);
    finish(plan, network, &free, placement, made)
}

fn finish(plan: &Plan, network: &Network, free: &Critical, placement: Placement, schedules: u64) -> Levelled {
    let mut generation = Generation::new(plan, network);
    generation.take(&placement);
    let delays = explain::delays(&mut generation);
    Levelled {
        cost: cost(plan, &placement),
        placement,
        bound: bound(plan, free),
        schedules,
        delays,
        stretched: explain::stretched(&generation),
    }
}

/// What a placement costs.
pub fn cost(plan: &Plan, placement: &Placement) -> Cost {
    let mut cost = Cost {
        end: plan.today,
        ..Cost::default()
    };
    let mut ends: Vec<i32> = Vec::new();
    for (index, one) in plan.activities.iter().enumerate() {
        let (start, finish) = (placement.start[index], placement.finish[index]);
        cost.end = cost.end.max(finish);
        cost.lateness += one
            .deadline
            .map_or(0, |deadline| i64::from((finish - deadline).max(0)));
        cost.change += one.told.map_or(0, |told| i64::from((start - told).abs()));
        let group = one.group as usize;
        if ends.len() <= group {
            ends.resize(group + 1, i32::MIN);
        }
        ends[group] = ends[group].max(finish);
    }
    cost.ends = ends
        .iter()
        .filter(|end| **end > i32::MIN)
        .map(|end| i64::from(*end))
        .sum();
    cost
}

/// No plan ends before this: the critical path, and for each person the day by which all that waits for them can be done.
fn bound(plan: &Plan, free: &Critical) -> i32 {
    let mut need = vec![0u64; plan.persons.len()];
    // What has begun goes on whether or not there is room for it.
    let planned = |one: &&crate::plan::Activity| one.progress == crate::plan::Progress::Planned;
    for one in plan.activities.iter().filter(planned) {
        let (demand, _) = timetable::Demand::of(plan, one);
        if let Some((person, rate)) = demand.person {
            need[person as usize] += u64::from(rate) * u64::try_from(demand.days).unwrap_or(0);
        }
    }
    let busiest = plan.persons.iter().zip(need).map(|(person, need)| {
        let (mut left, mut day) = (need, plan.today);
        let steps = person.capacity.steps();
        while left > 0 {
            let has = u64::from(person.capacity.on(day));
            let next = steps.iter().map(|(from, _)| *from).find(|from| *from > day);
            let days = next.map(|next| u64::try_from(next - day).unwrap_or(0));
            if days.is_none_or(|days| has * days >= left) {
                let Some(days) = left.div_ceil(has.max(1)).try_into().ok().filter(|_| has > 0) else {
                    return plan.today;
                };
                return day.saturating_add(days);
            }
            left -= has * days.unwrap_or(0);
            day = next.unwrap_or(day);
        }
        day
    });
    busiest.max().unwrap_or(plan.today).max(free.end())
}

struct Search<'p, F> {
    plan: &'p Plan,
    bound: i32,
    generation: Generation<'p>,
    best_key: Vec<i64>,
    best: Cost,
    placement: Placement,
    schedules: u64,
    most: u64,
    random: Xoshiro256PlusPlus,
    go_on: F,
}

impl<F: FnMut(&Progress) -> bool> Search<'_, F> {
    fn run(&mut self, free: &Critical) {
        let network = self.generation.network;
        let by = |value: &dyn Fn(usize) -> i64| -> Vec<i64> {
            network
                .order
                .iter()
                .map(|activity| value(*activity as usize))
                .collect()
        };
        let dates = &free.dates;
        let told = |activity: usize| {
            self.plan.activities[activity]
                .told
                .unwrap_or(dates[activity].early_start)
        };
        // Latest finish and latest start (Davis and Patterson, Management Science 21, 1975), least float, and what
        // people have been told.
        let rules: [Vec<i64>; 4] = [
            by(&|activity| i64::from(dates[activity].late_finish)),
            by(&|activity| i64::from(dates[activity].late_start)),
            by(&|activity| i64::from(dates[activity].total_float)),
            by(&|activity| i64::from(told(activity))),
        ];
        for (index, key) in rules.iter().enumerate() {
            for parallel in [false, true] {
                if index > 0 && !self.goes_on() {
                    return;
                }
                if parallel {
                    self.generation.parallel(key);
                } else {
                    self.generation.serial(key);
                }
                self.take();
            }
        }
        while self.goes_on() && self.best.end > self.bound {
            self.shake();
        }
        // It cannot end earlier: what is left is lateness, change and the ends of the groups.
        while self.goes_on() && (self.best.lateness > 0 || self.best.change > 0 || self.plan_has_groups()) {
            self.shake();
        }
    }

    fn plan_has_groups(&self) -> bool {
        self.plan.activities.iter().any(|one| one.group > 0)
    }

    fn goes_on(&mut self) -> bool {
        let progress = Progress {
            schedules: self.schedules,
            best: self.best,
            bound: self.bound,
        };
        self.schedules < self.most && (self.go_on)(&progress)
    }

    /// Judges the schedule that was made last, and its justified form; keeps the better one if it is the best so far.
    fn take(&mut self) {
        self.schedules += 1;
        self.keep();
        if self.schedules < self.most {
            self.generation.justify();
            self.schedules += 2;
            self.keep();
        }
    }

    fn keep(&mut self) {
        let placement = self.generation.placement();
        let cost = cost(self.plan, &placement);
        if self.placement.start.is_empty() || cost <= self.best {
            self.best = cost;
            self.placement = placement;
            self.best_key = self
                .generation
                .start
                .iter()
                .map(|start| i64::from(*start))
                .collect();
        }
    }

    /// The order of the best plan with one stretch of it shuffled: what begins within a window gets keys by chance.
    fn shake(&mut self) {
        let count = self.best_key.len();
        if count == 0 {
            self.schedules = self.most;
            return;
        }
        let mut key: Vec<i64> = self.best_key.iter().map(|key| key * 1024).collect();
        let centre = self.best_key[below(&mut self.random, count)];
        let reach = 1 + i64::try_from(below(&mut self.random, 40)).unwrap_or(0);
        for (key, own) in key.iter_mut().zip(&self.best_key) {
            if (own - centre).abs() <= reach && below(&mut self.random, 3) == 0 {
                let span = usize::try_from(2 * reach * 1024).unwrap_or(1);
                *key += i64::try_from(below(&mut self.random, span)).unwrap_or(0) - reach * 1024;
            }
        }
        self.generation.serial(&key);
        self.take();
    }
}

/// A number below `bound`, close enough to even for a search.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the product's upper half is below the bound"
)]
fn below(random: &mut Xoshiro256PlusPlus, bound: usize) -> usize {
    ((u128::from(random.next_u64()) * bound as u128) >> 64) as usize
}
