//! One pass after the other through the network, sixteen at a time, each with durations of its own.

use super::shapes::{Normal, Table, table};
use super::tally::Tally;
use super::{Question, Risk};
use crate::calendar::Calendar;
use crate::network::Network;
use crate::plan::{LinkKind, Plan, Progress};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Passes that go side by side.
pub(super) const LANES: usize = 16;
type Lanes = [f32; LANES];

/// Passes of one block. A block has a stream of random numbers of its own, so it is the same on any thread.
pub(super) const BLOCK: usize = 256;

/// At most so many bins for the finishes of one activity; a bin is a day where that is enough.
const MOST_BINS: usize = 1024;

/// A day is so many steps where durations are added up as whole numbers, so that their order does not matter.
const STEPS: f32 = 16.0;

/// How an activity gets its duration.
enum Draw {
    /// It lies fixed.
    Pinned {
        start: f32,
        finish: f32,
    },
    /// It has begun: what is left is a share of its estimate, from the data date on.
    Rest {
        start: f32,
        from: f32,
        share: f32,
    },
    Whole,
}

/// What all passes need.
pub(super) struct Course<'p> {
    pub(super) network: &'p Network,
    calendars: Vec<Option<&'p Calendar>>,
    draws: Vec<Draw>,
    tables: Vec<Table>,
    mean: Vec<f32>,
    group: Vec<u32>,
    unit: Vec<Option<u32>>,
    units: usize,
    /// Square roots of what units have in common and of what they have not.
    common: Option<(f32, f32)>,
    risks: &'p [Risk],
    impacts: Vec<Table>,
    /// The risks that bear on each activity.
    threats: Vec<Vec<u32>>,
    pub(super) first_bin: Vec<usize>,
    pub(super) base: Vec<i32>,
    pub(super) width: Vec<i32>,
    pub(super) groups: usize,
    seed: u64,
}

/// The arrays of sixteen passes.
struct Passes {
    start: Vec<Lanes>,
    finish: Vec<Lanes>,
    duration: Vec<Lanes>,
    unit: Vec<Lanes>,
    happens: Vec<[bool; LANES]>,
    impact: Vec<Lanes>,
}

#[expect(
    clippy::cast_precision_loss,
    reason = "times are bounded by FURTHEST and known to a day"
)]
fn wide(time: i32) -> f32 {
    time as f32
}

/// Rounded up. By way of a cast, since the smallest processors have no instruction for it.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "finite, and bounded by the plan")]
fn whole(time: f32) -> i32 {
    let cut = time as i32;
    cut + i32::from(time > wide(cut))
}

impl<'p> Course<'p> {
    pub(super) fn new(plan: &'p Plan, network: &'p Network, question: &'p Question<'_>) -> Self {
        let count = network.len();
        let one = |position: usize| &plan.activities[network.order[position] as usize];
        let mut threats = vec![Vec::new(); count];
        for (risk, threat) in (0u32..).zip(question.risks) {
            for activity in threat
                .activities
                .iter()
                .filter(|activity| (**activity as usize) < count)
            {
                threats[network.place[*activity as usize] as usize].push(risk);
            }
        }
        let (mut draws, mut tables) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for position in 0..count {
            let activity = one(position);
            let estimate = activity.duration;
            tables.push(table(
                question.shape,
                estimate.low,
                estimate.likely,
                estimate.high,
            ));
            draws.push(match activity.progress {
                Progress::Done { start, finish } => Draw::Pinned {
                    start: wide(start),
                    finish: wide(finish),
                },
                Progress::Started { start, left } => Draw::Rest {
                    start: wide(start),
                    from: wide(plan.today.max(start)),
                    share: wide(left) / wide(estimate.days().max(1)),
                },
                Progress::Planned => Draw::Whole,
            });
        }
        let rho = question.correlation.clamp(0.0, 1.0);
        let mut course = Self {
            network,
            calendars: (0..count)
                .map(|position| {
                    one(position)
                        .calendar
                        .map(|index| &plan.calendars[index as usize])
                })
                .collect(),
            mean: tables
                .iter()
                .map(|table: &Table| table[table.len() / 2])
                .collect(),
            draws,
            tables,
            group: (0..count).map(|position| one(position).group).collect(),
            unit: (0..count).map(|position| one(position).unit).collect(),
            units: plan.units.len(),
            common: (rho > 0.0).then(|| (rho.sqrt(), (1.0 - rho).sqrt())),
            risks: question.risks,
            impacts: question
                .risks
                .iter()
                .map(|risk| {
                    table(
                        question.shape,
                        risk.impact.low,
                        risk.impact.likely,
                        risk.impact.high,
                    )
                })
                .collect(),
            threats,
            first_bin: Vec::new(),
            base: Vec::new(),
            width: Vec::new(),
            groups: plan
                .activities
                .iter()
                .map(|one| one.group as usize + 1)
                .max()
                .unwrap_or(0),
            seed: question.seed,
        };
        course.lay_out();
        course
    }

