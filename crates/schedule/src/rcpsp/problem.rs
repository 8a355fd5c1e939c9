//! The classic problem: activities with durations, their order, and renewable resources.
//!
//! Source of the formulation: A. Pritsker, L. Watters, P. Wolfe, "Multiproject scheduling with limited
//! resources: a zero-one programming approach", Management Science 16 (1969) 93-108.

use thiserror::Error;

/// The longest sum of durations that a problem may have, in slots.
///
/// The timetable keeps a word for every slot; longer plans belong to a sparse one.
pub const LONGEST: i32 = 1 << 22;

/// Why a problem cannot be scheduled; activities and resources are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// More activities, links or resources than an index can hold.
    #[error("the problem is larger than can be indexed")]
    TooLarge,
    /// The table of demands does not have one row per activity and one column per resource.
    #[error("expected {expected} demands (activities times resources), found {found}")]
    Demands {
        /// Activities times resources.
        expected: usize,
        /// Length of the table.
        found: usize,
    },
    /// A duration below zero.
    #[error("activity {activity} lasts {duration} slots")]
    Duration {
        /// The activity.
        activity: usize,
        /// Its duration.
        duration: i32,
    },
    /// The durations add up to more than [`LONGEST`].
    #[error("the durations add up to more than {LONGEST} slots")]
    TooLong,
    /// A capacity below zero.
    #[error("resource {resource} has a capacity of {capacity}")]
    Capacity {
        /// The resource.
        resource: usize,
        /// Its capacity.
        capacity: i32,
    },
    /// A demand that is negative or above the capacity.
    #[error("activity {activity} needs {demand} of resource {resource}, which has {capacity}")]
    Demand {
        /// The activity.
        activity: usize,
        /// The resource.
        resource: usize,
        /// What the activity needs per slot.
        demand: i32,
        /// What there is per slot.
        capacity: i32,
    },
    /// A link from or to an activity that does not exist.
    #[error("a link joins {from} to {to}, but there are {size} activities")]
    Unknown {
        /// The activity that comes first.
        from: usize,
        /// The activity that comes after it.
        to: usize,
        /// Number of activities.
        size: usize,
    },
    /// Activities that wait for each other.
    #[error("the activities {} wait for each other", path(.0))]
    Cycle(
        /// The cycle in order; the first follows the last.
        Vec<usize>,
    ),
}

fn path(cycle: &[usize]) -> String {
    let mut names: Vec<String> = cycle.iter().map(usize::to_string).collect();
    names.extend(cycle.first().map(usize::to_string));
    names.join(" -> ")
}

/// For each activity a list of others, all in one array (compressed rows).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    offset: Vec<u32>,
    target: Vec<u32>,
}

impl Links {
    /// Rows of `size` activities from pairs (row, entry), which have to be below `size`.
    ///
    /// Entries keep the order of the pairs.
    fn new(size: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut offset = vec![0u32; size + 1];
        for (row, _) in pairs.clone() {
            offset[row as usize + 1] += 1;
        }
        for row in 0..size {
            offset[row + 1] += offset[row];
        }
        let mut next = offset.clone();
        let mut target = vec![0u32; offset[size] as usize];
        for (row, entry) in pairs {
            let place = &mut next[row as usize];
            target[*place as usize] = entry;
            *place += 1;
        }
        Self { offset, target }
    }

    /// The entries of a row.
    ///
    /// # Panics
    /// When there is no such row.
    #[inline]
    pub fn of(&self, row: usize) -> &[u32] {
        &self.target[self.offset[row] as usize..self.offset[row + 1] as usize]
    }

    /// Number of entries in all rows.
    pub fn count(&self) -> usize {
        self.target.len()
    }
}

/// A valid problem: every activity fits, and their order has no cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    durations: Vec<i32>,
    capacities: Vec<i32>,
    demands: Vec<i32>,
    successors: Links,
    predecessors: Links,
    order: Vec<u32>,
    total: i32,
}

