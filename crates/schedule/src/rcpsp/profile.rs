//! What is left of the resources, slot by slot.

use super::problem::Problem;

/// What is free in every slot, and what each row (activity in the pass's own order) takes.
pub(super) trait Profile {
    /// Frees the first `slots` slots.
    fn clear(&mut self, slots: usize);
    /// The first slot, not before `from`, where `row` finds room for `duration` slots.
    fn earliest(&self, row: usize, from: usize, duration: usize) -> usize;
    /// Takes `duration` slots from `start` for `row`.
    fn take(&mut self, row: usize, start: usize, duration: usize);
}

/// The first slot from which `duration` slots have room, where `full` looks at a stretch of slots
/// and finds the last one without room.
///
/// A window is looked at from its end: a full slot there rules out every start before it, and what lies
/// behind the full slot has been looked at already.
#[inline]
fn first_window(from: usize, duration: usize, full: impl Fn(usize, usize) -> Option<usize>) -> usize {
    let (mut start, mut unseen) = (from, from);
    loop {
        let end = start + duration;
        match full(unseen, end) {
            None => return start,
            Some(slot) => {
                start = slot + 1;
                unseen = end;
            }
        }
    }
}

/// Up to four resources in the four lanes of a word: fifteen bits for the free capacity, one guard.
///
/// A demand is subtracted from all lanes at once; a guard that falls tells of a lane without room
/// (L. Lamport, "Multiple byte processing with full-word instructions", CACM 18 (1975) 471-475).
#[derive(Debug, Clone)]
pub(super) struct Packed {
    slots: Vec<u64>,
    needs: Vec<u64>,
    empty: u64,
}

const GUARDS: u64 = 0x8000_8000_8000_8000;
const LANES: usize = 4;
const LANE_BITS: usize = 16;
const LANE_LARGEST: i32 = 0x7fff;

impl Packed {
    /// None when there are too many resources or a capacity is too large for a lane.
    pub(super) fn new(problem: &Problem) -> Option<Self> {
        let capacities = problem.capacities();
        if capacities.len() > LANES || capacities.iter().any(|&capacity| capacity > LANE_LARGEST) {
            return None;
        }
        Some(Self {
            slots: vec![0; slots(problem)],
            needs: (0..problem.size())
                .map(|activity| packed(problem.demand(activity)))
                .collect(),
            empty: GUARDS | packed(capacities),
        })
    }

    /// The same profile for rows that stand for `rows`.
    pub(super) fn with_rows(&self, rows: &[u32]) -> Self {
        let needs = rows
            .iter()
            .map(|&activity| self.needs[activity as usize])
            .collect();
        Self {
            needs,
            ..self.clone()
        }
    }
}

fn slots(problem: &Problem) -> usize {
    usize::try_from(problem.total()).expect("a problem's durations are not negative")
}

fn packed(lanes: &[i32]) -> u64 {
    lanes.iter().enumerate().fold(0, |word, (lane, &value)| {
        word | u64::from(value.unsigned_abs()) << (lane * LANE_BITS)
    })
}

impl Profile for Packed {
    fn clear(&mut self, slots: usize) {
        self.slots[..slots].fill(self.empty);
    }

    #[inline]
    fn earliest(&self, row: usize, from: usize, duration: usize) -> usize {
        let need = self.needs[row];
        first_window(from, duration, |unseen, end| {
            let last = self.slots[unseen..end]
                .iter()
                .rposition(|&free| (free - need) & GUARDS != GUARDS);
            last.map(|slot| unseen + slot)
        })
    }

    #[inline]
    fn take(&mut self, row: usize, start: usize, duration: usize) {
        let need = self.needs[row];
        for free in &mut self.slots[start..start + duration] {
            *free -= need;
        }
    }
}

/// Any number of resources and any capacity: one number per slot and resource.
#[derive(Debug, Clone)]
pub(super) struct Plain {
    slots: Vec<i32>,
    needs: Vec<i32>,
    empty: Vec<i32>,
}

impl Plain {
    pub(super) fn new(problem: &Problem) -> Self {
        Self {
            slots: vec![0; slots(problem) * problem.resources()],
            needs: (0..problem.size())
                .flat_map(|activity| problem.demand(activity))
                .copied()
                .collect(),
            empty: problem.capacities().to_vec(),
        }
    }

    /// The same profile for rows that stand for `rows`.
    pub(super) fn with_rows(&self, rows: &[u32]) -> Self {
        let needs = rows
            .iter()
            .flat_map(|&activity| self.need(activity as usize))
            .copied()
            .collect();
        Self {
            needs,
            ..self.clone()
        }
    }

    fn need(&self, row: usize) -> &[i32] {
        &self.needs[row * self.empty.len()..(row + 1) * self.empty.len()]
    }
}

impl Profile for Plain {
    fn clear(&mut self, slots: usize) {
        let width = self.empty.len();
        if width > 0 {
            for slot in self.slots[..slots * width].chunks_exact_mut(width) {
                slot.copy_from_slice(&self.empty);
            }
        }
    }

    fn earliest(&self, row: usize, from: usize, duration: usize) -> usize {
        let (need, width) = (self.need(row), self.empty.len());
        if width == 0 {
            return from;
        }
        first_window(from, duration, |unseen, end| {
            let last = self.slots[unseen * width..end * width]
                .chunks_exact(width)
                .rposition(|slot| slot.iter().zip(need).any(|(free, need)| free < need));
            last.map(|slot| unseen + slot)
        })
    }

    fn take(&mut self, row: usize, start: usize, duration: usize) {
        let width = self.empty.len();
        if width == 0 {
            return;
        }
        let need = &self.needs[row * width..(row + 1) * width];
        for slot in self.slots[start * width..(start + duration) * width].chunks_exact_mut(width) {
            for (free, need) in slot.iter_mut().zip(need) {
                *free -= need;
            }
        }
    }
}
