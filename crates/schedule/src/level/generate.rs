//! Schedule generation: from priorities to a plan that nobody is overbooked in.
//!
//! Serial and parallel schemes after Kelley (1963) as told by Kolisch, European Journal of Operational Research 90 (1996);
//! justification after Valls, Ballestín and Quintanilla, European Journal of Operational Research 165 (2005).

use super::timetable::{Demand, Timetable};
use crate::network::{Arc, Network};
use crate::plan::{LinkKind, Plan, Progress};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Where each activity lies, by activity: boundaries of working days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    pub start: Vec<i32>,
    pub finish: Vec<i32>,
    /// The activities whose owner has no time for them at all: they lie as if they needed nobody.
    pub unstaffed: Vec<u32>,
}

/// Makes schedules of one plan. All work by position in the network's order.
pub(super) struct Generation<'p> {
    pub(super) plan: &'p Plan,
    pub(super) network: &'p Network,
    pub(super) table: Timetable<'p>,
    pub(super) demand: Vec<Demand>,
    /// What is needed and who has time for it, before a schedule finds otherwise.
    given: Vec<(Demand, bool)>,
    /// Whose owner has no time for them at all: placed as if nobody were needed.
    pub(super) unstaffed: Vec<bool>,
    pub(super) start: Vec<i32>,
    pub(super) finish: Vec<i32>,
    waits: Vec<u32>,
}

impl<'p> Generation<'p> {
    pub(super) fn new(plan: &'p Plan, network: &'p Network) -> Self {
        let count = network.len();
        let of = |activity: &u32| Demand::of(plan, &plan.activities[*activity as usize]);
        let given: Vec<(Demand, bool)> = network.order.iter().map(of).collect();
        Self {
            plan,
            network,
            table: Timetable::new(plan),
            demand: given.iter().map(|(demand, _)| *demand).collect(),
            unstaffed: given.iter().map(|(_, staffed)| !staffed).collect(),
            given,
            start: vec![0; count],
            finish: vec![0; count],
            waits: vec![0; count],
        }
    }

    /// Begins a schedule anew: books what has begun where it stands.
    pub(super) fn book_pinned(&mut self) {
        self.table.clear();
        for (position, (demand, staffed)) in self.given.iter().enumerate() {
            (self.demand[position], self.unstaffed[position]) = (*demand, !staffed);
        }
        for position in 0..self.network.len() {
            let Some(start) = self.network.pinned[position] else {
                continue;
            };
            let one = &self.plan.activities[self.network.order[position] as usize];
            (self.start[position], self.finish[position]) = match one.progress {
                Progress::Started { .. } => {
                    let demand = self.demand[position];
                    let from = self.plan.today.max(start);
                    // It goes on whether or not its owner and unit are booked elsewhere as well.
                    let mut alone = Timetable::new(self.plan);
                    let free = |demand: Demand| Demand { unit: None, ..demand };
                    let found = alone.fit(&free(demand), from);
                    let (_, finish) = found.unwrap_or_else(|| {
                        self.demand[position] = demand.of_nobody();
                        self.unstaffed[position] = true;
                        let demand = free(demand.of_nobody());
                        alone.fit(&demand, from).unwrap_or((from, from + demand.days))
                    });
                    let demand = self.demand[position];
                    self.table.book(&demand, from, finish);
                    (start, finish)
                }
                _ => (start, start + self.network.days[position]),
            };
        }
    }

    /// The earliest start that the predecessors allow, as they lie.
    pub(super) fn earliest(&self, position: usize) -> i32 {
        let mut from = self.network.floor[position];
        let demand = &self.demand[position];
        for arc in self.network.into(position) {
            let bound = self.bound(arc);
            from = from.max(match arc.kind {
                LinkKind::FinishStart | LinkKind::StartStart => bound,
                // Days off only make it end later than this.
                LinkKind::FinishFinish | LinkKind::StartFinish => match demand.calendar {
                    Some(index) => self.plan.calendars[index as usize].start_to_end(bound, demand.days),
                    None => bound - demand.days,
                },
            });
        }
        from
    }

