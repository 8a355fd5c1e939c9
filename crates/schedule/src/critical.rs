//! The critical path: how early and how late each activity can lie, and which of them decide the end.
//!
//! Kelley and Walker, "Critical-path planning and scheduling" (1959), with the four kinds of links of the precedence
//! diagram (Fondahl 1961; Elmaghraby and Kamburowski, Management Science 38, 1992). Drag after Devaux, "Total Project
//! Control" (1999): by how much an activity delays the end.

use crate::network::{Arc, Network};
use crate::plan::{LinkKind, Plan, Progress};

/// When an activity can lie. Boundaries of working days; `finish` lies after the last day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    pub early_start: i32,
    pub early_finish: i32,
    pub late_start: i32,
    pub late_finish: i32,
    /// How far it can slip before the end of its group slips; below zero where the end cannot be held.
    pub total_float: i32,
    /// How far it can slip before anything else does.
    pub free_float: i32,
    pub critical: bool,
}

/// The dates of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Critical {
    /// By activity.
    pub dates: Vec<Dates>,
    /// The early end of each group.
    pub ends: Vec<i32>,
}

impl Critical {
    /// The early end of everything.
    pub fn end(&self) -> i32 {
        self.ends.iter().copied().max().unwrap_or(0)
    }
}

/// Both passes. Linear in activities and links.
pub fn critical(plan: &Plan, network: &Network) -> Critical {
    let count = network.len();
    let mut passes = Passes {
        plan,
        network,
        start: vec![0; count],
        finish: vec![0; count],
    };
    passes.forwards();
    let ends = passes.ends();
    let late = if network.own_calendars {
        passes.backwards(&ends)
    } else {
        passes.quickly_backwards(&ends)
    };
    let mut dates = vec![Dates::default(); count];
    for position in 0..count {
        let activity = network.order[position] as usize;
        let (start, finish) = (passes.start[position], passes.finish[position]);
        let done = network.done[position];
        let total = late.finish[position] - finish;
        dates[activity] = Dates {
            early_start: start,
            early_finish: finish,
            late_start: late.start[position],
            late_finish: late.finish[position],
            total_float: if done { 0 } else { total },
            // Days off of its own can leave it less than its successors would.
            free_float: if done { 0 } else { late.free[position].min(total) },
            critical: !done && total <= 0,
        };
    }
    Critical { dates, ends }
}

/// How late everything can lie, by position.
struct Late {
    start: Vec<i32>,
    finish: Vec<i32>,
    free: Vec<i32>,
}

/// Later than anything: a link to what has begun bounds nothing.
const NEVER: i32 = i32::MAX / 2;

struct Passes<'p> {
    plan: &'p Plan,
    network: &'p Network,
    start: Vec<i32>,
    finish: Vec<i32>,
}

