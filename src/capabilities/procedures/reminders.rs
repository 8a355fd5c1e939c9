//! Who is asked to acknowledge what: for oneself, and for those who lead.

use super::acknowledgements::{in_sight, readers};
use super::catalogue::Catalogue;
use super::dto::{Due, OwnReminders, ReminderList, ReminderView, StaffFilter};
use super::queries;
use super::register::page_of;
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::capabilities::people;
use crate::capabilities::people::service::Staff;
use crate::error::Result;
use crate::platform::answer::Answer;
use crate::platform::paging::Place;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// At most so much is shown of one person.
const MOST: usize = 500;

/// What each of some staff is asked for and has not acknowledged, the longest waiting first; everybody who is asked for
/// anything is named, also where nothing is left.
pub(super) async fn due<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    catalogue: &Catalogue,
    staff: &[Staff],
    today: NaiveDate,
) -> Result<BTreeMap<Uuid, Vec<Due>>> {
    let counting: Vec<Uuid> = catalogue
        .entries
        .iter()
        .flat_map(|entry| entry.counting(today))
        .collect();
    let done: HashSet<(Uuid, Uuid)> = queries::acknowledged(db, scope, &counting)
        .await?
        .into_iter()
        .map(|row| (row.revision_id, row.person_id))
        .collect();
    let mut found: BTreeMap<Uuid, Vec<Due>> = BTreeMap::new();
    for entry in &catalogue.entries {
        let counting = entry.counting(today);
        let (Some(current), Some(asked)) = (entry.current(today), entry.asked_from(today)) else {
            continue;
        };
        for person in readers(entry, &catalogue.tree, staff).into_keys() {
            let due = found.entry(person).or_default();
            if counting
                .iter()
                .all(|revision| !done.contains(&(*revision, person)))
            {
                due.push(Due {
                    procedure_id: entry.row.id,
                    revision_id: current.id,
                    title: entry.row.title.clone(),
                    since: asked.effective_from.unwrap_or(today),
                });
            }
        }
    }
    for due in found.values_mut() {
        due.sort_by_key(|one| (one.since, one.procedure_id));
        due.truncate(MOST);
    }
    Ok(found)
}

pub(super) async fn list_own_reminders(ctx: &Ctx) -> Result<Answer> {
    // What is kept is kept by the reader's person too.
    ctx.kept(Action::ReadProcedures, |ctx, read| async move {
        let (db, scope, today) = (read.conn(), ctx.scope(), ctx.today());
        let mut items = Vec::new();
        if let Some(person) = ctx.actor.person {
            let catalogue = Catalogue::load(db, scope, today).await?;
            let mut staff = people::service::active_staff(db, scope, today).await?;
            staff.retain(|one| one.person == person);
            let mut due = due(db, scope, &catalogue, &staff, today).await?;
            items = due.remove(&person).unwrap_or_default();
        }
        Ok((Target::organiser(), Answer::plain(&OwnReminders { items })?))
    })
    .await
}

pub(super) async fn list_reminders(ctx: &Ctx, filter: StaffFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadProcedureReach, |ctx, read| async move {
        let (db, scope, today) = (read.conn(), ctx.scope(), ctx.today());
        let catalogue = Catalogue::load(db, scope, today).await?;
        let sight = ctx.sight(Action::ReadProcedureReach);
        let staff = people::service::active_staff(db, scope, today).await?;
        let tree = &catalogue.tree;
        let staff = in_sight(&sight, tree, tree.named(filter.unit_id)?, staff);
        let names: BTreeMap<Uuid, &str> = staff.iter().map(|one| (one.person, one.name.as_str())).collect();
        let items: Vec<ReminderView> = due(db, scope, &catalogue, &staff, today)
            .await?
            .into_iter()
            .filter(|(_, due)| !due.is_empty())
            .map(|(person_id, due)| ReminderView {
                person_id,
                name: names.get(&person_id).copied().unwrap_or_default().to_owned(),
                due,
            })
            .collect();
        let (items, page) = page_of(&place, items, |item| item.person_id);
        let answer = Answer::list(page, |page| ReminderList { items, page })?;
        Ok((sight.standing(), answer))
    })
    .await
}
