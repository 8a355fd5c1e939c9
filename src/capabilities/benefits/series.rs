//! Readings by month: recorded in bulk, corrected and never overwritten, forecast beside realised.

use super::dto::{
    BenefitMonth, BenefitReading, BenefitSeries, BenefitState, BenefitValueItem, BenefitValues, EarlierValue,
    RecordBenefitValues, RecordedValues, Series, ValueFilter,
};
use super::rules::{self, Effect, Span, Yardstick};
use super::service::{benefit_target, target_within, yardstick};
use super::{events, queries};
use crate::access::{Action, Ctx, Permit, Target};
use crate::capabilities::roadmaps::service::roadmap_target;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::tx::Tx;
use chrono::{Datelike, NaiveDate};
use kernel::BenefitId;
use serde_json::{Value, json};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use tables::{benefit, benefit_value};
use uuid::Uuid;

/// The readings of one month that count, and those that were corrected.
#[derive(Clone, Debug, Default)]
pub(super) struct Month {
    pub(super) forecast: Option<benefit_value::Model>,
    pub(super) realised: Option<benefit_value::Model>,
    pub(super) earlier: Vec<benefit_value::Model>,
}

impl Month {
    fn current(&self, series: Series) -> Option<&benefit_value::Model> {
        match series {
            Series::Forecast => self.forecast.as_ref(),
            Series::Realised => self.realised.as_ref(),
        }
    }

    /// Lets a reading count, in the place of the one before.
    fn put(&mut self, series: Series, row: benefit_value::Model) {
        let place = match series {
            Series::Forecast => &mut self.forecast,
            Series::Realised => &mut self.realised,
        };
        self.earlier.extend(place.replace(row));
    }

    /// The effects of both readings.
    pub(super) fn effects(&self, yard: Yardstick) -> (Option<Effect>, Option<Effect>) {
        let effect = |row: &Option<benefit_value::Model>| row.as_ref().and_then(|row| yard.effect(row.value));
        (effect(&self.forecast), effect(&self.realised))
    }

    /// Why the two differ, as the realised reading says.
    fn cause(&self) -> Option<&String> {
        self.realised.as_ref()?.cause.as_ref()
    }
}

/// Readings by benefit and month.
pub(super) type Months = HashMap<Uuid, BTreeMap<NaiveDate, Month>>;

/// Readings in the order in which they were recorded, as what counts of each month.
pub(super) fn by_month(found: Vec<benefit_value::Model>) -> Result<Months> {
    let mut months = Months::new();
    for row in found {
        let series = Series::from_row(&row.series)?;
        let month = months
            .entry(row.benefit_id)
            .or_default()
            .entry(row.month)
            .or_default();
        month.put(series, row);
    }
    Ok(months)
}

