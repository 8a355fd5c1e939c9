//! The timetable of the classic problem: serial schedule generation in both directions.
//!
//! Source of the scheme: J. Kelley, "The critical-path method: resources planning and scheduling", in
//! J. Muth, G. Thompson (eds.), "Industrial Scheduling", Prentice-Hall (1963) 347-365; of its use in both
//! directions: K. Li, R. Willis, EJOR 56 (1992) 370-379.

use super::generator::{Generator, Times};
use super::order::Order;
use super::problem::Problem;
use super::profile::{Packed, Plain, Profile};
use super::rules;

/// One direction of time: activities renumbered into rows, so that every row waits for smaller ones.
#[derive(Debug, Clone)]
struct Direction {
    /// The activity of each row.
    activity: Vec<u32>,
    duration: Vec<i32>,
    offset: Vec<u32>,
    before: Vec<u32>,
}

impl Direction {
    fn new(problem: &Problem, activity: Vec<u32>, backwards: bool) -> Self {
        let links = if backwards {
            problem.successors()
        } else {
            problem.predecessors()
        };
        let mut row = vec![0u32; problem.size()];
        for (place, &activity) in (0u32..).zip(&activity) {
            row[activity as usize] = place;
        }
        let mut offset = vec![0u32];
        let mut before = Vec::with_capacity(links.count());
        for &activity in &activity {
            before.extend(
                links
                    .of(activity as usize)
                    .iter()
                    .map(|&other| row[other as usize]),
            );
            offset.push(u32::try_from(before.len()).expect("the links of a problem can be indexed"));
        }
        let duration = activity
            .iter()
            .map(|&activity| problem.durations()[activity as usize])
            .collect();
        Self {
            activity,
            duration,
            offset,
            before,
        }
    }

    #[inline]
    fn before(&self, row: usize) -> &[u32] {
        &self.before[self.offset[row] as usize..self.offset[row + 1] as usize]
    }
}

/// A direction, its view of the resources and room to work in.
#[derive(Debug, Clone)]
struct Lane<P> {
    direction: Direction,
    profile: P,
    order: Order,
    finish: Vec<i32>,
    /// How many slots the last pass may have used.
    used: usize,
}

impl<P: Profile> Lane<P> {
    fn new(direction: Direction, profile: P, slots: usize) -> Self {
        let size = direction.activity.len();
        Self {
            direction,
            profile,
            order: Order::new(size),
            finish: vec![0; size],
            used: slots,
        }
    }

    /// Places every activity as early as possible in this direction; `place` hears of each.
    #[inline]
    fn pass(&mut self, key: impl Fn(usize) -> u32, mut place: impl FnMut(usize, i32, i32)) -> i32 {
        let Self {
            direction,
            profile,
            order,
            finish,
            used,
        } = self;
        profile.clear(*used);
        let mut makespan = 0;
        let rows = order.arrange(
            |row| key(direction.activity[row] as usize),
            |row| direction.before(row),
        );
        for &row in rows {
            let row = row as usize;
            let mut start = 0;
            for &earlier in direction.before(row) {
                start = start.max(finish[earlier as usize]);
            }
            let duration = direction.duration[row];
            if duration > 0 {
                let (from, slots) = (start.unsigned_abs() as usize, duration.unsigned_abs() as usize);
                let found = profile.earliest(row, from, slots);
                profile.take(row, found, slots);
                start += i32::try_from(found - from).expect("a plan is no longer than its durations");
            }
            let end = start + duration;
            finish[row] = end;
            makespan = makespan.max(end);
            place(direction.activity[row] as usize, start, end);
        }
        *used = makespan.unsigned_abs() as usize;
        makespan
    }
}

/// Both directions over the same kind of profile.
#[derive(Debug, Clone)]
struct Both<P> {
    ahead: Lane<P>,
    back: Lane<P>,
}

impl<P: Profile> Both<P> {
    fn forwards(&mut self, key: &[i32], times: &mut Times) -> i32 {
        let least = key.iter().copied().min().unwrap_or(0);
        let Times { start, finish } = times;
        self.ahead.pass(
            |activity| key[activity].wrapping_sub(least).cast_unsigned(),
            |activity, from, to| {
                start[activity] = from;
                finish[activity] = to;
            },
        )
    }

    fn backwards(&mut self, key: &[i32], horizon: i32, times: &mut Times) -> i32 {
        let most = key.iter().copied().max().unwrap_or(0);
        let Times { start, finish } = times;
        self.back.pass(
            |activity| most.wrapping_sub(key[activity]).cast_unsigned(),
            |activity, from, to| {
                start[activity] = horizon.saturating_sub(to);
                finish[activity] = horizon.saturating_sub(from);
            },
        )
    }
}

#[derive(Debug, Clone)]
enum Kind {
    Packed(Both<Packed>),
    Plain(Both<Plain>),
}

/// A timetable with one word per slot for up to four resources, and one number per slot and resource
/// for more of them.
///
/// Activities with equal keys are taken by their latest finish.
#[derive(Debug, Clone)]
pub struct Timetable {
    size: usize,
    kind: Kind,
}

impl Timetable {
    /// An empty timetable for a problem.
    pub fn new(problem: &Problem) -> Self {
        let slots = problem.total().unsigned_abs() as usize;
        let late = rules::latest(problem).finish;
        // Stable, so that an activity without duration stays behind its predecessors.
        let mut rows = problem.order().to_vec();
        rows.sort_by_key(|&activity| late[activity as usize]);
        let mut mirrored = rows.clone();
        mirrored.reverse();
        let ahead = Direction::new(problem, rows.clone(), false);
        let back = Direction::new(problem, mirrored.clone(), true);
        let kind = if let Some(profile) = Packed::new(problem) {
            Kind::Packed(Both {
                ahead: Lane::new(ahead, profile.with_rows(&rows), slots),
                back: Lane::new(back, profile.with_rows(&mirrored), slots),
            })
        } else {
            let profile = Plain::new(problem);
            Kind::Plain(Both {
                ahead: Lane::new(ahead, profile.with_rows(&rows), slots),
                back: Lane::new(back, profile.with_rows(&mirrored), slots),
            })
        };
        Self {
            size: problem.size(),
            kind,
        }
    }
}

impl Generator for Timetable {
    fn size(&self) -> usize {
        self.size
    }

    /// # Panics
    /// When `key` or `times` is shorter than the number of activities.
    fn forwards(&mut self, key: &[i32], times: &mut Times) -> i32 {
        match &mut self.kind {
            Kind::Packed(both) => both.forwards(key, times),
            Kind::Plain(both) => both.forwards(key, times),
        }
    }

    /// # Panics
    /// When `key` or `times` is shorter than the number of activities.
    fn backwards(&mut self, key: &[i32], horizon: i32, times: &mut Times) -> i32 {
        match &mut self.kind {
            Kind::Packed(both) => both.backwards(key, horizon, times),
            Kind::Plain(both) => both.backwards(key, horizon, times),
        }
    }
}