impl Passes<'_> {
    fn forwards(&mut self) {
        for position in 0..self.network.len() {
            let days = self.network.days[position];
            if let Some(start) = self.network.pinned[position] {
                (self.start[position], self.finish[position]) = (start, start + days);
                continue;
            }
            let mut start = self.network.floor[position];
            if let Some(calendar) = self.calendar(position) {
                for arc in self.network.into(position) {
                    let bound = self.bound(arc);
                    let bound = match arc.kind {
                        LinkKind::FinishStart | LinkKind::StartStart => bound,
                        LinkKind::FinishFinish | LinkKind::StartFinish => calendar.start_to_end(bound, days),
                    };
                    start = start.max(bound);
                }
                start = if days > 0 { calendar.first(start) } else { start };
                (self.start[position], self.finish[position]) = (start, calendar.add(start, days));
            } else if self.network.own_calendars {
                for arc in self.network.into(position) {
                    let bound = self.bound(arc);
                    start = start.max(match arc.kind {
                        LinkKind::FinishStart | LinkKind::StartStart => bound,
                        LinkKind::FinishFinish | LinkKind::StartFinish => bound - days,
                    });
                }
                (self.start[position], self.finish[position]) = (start, start + days);
            } else {
                for step in self.network.steps_into(position) {
                    start = start.max(self.start[step.other as usize] + step.weight);
                }
                (self.start[position], self.finish[position]) = (start, start + days);
            }
        }
    }

    /// The earliest that a link lets the bound end of its second activity be.
    fn bound(&self, arc: &Arc) -> i32 {
        let other = arc.other as usize;
        arc.lag
            + match arc.kind {
                LinkKind::FinishStart | LinkKind::FinishFinish => self.finish[other],
                LinkKind::StartStart | LinkKind::StartFinish => self.start[other],
            }
    }

    fn calendar(&self, position: usize) -> Option<&crate::calendar::Calendar> {
        if !self.network.own_calendars {
            return None;
        }
        let activity = &self.plan.activities[self.network.order[position] as usize];
        activity
            .calendar
            .map(|index| &self.plan.calendars[index as usize])
    }

    fn ends(&self) -> Vec<i32> {
        let groups = self
            .network
            .group
            .iter()
            .max()
            .map_or(0, |group| *group as usize + 1);
        let mut ends = vec![i32::MIN; groups];
        for (group, finish) in self.network.group.iter().zip(&self.finish) {
            let end = &mut ends[*group as usize];
            *end = (*end).max(*finish);
        }
        ends
    }

    /// As [`Passes::backwards`], where nobody has a calendar of their own: every link is one number.
    fn quickly_backwards(&self, ends: &[i32]) -> Late {
        let count = self.network.len();
        let mut late = Late {
            start: vec![0; count],
            finish: vec![0; count],
            free: vec![0; count],
        };
        // What a predecessor reads: the late and early start of what has not begun.
        let (mut bounds, mut starts) = (vec![NEVER; count], vec![NEVER; count]);
        for position in (0..count).rev() {
            let days = self.network.days[position];
            let start = self.start[position];
            let end = ends[self.group(position)];
            let (mut latest, mut free) = (end - days, end - self.finish[position]);
            for step in self.network.steps_out_of(position) {
                let other = step.other as usize;
                latest = latest.min(bounds[other] - step.weight);
                free = free.min(starts[other] - start - step.weight);
            }
            late.free[position] = free;
            if self.network.pinned[position].is_some() {
                late.start[position] = start;
                late.finish[position] = self.begun(position, end, &late.start, &late.finish);
            } else {
                (late.start[position], late.finish[position]) = (latest, latest + days);
                (bounds[position], starts[position]) = (latest, start);
            }
        }
        late
    }

    fn backwards(&self, ends: &[i32]) -> Late {
        let count = self.network.len();
        let (mut late_start, mut late_finish) = (vec![0; count], vec![0; count]);
        for position in (0..count).rev() {
            let days = self.network.days[position];
            if let Some(start) = self.network.pinned[position] {
                let end = ends[self.group(position)];
                late_start[position] = start;
                late_finish[position] = self.begun(position, end, &late_start, &late_finish);
                continue;
            }
            let end = ends[self.group(position)];
            if let Some(calendar) = self.calendar(position) {
                let mut finish = end;
                for arc in self.network.out_of(position) {
                    if let Some((bound, on_start)) = self.late_bound(arc, &late_start, &late_finish) {
                        finish = finish.min(if on_start {
                            calendar.add(bound, days)
                        } else {
                            bound
                        });
                    }
                }
                let start = calendar.sub(finish, days);
                (late_start[position], late_finish[position]) = (start, calendar.add(start, days));
            } else {
                let mut start = end - days;
                for arc in self.network.out_of(position) {
                    if let Some((bound, on_start)) = self.late_bound(arc, &late_start, &late_finish) {
                        start = start.min(if on_start { bound } else { bound - days });
                    }
                }
                (late_start[position], late_finish[position]) = (start, start + days);
            }
        }
        let free = (0..count).map(|position| self.free(position, ends[self.group(position)]));
        Late {
            free: free.collect(),
            start: late_start,
            finish: late_finish,
        }
    }

    /// How long what has begun may last: it lies where it lies, so only what waits for its end asks.
    fn begun(&self, position: usize, end: i32, late_start: &[i32], late_finish: &[i32]) -> i32 {
        let mut finish = end;
        for arc in self.network.out_of(position) {
            let other = arc.other as usize;
            match arc.kind {
                _ if self.network.pinned[other].is_some() => {}
                LinkKind::FinishStart => finish = finish.min(late_start[other] - arc.lag),
                LinkKind::FinishFinish => finish = finish.min(late_finish[other] - arc.lag),
                LinkKind::StartStart | LinkKind::StartFinish => {}
            }
        }
        finish
    }

    fn group(&self, position: usize) -> usize {
        self.network.group[position] as usize
    }

    /// The latest that a link lets an end of its first activity be, and whether that is the start.
    #[inline]
    fn late_bound(&self, arc: &Arc, late_start: &[i32], late_finish: &[i32]) -> Option<(i32, bool)> {
        let other = arc.other as usize;
        if self.network.pinned[other].is_some() {
            return None;
        }
        Some(match arc.kind {
            LinkKind::FinishStart => (late_start[other] - arc.lag, false),
            LinkKind::StartStart => (late_start[other] - arc.lag, true),
            LinkKind::FinishFinish => (late_finish[other] - arc.lag, false),
            LinkKind::StartFinish => (late_finish[other] - arc.lag, true),
        })
    }

    /// How far it can slip before a successor or the end of its group does.
    fn free(&self, position: usize, end: i32) -> i32 {
        let mut free = end - self.finish[position];
        for arc in self.network.out_of(position) {
            let other = arc.other as usize;
            if self.network.pinned[other].is_some() {
                continue;
            }
            let there = match arc.kind {
                LinkKind::FinishStart | LinkKind::StartStart => self.start[other],
                LinkKind::FinishFinish | LinkKind::StartFinish => self.finish[other],
            };
            free = free.min(there - self.bound_from(arc, position));
        }
        free
    }

    fn bound_from(&self, arc: &Arc, position: usize) -> i32 {
        arc.lag
            + match arc.kind {
                LinkKind::FinishStart | LinkKind::FinishFinish => self.finish[position],
                LinkKind::StartStart | LinkKind::StartFinish => self.start[position],
            }
    }
}

