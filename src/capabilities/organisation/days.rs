//! The working calendar: the country's rules, the organiser's week, and its local days.

use super::dto::{
    CalendarDayView, CalendarFilter, CalendarView, CreateCalendarDay, DayKind, SpecialDayView,
    UpdateCalendarDay,
};
use super::{events, queries};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use crate::platform::{etag, rows};
use chrono::{Datelike, Weekday};
use kernel::{CalendarDayId, Country, HolidayKind, LocalDay, WorkingCalendar, WorkingWeekdays};
use sea_orm::ConnectionTrait;
use serde_json::{json, to_value};
use tables::{calendar_day, organiser};

/// The longest span of one answer, in days.
const LONGEST_SPAN: i64 = 400;

fn weekdays(row: &organiser::Model) -> WorkingWeekdays {
    let days: Vec<Weekday> = row
        .working_weekdays
        .bytes()
        .filter_map(|digit| Weekday::try_from(digit.checked_sub(b'1')?).ok())
        .collect();
    WorkingWeekdays::new(&days).unwrap_or_default()
}

/// The organiser's calendar, for whoever plans.
pub async fn working_calendar<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<WorkingCalendar> {
    let row = queries::organiser(db, scope.organiser()).await?;
    let country: Country = row.country.parse().map_err(AppError::internal)?;
    let local = queries::calendar_days(db, scope).await?;
    let local = local.into_iter().map(|day| LocalDay {
        date: day.date,
        name: day.name,
        working: day.working,
    });
    Ok(WorkingCalendar::new(country, weekdays(&row), local))
}

/// What the organiser is: its country, official code, name and population.
pub async fn profile<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<tables::organiser::Model> {
    queries::organiser(db, scope.organiser()).await
}

/// The organiser's country, for whoever needs its currency.
pub async fn country_of<C: ConnectionTrait>(db: &C, scope: TenantScope) -> Result<Country> {
    let row = queries::organiser(db, scope.organiser()).await?;
    row.country.parse().map_err(AppError::internal)
}

pub(super) async fn read_calendar(ctx: &Ctx, filter: CalendarFilter) -> Result<Answer> {
    let span = (filter.to - filter.from).num_days();
    if !(0..=LONGEST_SPAN).contains(&span) {
        let note = format!("'to' must lie 0 to {LONGEST_SPAN} days after 'from'");
        return Err(AppError::invalid(vec![
            Fault::new(
                "/query/to",
                FaultCode::Contradicts {
                    other: "from".to_owned(),
                },
            )
            .note(note),
        ]));
    }
    ctx.kept(Action::ReadOrganisation, |ctx, read| async move {
        let calendar = working_calendar(read.conn(), ctx.scope()).await?;
        let rows = queries::calendar_days(read.conn(), ctx.scope()).await?;
        let inside = |date| filter.from <= date && date <= filter.to;
        let mut days: Vec<SpecialDayView> = (filter.from.year()..=filter.to.year())
            .flat_map(|year| kernel::holidays(calendar.country(), year))
            .filter(|holiday| inside(holiday.date))
            .map(|holiday| SpecialDayView {
                date: holiday.date,
                name: holiday.name.get(ctx.language).to_owned(),
                kind: match holiday.kind {
                    HolidayKind::Public => DayKind::Public,
                    HolidayKind::TreatedAlike => DayKind::TreatedAlike,
                },
                working: calendar.is_working_day(holiday.date),
            })
            .collect();
        let local_days: Vec<CalendarDayView> = rows
            .iter()
            .filter(|day| inside(day.date))
            .map(CalendarDayView::of)
            .collect();
        days.extend(local_days.iter().map(|day| SpecialDayView {
            date: day.fields.date,
            name: day.fields.name.clone(),
            kind: DayKind::Local,
            working: day.fields.working,
        }));
        days.sort_by_key(|day| day.date);
        let after = filter.to.succ_opt().unwrap_or(filter.to);
        let working_days = calendar.working_days_between(filter.from, after);
        let view = CalendarView {
            from: filter.from,
            to: filter.to,
            working_days,
            days,
            local_days,
        };
        Ok((Target::organiser(), Answer::plain(&view)?))
    })
    .await
}

pub(super) async fn create_calendar_day(ctx: &Ctx, body: CreateCalendarDay) -> Result<Answer> {
    let permit = ctx.permit(Action::EditCalendar, &Target::organiser())?;
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let row = row_of(&author, body);
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let view = CalendarDayView::of(&row);
        tx.record(
            events::CALENDAR_DAY_CREATED,
            Subject::new("calendar_day", row.id),
            to_value(&view.fields)?,
        )
        .await?;
        Answer::created(
            &view,
            format!("{}/calendar-days/{}", crate::platform::BASE, row.id),
            etag::of_version(1),
        )
    })
    .await
}

fn row_of(ctx: &Ctx, body: CreateCalendarDay) -> calendar_day::Model {
    calendar_day::Model {
        organiser_id: ctx.scope().organiser(),
        id: ctx.new_id(),
        date: body.date,
        name: body.name,
        working: body.working,
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    }
}

pub(super) async fn update_calendar_day(
    ctx: &Ctx,
    id: CalendarDayId,
    patch: UpdateCalendarDay,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_calendar_day(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(
            Action::EditCalendar,
            &Target::organiser().about("calendar_day", id),
        )?;
        expected.check(row.version)?;
        let before = CalendarDayView::of(&row);
        let fields = patch.apply(&ctx.state.schemas, &before.fields)?;
        let changed = calendar_day::Model {
            id: row.id,
            version: row.version + 1,
            created_at: row.created_at,
            ..row_of(&ctx, fields)
        };
        rows::replace(tx.conn(), &permit, changed.clone()).await?;
        let view = CalendarDayView::of(&changed);
        let changes = ledger::difference(&to_value(&before)?, &to_value(&view)?, &[]);
        tx.record(
            events::CALENDAR_DAY_UPDATED,
            Subject::new("calendar_day", row.id),
            changes,
        )
        .await?;
        Answer::ok(&view, etag::of_version(changed.version))
    })
    .await
}

pub(super) async fn delete_calendar_day(ctx: &Ctx, id: CalendarDayId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_calendar_day(tx.conn(), ctx.scope(), id.uuid()).await?;
        let permit = ctx.permit(
            Action::EditCalendar,
            &Target::organiser().about("calendar_day", id),
        )?;
        expected.check(row.version)?;
        queries::delete_calendar_day(tx.conn(), &permit, row.id).await?;
        tx.record(
            events::CALENDAR_DAY_DELETED,
            Subject::new("calendar_day", row.id),
            json!({"date": row.date}),
        )
        .await?;
        Ok(Answer::done())
    })
    .await
}