    /// The bins of each activity, and after them of each group, between their ends where everything goes as well and as
    /// badly as it can.
    fn lay_out(&mut self) {
        let mut passes = self.passes();
        self.extreme(&mut passes, false);
        let best: Vec<f32> = passes.finish.iter().map(|lanes| lanes[0]).collect();
        self.extreme(&mut passes, true);
        let mut ends = vec![(f32::MIN, f32::MIN); self.groups];
        for (position, best) in best.iter().enumerate() {
            let end = &mut ends[self.group[position] as usize];
            *end = (end.0.max(*best), end.1.max(passes.finish[position][0]));
        }
        let rows = best
            .iter()
            .enumerate()
            .map(|(position, best)| (*best, passes.finish[position][0]));
        let mut next = 0;
        for (best, worst) in rows.chain(ends) {
            let base = whole(best);
            let span = (whole(worst) - base).max(0) + 1;
            let most = i32::try_from(MOST_BINS).unwrap_or(i32::MAX);
            let width = (span + most - 1) / most;
            self.first_bin.push(next);
            self.base.push(base);
            self.width.push(width);
            next += usize::try_from((span + width - 1) / width).unwrap_or(1);
        }
        self.first_bin.push(next);
    }

    fn passes(&self) -> Passes {
        let count = self.network.len();
        Passes {
            start: vec![[0.0; LANES]; count],
            finish: vec![[0.0; LANES]; count],
            duration: vec![[0.0; LANES]; count],
            unit: vec![[0.0; LANES]; self.units],
            happens: vec![[false; LANES]; self.risks.len()],
            impact: vec![[0.0; LANES]; self.risks.len()],
        }
    }

    fn extreme(&self, passes: &mut Passes, worst: bool) {
        for position in 0..self.network.len() {
            let table = &self.tables[position];
            let mut duration = if worst { table[table.len() - 1] } else { table[0] };
            for risk in self.threats[position].iter().filter(|_| worst) {
                let table = &self.impacts[*risk as usize];
                duration += table[table.len() - 1];
            }
            self.place(passes, position, [duration; LANES]);
        }
    }

