//! The time that a group protects for development, and what is asked of it.

use super::dto::{MemberTime, ProtectedCapacityView, ProtectedFilter};
use super::rules;
use super::service::seen_group;
use crate::access::{Action, Ctx, Target};
use crate::capabilities::{capacity, organisation, people, roadmaps};
use crate::error::Result;
use crate::platform::answer::Answer;
use chrono::{Days, NaiveDate};
use kernel::{LeadershipGroupId, WorkingCalendar};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use tables::milestone;
use uuid::Uuid;

/// Milestones that are named of one member.
const MOST: usize = 100;

/// The days that are looked at.
struct Window {
    since: NaiveDate,
    today: NaiveDate,
    until: NaiveDate,
    calendar: WorkingCalendar,
}

impl Window {
    fn working_days(&self) -> Vec<NaiveDate> {
        let days = self.today.iter_days().take_while(|day| *day <= self.until);
        days.filter(|day| self.calendar.is_working_day(*day)).collect()
    }
}

/// What is set aside of all that is worked; nothing where nothing was set aside for anybody.
pub(super) fn share_of<'p>(
    times: impl Iterator<Item = &'p capacity::service::Protected> + Clone,
) -> Option<f64> {
    let aside = times
        .clone()
        .filter_map(|one| one.set_aside)
        .reduce(|one, other| one + other)?;
    let works: i64 = times.map(|one| one.works).sum();
    (works > 0).then(|| rules::ratio(aside, works))
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[expect(clippy::cast_precision_loss, reason = "percents and days are far below 2^53")]
fn member(
    person: Uuid,
    name: String,
    time: capacity::service::Protected,
    work: &[milestone::Model],
    window: &Window,
    is_seen: &impl Fn(&milestone::Model) -> bool,
) -> MemberTime {
    let (done, mut open): (Vec<&milestone::Model>, Vec<&milestone::Model>) = work
        .iter()
        .filter(|row| row.owner_id == Some(person))
        .partition(|row| row.status == "done");
    let booked = |row: &milestone::Model| rules::booked(row, window.today, window.until, &window.calendar);
    open.retain(|row| booked(row) > 0.0);
    open.sort_by_key(|row| (row.due_date.is_none(), row.due_date, row.id));
    let reported: f64 = done
        .iter()
        .map(|row| f64::from(row.effort_hundredths.unwrap_or(0)) / 100.0)
        .sum();
    MemberTime {
        person_id: person,
        name,
        works: time.works as f64 / 100.0,
        set_aside: time.set_aside.map(|aside| aside as f64 / 100.0),
        planned_days: hundredths(time.ahead as f64 / 10_000.0),
        booked_days: hundredths(open.iter().map(|row| booked(row)).sum()),
        done_days: hundredths(reported),
        milestone_ids: open
            .iter()
            .filter(|row| is_seen(row))
            .take(MOST)
            .map(|row| row.id)
            .collect(),
    }
}

/// Those of some persons whose time the reader may see where they stand. Two queries.
async fn in_reach<C: ConnectionTrait>(ctx: &Ctx, db: &C, persons: &[Uuid]) -> Result<Vec<Uuid>> {
    let posts = people::service::posts_of(db, ctx.scope(), persons).await?;
    let everywhere = ctx.allows(Action::ReadCapacity, &Target::organiser());
    let is_seen = |person: &&Uuid| {
        let posts = posts.get(*person).into_iter().flat_map(|one| &one.posts);
        let mut running = posts.filter(|post| post.to.is_none_or(|to| ctx.today() <= to));
        everywhere || running.any(|post| ctx.allows(Action::ReadCapacity, &Target::unit(&post.path)))
    };
    Ok(persons.iter().filter(is_seen).copied().collect())
}

pub(super) async fn read_protected_capacity(
    ctx: &Ctx,
    group: LeadershipGroupId,
    filter: ProtectedFilter,
) -> Result<Answer> {
    ctx.kept(Action::ReadCapacity, |ctx, read| async move {
        let db = read.conn();
        let (target, group) = seen_group(&ctx, db, group.uuid()).await?;
        ctx.permit(Action::ReadCapacity, &target)?;
        let today = ctx.today();
        let days = Days::new(u64::try_from(filter.weeks.unwrap_or(12)).unwrap_or(12) * 7);
        let window = Window {
            since: today.checked_sub_days(days).unwrap_or(today),
            today,
            until: today
                .checked_add_days(days)
                .and_then(|day| day.pred_opt())
                .unwrap_or(today),
            calendar: organisation::service::working_calendar(db, ctx.scope()).await?,
        };
        let all = people::service::leadership_members_on(db, ctx.scope(), group.id, today).await?;
        let persons = in_reach(&ctx, db, &all).await?;
        let names = people::service::person_names(db, ctx.scope(), &persons).await?;
        let ahead = window.working_days();
        let times: HashMap<Uuid, _> =
            capacity::service::protected(db, ctx.scope(), &persons, today, &ahead).await?;
        let work = roadmaps::service::work_of(db, ctx.scope(), &persons, window.since).await?;
        let sight = ctx.sight(Action::ReadRoadmap);
        let roadmaps = roadmaps::service::visible_roadmaps(db, ctx.scope(), &sight).await?;
        let is_seen = |row: &milestone::Model| {
            let seen = roadmaps.as_ref();
            seen.is_none_or(|seen| seen.contains(&row.roadmap_id))
        };
        let members: Vec<MemberTime> = persons
            .iter()
            .map(|person| {
                let name = names.get(person).cloned().unwrap_or_default();
                let time = times.get(person).copied().unwrap_or_default();
                member(*person, name, time, &work, &window, &is_seen)
            })
            .collect();
        let sum = |of: fn(&MemberTime) -> f64| hundredths(members.iter().map(of).sum());
        let view = ProtectedCapacityView {
            group_id: group.id,
            from: today,
            to: window.until,
            share: share_of(times.values()),
            planned_days: sum(|one| one.planned_days),
            booked_days: sum(|one| one.booked_days),
            done_days: sum(|one| one.done_days),
            members_not_shown: i32::try_from(all.len() - members.len()).unwrap_or(i32::MAX),
            members,
        };
        Ok((target, Answer::plain(&view)?))
    })
    .await
}
