//! The search for a short plan.

use super::chance::Chance;
use super::family::{Plan, cross, window};
use super::generator::{Generator, Times};

#[derive(Debug, Clone)]
pub struct Options {
    pub seed: u64,
    pub schedules: u64,
    pub spent: u64,
    pub floor: i32,
    pub tune: Tune,
}

#[derive(Debug, Clone)]
pub struct Tune {
    pub pop: f64,
    pub power: f64,
    pub tau: f64,
    pub least: f64,
    pub most: f64,
    pub swap: f64,
    pub policy: f64,
    pub slack: f64,
    pub x: f64,
    pub y: f64,
    pub z: f64,
}
impl Default for Tune {
    fn default() -> Self {
        Self {
            pop: 1.0,
            power: 0.5,
            tau: 0.1,
            least: 0.2,
            most: 0.8,
            swap: 0.0,
            policy: 0.0,
            slack: 0.0,
            x: 0.0,
            y: 0.0,
            z: 0.0,
        }
    }
}
impl Tune {
    pub fn set(&mut self, name: &str, value: f64) {
        match name {
            "pop" => self.pop = value,
            "power" => self.power = value,
            "tau" => self.tau = value,
            "least" => self.least = value,
            "most" => self.most = value,
            "swap" => self.swap = value,
            "policy" => self.policy = value,
            "slack" => self.slack = value,
            "x" => self.x = value,
            "y" => self.y = value,
            "z" => self.z = value,
            _ => panic!("{name}"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub schedules: u64,
    pub makespan: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Floor,
    Spent,
    Asked,
}

#[derive(Debug, Clone)]
pub struct Outcome {
    pub times: Times,
    pub makespan: i32,
    pub schedules: u64,
    pub end: End,
}

struct Run<'a, G> {
    generator: &'a mut G,
    options: &'a Options,
    watch: &'a mut dyn FnMut(&Progress) -> bool,
    chance: Chance,
    best: Plan,
    schedules: u64,
}

impl<G: Generator> Run<'_, G> {
    /// Whether to go on.
    fn tell(&mut self) -> Result<(), End> {
        if self.best.makespan <= self.options.floor {
            return Err(End::Floor);
        }
        if self.schedules >= self.options.schedules {
            return Err(End::Spent);
        }
        if !(self.watch)(&Progress {
            schedules: self.schedules,
            makespan: self.best.makespan,
        }) {
            return Err(End::Asked);
        }
        Ok(())
    }

    fn ahead(&mut self, key: &[i32], plan: &mut Plan) -> Result<(), End> {
        plan.makespan = self.generator.forwards(key, &mut plan.times);
        self.schedules += 1;
        plan.slack = if self.options.tune.slack > 0.0 {
            plan.times
                .finish
                .iter()
                .map(|&f| i64::from(f) * i64::from(f))
                .sum()
        } else {
            0
        };
        if plan.makespan < self.best.makespan {
            self.best.clone_from(plan);
        }
        self.tell()
    }

    fn back(&mut self, key: &[i32], plan: &mut Plan) -> Result<(), End> {
        plan.makespan = self.generator.backwards(key, 0, &mut plan.times);
        self.schedules += 1;
        plan.slack = if self.options.tune.slack > 0.0 {
            plan.times
                .start
                .iter()
                .map(|&f| i64::from(f) * i64::from(f))
                .sum()
        } else {
            0
        };
        if plan.makespan < self.best.makespan && self.best.makespan < i32::MAX {
            let mut again = Plan::new(key.len());
            self.tell()?;
            self.ahead(&plan.times.start.clone(), &mut again)?;
        }
        self.tell()
    }

    fn noisy(&mut self, seed: &[i32], key: &mut [i32], tau: f64) {
        for (key, &seed) in key.iter_mut().zip(seed) {
            let noise = tau * self.chance.gumbel();
            *key = seed * 8 - (noise * 8.0) as i32;
        }
    }

    fn search(&mut self, seeds: &[Vec<i32>]) -> Result<(), End> {
        let t = self.options.tune.clone();
        let size = self.generator.size();
        let budget = self.options.schedules as f64;
        let pop = ((t.pop * budget.powf(t.power)) as usize).max(4);
        let mut key = vec![0; size];
        let mut left = vec![Plan::new(size); pop];
        let mut right = vec![Plan::new(size); pop];
        for i in 0..pop {
            let mut plan = std::mem::replace(&mut left[i], Plan::new(0));
            if i < seeds.len() {
                self.ahead(&seeds[i], &mut plan)?;
            } else {
                let seed = &seeds[self.chance.below(seeds.len())];
                let span = f64::from(seed.iter().max().unwrap() - seed.iter().min().unwrap());
                self.noisy(seed, &mut key, span * t.tau);
                self.ahead(&key, &mut plan)?;
            }
            left[i] = plan;
        }
        let mut spare = Plan::new(size);
        let mut generation = 0u64;
        loop {
            generation += 1;
            for side in 0..2 {
                for i in 0..pop {
                    let (parents, others) = if side == 0 {
                        (&left, &mut right)
                    } else {
                        (&right, &mut left)
                    };
                    let a = self.chance.below(pop);
                    let b = self.chance.below(pop);
                    let m = if parents[a].worth() <= parents[b].worth() {
                        a
                    } else {
                        b
                    };
                    let f = i;
                    let (fk, mk) = if side == 0 {
                        (&parents[f].times.finish, &parents[m].times.finish)
                    } else {
                        (&parents[f].times.start, &parents[m].times.start)
                    };
                    if generation == 1 && side == 0 {
                        key.copy_from_slice(fk);
                    } else {
                        let w = window(fk, &mut self.chance, t.least, t.most);
                        cross(fk, mk, w, &mut key);
                        if self.chance.unit() < t.swap {
                            let n = 1 + self.chance.below(3);
                            for _ in 0..n {
                                let p = self.chance.below(size);
                                let q = self.chance.below(size);
                                key.swap(p, q);
                            }
                        }
                    }
                    if side == 0 {
                        self.back(&key, &mut spare)?
                    } else {
                        self.ahead(&key, &mut spare)?
                    };
                    let replace = match t.policy as u32 {
                        0 => true,
                        1 => spare.worth() <= others[i].worth(),
                        2 => spare.worth() <= others[i].worth() || others[i].makespan > self.best.makespan,
                        _ => {
                            others[i].makespan == i32::MAX
                                || spare.makespan as f64
                                    <= others[i].makespan as f64 * (1.0 + t.x * self.chance.unit())
                        }
                    };
                    if replace {
                        std::mem::swap(&mut others[i], &mut spare);
                    }
                }
            }
        }
    }
}

pub fn improve<G: Generator>(
    generator: &mut G,
    seeds: &[Vec<i32>],
    options: &Options,
    watch: &mut dyn FnMut(&Progress) -> bool,
) -> Outcome {
    let size = generator.size();
    let mut run = Run {
        generator,
        options,
        watch,
        chance: Chance::new(options.seed),
        best: Plan::new(size),
        schedules: options.spent,
    };
    let end = match run.search(seeds) {
        Ok(()) => End::Spent,
        Err(end) => end,
    };
    Outcome {
        times: run.best.times,
        makespan: run.best.makespan,
        schedules: run.schedules,
        end,
    }
}
