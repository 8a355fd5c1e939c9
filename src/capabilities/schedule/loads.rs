//! Who is booked how much, week by week.

use super::compute;
use super::dto::{LoadFilter, LoadView, OverbookedPerson, PersonLoad, UnitLoad, WeekLoad};
use super::setting::Setting;
use super::words;
use crate::access::{Action, Ctx};
use crate::capabilities::roadmaps::network::Draft;
use crate::error::Result;
use crate::platform::answer::Answer;
use crate::platform::language::Language;
use chrono::{Datelike, Days, NaiveDate};
use kernel::RoadmapId;
use schedule::{Freedom, Load, Network, Placement, Plan, critical, load};

/// Weeks that overbooking is looked for in: three years.
const WEEKS_AHEAD: i64 = 156;

/// The Mondays from the week of a day on, with the boundaries between them: one more than weeks.
fn weeks(draft: &Draft, today: NaiveDate, count: i64) -> (Vec<NaiveDate>, Vec<i32>) {
    let monday = today
        .checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))
        .unwrap_or(today);
    let mondays: Vec<NaiveDate> = (0..=u64::try_from(count).unwrap_or(1))
        .filter_map(|week| monday.checked_add_days(Days::new(week * 7)))
        .collect();
    let boundaries = mondays.iter().map(|monday| draft.axis.before(*monday)).collect();
    (mondays, boundaries)
}

/// Where everything lies as early as its links allow.
fn early(plan: &Plan, network: &Network) -> Placement {
    let dates = critical(plan, network).dates;
    Placement {
        start: dates.iter().map(|one| one.early_start).collect(),
        finish: dates.iter().map(|one| one.early_finish).collect(),
        unstaffed: Vec::new(),
    }
}

/// Persons, by index, with more work than time in some week, if everything lies as early as its links allow.
pub(super) fn overbooked(plan: &Plan, network: &Network, draft: &Draft) -> Vec<u32> {
    let today = draft.axis.first(plan.today);
    let (_, boundaries) = weeks(draft, today, WEEKS_AHEAD);
    load(plan, &early(plan, network), &boundaries).overloaded()
}

/// The same with their worst week, the most overbooked first.
pub(super) fn overbooked_views(
    setting: &Setting,
    network: &Network,
    language: Language,
) -> Vec<OverbookedPerson> {
    let plan = &setting.draft.plan;
    let (mondays, boundaries) = weeks(&setting.draft, setting.today, WEEKS_AHEAD);
    let loads = load(plan, &early(plan, network), &boundaries);
    let mut found: Vec<OverbookedPerson> = loads
        .persons
        .iter()
        .zip(&setting.draft.owners)
        .filter_map(|(weeks, person)| {
            let over = weeks.iter().zip(&mondays).filter(|(load, _)| load.is_over());
            let count = i32::try_from(over.clone().count()).unwrap_or(i32::MAX);
            let excess = |load: &Load| load.booked - load.available;
            let (worst, monday) = over.max_by(|one, two| excess(one.0).total_cmp(&excess(two.0)))?;
            let name = setting.names.get(person).cloned().unwrap_or_default();
            Some(OverbookedPerson {
                person_id: *person,
                detail: words::overbooked(&name, *monday, worst.booked, worst.available, count, language),
                name,
                worst_week: *monday,
                booked_days: hundredths(worst.booked),
                available_days: hundredths(worst.available),
                weeks_over: count,
            })
        })
        .collect();
    found.sort_by(|one, two| {
        two.weeks_over
            .cmp(&one.weeks_over)
            .then(one.person_id.cmp(&two.person_id))
    });
    found
}

fn hundredths(days: f64) -> f64 {
    (days * 100.0).round() / 100.0
}

fn views(mondays: &[NaiveDate], now: &[Load], levelled: &[Load]) -> Vec<WeekLoad> {
    let weeks = mondays.iter().zip(now.iter().zip(levelled));
    weeks
        .map(|(monday, (now, levelled))| WeekLoad {
            monday: *monday,
            booked: hundredths(now.booked),
            available: hundredths(now.available),
            levelled: hundredths(levelled.booked),
            over: now.is_over(),
        })
        .collect()
}

pub(super) async fn read_load(ctx: &Ctx, id: RoadmapId, filter: LoadFilter) -> Result<Answer> {
    ctx.kept(Action::ReadCapacity, |ctx, read| async move {
        let setting = Setting::load(read.conn(), ctx.scope(), id.uuid(), ctx.today()).await?;
        ctx.permit(Action::ReadCapacity, &setting.target)?;
        let plan = &setting.draft.plan;
        let network = Setting::network(plan)?;
        let (mondays, boundaries) = weeks(&setting.draft, ctx.today(), filter.weeks.unwrap_or(26));
        let now = load(plan, &early(plan, &network), &boundaries);
        let found = compute::level_plan(plan, &network, 100, Freedom::Free, 1, &mut |_| true);
        let levelled = load(plan, &found.placement, &boundaries);
        let persons = setting
            .draft
            .owners
            .iter()
            .enumerate()
            .map(|(index, person)| PersonLoad {
                person_id: *person,
                name: setting.names.get(person).cloned().unwrap_or_default(),
                weeks: views(&mondays, &now.persons[index], &levelled.persons[index]),
            });
        let unit = plan.units[0].parallel.map(|_| UnitLoad {
            unit_id: setting.roadmap.unit_id,
            weeks: views(&mondays, &now.units[0], &levelled.units[0]),
        });
        let view = LoadView {
            roadmap_id: id.uuid(),
            persons: persons.collect(),
            unit,
        };
        Ok((setting.target, Answer::plain(&view)?))
    })
    .await
}