pub(super) async fn read_benefit_values(ctx: &Ctx, id: BenefitId, filter: ValueFilter) -> Result<Answer> {
    ctx.kept(Action::ReadBenefits, |ctx, read| async move {
        let row = queries::benefit(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = benefit_target(read.conn(), ctx.scope(), &row).await?;
        let (from, to) = (filter.from.map(rules::month_of), filter.to.map(rules::month_of));
        let found = queries::values(read.conn(), ctx.scope(), &[row.id], from, to).await?;
        let months = by_month(found)?.remove(&row.id).unwrap_or_default();
        let yard = yardstick(&row)?;
        let items = months
            .iter()
            .map(|(day, month)| view_of(*day, month, yard, row.tolerance_percent))
            .collect::<Result<Vec<_>>>()?;
        let view = BenefitValues {
            benefit_id: row.id,
            total: total(&months, yard, (row.from_date, row.to_date)),
            items,
        };
        Ok((target, Answer::plain(&view)?))
    })
    .await
}

fn view_of(day: NaiveDate, month: &Month, yard: Yardstick, tolerance: i32) -> Result<BenefitMonth> {
    let (forecast_effect, realised_effect) = month.effects(yard);
    let deviation = forecast_effect
        .zip(realised_effect)
        .map(|(forecast, realised)| rules::deviation(forecast, realised, tolerance));
    let earlier = month.earlier.iter().map(|row| {
        Ok(EarlierValue {
            series: Series::from_row(&row.series)?,
            value: rules::unscaled(row.value),
            cause: row.cause.clone(),
            reading: reading_of(row),
        })
    });
    let shown = |row: &Option<benefit_value::Model>| row.as_ref().map(|row| rules::unscaled(row.value));
    Ok(BenefitMonth {
        month: day,
        forecast: shown(&month.forecast),
        realised: shown(&month.realised),
        forecast_reading: month.forecast.as_ref().map(reading_of),
        realised_reading: month.realised.as_ref().map(reading_of),
        forecast_effect: forecast_effect.map(rules::shown),
        realised_effect: realised_effect.map(rules::shown),
        deviation: deviation.map(|one| rules::shown(one.amount)),
        deviation_percent: deviation.and_then(|one| one.percent),
        exceeds: deviation.is_some_and(|one| one.exceeds),
        cause: month.cause().cloned(),
        earlier: earlier.collect::<Result<_>>()?,
    })
}

fn reading_of(row: &benefit_value::Model) -> BenefitReading {
    BenefitReading {
        id: row.id,
        recorded_by: row.recorded_by,
        recorded_at: row.recorded_at,
    }
}

/// The sums of the months of the period that have both effects.
fn total(months: &BTreeMap<NaiveDate, Month>, yard: Yardstick, span: Span) -> Option<BenefitSeries> {
    let both: Vec<(Effect, Effect)> = months
        .iter()
        .filter(|(day, _)| rules::counts_in(span, **day))
        .filter_map(|(_, month)| {
            let (forecast, realised) = month.effects(yard);
            forecast.zip(realised)
        })
        .collect();
    let forecast: Effect = both.iter().map(|pair| pair.0).sum();
    let realised: Effect = both.iter().map(|pair| pair.1).sum();
    (!both.is_empty()).then(|| BenefitSeries {
        months: i32::try_from(both.len()).unwrap_or(i32::MAX),
        forecast_effect: rules::shown(forecast),
        realised_effect: rules::shown(realised),
        deviation: rules::shown(realised - forecast),
    })
}

/// Corrections of one reading.
const MOST_REVISIONS: i32 = 100;

/// Takes readings in. Those that are there already change nothing, so that the same request may be sent again; others
/// are rows of their own, and what they correct stays. All of them or none.
pub(super) async fn record_benefit_values(ctx: &Ctx, body: RecordBenefitValues) -> Result<Answer> {
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let (benefits, permits) = permitted(&tx, &ctx, &body.items).await?;
        let ids: Vec<Uuid> = benefits.keys().copied().collect();
        let named: HashSet<NaiveDate> = body.items.iter().map(|item| item.month).collect();
        let named: Vec<NaiveDate> = named.into_iter().collect();
        let found = queries::values_in(tx.conn(), ctx.scope(), &ids, &named).await?;
        let mut months = by_month(found)?;
        let mut faults = shape(&body.items, &benefits, ctx.today());
        let refused = unlocked(&body.items, &benefits);
        if faults.is_empty() && !refused.is_empty() {
            return Err(AppError::new(Code::BaselineNotLocked).with_faults(refused));
        }
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        faults.extend(hindsight(&body.items, &months));
        let new = merge(&ctx, &body.items, &mut months);
        faults.extend(unexplained(&body.items, &benefits, &months)?);
        let most = new.rows.iter().filter(|(_, row)| row.revision > MOST_REVISIONS);
        faults.extend(most.map(|(index, _)| {
            let limit = MOST_REVISIONS.to_string();
            Fault::new(format!("/items/{index}"), FaultCode::TooLarge { limit })
                .note("revisions of one month")
        }));
        if !faults.is_empty() {
            return Err(AppError::invalid(faults));
        }
        let rows: Vec<benefit_value::Model> = new.rows.into_iter().map(|(_, row)| row).collect();
        let changes = rows.iter().map(|row| {
            json!({"benefit": row.benefit_id, "series": row.series, "month": row.month,
                "value": rules::unscaled(row.value), "revision": row.revision})
        });
        let changes = changes.collect();
        queries::insert_values(tx.conn(), &permits, rows).await?;
        note(&tx, &ids, &new.counts, changes).await?;
        Answer::plain(&new.counts)
    })
    .await
}