    fn bound(&self, arc: &Arc) -> i32 {
        let other = arc.other as usize;
        arc.lag
            + match arc.kind {
                LinkKind::FinishStart | LinkKind::FinishFinish => self.finish[other],
                LinkKind::StartStart | LinkKind::StartFinish => self.start[other],
            }
    }

    /// Puts an activity into the first place at or after `from`, and books it.
    pub(super) fn put(&mut self, position: usize, from: i32) {
        let found = self.table.fit(&self.demand[position], from);
        let (start, finish) = found.unwrap_or_else(|| self.fit_without(position, from));
        self.table.book(&self.demand[position], start, finish);
        (self.start[position], self.finish[position]) = (start, finish);
    }

    /// Where its owner never has so much time again, it lies as if nobody were needed, and is told as such. A unit that
    /// takes no change at all can only be told, not obeyed.
    fn fit_without(&mut self, position: usize, from: i32) -> (i32, i32) {
        self.demand[position] = self.demand[position].of_nobody();
        self.unstaffed[position] = true;
        // Shorter work may have to start later, so as not to end too early.
        let from = from.max(self.earliest(position));
        if let Some(found) = self.table.fit(&self.demand[position], from) {
            return found;
        }
        self.demand[position].unit = None;
        let days = self.demand[position].days;
        self.table
            .fit(&self.demand[position], from)
            .unwrap_or((from, from + days))
    }

    /// The serial scheme: of the activities whose predecessors lie, the one with the smallest key comes first, as early as
    /// it can. Keys by position.
    pub(super) fn serial(&mut self, key: &[i64]) {
        self.book_pinned();
        for position in 0..self.network.len() {
            self.waits[position] = u32::try_from(self.network.into(position).len()).unwrap_or(u32::MAX);
        }
        let mut ready: BinaryHeap<Reverse<(i64, u32)>> = BinaryHeap::new();
        for position in 0..self.network.len() {
            if self.waits[position] == 0 {
                self.offer(&mut ready, key, position);
            }
        }
        while let Some(Reverse((_, position))) = ready.pop() {
            let position = position as usize;
            if self.network.pinned[position].is_none() {
                self.put(position, self.earliest(position));
            }
            for index in 0..self.network.out_of(position).len() {
                let next = self.network.out_of(position)[index].other as usize;
                self.waits[next] -= 1;
                if self.waits[next] == 0 {
                    self.offer(&mut ready, key, next);
                }
            }
        }
    }

    /// What has begun holds nobody up: it comes out first.
    fn offer(&self, ready: &mut BinaryHeap<Reverse<(i64, u32)>>, key: &[i64], position: usize) {
        let key = if self.network.pinned[position].is_some() {
            i64::MIN
        } else {
            key[position]
        };
        ready.push(Reverse((key, u32::try_from(position).unwrap_or(u32::MAX))));
    }

    /// The parallel scheme: day by day, of the activities that could start now the one with the smallest key first. A
    /// day on which nothing can start is skipped to the next on which something ends or becomes possible.
    pub(super) fn parallel(&mut self, key: &[i64]) {
        self.book_pinned();
        let count = self.network.len();
        for position in 0..count {
            self.waits[position] = u32::try_from(self.network.into(position).len()).unwrap_or(u32::MAX);
        }
        // Those whose predecessors lie, by when they can start at the earliest.
        let mut coming: BinaryHeap<Reverse<(i32, i64, u32)>> = BinaryHeap::new();
        let mut fresh: Vec<u32> = (0u32..)
            .zip(&self.waits)
            .filter(|(_, waits)| **waits == 0)
            .map(|(p, _)| p)
            .collect();
        loop {
            while let Some(position) = fresh.pop() {
                let at = position as usize;
                if self.network.pinned[at].is_some() {
                    self.release(at, &mut fresh);
                } else {
                    coming.push(Reverse((self.earliest(at), key[at], position)));
                }
            }
            let Some(Reverse((day, own, position))) = coming.pop() else {
                break;
            };
            let at = position as usize;
            let Some((start, _)) = self.table.fit(&self.demand[at], day) else {
                self.put(at, day);
                self.release(at, &mut fresh);
                continue;
            };
            if start == day {
                self.put(at, day);
                self.release(at, &mut fresh);
            } else {
                coming.push(Reverse((start, own, position)));
            }
        }
    }

