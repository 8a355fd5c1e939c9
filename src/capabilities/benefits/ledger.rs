//! The ledger: what benefits come to, in money, hours and points, each for itself.

use super::dto::{Amount, BenefitKind, LedgerFilter, LedgerKind, LedgerLine, LedgerTotal, LedgerView};
use super::queries::{self, Where};
use super::rules::{self, Effect};
use super::series::{Month, by_month};
use super::{overlaps, service};
use crate::access::{Action, Ctx};
use crate::capabilities::organisation;
use crate::error::Result;
use crate::platform::answer::Answer;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use tables::benefit;

/// Lines of one kind in an answer.
const MOST: usize = 5000;

/// What the amounts of a kind of benefit are in.
pub(super) fn ledger_kind(row: &benefit::Model) -> Result<LedgerKind> {
    Ok(match BenefitKind::from_row(&row.kind)? {
        BenefitKind::AvoidedCost => LedgerKind::Money,
        BenefitKind::TimeSaved => LedgerKind::Hours,
        BenefitKind::Quality => LedgerKind::Points,
    })
}

/// An amount while it is summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    forecast: Option<Effect>,
    realised: Option<Effect>,
    forecast_of_measured: Option<Effect>,
    difference: Option<Effect>,
}

/// Adds where there is something to add: nothing and nothing is nothing, not zero.
fn add(sum: &mut Option<Effect>, more: Option<Effect>) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or(0) + more);
    }
}

impl Sum {
    fn add(&mut self, other: &Self) {
        add(&mut self.forecast, other.forecast);
        add(&mut self.realised, other.realised);
        add(&mut self.forecast_of_measured, other.forecast_of_measured);
        add(&mut self.difference, other.difference);
    }

    fn shown(&self) -> Amount {
        Amount {
            forecast: self.forecast.map(rules::shown),
            realised: self.realised.map(rules::shown),
            forecast_of_measured: self.forecast_of_measured.map(rules::shown),
            difference: self.difference.map(rules::shown),
        }
    }
}

/// The sums of one benefit's effects over the months in which it counts.
fn sum_of(row: &benefit::Model, months: &BTreeMap<NaiveDate, Month>) -> Result<Sum> {
    let yard = service::yardstick(row)?;
    let mut sum = Sum::default();
    let counted = months
        .iter()
        .filter(|(day, _)| rules::counts_in((row.from_date, row.to_date), **day));
    for (_, month) in counted {
        let (forecast, realised) = month.effects(yard);
        add(&mut sum.forecast, forecast);
        add(&mut sum.realised, realised);
        if let Some((forecast, realised)) = forecast.zip(realised) {
            add(&mut sum.forecast_of_measured, Some(forecast));
            add(&mut sum.difference, Some(realised - forecast));
        }
    }
    Ok(sum)
}

pub(super) async fn read_ledger(ctx: &Ctx, filter: LedgerFilter) -> Result<Answer> {
    service::in_order("/query/to", filter.from, filter.to)?;
    ctx.kept(Action::ReadBenefits, |ctx, read| async move {
        let (db, scope) = (read.conn(), ctx.scope());
        let below = service::below(&ctx, db, filter.unit_id).await?;
        let sight = ctx.sight(Action::ReadBenefits);
        let rows = queries::standing(db, scope, &sight, &Where::of_ledger(&filter, below)).await?;
        let (from, to) = (filter.from.map(rules::month_of), filter.to.map(rules::month_of));
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let months = by_month(queries::values(db, scope, &ids, from, to).await?)?;
        let paths = overlaps::paths(&ctx, db, rows.iter()).await?;
        let country = organisation::service::country_of(db, scope).await?;
        let mut totals = Vec::new();
        for kind in LedgerKind::ALL {
            let (mut total, mut behind, mut benefits) = (Sum::default(), Vec::new(), Vec::new());
            for row in &rows {
                if ledger_kind(row)? != *kind {
                    continue;
                }
                let Some(months) = months.get(&row.id) else {
                    continue;
                };
                let sum = sum_of(row, months)?;
                if sum != Sum::default() {
                    total.add(&sum);
                    behind.push(row);
                    benefits.push(line(row, &sum));
                }
            }
            benefits.truncate(MOST);
            totals.push(LedgerTotal {
                kind: *kind,
                currency: currency(*kind, country),
                amount: total.shown(),
                overlapping: overlaps::overlapping(&paths, &behind),
                benefits,
            });
        }
        let unmeasured = rows.iter().filter(|row| row.baseline_value.is_none());
        let view = LedgerView {
            from,
            to,
            totals,
            without_baseline: unmeasured.map(|row| row.id).take(MOST).collect(),
        };
        Ok((service::standing(&ctx), Answer::plain(&view)?))
    })
    .await
}

/// The currency of money; the other kinds have none.
pub(super) fn currency(kind: LedgerKind, country: kernel::Country) -> Option<String> {
    (kind == LedgerKind::Money).then(|| country.currency().to_owned())
}

fn line(row: &benefit::Model, sum: &Sum) -> LedgerLine {
    LedgerLine {
        benefit_id: row.id,
        roadmap_id: row.roadmap_id,
        unit_id: row.unit_id,
        title: row.title.clone(),
        amount: sum.shown(),
    }
}
