//! What initiatives ask of units beside their work, and how much that is together, unit by unit and month by month.

use super::dto::{
    BurdenFilter, BurdenList, CreateInitiativeWorkload, InitiativeWorkloadList, InitiativeWorkloadView,
    UnitBurden, UpdateInitiativeWorkload,
};
use super::service::{room, standing, target_of, units_below, visible};
use super::{events, queries};
use crate::access::{Action, Ctx};
use crate::capabilities::organisation;
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use chrono::{Datelike, Months, NaiveDate};
use kernel::{InitiativeId, InitiativeWorkloadId};
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tables::initiative_workload;
use uuid::Uuid;

/// Workloads of one initiative.
const MOST: usize = 500;
/// The days that one workload may span, so that a report stays one answer.
const LONGEST: i64 = 3660;
/// Lines of one report.
const MOST_LINES: usize = 5000;

#[expect(
    clippy::cast_possible_truncation,
    reason = "at most 10 000 hours, as the schema says"
)]
fn hundredths(hours: f64) -> i64 {
    (hours * 100.0).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "at most 1e6, far below 2^53")]
fn hours(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}

fn view_of(row: &initiative_workload::Model) -> InitiativeWorkloadView {
    InitiativeWorkloadView {
        id: row.id,
        initiative_id: row.initiative_id,
        fields: CreateInitiativeWorkload {
            unit_id: row.unit_id,
            hours_per_week: hours(row.hundredths),
            from: row.from_date,
            to: row.to_date,
            mitigation: row.mitigation.clone(),
        },
        version: row.version,
    }
}

async fn check<C: ConnectionTrait>(db: &C, ctx: &Ctx, fields: &CreateInitiativeWorkload) -> Result<()> {
    let mut faults = Vec::new();
    let path = organisation::service::unit_path(db, ctx.scope(), fields.unit_id).await?;
    if path.is_none() {
        let what = "unit".to_owned();
        faults.push(Fault::new("/unitId", FaultCode::NoSuch { what }));
    }
    let days = (fields.to - fields.from).num_days();
    if days < 0 {
        let other = "from".to_owned();
        faults.push(Fault::new("/to", FaultCode::Contradicts { other }));
    }
    if days > LONGEST {
        let limit = format!("{LONGEST} days");
        faults.push(Fault::new("/to", FaultCode::TooLarge { limit }));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(AppError::invalid(faults))
    }
}

pub(super) async fn list_initiative_workloads(ctx: &Ctx, id: InitiativeId) -> Result<Answer> {
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let row = queries::initiative(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(read.conn(), ctx.scope(), &row).await?;
        let mut found = queries::workloads(read.conn(), ctx.scope(), &[row.id]).await?;
        found.sort_by_key(|one| (one.from_date, one.id));
        let items = found.iter().map(view_of).collect();
        Ok((target, Answer::plain(&InitiativeWorkloadList { items })?))
    })
    .await
}

pub(super) async fn create_initiative_workload(
    ctx: &Ctx,
    id: InitiativeId,
    body: CreateInitiativeWorkload,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let initiative = queries::initiative(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &initiative).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target)?;
        check(tx.conn(), &ctx, &body).await?;
        let own = queries::workloads(tx.conn(), ctx.scope(), &[initiative.id]).await?;
        room(own.len(), MOST, "workloads of an initiative")?;
        let row = initiative_workload::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            initiative_id: initiative.id,
            unit_id: body.unit_id,
            hundredths: hundredths(body.hours_per_week),
            from_date: body.from,
            to_date: body.to,
            mitigation: body.mitigation.clone(),
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("initiative_workload", row.id);
        tx.record(events::WORKLOAD_CREATED, subject, to_value(&body)?)
            .await?;
        let location = format!("{}/initiatives/{id}/workloads", crate::platform::BASE);
        Answer::created(&view_of(&row), location, etag::of_version(1))
    })
    .await
}

pub(super) async fn update_initiative_workload(
    ctx: &Ctx,
    id: InitiativeWorkloadId,
    patch: UpdateInitiativeWorkload,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_workload(tx.conn(), ctx.scope(), id.uuid()).await?;
        let initiative = queries::initiative(tx.conn(), ctx.scope(), row.initiative_id).await?;
        let target = target_of(tx.conn(), ctx.scope(), &initiative).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target.about("initiative_workload", id))?;
        expected.check(row.version)?;
        let before = view_of(&row).fields;
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        check(tx.conn(), &ctx, &fields).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        let row = initiative_workload::Model {
            unit_id: fields.unit_id,
            hundredths: hundredths(fields.hours_per_week),
            from_date: fields.from,
            to_date: fields.to,
            mitigation: fields.mitigation,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("initiative_workload", id);
        tx.record(events::WORKLOAD_UPDATED, subject, changes).await?;
        Answer::ok(&view_of(&row), etag::of_version(row.version))
    })
    .await
}

