//! The search for a short plan: two populations, one pushed to the left and one to the right.
//!
//! Source: D. Debels, M. Vanhoucke, "A bi-population based genetic algorithm for the
//! resource-constrained project scheduling problem", ICCSA 2005, LNCS 3483, 378-387.
//! Children of plans that are pushed to one side are pushed to the other, so that every pass is at once
//! a child and a step of forward-backward improvement (K. Li, R. Willis, EJOR 56 (1992) 370-379).
//! What differs: a child replaces the plan in its place only when it is not much longer and repeats no
//! plan, and a mutation is noise on the keys of a window.

use super::chance::Chance;
use super::family::{self, Plan, Window};
use super::generator::{Generator, Times};

/// What a search is to do.
///
/// The same generator, seeds and options give the same plan, unless the caller ends the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What chance follows from.
    pub seed: u64,
    /// The search ends after this many schedules; a pass in either direction is one.
    pub schedules: u64,
    /// How many schedules there will be time for, when the caller is to end the search; the populations
    /// are sized for this many, or for `schedules` without it.
    pub expected: Option<u64>,
    /// Schedules that were made before the search and count as its own.
    pub spent: u64,
    /// A length that no plan can beat; a plan that reaches it ends the search.
    pub floor: i32,
}

impl Options {
    /// A search of so many schedules, without a floor.
    pub fn new(seed: u64, schedules: u64) -> Self {
        Self {
            seed,
            schedules,
            expected: None,
            spent: 0,
            floor: 0,
        }
    }

    /// Plans in each population of `size` activities; the exponents are measured, not argued.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a size needs no more than a float holds"
    )]
    fn population(&self, size: usize) -> usize {
        let expected = self.expected.unwrap_or(self.schedules).min(self.schedules);
        let plans = POPULATION * (expected as f64).powf(0.65) / (size.max(1) as f64).powf(0.6);
        usize::try_from(family::rounded(plans))
            .unwrap_or(0)
            .clamp(SMALLEST, LARGEST)
    }
}

/// Plans in a population, for one schedule and one activity.
const POPULATION: f64 = 4.0;
/// Bounds of a population, so that there is choice and room.
const SMALLEST: usize = 6;
const LARGEST: usize = 1000;
/// Standard deviation of the noise on the keys of the first plans, as a share of the keys' span.
const SAMPLE: f64 = 0.1;
/// Shares of a plan that a father passes on.
const WINDOW: (f64, f64) = (0.2, 0.8);
/// Rounds without a shorter plan after which a search begins again with other plans.
const PATIENCE: u32 = 40;
/// How many children are mutated.
const MUTATED: f64 = 0.4;
/// A child of which the mother moves fewer than one activity in so many is mutated in any case.
const ALIKE: usize = 5;
/// Shares of a plan that a mutation reaches, and its noise as a share of the plan's length.
const REACH: (f64, f64) = (0.1, 1.0);
const NOISE: f64 = 0.005;
/// How much longer a child may be than the plan that it replaces: drawn from nothing to this share.
const GRACE: f64 = 0.015;

/// How a search stands; told after every schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Schedules made so far.
    pub schedules: u64,
    /// Length of the best plan so far.
    pub makespan: i32,
}

/// Why a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The plan is as short as the floor: it is the best there is.
    Floor,
    /// All schedules were made.
    Spent,
    /// The caller ended it.
    Asked,
}

/// The best plan of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The plan, made by a forward pass.
    pub times: Times,
    /// Its length.
    pub makespan: i32,
    /// Schedules made, with those made before the search.
    pub schedules: u64,
    /// Why the search ended.
    pub end: End,
}

/// Searches for a short plan, from at least one forward pass on.
///
/// `seeds` are keys to start from, the most promising first; without any the search starts from chance.
/// `watch` hears of every schedule and ends the search by returning false.
///
/// # Panics
/// When a seed has fewer keys than there are activities.
pub fn improve<G: Generator>(
    generator: &mut G,
    seeds: &[Vec<i32>],
    options: &Options,
    watch: &mut dyn FnMut(&Progress) -> bool,
) -> Outcome {
    let size = generator.size();
    let mut run = Run {
        chance: Chance::new(options.seed),
        best: Plan::new(size),
        schedules: options.spent,
        key: vec![0; size],
        child: Plan::new(size),
        generator,
        options,
        watch,
    };
    let end = run.all(seeds);
    Outcome {
        times: run.best.times,
        makespan: run.best.makespan,
        schedules: run.schedules,
        end,
    }
}

/// The two ends that a plan can be pushed to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

impl Side {
    /// The keys by which a plan of this side is pushed to the other.
    fn keys(self, times: &Times) -> &[i32] {
        match self {
            Self::Left => &times.finish,
            Self::Right => &times.start,
        }
    }
}

struct Run<'a, G> {
    generator: &'a mut G,
    options: &'a Options,
    watch: &'a mut dyn FnMut(&Progress) -> bool,
    chance: Chance,
    best: Plan,
    schedules: u64,
    /// Keys of the next child.
    key: Vec<i32>,
    /// Room for the next child.
    child: Plan,
}