    /// Runs a block of passes and adds what they show to a tally.
    pub(super) fn block(&self, block: u64, tally: &mut Tally) {
        let mut passes = self.passes();
        // Streams far apart: the seed and the block's number go through the generator's own seeding.
        let mut seed = [0u8; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        seed[8..16].copy_from_slice(&block.to_le_bytes());
        seed[16..24].copy_from_slice(&0x9e37_79b9_7f4a_7c15_u64.to_le_bytes());
        let mut random = Xoshiro256PlusPlus::from_seed(seed);
        for _ in 0..16 {
            random.next_u64();
        }
        for _ in 0..BLOCK / LANES {
            self.draw_common(&mut random, &mut passes);
            for position in 0..self.network.len() {
                let duration = self.draw(&mut random, position, &passes);
                self.place(&mut passes, position, duration);
            }
            self.count(&passes, tally);
        }
    }

    /// What units have in common, and which risks happen.
    fn draw_common(&self, random: &mut Xoshiro256PlusPlus, passes: &mut Passes) {
        if self.common.is_some() {
            let normal = Normal::get();
            for unit in &mut passes.unit {
                let bits = bits(random);
                *unit = std::array::from_fn(|lane| normal.draw(bits[lane]));
            }
        }
        for (index, risk) in self.risks.iter().enumerate() {
            let (happens, impact) = (bits(random), bits(random));
            let table = &self.impacts[index];
            passes.happens[index] =
                std::array::from_fn(|lane| f64::from(happens[lane]) < risk.probability * f64::from(u32::MAX));
            passes.impact[index] = std::array::from_fn(|lane| look_up(table, impact[lane]));
        }
    }

    #[inline]
    fn draw(&self, random: &mut Xoshiro256PlusPlus, position: usize, passes: &Passes) -> Lanes {
        let mut shares = bits(random);
        if let (Some((common, own)), Some(unit)) = (self.common, self.unit[position]) {
            let normal = Normal::get();
            for (share, factor) in shares.iter_mut().zip(&passes.unit[unit as usize]) {
                *share = normal.share(common * factor + own * normal.draw(*share));
            }
        }
        let table = &self.tables[position];
        let mut duration: Lanes = std::array::from_fn(|lane| look_up(table, shares[lane]));
        for risk in &self.threats[position] {
            let risk = *risk as usize;
            let outcomes = passes.happens[risk].iter().zip(&passes.impact[risk]);
            for (days, (happens, impact)) in duration.iter_mut().zip(outcomes) {
                *days += if *happens { *impact } else { 0.0 };
            }
        }
        duration
    }

    /// Puts an activity behind its predecessors.
    #[inline]
    fn place(&self, passes: &mut Passes, position: usize, mut duration: Lanes) {
        match self.draws[position] {
            Draw::Pinned { start, finish } => {
                passes.start[position] = [start; LANES];
                passes.finish[position] = [finish; LANES];
                passes.duration[position] = [finish - start; LANES];
                return;
            }
            Draw::Rest { start, from, share } => {
                for days in &mut duration {
                    *days *= share;
                }
                passes.start[position] = [start; LANES];
                passes.finish[position] = self.end(position, &[from; LANES], &duration);
                passes.duration[position] = duration;
                return;
            }
            Draw::Whole => {}
        }
        let mut start = [wide(self.network.floor[position]); LANES];
        for arc in self.network.into(position) {
            let other = arc.other as usize;
            let lag = wide(arc.lag);
            match arc.kind {
                LinkKind::FinishStart => latest(&mut start, &passes.finish[other], lag),
                LinkKind::StartStart => latest(&mut start, &passes.start[other], lag),
                LinkKind::FinishFinish => latest_less(&mut start, &passes.finish[other], lag, &duration),
                LinkKind::StartFinish => latest_less(&mut start, &passes.start[other], lag, &duration),
            }
        }
        passes.finish[position] = self.end(position, &start, &duration);
        passes.start[position] = start;
        passes.duration[position] = duration;
    }

    #[inline]
    fn end(&self, position: usize, start: &Lanes, duration: &Lanes) -> Lanes {
        match self.calendars[position] {
            None => std::array::from_fn(|lane| start[lane] + duration[lane]),
            Some(calendar) => std::array::from_fn(|lane| stretched(calendar, start[lane], duration[lane])),
        }
    }

    /// Counts what sixteen passes have shown.
    fn count(&self, passes: &Passes, tally: &mut Tally) {
        let mut ends = vec![[f32::MIN; LANES]; self.groups];
        let mut last = vec![[0u32; LANES]; self.groups];
        for (position, finish) in (0u32..).zip(&passes.finish) {
            let at = position as usize;
            self.note(at, finish, &mut tally.bins);
            let group = self.group[at] as usize;
            for lane in 0..LANES {
                if finish[lane] > ends[group][lane] {
                    ends[group][lane] = finish[lane];
                    last[group][lane] = position;
                }
            }
        }
        let mut end_steps = vec![[0i64; LANES]; self.groups];
        for (group, lanes) in ends.iter().enumerate().filter(|(_, lanes)| lanes[0] > f32::MIN) {
            self.note(self.network.len() + group, lanes, &mut tally.bins);
            for (end, kept) in lanes.iter().zip(&mut end_steps[group]) {
                let steps = steps(*end);
                *kept = steps;
                tally.end[group] += steps;
                tally.end_squared[group] += steps * steps;
            }
        }
        for at in 0..self.network.len() {
            if matches!(self.draws[at], Draw::Pinned { .. }) {
                continue;
            }
            let ends = &end_steps[self.group[at] as usize];
            let (mut sum, mut squared, mut with_end) = (0, 0, 0);
            for (days, end) in passes.duration[at].iter().zip(ends) {
                let off = steps(days - self.mean[at]);
                sum += off;
                squared += off * off;
                with_end += off * end;
            }
            tally.duration[at] += sum;
            tally.duration_squared[at] += squared;
            tally.duration_end[at] += with_end;
        }
        for (group, last) in last
            .iter()
            .enumerate()
            .filter(|(group, _)| ends[*group][0] > f32::MIN)
        {
            for (lane, position) in last.iter().enumerate() {
                self.trace(passes, lane, *position as usize, group, &mut tally.critical);
            }
        }
    }

    #[inline]
    fn note(&self, row: usize, ends: &Lanes, bins: &mut [u32]) {
        let bins = &mut bins[self.first_bin[row]..self.first_bin[row + 1]];
        let most = bins.len() - 1;
        let (base, width) = (self.base[row], self.width[row]);
        for end in ends {
            let day = whole(*end) - base;
            // A division costs more than all the rest, and nearly every bin is a day.
            let bin = usize::try_from(if width == 1 { day } else { day / width }).unwrap_or(0);
            bins[bin.min(most)] += 1;
        }
    }

    /// Back along what decided each start, from the end.
    fn trace(&self, passes: &Passes, lane: usize, from: usize, group: usize, critical: &mut [u32]) {
        let mut at = from;
        loop {
            if self.group[at] as usize == group {
                critical[at] += 1;
            }
            if !matches!(self.draws[at], Draw::Whole) {
                return;
            }
            let mut decides = None;
            let mut latest = wide(self.network.floor[at]);
            for arc in self.network.into(at) {
                let other = arc.other as usize;
                let bound = wide(arc.lag)
                    + match arc.kind {
                        LinkKind::FinishStart => passes.finish[other][lane],
                        LinkKind::StartStart => passes.start[other][lane],
                        LinkKind::FinishFinish => passes.finish[other][lane] - passes.duration[at][lane],
                        LinkKind::StartFinish => passes.start[other][lane] - passes.duration[at][lane],
                    };
                if bound > latest {
                    (latest, decides) = (bound, Some(other));
                }
            }
            let Some(other) = decides else { return };
            at = other;
        }
    }
}

/// Sixteen numbers of 32 random bits.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
fn bits(random: &mut Xoshiro256PlusPlus) -> [u32; LANES] {
    let mut bits = [0; LANES];
    for pair in bits.chunks_exact_mut(2) {
        let both = random.next_u64();
        pair[0] = both as u32;
        pair[1] = (both >> 32) as u32;
    }
    bits
}

#[inline]
#[expect(clippy::cast_precision_loss, reason = "24 bits fit")]
fn look_up(table: &Table, share: u32) -> f32 {
    const PART: f32 = 1.0 / 16_777_216.0;
    let cell = (share >> 24) as usize;
    let part = (share & 0x00ff_ffff) as f32 * PART;
    table[cell] + (table[cell + 1] - table[cell]) * part
}

#[inline]
fn latest(start: &mut Lanes, bound: &Lanes, lag: f32) {
    for lane in 0..LANES {
        start[lane] = start[lane].max(bound[lane] + lag);
    }
}

#[inline]
fn latest_less(start: &mut Lanes, bound: &Lanes, lag: f32, duration: &Lanes) {
    for lane in 0..LANES {
        start[lane] = start[lane].max(bound[lane] + lag - duration[lane]);
    }
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "bounded by the plan")]
fn steps(days: f32) -> i64 {
    i64::from((days * STEPS) as i32)
}

/// Where work ends that days off stretch.
fn stretched(calendar: &Calendar, start: f32, days: f32) -> f32 {
    let (mut at, mut left) = (start, days);
    if left <= 0.0 {
        return at;
    }
    for (from, to) in calendar.off() {
        let (from, to) = (wide(*from), wide(*to));
        if to <= at {
            continue;
        }
        if from - at >= left {
            break;
        }
        left -= (from - at).max(0.0);
        at = at.max(to);
    }
    at + left
}

pub(super) const DAY: f64 = STEPS as f64;