/// One workload, as far as it counts.
#[derive(Clone, Copy, Debug)]
struct Load {
    initiative: Uuid,
    unit: Uuid,
    hundredths: i64,
    from: NaiveDate,
    to: NaiveDate,
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// What all of them together ask of each unit in each month, over the months that are asked about.
fn burdens(loads: &[Load], from: Option<NaiveDate>, to: Option<NaiveDate>) -> Vec<UnitBurden> {
    let mut sums: BTreeMap<(Uuid, NaiveDate), (i64, BTreeSet<Uuid>)> = BTreeMap::new();
    for load in loads {
        let mut month = first_of(from.map_or(load.from, |from| load.from.max(first_of(from))));
        while month <= load.to && to.is_none_or(|to| month <= to) {
            let next = month + Months::new(1);
            let begin = load.from.max(month);
            let days = (load.to.min(next.pred_opt().unwrap_or(month)) - begin).num_days() + 1;
            if days > 0 {
                let sum = sums.entry((load.unit, month)).or_default();
                sum.0 += load.hundredths * days;
                sum.1.insert(load.initiative);
            }
            month = next;
        }
    }
    let lines = sums
        .into_iter()
        .map(|((unit_id, month), (sum, initiatives))| UnitBurden {
            unit_id,
            month,
            // Rounded once, to hundredths of hours.
            hours: hours((sum * 2 + 7).div_euclid(14)),
            initiative_ids: initiatives.into_iter().collect(),
        });
    lines.take(MOST_LINES).collect()
}

pub(super) async fn read_initiative_burdens(ctx: &Ctx, filter: BurdenFilter) -> Result<Answer> {
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let db = read.conn();
        let below = units_below(&ctx, db, filter.unit_id).await?;
        let rows = visible(&ctx, db).await?;
        let stopped: HashMap<Uuid, NaiveDate> = rows
            .iter()
            .filter_map(|row| Some((row.id, row.stopped_on?)))
            .collect();
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let found = queries::workloads(db, ctx.scope(), &ids).await?;
        let loads: Vec<Load> = found
            .iter()
            .filter(|one| below.as_ref().is_none_or(|below| below.contains(&one.unit_id)))
            .map(|one| Load {
                initiative: one.initiative_id,
                unit: one.unit_id,
                hundredths: one.hundredths,
                from: one.from_date,
                to: stopped
                    .get(&one.initiative_id)
                    .map_or(one.to_date, |day| one.to_date.min(*day)),
            })
            .collect();
        let items = burdens(&loads, filter.from, filter.to);
        Ok((standing(&ctx), Answer::plain(&BurdenList { items })?))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_together_is_summed_by_unit_and_month() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).expect("a day");
        let id = Uuid::from_u128;
        let load = |initiative, unit, hundredths, from, to| Load {
            initiative: id(initiative),
            unit: id(unit),
            hundredths,
            from,
            to,
        };
        let loads = [
            load(1, 1, 700, day(1, 25), day(2, 28)),
            load(2, 1, 350, day(2, 1), day(2, 14)),
            load(3, 2, 1000, day(2, 1), day(2, 1)),
            load(4, 2, 1000, day(3, 1), day(2, 1)),
        ];
        let shown = |lines: &[UnitBurden]| -> Vec<(u128, u32, f64, usize)> {
            let each = lines.iter();
            each.map(|one| {
                (
                    one.unit_id.as_u128(),
                    one.month.month(),
                    one.hours,
                    one.initiative_ids.len(),
                )
            })
            .collect()
        };
        let all = burdens(&loads, None, None);
        assert_eq!(shown(&all), [(1, 1, 7.0, 1), (1, 2, 35.0, 2), (2, 2, 1.43, 1)]);
        let later = burdens(&loads, Some(day(2, 20)), Some(day(2, 21)));
        assert_eq!(
            shown(&later),
            [(1, 2, 35.0, 2), (2, 2, 1.43, 1)],
            "by whole months"
        );
        assert!(burdens(&loads, Some(day(4, 1)), None).is_empty());
    }
}