impl Problem {
    /// Checks and indexes a problem.
    ///
    /// `demands` has one row per activity and one column per resource; each of the `links` names an
    /// activity and one that cannot start before the first has finished.
    /// The same link may be given twice.
    ///
    /// # Errors
    /// The first [`Fault`] that is found.
    pub fn new(
        durations: Vec<i32>,
        capacities: Vec<i32>,
        demands: Vec<i32>,
        links: &[(usize, usize)],
    ) -> Result<Self, Fault> {
        let size = durations.len();
        let resources = capacities.len();
        let index = |value: usize| u32::try_from(value).map_err(|_| Fault::TooLarge);
        index(size.checked_add(1).ok_or(Fault::TooLarge)?)?;
        index(links.len())?;
        let expected = size.checked_mul(resources).ok_or(Fault::TooLarge)?;
        if demands.len() != expected {
            return Err(Fault::Demands {
                expected,
                found: demands.len(),
            });
        }
        let mut total = 0i32;
        for (activity, &duration) in durations.iter().enumerate() {
            if duration < 0 {
                return Err(Fault::Duration { activity, duration });
            }
            total = total
                .checked_add(duration)
                .filter(|&total| total <= LONGEST)
                .ok_or(Fault::TooLong)?;
        }
        for (resource, &capacity) in capacities.iter().enumerate() {
            if capacity < 0 {
                return Err(Fault::Capacity { resource, capacity });
            }
        }
        for (place, &demand) in demands.iter().enumerate() {
            let (activity, resource) = (place / resources, place % resources);
            let capacity = capacities[resource];
            if demand < 0 || demand > capacity {
                return Err(Fault::Demand {
                    activity,
                    resource,
                    demand,
                    capacity,
                });
            }
        }
        let mut pairs = Vec::with_capacity(links.len());
        for &(from, to) in links {
            if from >= size || to >= size {
                return Err(Fault::Unknown { from, to, size });
            }
            pairs.push((index(from)?, index(to)?));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let successors = Links::new(size, pairs.iter().copied());
        let predecessors = Links::new(size, pairs.iter().map(|&(from, to)| (to, from)));
        let order = topological(size, &successors, &predecessors)?;
        Ok(Self {
            durations,
            capacities,
            demands,
            successors,
            predecessors,
            order,
            total,
        })
    }

    /// Number of activities.
    pub fn size(&self) -> usize {
        self.durations.len()
    }

    /// Number of resources.
    pub fn resources(&self) -> usize {
        self.capacities.len()
    }

    /// Duration of each activity, in slots.
    pub fn durations(&self) -> &[i32] {
        &self.durations
    }

    /// What each resource offers per slot.
    pub fn capacities(&self) -> &[i32] {
        &self.capacities
    }

    /// What an activity needs of each resource, per slot.
    ///
    /// # Panics
    /// When there is no such activity.
    pub fn demand(&self, activity: usize) -> &[i32] {
        let resources = self.resources();
        &self.demands[activity * resources..(activity + 1) * resources]
    }

    /// The activities that cannot start before an activity has finished.
    pub fn successors(&self) -> &Links {
        &self.successors
    }

    /// The activities that an activity waits for.
    pub fn predecessors(&self) -> &Links {
        &self.predecessors
    }

    /// The activities so that each comes after its predecessors.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// The sum of all durations: no schedule generation scheme makes a longer plan.
    pub fn total(&self) -> i32 {
        self.total
    }
}

/// Kahn's order (CACM 5 (1962) 558-562), or the cycle that forbids it.
fn topological(size: usize, successors: &Links, predecessors: &Links) -> Result<Vec<u32>, Fault> {
    let mut waiting: Vec<usize> = (0..size)
        .map(|activity| predecessors.of(activity).len())
        .collect();
    let mut order: Vec<u32> = (0u32..)
        .zip(&waiting)
        .filter_map(|(activity, &count)| (count == 0).then_some(activity))
        .collect();
    let mut done = 0;
    while let Some(&activity) = order.get(done) {
        done += 1;
        for &next in successors.of(activity as usize) {
            let count = &mut waiting[next as usize];
            *count -= 1;
            if *count == 0 {
                order.push(next);
            }
        }
    }
    if order.len() == size {
        return Ok(order);
    }
    // Whatever still waits has a predecessor that waits too: walking back must come round.
    let mut seen = vec![usize::MAX; size];
    let mut walk = Vec::new();
    let mut at = waiting.iter().position(|&count| count > 0);
    while let Some(activity) = at {
        if seen[activity] != usize::MAX {
            walk.drain(..seen[activity]);
            break;
        }
        seen[activity] = walk.len();
        walk.push(activity);
        at = predecessors
            .of(activity)
            .iter()
            .map(|&before| before as usize)
            .find(|&before| waiting[before] > 0);
    }
    walk.reverse();
    Err(Fault::Cycle(walk))
}
