//! From where and when procedures are opened. An opening adds one to a count of unit, device class, hour of the week and
//! month; who opened what is written nowhere, neither here nor in the chain.
//!
//! The counts are written at once and leave no entry, so that reading stays cheap. Only when an opening tells a fact
//! something new (the first from a kind of device, at night or on a weekend in a unit and month) does the program itself
//! leave one, without naming anybody: what was kept of gates is computed anew by that.

use super::catalogue::{self, Tree};
use super::dto::{CountOpening, DeviceClass, DeviceReach, ReachFilter, ReachList, UnitReach};
use super::register::page_of;
use super::{events, queries};
use crate::access::{Action, Ctx, Sight, Target, TenantScope};
use crate::capabilities::{organisation, people};
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::paging::Place;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Timelike, Utc};
use kernel::ProcedureId;
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use tables::procedure_reach;
use uuid::Uuid;

/// Hours of a week.
pub(super) const HOURS: usize = 168;
/// Where fewer than so many work, the hours would show who it was.
const FEW: usize = 5;
/// Months that are looked at where nothing else is said.
pub(super) const MONTHS: u32 = 12;

/// The hour of the week, 0 to 167 from Monday midnight, and the month in which an instant lies where people live.
fn local(now: DateTime<Utc>, zone: &str) -> Result<(i32, NaiveDate)> {
    let zone: chrono_tz::Tz = zone.parse().map_err(AppError::internal)?;
    let there = now.with_timezone(&zone);
    let hour = there.weekday().num_days_from_monday() * 24 + there.hour();
    Ok((i32::try_from(hour).unwrap_or(0), month_of(there.date_naive())))
}

/// The first day of a day's month.
pub(super) fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// Whether an hour of the week lies between 22 and 6 o'clock.
pub(super) fn is_night(hour: i32) -> bool {
    !(6..22).contains(&(hour % 24))
}

/// Whether an hour of the week lies on a Saturday or Sunday.
pub(super) fn is_weekend(hour: i32) -> bool {
    hour >= 5 * 24
}

/// Whether a count says something that those of the same unit and month do not say yet.
fn tells(known: &[procedure_reach::Model], cell: &procedure_reach::Model) -> bool {
    let none = |says: &dyn Fn(&procedure_reach::Model) -> bool| !known.iter().any(says);
    none(&|row| row.device == cell.device)
        || (is_night(cell.hour) && none(&|row| is_night(row.hour)))
        || (is_weekend(cell.hour) && none(&|row| is_weekend(row.hour)))
}

pub(super) async fn count_opening(
    ctx: &Ctx,
    id: ProcedureId,
    device: DeviceClass,
    body: CountOpening,
) -> Result<Answer> {
    let read = ctx.read().await?;
    let (db, scope, today) = (read.conn(), ctx.scope(), ctx.today());
    let entry = catalogue::entry(db, scope, id.uuid()).await?;
    let permit = ctx.permit(
        Action::ReadProcedures,
        &Target::organiser().about("procedure", id),
    )?;
    if entry.current(today).is_none() {
        return Err(AppError::not_found());
    }
    let unit = match (body.unit_id, ctx.actor.person) {
        (Some(unit), _) => {
            if organisation::service::unit_path(db, scope, unit).await?.is_none() {
                let what = "unit".to_owned();
                return Err(AppError::fault("/unitId", FaultCode::NoSuch { what }));
            }
            Some(unit)
        }
        (None, Some(person)) => people::service::unit_of_person(db, scope, person, today).await?,
        (None, None) => None,
    };
    let zone = organisation::service::time_zone(db, scope).await?;
    drop(read);
    let (hour, month) = local(ctx.now, &zone)?;
    let cell = procedure_reach::Model {
        organiser_id: scope.organiser(),
        month,
        unit_id: unit.unwrap_or_else(Uuid::nil),
        device: device.to_string(),
        hour,
        openings: 1,
    };
    let program = Ctx::system(&ctx.state, scope.organiser());
    program
        .write(move |tx| async move {
            let known = queries::reach(tx.conn(), scope, (month, month), Some(cell.unit_id)).await?;
            queries::count_opening(tx.conn(), &permit, cell.clone()).await?;
            if tells(&known, &cell) {
                let subject = Subject::new("organiser", scope.organiser());
                tx.record(events::REACH_GREW, subject, json!({})).await?;
            } else {
                tx.nothing_written();
            }
            Ok(Answer::done())
        })
        .await
}

