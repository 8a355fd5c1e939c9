//! The network of a plan: its activities in an order in which no link points back, with the links beside them.

use crate::plan::{Fault, LinkKind, Plan, Progress};

/// A link as the passes read it: the other end, and how it binds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arc {
    /// A position in the order.
    pub(crate) other: u32,
    /// Start to start: the second starts at least so long after the first, where neither has a calendar of its own.
    pub(crate) weight: i32,
    pub(crate) kind: LinkKind,
    pub(crate) lag: i32,
}

/// A link as the passes read it where nobody has a calendar of their own: the other end, and how long the second starts
/// at the least after the first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) other: u32,
    pub(crate) weight: i32,
}

/// A valid plan, ready to be computed. Positions count in topological order; memory is 37 bytes an activity and 48 bytes
/// a link.
#[derive(Clone, Debug)]
pub struct Network {
    /// The activity at each position.
    pub(crate) order: Vec<u32>,
    /// The position of each activity.
    pub(crate) place: Vec<u32>,
    pub(crate) arcs_in: Vec<Arc>,
    pub(crate) first_in: Vec<u32>,
    pub(crate) arcs_out: Vec<Arc>,
    pub(crate) first_out: Vec<u32>,
    pub(crate) steps_in: Vec<Step>,
    pub(crate) steps_out: Vec<Step>,
    /// Whole working days, by position; for what has begun, the days between its start and its finish.
    pub(crate) days: Vec<i32>,
    /// For what has begun or is done: where it stands, whatever its links say.
    pub(crate) pinned: Vec<Option<i32>>,
    /// Not before this day, by position.
    pub(crate) floor: Vec<i32>,
    /// The group, by position.
    pub(crate) group: Vec<u32>,
    /// Whether it is done, by position.
    pub(crate) done: Vec<bool>,
    /// Whether any activity has a calendar of its own.
    pub(crate) own_calendars: bool,
}

impl Network {
    /// Checks a plan and orders it. Linear in activities and links.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn new(plan: &Plan) -> Result<Self, Vec<Fault>> {
        let faults = plan.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        let count = plan.activities.len();
        let first_out = offsets(count, plan.links.iter().map(|link| link.from));
        let targets = scatter(&first_out, plan, |link| link.from, |_, link| link.to);
        let order = sort(plan, &first_out, &targets)?;
        let mut place = vec![0u32; count];
        for (position, activity) in (0u32..).zip(&order) {
            place[*activity as usize] = position;
        }
        let mut network = Self {
            days: vec![0; count],
            pinned: vec![None; count],
            floor: vec![0; count],
            group: vec![0; count],
            done: vec![false; count],
            own_calendars: plan.activities.iter().any(|one| one.calendar.is_some()),
            arcs_in: Vec::new(),
            first_in: Vec::new(),
            arcs_out: Vec::new(),
            first_out: Vec::new(),
            steps_in: Vec::new(),
            steps_out: Vec::new(),
            order,
            place,
        };
        network.take_down(plan);
        network.link(plan);
        Ok(network)
    }

    /// How many activities there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The activities in an order in which no link points back.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    fn take_down(&mut self, plan: &Plan) {
        for (position, activity) in self.order.iter().enumerate() {
            let one = &plan.activities[*activity as usize];
            let (start, days) = match one.progress {
                Progress::Planned => (None, one.duration.days()),
                Progress::Done { start, finish } => (Some(start), finish - start),
                Progress::Started { start, left } => {
                    let from = plan.today.max(start);
                    let end = match one.calendar {
                        Some(calendar) => plan.calendars[calendar as usize].add(from, left),
                        None => from + left,
                    };
                    (Some(start), end - start)
                }
            };
            self.group[position] = one.group;
            self.done[position] = matches!(one.progress, Progress::Done { .. });
            self.pinned[position] = start;
            self.days[position] = days;
            self.floor[position] = one.not_before.unwrap_or(plan.today).max(plan.today);
        }
    }

    fn link(&mut self, plan: &Plan) {
        let count = self.order.len();
        let at = |activity: u32| self.place[activity as usize];
        let arc = |link: &crate::plan::Link, other: u32| {
            let days = |activity: u32| self.days[at(activity) as usize];
            let weight = match link.kind {
                LinkKind::FinishStart => days(link.from) + link.lag,
                LinkKind::StartStart => link.lag,
                LinkKind::FinishFinish => days(link.from) + link.lag - days(link.to),
                LinkKind::StartFinish => link.lag - days(link.to),
            };
            Arc {
                other: at(other),
                weight,
                kind: link.kind,
                lag: link.lag,
            }
        };
        let first_in = offsets(count, plan.links.iter().map(|link| at(link.to)));
        let arcs_in = scatter(
            &first_in,
            plan,
            |link| at(link.to),
            |_, link| arc(link, link.from),
        );
        let first_out = offsets(count, plan.links.iter().map(|link| at(link.from)));
        let arcs_out = scatter(
            &first_out,
            plan,
            |link| at(link.from),
            |_, link| arc(link, link.to),
        );
        let step = |arc: &Arc| Step {
            other: arc.other,
            weight: arc.weight,
        };
        self.steps_in = arcs_in.iter().map(step).collect();
        self.steps_out = arcs_out.iter().map(step).collect();
        (self.first_in, self.arcs_in) = (first_in, arcs_in);
        (self.first_out, self.arcs_out) = (first_out, arcs_out);
    }

    pub(crate) fn into(&self, position: usize) -> &[Arc] {
        &self.arcs_in[self.first_in[position] as usize..self.first_in[position + 1] as usize]
    }

    pub(crate) fn steps_into(&self, position: usize) -> &[Step] {
        &self.steps_in[self.first_in[position] as usize..self.first_in[position + 1] as usize]
    }

    pub(crate) fn steps_out_of(&self, position: usize) -> &[Step] {
        &self.steps_out[self.first_out[position] as usize..self.first_out[position + 1] as usize]
    }

    pub(crate) fn out_of(&self, position: usize) -> &[Arc] {
        &self.arcs_out[self.first_out[position] as usize..self.first_out[position + 1] as usize]
    }
}

