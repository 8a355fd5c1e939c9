//! The critical path beside bare loops: what the arithmetic costs above reading the arrays.

use crate::{Table, best_of, draw};
use schedule::{Activity, Estimate, Link, LinkKind, Network, Plan, critical};
use std::hint::black_box;
use std::io::{self, Write};

/// A random network: every activity but the first waits for up to three earlier ones. Ids are shuffled, and so is the
/// list of links, as they come from a database.
pub fn plan(count: usize) -> Plan {
    let mut random = draw::Draw::new(7);
    let mut name: Vec<u32> = (0u32..).take(count).collect();
    for index in (1..count).rev() {
        name.swap(index, random.below(index + 1));
    }
    let mut links = Vec::with_capacity(count * 3);
    for to in 1..count {
        for _ in 0..3 {
            let from = to.saturating_sub(1 + random.below(50.min(to)));
            links.push(Link {
                from: name[from],
                to: name[to],
                kind: LinkKind::FinishStart,
                lag: 0,
            });
        }
    }
    for index in (1..links.len()).rev() {
        links.swap(index, random.below(index + 1));
    }
    let day = |random: &mut draw::Draw| f64::from(u32::try_from(1 + random.below(10)).unwrap_or(1));
    Plan {
        activities: (0..count)
            .map(|_| Activity {
                duration: Estimate::certain(day(&mut random)),
                ..Activity::default()
            })
            .collect(),
        links,
        ..Plan::default()
    }
}

/// The least that a critical path can cost: arrays in topological order, one pass each way, nothing else.
struct Bare {
    days: Vec<i32>,
    first_in: Vec<u32>,
    from: Vec<u32>,
    first_out: Vec<u32>,
    to: Vec<u32>,
}

impl Bare {
    /// Builds the arrays from a list of links: two counting sorts and Kahn's order.
    fn build(plan: &Plan) -> Self {
        let count = plan.activities.len();
        let mut waits = vec![0u32; count];
        let mut first = vec![0u32; count + 1];
        for link in &plan.links {
            waits[link.to as usize] += 1;
            first[link.from as usize + 1] += 1;
        }
        for index in 0..count {
            first[index + 1] += first[index];
        }
        let mut next = first.clone();
        let mut targets = vec![0u32; plan.links.len()];
        for link in &plan.links {
            let slot = &mut next[link.from as usize];
            targets[*slot as usize] = link.to;
            *slot += 1;
        }
        let mut order: Vec<u32> = (0u32..)
            .zip(&waits)
            .filter(|(_, waits)| **waits == 0)
            .map(|(node, _)| node)
            .collect();
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
        let mut place = vec![0u32; count];
        for (position, node) in (0u32..).zip(&order) {
            place[*node as usize] = position;
        }
        let (mut first_in, mut first_out) = (vec![0u32; count + 1], vec![0u32; count + 1]);
        for link in &plan.links {
            first_in[place[link.to as usize] as usize + 1] += 1;
            first_out[place[link.from as usize] as usize + 1] += 1;
        }
        for index in 0..count {
            first_in[index + 1] += first_in[index];
            first_out[index + 1] += first_out[index];
        }
        let (mut next_in, mut next_out) = (first_in.clone(), first_out.clone());
        let (mut from, mut to) = (vec![0u32; plan.links.len()], vec![0u32; plan.links.len()]);
        for link in &plan.links {
            let (one, two) = (place[link.from as usize], place[link.to as usize]);
            let slot = &mut next_in[two as usize];
            from[*slot as usize] = one;
            *slot += 1;
            let slot = &mut next_out[one as usize];
            to[*slot as usize] = two;
            *slot += 1;
        }
        Self {
            days: order
                .iter()
                .map(|node| plan.activities[*node as usize].duration.days())
                .collect(),
            first_in,
            from,
            first_out,
            to,
        }
    }

    fn run(&self) -> (i32, Vec<i32>) {
        let count = self.days.len();
        let mut start = vec![0i32; count];
        let mut end = 0;
        for node in 0..count {
            let mut from = 0;
            for other in &self.from[self.first_in[node] as usize..self.first_in[node + 1] as usize] {
                from = from.max(start[*other as usize] + self.days[*other as usize]);
            }
            start[node] = from;
            end = end.max(from + self.days[node]);
        }
        let mut late = vec![0i32; count];
        let mut float = vec![0i32; count];
        for node in (0..count).rev() {
            let mut until = end;
            for other in &self.to[self.first_out[node] as usize..self.first_out[node + 1] as usize] {
                until = until.min(late[*other as usize]);
            }
            late[node] = until - self.days[node];
            float[node] = late[node] - start[node];
        }
        (end, float)
    }
}

/// Prints the table: cost by size, beside the bare loops.
pub fn print(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\nCritical path: both passes with float, best of 9, one thread (bare loops: finish to start only)"
    )?;
    let mut table = Table::new(&[
        "activities / links",
        "ours, ms",
        "bare, ms",
        "ratio",
        "from links, ms",
        "bare, ms",
        "ratio",
        "bytes / activity",
    ]);
    for count in [1_000, 10_000, 100_000] {
        let plan = plan(count);
        let network = Network::new(&plan).expect("a valid plan");
        let bare = Bare::build(&plan);
        assert_eq!(
            critical(&plan, &network).end(),
            bare.run().0,
            "both find the same end"
        );
        let ours = best_of(9, || black_box(critical(&plan, &network)).end());
        let loops = best_of(9, || black_box(bare.run()).0);
        let whole = best_of(9, || {
            critical(&plan, &Network::new(&plan).expect("a valid plan")).end()
        });
        let built = best_of(9, || Bare::build(&plan).run().0);
        let memory = 32 + plan.links.len() / count * 48 + size_of::<schedule::Dates>();
        table.row(&[
            format!("{count} / {}", plan.links.len()),
            format!("{ours:.3}"),
            format!("{loops:.3}"),
            format!("{:.2}", ours / loops),
            format!("{whole:.3}"),
            format!("{built:.3}"),
            format!("{:.2}", whole / built),
            format!("{memory}"),
        ]);
    }
    table.print(out)
}
