//! What leaves the organiser: one fixed table of each technology, so that no two answers laid side by side tell a small
//! count. Pure but for its door.
//!
//! - It is of the whole organiser, split by branch and by nothing else. No other part can be asked for.
//! - It is of a quarter, and quarters have no month in common. Each is as it was recorded a month after its end, with the
//!   branch that the counts were made in: what is corrected or moved later changes nothing of it.
//! - Its cells have nobody in common: in use, declined, offered and still open, not offered. Everything else is a sum of
//!   cells, and a complement is a cell too.

use super::dto::{BranchGapView, EquityFilter, EquityReport, Outside, RateView};
use super::equity::{by_technology, frame};
use super::months::Quarter;
use super::places;
use super::queries::Within;
use super::register::{Part, Register};
use super::rules::Figures;
use crate::access::{Action, Ctx, Target};
use crate::capabilities::organisation::dto::Branch;
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::suppression::SMALLEST;
use std::collections::BTreeMap;

pub(super) async fn read_outside(ctx: &Ctx, filter: EquityFilter) -> Result<Answer> {
    let quarter = quarter_of(ctx, &filter)?;
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let technology = places::technology_of(&ctx, read.conn(), filter.technology.as_deref()).await?;
        let (within, span) = (Within::everywhere(), quarter.span());
        let part = Part {
            recorded_by: Some(quarter.closes()),
            ..Part::of(&within, technology, span, ctx.today())
        };
        let register = Register::load(read.conn(), ctx.scope(), &part).await?;
        let items = by_technology(&register, |kind, entries| {
            let counted: Vec<(Option<Branch>, Figures)> = entries
                .iter()
                .filter_map(|entry| Some((entry.series.counted_in, entry.series.newest()?.1)))
                .collect();
            let mut view = frame(kind, entries)?;
            (view.total, view.branches) = tell(&counted);
            Ok(view)
        })?;
        let report = EquityReport {
            from: span.from.to_string(),
            to: span.to.to_string(),
            audience: Outside::Outside,
            items,
        };
        Ok((Target::organiser(), Answer::plain(&report)?))
    })
    .await
}

/// The quarter that is asked about; a part of the organiser or another period is refused.
fn quarter_of(ctx: &Ctx, filter: &EquityFilter) -> Result<Quarter> {
    let parts = [
        ("within", filter.within.is_some()),
        ("serviceAreaId", filter.service_area_id.is_some()),
        ("branch", filter.branch.is_some()),
        ("month", filter.month.is_some()),
        ("months", filter.months.is_some()),
    ];
    let mut faults: Vec<Fault> = parts
        .iter()
        .filter(|(_, asked)| *asked)
        .map(|(name, _)| {
            let other = "audience".to_owned();
            let note = "readers outside are told one table of the whole organiser: parts would give small counts away";
            Fault::new(format!("/query/{name}"), FaultCode::Contradicts { other }).note(note)
        })
        .collect();
    let quarter = match &filter.quarter {
        None => Some(Quarter::newest(ctx.now)),
        Some(text) => Quarter::read(text),
    };
    match quarter {
        None => {
            let expected = "YYYY-Qn".to_owned();
            faults.push(Fault::new("/query/quarter", FaultCode::Format { expected }));
        }
        Some(quarter) if quarter.closes() > ctx.now => {
            let note = "a quarter is told of from a month after its end";
            let rule = "not_closed";
            faults.push(Fault::new("/query/quarter", FaultCode::Rule { rule }).note(note));
        }
        Some(quarter) if faults.is_empty() => return Ok(quarter),
        Some(_) => {}
    }
    Err(AppError::invalid(faults))
}

/// What is told of a technology: of the whole organiser as much as is safe, and the branches where no cell of the split
/// into branches, in use or not, is small. Counts without a branch are a part of that split like the others.
fn tell(counted: &[(Option<Branch>, Figures)]) -> (RateView, BranchGapView) {
    let mut rows: BTreeMap<Option<Branch>, Figures> = BTreeMap::new();
    for (branch, figures) in counted {
        let sum = rows.entry(*branch).or_default();
        *sum = sum.and(*figures);
    }
    if rows.is_empty() {
        return Default::default();
    }
    let total = whole(rows.values().copied().fold(Figures::default(), Figures::and));
    let split = rows.values().all(|row| no_small_use(*row));
    let branches = BranchGapView::of(|branch| match rows.get(&Some(branch)) {
        None => RateView::default(),
        Some(row) if split => RateView {
            eligible: Some(row.eligible),
            in_use: Some(row.in_use),
            rate: row.use_share(),
            ..RateView::default()
        },
        Some(_) => RateView {
            suppressed: true,
            ..RateView::default()
        },
    });
    (total, branches)
}

/// Neither those who use it nor the others are few.
fn no_small_use(row: Figures) -> bool {
    row.in_use >= SMALLEST && row.eligible - row.in_use >= SMALLEST
}

/// The organiser as one, part by part: those who use it and the others, of these those who were offered it and who were
/// not, of the former those who said no. A part is told where neither it nor what is left beside it is small, so that
/// what is hidden could always be few or all of a known whole.
fn whole(row: Figures) -> RateView {
    let apart = |part: i64, beside: i64| part >= SMALLEST && beside >= SMALLEST;
    let waiting = row.offered - row.in_use;
    let in_use = no_small_use(row);
    let offered = in_use && apart(waiting, row.eligible - row.offered);
    let declined = offered && apart(row.declined, waiting - row.declined);
    RateView {
        eligible: (row.eligible >= SMALLEST).then_some(row.eligible),
        offered: offered.then_some(row.offered),
        in_use: in_use.then_some(row.in_use),
        declined: declined.then_some(row.declined),
        rate: row.use_share().filter(|_| in_use),
        suppressed: !declined,
    }
}

#[cfg(test)]
mod tests;
