//! Which stages and milestones stand on a page that has no room for all of them.

use std::cmp::Reverse;

use crate::model::{StageState, Status};
use crate::page::{Heights, LineKind};
use crate::plan::{Lane, Plan, Row};

/// Every stage with every milestone.
pub(crate) fn everything(plan: &Plan) -> Vec<LineKind> {
    let mut lines = Vec::new();
    for (index, lane) in plan.stages.iter().enumerate() {
        lines.push(LineKind::Stage(index));
        lines.extend((0..lane.rows.len()).map(|row| LineKind::Row(index, row)));
    }
    lines
}

/// The most important milestones of each stage in at most `room`, with a line for what is left out.
///
/// Where not even the headings fit, the stages around the current one are kept.
pub(crate) fn most_important(plan: &Plan, room: f64, heights: &Heights) -> Vec<LineKind> {
    let (stages, mut left) = stages_that_fit(plan, room, heights);
    let mut candidates: Vec<_> = stages
        .iter()
        .flat_map(|&stage| ranked(&plan.stages[stage], plan.today).map(move |(rank, row)| (rank, stage, row)))
        .collect();
    candidates.sort_unstable();
    let mut shown = vec![Vec::new(); plan.stages.len()];
    for (_, stage, row) in candidates {
        if heights.row > left {
            break;
        }
        left -= heights.row;
        shown[stage].push(row);
    }

    let mut lines = Vec::new();
    for &stage in &stages {
        let rows = &mut shown[stage];
        let all = plan.stages[stage].rows.len();
        // A line that says "one more" takes nearly the room of that one.
        if all == rows.len() + 1 && heights.row - heights.more <= left {
            left -= heights.row - heights.more;
            rows.clear();
            rows.extend(0..all);
        }
        rows.sort_unstable();
        lines.push(LineKind::Stage(stage));
        lines.extend(rows.iter().map(|&row| LineKind::Row(stage, row)));
        if rows.len() < all {
            lines.push(LineKind::MoreRows(all - rows.len()));
        }
    }
    if stages.len() < plan.stages.len() {
        lines.push(LineKind::MoreStages(plan.stages.len() - stages.len()));
    }
    lines
}

/// The stages whose headings fit, in order, and the room that is left for milestones.
fn stages_that_fit(plan: &Plan, room: f64, heights: &Heights) -> (Vec<usize>, f64) {
    let cost =
        |lane: &Lane| heights.stage + heights.gap + if lane.rows.is_empty() { 0.0 } else { heights.more };
    let all: f64 = plan.stages.iter().map(cost).sum();
    if all <= room {
        return ((0..plan.stages.len()).collect(), room - all);
    }
    let current = plan
        .stages
        .iter()
        .position(|lane| lane.state != StageState::Passed)
        .unwrap_or(0);
    let mut order: Vec<usize> = (0..plan.stages.len()).collect();
    order.sort_by_key(|&stage| (stage.abs_diff(current), Reverse(stage)));
    let mut left = room - heights.gap - heights.more;
    let mut kept = Vec::new();
    for stage in order {
        let cost = cost(&plan.stages[stage]);
        if cost > left {
            break;
        }
        left -= cost;
        kept.push(stage);
    }
    kept.sort_unstable();
    (kept, left)
}

/// The milestones of a stage with their rank: kind first, then the place among its kind, so that stages take turns.
fn ranked(lane: &Lane, today: i32) -> impl Iterator<Item = ((u8, usize), usize)> {
    let mut rows: Vec<(u8, i32, usize)> = lane
        .rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            (
                kind(row),
                row.finish.saturating_sub(today).saturating_abs(),
                index,
            )
        })
        .collect();
    rows.sort_unstable();
    let mut seen = [0; 5];
    rows.into_iter().map(move |(kind, _, index)| {
        let place = &mut seen[usize::from(kind)];
        *place += 1;
        ((kind, *place), index)
    })
}

fn kind(row: &Row) -> u8 {
    match row.status {
        _ if row.critical => 0,
        _ if row.late.is_some() => 1,
        Status::Planned | Status::InProgress | Status::Blocked => 2,
        Status::Done => 3,
        Status::Cancelled => 4,
    }
}