/// What was counted in some months, by unit.
pub(super) async fn counted<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    months: (NaiveDate, NaiveDate),
) -> Result<HashMap<Uuid, Vec<procedure_reach::Model>>> {
    let mut units: HashMap<Uuid, Vec<procedure_reach::Model>> = HashMap::new();
    for row in queries::reach(db, scope, months, None).await? {
        units.entry(row.unit_id).or_default().push(row);
    }
    Ok(units)
}

/// The months of a filter, by their first days.
fn months_of(ctx: &Ctx, filter: &ReachFilter) -> Result<(NaiveDate, NaiveDate)> {
    let to = month_of(filter.to.unwrap_or_else(|| ctx.today()));
    let from = filter
        .from
        .or_else(|| to.checked_sub_months(Months::new(MONTHS - 1)))
        .map_or(to, month_of);
    if from > to {
        let other = "from".to_owned();
        return Err(AppError::invalid(vec![Fault::new(
            "/query/to",
            FaultCode::Contradicts { other },
        )]));
    }
    Ok((from, to))
}

fn unit_reach(id: Uuid, name: &str, rows: &[procedure_reach::Model], hours: bool) -> UnitReach {
    let sum = |of: &dyn Fn(&procedure_reach::Model) -> bool| -> i64 {
        rows.iter().filter(|row| of(row)).map(|row| row.openings).sum()
    };
    let devices = DeviceClass::ALL.iter().map(|device| {
        let mut by_hour = vec![0; HOURS];
        for row in rows.iter().filter(|row| row.device == device.as_str()) {
            if let Some(count) = usize::try_from(row.hour)
                .ok()
                .and_then(|hour| by_hour.get_mut(hour))
            {
                *count += row.openings;
            }
        }
        DeviceReach {
            device: *device,
            openings: by_hour.iter().sum(),
            hours: hours.then_some(by_hour),
        }
    });
    UnitReach {
        unit_id: id,
        name: name.to_owned(),
        openings: sum(&|_| true),
        at_night: sum(&|row| is_night(row.hour)),
        on_weekends: sum(&|row| is_weekend(row.hour)),
        devices: devices.collect(),
    }
}

pub(super) async fn list_procedure_reach(ctx: &Ctx, filter: ReachFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    let (from, to) = months_of(ctx, &filter)?;
    let sight = ctx.sight(Action::ReadProcedureReach);
    ctx.permit(Action::ReadProcedureReach, &sight.standing())?;
    // Not kept: openings do not change the epoch.
    let read = ctx.read().await?;
    let (db, scope, today) = (read.conn(), ctx.scope(), ctx.today());
    let tree = Tree::load(db, scope, today).await?;
    let within = tree.named(filter.unit_id)?;
    let counts = counted(db, scope, (from, to)).await?;
    let staff = people::service::active_staff(db, scope, today).await?;
    let mut here: BTreeMap<Uuid, HashSet<Uuid>> = BTreeMap::new();
    for one in staff {
        here.entry(one.unit).or_default().insert(one.person);
    }
    let seen = |path: &str| match &sight {
        Sight::Everything => true,
        Sight::Only { units, .. } => units.iter().any(|unit| path.starts_with(unit.as_str())),
    };
    let mut units: Vec<UnitReach> = tree
        .giving("")
        .into_iter()
        .filter(|unit| seen(&unit.path) && within.is_none_or(|within| unit.path.starts_with(within)))
        .filter(|unit| filter.service_area_id.is_none_or(|area| unit.area == Some(area)))
        .filter(|unit| filter.branch.is_none_or(|branch| tree.is_of(unit, branch)))
        .map(|unit| {
            let rows = counts.get(&unit.id).map(Vec::as_slice).unwrap_or_default();
            let many = here.get(&unit.id).is_some_and(|staff| staff.len() >= FEW);
            unit_reach(unit.id, &unit.name, rows, many)
        })
        .collect();
    let never = |unit: &UnitReach, device| {
        unit.devices
            .iter()
            .any(|one| one.device == device && one.openings == 0)
    };
    let count = |units: usize| i64::try_from(units).unwrap_or(i64::MAX);
    let all = units.len();
    let without = units
        .iter()
        .filter(|unit| never(unit, DeviceClass::Phone))
        .count();
    if let Some(device) = filter.never_from {
        units.retain(|unit| never(unit, device));
    }
    units.sort_by_key(|unit| unit.unit_id);
    let (items, page) = page_of(&place, units, |unit| unit.unit_id);
    Answer::list(page, |page| ReachList {
        from,
        to,
        units: count(all),
        never_from_phone: count(without),
        items,
        page,
    })
}