/// Where each node's entries begin in a row of entries sorted by node.
fn offsets(count: usize, nodes: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut first = vec![0u32; count + 1];
    for node in nodes {
        first[node as usize + 1] += 1;
    }
    for index in 0..count {
        first[index + 1] += first[index];
    }
    first
}

/// The entries of all links, sorted by node; a counting sort.
fn scatter<T: Copy>(
    first: &[u32],
    plan: &Plan,
    node: impl Fn(&crate::plan::Link) -> u32,
    entry: impl Fn(u32, &crate::plan::Link) -> T,
) -> Vec<T> {
    let Some(any) = plan.links.first() else {
        return Vec::new();
    };
    let mut next = first.to_vec();
    let mut entries = vec![entry(0, any); plan.links.len()];
    for (index, link) in (0u32..).zip(&plan.links) {
        let slot = &mut next[node(link) as usize];
        entries[*slot as usize] = entry(index, link);
        *slot += 1;
    }
    entries
}

/// An order in which no link points back (Kahn, Communications of the ACM 5, 1962), or the cycles.
fn sort(plan: &Plan, first: &[u32], targets: &[u32]) -> Result<Vec<u32>, Vec<Fault>> {
    let count = plan.activities.len();
    let mut waits = vec![0u32; count];
    for link in &plan.links {
        waits[link.to as usize] += 1;
    }
    let mut order: Vec<u32> = (0u32..)
        .zip(&waits)
        .filter(|(_, waits)| **waits == 0)
        .map(|(node, _)| node)
        .collect();
    order.reserve(count - order.len());
    let mut done = 0;
    while let Some(node) = order.get(done).copied() {
        done += 1;
        for to in &targets[first[node as usize] as usize..first[node as usize + 1] as usize] {
            waits[*to as usize] -= 1;
            if waits[*to as usize] == 0 {
                order.push(*to);
            }
        }
    }
    if order.len() == count {
        return Ok(order);
    }
    Err(cycles(plan, &waits))
}

/// The cycles among the nodes that still wait: from each, back along predecessors that wait too, until one comes again.
fn cycles(plan: &Plan, waits: &[u32]) -> Vec<Fault> {
    const MOST: usize = 20;
    let mut before = vec![None; waits.len()];
    for link in &plan.links {
        if waits[link.from as usize] > 0 && waits[link.to as usize] > 0 {
            before[link.to as usize].get_or_insert(link.from);
        }
    }
    let mut seen = vec![0u32; waits.len()];
    let mut found = Vec::new();
    for (round, start) in (1u32..).zip(0..waits.len()) {
        if waits[start] == 0 || found.len() >= MOST {
            continue;
        }
        let mut node = u32::try_from(start).unwrap_or(u32::MAX);
        while seen[node as usize] == 0 {
            seen[node as usize] = round;
            let Some(earlier) = before[node as usize] else {
                break;
            };
            node = earlier;
        }
        if seen[node as usize] == round && before[node as usize].is_some() {
            let mut path = vec![node];
            let mut at = before[node as usize];
            while let Some(one) = at.filter(|one| *one != node) {
                path.push(one);
                at = before[one as usize];
            }
            path.reverse();
            found.push(Fault::Cycle { path });
        }
    }
    found
}