impl<G: Generator> Run<'_, G> {
    /// Counts a schedule, and says whether it was the last.
    fn count(&mut self) -> Result<(), End> {
        self.schedules = self.schedules.saturating_add(1);
        let told = Progress {
            schedules: self.schedules,
            makespan: self.best.makespan,
        };
        if self.best.makespan <= self.options.floor {
            Err(End::Floor)
        } else if self.schedules >= self.options.schedules {
            Err(End::Spent)
        } else if (self.watch)(&told) {
            Ok(())
        } else {
            Err(End::Asked)
        }
    }

    /// Makes the child from its keys, pushed to `side`.
    fn push(&mut self, side: Side) -> Result<(), End> {
        let Self {
            generator,
            key,
            child,
            best,
            ..
        } = self;
        match side {
            Side::Left => {
                child.makespan = generator.forwards(key, &mut child.times);
                if child.makespan < best.makespan {
                    best.clone_from(child);
                }
                self.count()
            }
            Side::Right => {
                child.makespan = generator.backwards(key, 0, &mut child.times);
                let promising = child.makespan < best.makespan;
                self.count()?;
                if promising { self.settle() } else { Ok(()) }
            }
        }
    }

    /// A backward plan that is shorter than the best has to show itself forwards at once.
    fn settle(&mut self) -> Result<(), End> {
        let mut ahead = Plan::new(self.key.len());
        ahead.makespan = self.generator.forwards(&self.child.times.start, &mut ahead.times);
        if ahead.makespan < self.best.makespan {
            self.best = ahead;
        }
        self.count()
    }

    /// The whole search, to its end.
    fn all(&mut self, seeds: &[Vec<i32>]) -> End {
        let mut first = 0;
        loop {
            if let Err(end) = self.life(seeds, first) {
                return end;
            }
            first = seeds.len();
        }
    }

    /// From first plans until nothing has been found for long; seeds before `first` are known already.
    fn life(&mut self, seeds: &[Vec<i32>], first: usize) -> Result<(), End> {
        let mut left = self.begin(seeds, first)?;
        let mut right: Vec<Plan> = Vec::with_capacity(left.len());
        // The first plans are only pushed over, unmixed.
        for plan in &left {
            self.key.copy_from_slice(Side::Left.keys(&plan.times));
            self.push(Side::Right)?;
            right.push(self.child.clone());
        }
        let (mut shortest, mut idle) = (i32::MAX, 0);
        while idle < PATIENCE {
            self.generation(Side::Right, &right, &mut left)?;
            self.generation(Side::Left, &left, &mut right)?;
            let now = left.iter().map(|plan| plan.makespan).min().unwrap_or(i32::MAX);
            idle = if now < shortest { 0 } else { idle + 1 };
            shortest = shortest.min(now);
        }
        Ok(())
    }

    /// The first plans: the seeds from `first` as they are, then seeds with noise.
    fn begin(&mut self, seeds: &[Vec<i32>], first: usize) -> Result<Vec<Plan>, End> {
        let size = self.key.len();
        let population = self.options.population(size);
        let level = [vec![0; size]];
        let seeds = if seeds.is_empty() { &level } else { seeds };
        let mut plans = Vec::with_capacity(population);
        while plans.len() < population {
            if let Some(seed) = seeds.get(first + plans.len()) {
                self.key.copy_from_slice(&seed[..size]);
            } else {
                let seed = &seeds[self.chance.below(seeds.len())];
                self.key.copy_from_slice(&seed[..size]);
                let (low, high) = family::span(seed);
                let noise = (f64::from(high) - f64::from(low)).max(1.0) * SAMPLE;
                family::blur(&mut self.key, None, noise, &mut self.chance);
            }
            self.push(Side::Left)?;
            plans.push(self.child.clone());
        }
        Ok(plans)
    }

    /// Every plan of one side fathers a child on the other.
    fn generation(&mut self, side: Side, parents: &[Plan], children: &mut [Plan]) -> Result<(), End> {
        let other = if side == Side::Left {
            Side::Right
        } else {
            Side::Left
        };
        for (place, father) in parents.iter().enumerate() {
            let (one, two) = (self.chance.below(parents.len()), self.chance.below(parents.len()));
            let mother = if parents[two].makespan < parents[one].makespan {
                &parents[two]
            } else {
                &parents[one]
            };
            let keys = side.keys(&father.times);
            let window = Window::draw(keys, WINDOW.0, WINDOW.1, &mut self.chance);
            let moved = family::cross(keys, side.keys(&mother.times), window, &mut self.key);
            if moved < self.key.len() / ALIKE || self.chance.unit() < MUTATED {
                let window = Window::draw(&self.key, REACH.0, REACH.1, &mut self.chance);
                let noise = f64::from(father.makespan) * NOISE;
                family::blur(&mut self.key, Some(window), noise, &mut self.chance);
            }
            self.push(other)?;
            let limit = f64::from(children[place].makespan) * (1.0 + GRACE * self.chance.unit());
            if f64::from(self.child.makespan) <= limit
                && !children.iter().any(|plan| plan.repeats(&self.child))
            {
                std::mem::swap(&mut children[place], &mut self.child);
            }
        }
        Ok(())
    }
}