/// The months that facts look at.
pub(super) fn lately(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    // The organiser's month may be a day ahead of the calendar that dates are compared in.
    let to = month_of(today.checked_add_days(Days::new(1)).unwrap_or(today));
    let from = to.checked_sub_months(Months::new(MONTHS - 1)).unwrap_or(to);
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn the_hour_is_that_of_the_place() {
        // Winter time until the last Sunday in March, summer time from then on.
        let hour = |instant: &str, zone: &str| local(at(instant), zone).expect("a zone").0;
        assert_eq!(hour("2026-11-02T00:00:00Z", "Europe/Oslo"), 1);
        assert_eq!(hour("2026-06-01T00:00:00Z", "Europe/Oslo"), 2);
        assert_eq!(hour("2026-11-02T00:00:00Z", "Europe/Helsinki"), 2);
        assert_eq!(hour("2026-11-01T22:59:59Z", "Europe/Oslo"), 167);
        assert_eq!(hour("2026-11-01T23:00:00Z", "Europe/Oslo"), 0);
        let month = |instant: &str| local(at(instant), "Europe/Stockholm").expect("a zone").1;
        assert_eq!(month("2026-10-31T22:59:00Z").to_string(), "2026-10-01");
        assert_eq!(month("2026-10-31T23:00:00Z").to_string(), "2026-11-01");
        assert!(local(at("2026-11-02T00:00:00Z"), "Mars/Olympus").is_err());
    }

    #[test]
    fn nights_and_weekends() {
        let nights: Vec<i32> = (0..24).filter(|hour| is_night(*hour)).collect();
        assert_eq!(nights, [0, 1, 2, 3, 4, 5, 22, 23]);
        assert_eq!((0..168).filter(|hour| is_night(*hour)).count(), 56);
        assert_eq!((0..168).filter(|hour| is_weekend(*hour)).count(), 48);
        assert!(!is_weekend(119) && is_weekend(120));
    }

    #[test]
    fn only_what_is_new_to_a_fact_is_told() {
        let cell = |device: &str, hour| procedure_reach::Model {
            organiser_id: Uuid::nil(),
            month: NaiveDate::MIN,
            unit_id: Uuid::nil(),
            device: device.to_owned(),
            hour,
            openings: 1,
        };
        assert!(tells(&[], &cell("pc", 10)));
        let known = [cell("pc", 10)];
        assert!(!tells(&known, &cell("pc", 11)));
        assert!(tells(&known, &cell("phone", 10)));
        assert!(tells(&known, &cell("pc", 23)));
        assert!(tells(&known, &cell("pc", 130)));
        assert!(!tells(&[cell("pc", 143)], &cell("pc", 22)));
    }
}