async fn note(tx: &Tx, ids: &[Uuid], counts: &RecordedValues, changes: Vec<Value>) -> Result<()> {
    let subject = match ids {
        [only] => Subject::new("benefit", *only),
        _ => Subject {
            kind: "benefit_values",
            id: None,
        },
    };
    let noted = json!({"added": counts.added, "corrected": counts.corrected, "unchanged": counts.unchanged, "values": changes});
    tx.record(events::VALUES_RECORDED, subject, noted).await
}

/// The benefits that are named, locked, each with its permit. What the reader may not see does not exist.
async fn permitted(
    tx: &Tx,
    ctx: &Ctx,
    items: &[BenefitValueItem],
) -> Result<(HashMap<Uuid, benefit::Model>, HashMap<Uuid, Permit>)> {
    let mut ids: Vec<Uuid> = items.iter().map(|item| item.benefit_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut roadmaps = HashMap::new();
    let (mut benefits, mut permits) = (HashMap::new(), HashMap::new());
    for row in queries::lock_benefits(tx.conn(), ctx.scope(), &ids).await? {
        if let Entry::Vacant(place) = roadmaps.entry(row.roadmap_id) {
            place.insert(roadmap_target(tx.conn(), ctx.scope(), row.roadmap_id).await?);
        }
        let target = target_within(&roadmaps[&row.roadmap_id], &row);
        match ctx.permit(Action::RecordBenefits, &target) {
            Ok(permit) => {
                permits.insert(row.id, permit);
                benefits.insert(row.id, row);
            }
            Err(error) if error.code == Code::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    if benefits.is_empty() {
        // Nothing is named that the reader knows of. Who may record nowhere is refused before their readings are judged.
        let anywhere = Target {
            owners: ctx.actor.person.into_iter().collect(),
            ..ctx.sight(Action::RecordBenefits).standing()
        };
        ctx.permit(Action::RecordBenefits, &anywhere)?;
    }
    Ok((benefits, permits))
}

/// What is wrong with the readings themselves.
fn shape(
    items: &[BenefitValueItem],
    benefits: &HashMap<Uuid, benefit::Model>,
    today: NaiveDate,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut named = HashSet::new();
    for (index, item) in items.iter().enumerate() {
        let mut fault = |field: &str, code: FaultCode| {
            faults.push(Fault::new(format!("/items/{index}{field}"), code));
        };
        let contradicts = |other: &str| FaultCode::Contradicts {
            other: other.to_owned(),
        };
        if !named.insert((item.benefit_id, item.series, item.month)) {
            fault("", FaultCode::NotUnique);
        }
        if item.month.day() != 1 {
            let expected = "the first day of a month".to_owned();
            fault("/month", FaultCode::Format { expected });
        }
        let Some(row) = benefits.get(&item.benefit_id) else {
            let what = "benefit".to_owned();
            fault("/benefitId", FaultCode::NoSuch { what });
            continue;
        };
        if !rules::counts_in((row.from_date, row.to_date), item.month) {
            fault("/month", contradicts("the benefit's period"));
        } else if rules::too_far(row.from_date, item.month) {
            let rule = "month_too_far";
            fault("/month", FaultCode::Rule { rule });
        }
        if item.series == Series::Realised {
            if item.month > today {
                let rule = "month_ahead";
                fault("/month", FaultCode::Rule { rule });
            }
            if row
                .baseline_date
                .is_some_and(|date| item.month < rules::month_of(date))
            {
                fault("/month", contradicts("the baseline's date"));
            }
        }
    }
    faults
}

/// What the benefits' states refuse: an effect before the baseline is locked, and anything of an abandoned one.
fn unlocked(items: &[BenefitValueItem], benefits: &HashMap<Uuid, benefit::Model>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let Some(row) = benefits.get(&item.benefit_id) else {
            continue;
        };
        let rule = if row.state == BenefitState::Abandoned.as_str() {
            "benefit_abandoned"
        } else if item.series == Series::Realised && row.locked_at.is_none() {
            "baseline_not_locked"
        } else {
            continue;
        };
        let title = row.title.clone();
        faults.push(Fault::new(format!("/items/{index}"), FaultCode::Rule { rule }).note(title));
    }
    faults
}

/// Forecasts of months that were measured already, other than what was forecast before: nobody forecasts what is known.
fn hindsight(items: &[BenefitValueItem], months: &Months) -> Vec<Fault> {
    let late = items.iter().enumerate().filter(|(_, item)| {
        let month = months
            .get(&item.benefit_id)
            .and_then(|months| months.get(&item.month));
        let value = rules::scaled(item.value);
        item.series == Series::Forecast
            && month.is_some_and(|month| {
                let same = month.forecast.as_ref().is_some_and(|row| row.value == value);
                month.realised.is_some() && !same
            })
    });
    let rule = "month_measured";
    late.map(|(index, _)| Fault::new(format!("/items/{index}"), FaultCode::Rule { rule }))
        .collect()
}

/// Readings that are new, each with the index of its item.
struct New {
    rows: Vec<(usize, benefit_value::Model)>,
    counts: RecordedValues,
}

/// Lays the readings over what is known.
fn merge(ctx: &Ctx, items: &[BenefitValueItem], months: &mut Months) -> New {
    let mut new = New {
        rows: Vec::new(),
        counts: RecordedValues {
            added: 0,
            corrected: 0,
            unchanged: 0,
        },
    };
    for (index, item) in items.iter().enumerate() {
        let month = months
            .entry(item.benefit_id)
            .or_default()
            .entry(item.month)
            .or_default();
        let value = rules::scaled(item.value);
        let revision = match month.current(item.series) {
            // Who says nothing of the cause lets what was said of the same value stand.
            Some(known) if known.value == value && (item.cause.is_none() || item.cause == known.cause) => {
                new.counts.unchanged += 1;
                continue;
            }
            Some(known) => {
                new.counts.corrected += 1;
                known.revision + 1
            }
            None => {
                new.counts.added += 1;
                1
            }
        };
        let row = benefit_value::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            benefit_id: item.benefit_id,
            series: item.series.to_string(),
            month: item.month,
            revision,
            value,
            cause: item.cause.clone(),
            recorded_by: ctx.actor_ref().id,
            recorded_at: ctx.now,
        };
        month.put(item.series, row.clone());
        new.rows.push((index, row));
    }
    new
}

/// Realised readings that differ from the forecast by more than is tolerated, and do not say why.
fn unexplained(
    items: &[BenefitValueItem],
    benefits: &HashMap<Uuid, benefit::Model>,
    months: &Months,
) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if item.series == Series::Forecast {
            continue;
        }
        let month = months
            .get(&item.benefit_id)
            .and_then(|months| months.get(&item.month));
        let (Some(row), Some(month)) = (benefits.get(&item.benefit_id), month) else {
            continue;
        };
        let (Some(forecast), Some(realised)) = month.effects(yardstick(row)?) else {
            continue;
        };
        let deviation = rules::deviation(forecast, realised, row.tolerance_percent);
        if deviation.exceeds && month.cause().is_none() {
            let note = match deviation.percent {
                Some(percent) => format!("{percent} % > {} %", row.tolerance_percent),
                None => format!("{} ≠ 0", rules::shown(realised)),
            };
            faults.push(Fault::new(format!("/items/{index}/cause"), FaultCode::Required).note(note));
        }
    }
    Ok(faults)
}