    fn release(&mut self, position: usize, fresh: &mut Vec<u32>) {
        for arc in self.network.out_of(position) {
            let waits = &mut self.waits[arc.other as usize];
            *waits -= 1;
            if *waits == 0 {
                fresh.push(arc.other);
            }
        }
    }

    /// Forward-backward improvement: everything as late as possible before the end of its group, those that end last
    /// first; then as early as possible again, in the order of the late starts. Never ends later than before.
    pub(super) fn justify(&mut self) {
        let count = self.network.len();
        let mut ends: Vec<i32> = Vec::new();
        for position in 0..count {
            let group = self.group(position);
            if ends.len() <= group {
                ends.resize(group + 1, i32::MIN);
            }
            ends[group] = ends[group].max(self.finish[position]);
        }
        let (kept_start, kept_finish) = (self.start.clone(), self.finish.clone());
        self.book_pinned();
        let mut order: Vec<u32> = (0u32..).take(count).collect();
        // Those that end last come first; a successor of the same end comes before its predecessor.
        order.sort_by_key(|position| Reverse((kept_finish[*position as usize], *position)));
        let mut placed = vec![false; count];
        let mut waits: Vec<u32> = (0..count)
            .map(|position| u32::try_from(self.network.out_of(position).len()).unwrap_or(u32::MAX))
            .collect();
        let mut ready: BinaryHeap<(i32, u32)> = BinaryHeap::new();
        for position in &order {
            if waits[*position as usize] == 0 {
                ready.push((kept_finish[*position as usize], *position));
            }
        }
        while let Some((_, position)) = ready.pop() {
            let at = position as usize;
            placed[at] = true;
            if self.network.pinned[at].is_none() {
                let until = self.latest(at, ends[self.group(at)]);
                let demand = self.demand[at];
                let found = self.table.fit_late(&demand, kept_start[at], until);
                let (start, finish) = found.unwrap_or((kept_start[at], kept_finish[at]));
                self.table.book(&demand, start, finish);
                (self.start[at], self.finish[at]) = (start, finish);
            }
            for arc in self.network.into(at) {
                let waits = &mut waits[arc.other as usize];
                *waits -= 1;
                if *waits == 0 {
                    ready.push((kept_finish[arc.other as usize], arc.other));
                }
            }
        }
        let key: Vec<i64> = self.start.iter().map(|start| i64::from(*start)).collect();
        self.serial(&key);
        let later = (0..count).any(|position| {
            let group = self.group(position);
            self.finish[position] > ends[group]
        });
        if later {
            let key: Vec<i64> = kept_start.iter().map(|start| i64::from(*start)).collect();
            self.serial(&key);
        }
    }

    fn group(&self, position: usize) -> usize {
        self.plan.activities[self.network.order[position] as usize].group as usize
    }

    /// The latest finish that the successors allow, as they lie, and the end of the group.
    fn latest(&self, position: usize, end: i32) -> i32 {
        let mut until = end;
        let days = self.demand[position].days;
        for arc in self.network.out_of(position) {
            let other = arc.other as usize;
            if self.network.pinned[other].is_some() {
                continue;
            }
            until = until.min(match arc.kind {
                LinkKind::FinishStart => self.start[other] - arc.lag,
                LinkKind::FinishFinish => self.finish[other] - arc.lag,
                LinkKind::StartStart => self.start[other] - arc.lag + days,
                LinkKind::StartFinish => self.finish[other] - arc.lag + days,
            });
        }
        until
    }

    /// The placement by activity.
    pub(super) fn placement(&self) -> Placement {
        let count = self.network.len();
        let mut placement = Placement {
            start: vec![0; count],
            finish: vec![0; count],
            unstaffed: Vec::new(),
        };
        for (position, activity) in self.network.order.iter().enumerate() {
            placement.start[*activity as usize] = self.start[position];
            placement.finish[*activity as usize] = self.finish[position];
            if self.unstaffed[position] {
                placement.unstaffed.push(*activity);
            }
        }
        placement.unstaffed.sort_unstable();
        placement
    }
}
