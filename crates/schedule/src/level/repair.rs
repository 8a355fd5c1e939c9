//! A replan that moves only what must move.

use super::generate::{Generation, Placement};
use crate::network::Network;
use crate::plan::Plan;

/// Keeps every activity at the start that people have been told ([`crate::Activity::told`]) as long as its predecessors
/// and its people allow; what cannot stay goes to the first place after it that is free, and nobody else moves for it.
/// Linear in the plan, but for the days that are looked at.
pub fn repair(plan: &Plan, network: &Network) -> Placement {
    let mut generation = Generation::new(plan, network);
    generation.book_pinned();
    let count = network.len();
    let told: Vec<Option<i32>> = network
        .order
        .iter()
        .map(|activity| plan.activities[*activity as usize].told)
        .collect();
    // Everybody whom nothing but the calendar could move is booked where they are, the earlier first.
    let mut order: Vec<u32> = (0u32..).take(count).collect();
    order.sort_by_key(|position| (told[*position as usize].unwrap_or(i32::MAX), *position));
    let mut stays = vec![false; count];
    for position in order {
        let position = position as usize;
        let (None, Some(start)) = (network.pinned[position], told[position]) else {
            continue;
        };
        let demand = generation.demand[position];
        if start < network.floor[position] {
            continue;
        }
        if let Some((from, finish)) = generation.table.fit(&demand, start)
            && from == start
        {
            generation.table.book(&demand, start, finish);
            (generation.start[position], generation.finish[position]) = (start, finish);
            stays[position] = true;
        }
    }
    // Then along the links: what its predecessors push goes where there is room behind them.
    for position in 0..count {
        if network.pinned[position].is_some() {
            continue;
        }
        let earliest = generation.earliest(position);
        if stays[position] {
            if generation.start[position] >= earliest {
                continue;
            }
            let demand = generation.demand[position];
            generation
                .table
                .unbook(&demand, generation.start[position], generation.finish[position]);
        }
        let from = told[position].map_or(earliest, |told| told.max(earliest));
        generation.put(position, from);
    }
    generation.placement()
}