/// By how many working days each critical activity delays the end of its group: by so much the end would come earlier if
/// it took no time. Zero for the others. One forward pass for each critical activity.
///
/// # Panics
/// Never: a plan that has a network keeps one when an activity gets shorter.
pub fn drag(plan: &Plan, critical: &Critical) -> Vec<i32> {
    let mut shorter = plan.clone();
    let mut drags = vec![0; plan.activities.len()];
    for (activity, dates) in critical.dates.iter().enumerate() {
        let one = &plan.activities[activity];
        if !dates.critical || dates.early_start == dates.early_finish {
            continue;
        }
        let kept = std::mem::replace(&mut shorter.activities[activity], gone(one, dates.early_start));
        let network = Network::new(&shorter).expect("the links are the same");
        let count = network.len();
        let mut passes = Passes {
            plan: &shorter,
            network: &network,
            start: vec![0; count],
            finish: vec![0; count],
        };
        passes.forwards();
        let end = passes.ends()[one.group as usize];
        drags[activity] = critical.ends[one.group as usize] - end;
        shorter.activities[activity] = kept;
    }
    drags
}

/// The activity, taking no time from here on.
fn gone(one: &crate::plan::Activity, start: i32) -> crate::plan::Activity {
    let progress = match one.progress {
        Progress::Started { .. } => Progress::Done { start, finish: start },
        other => other,
    };
    crate::plan::Activity {
        duration: crate::plan::Estimate::certain(0.0),
        progress,
        ..one.clone()
    }
}
