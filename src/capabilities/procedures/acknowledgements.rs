//! That somebody has read the published revision: said by themselves and by nobody else; and who has not.

use super::catalogue::{self, Catalogue, Entry, Tree};
use super::dto::{
    AcknowledgeProcedure, AcknowledgementList, MissingReader, ProcedureAcknowledgementView, StaffFilter,
};
use super::register::page_of;
use super::{events, queries};
use crate::access::{Action, Ctx, Sight, Target};
use crate::capabilities::people;
use crate::capabilities::people::service::Staff;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::paging::Place;
use crate::platform::{BASE, etag, rows};
use kernel::ProcedureId;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use tables::procedure_acknowledgement;
use uuid::Uuid;

pub(super) async fn acknowledge_procedure(
    ctx: &Ctx,
    id: ProcedureId,
    body: AcknowledgeProcedure,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let entry = catalogue::entry(tx.conn(), ctx.scope(), id.uuid()).await?;
        let subject = Subject::new("procedure", id.uuid());
        let target = Target::organiser().about("procedure", id);
        let permit = ctx.permit(Action::AcknowledgeProcedures, &target)?;
        let Some(person) = ctx.actor.person else {
            let reason = "the account belongs to no person";
            return Err(AppError::new(Code::Conflict)
                .with("reason", reason)
                .about(subject));
        };
        let revision = queries::revision(tx.conn(), ctx.scope(), body.revision_id)
            .await
            .ok();
        if revision.is_none_or(|row| row.procedure_id != id.uuid()) {
            let what = "revision of the procedure".to_owned();
            return Err(AppError::fault("/revisionId", FaultCode::NoSuch { what }));
        }
        if entry
            .current(ctx.today())
            .is_none_or(|row| row.id != body.revision_id)
        {
            let rule = "not_published";
            let fault = Fault::new("/revisionId", FaultCode::Rule { rule });
            let refused = AppError::new(Code::WrongState)
                .with("state", "not published")
                .with("needed", "published")
                .with_faults(vec![fault]);
            return Err(refused.about(subject));
        }
        if queries::has_acknowledged(tx.conn(), ctx.scope(), body.revision_id, person).await? {
            return Err(AppError::new(Code::Duplicate).about(subject));
        }
        let row = procedure_acknowledgement::Model {
            organiser_id: ctx.scope().organiser(),
            revision_id: body.revision_id,
            person_id: person,
            acknowledged_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row).await?;
        let changes = json!({"revisionId": body.revision_id, "personId": person});
        tx.record(events::PROCEDURE_ACKNOWLEDGED, subject, changes)
            .await?;
        let view = ProcedureAcknowledgementView {
            procedure_id: id.uuid(),
            revision_id: body.revision_id,
            person_id: person,
            acknowledged_at: tx.now(),
        };
        let location = format!("{BASE}/procedures/{id}/acknowledgements");
        Answer::created(&view, location, etag::of_version(1))
    })
    .await
}

/// The active staff that a reader may look at, of a unit's subtree where one is named.
pub(super) fn in_sight(sight: &Sight, tree: &Tree, within: Option<&str>, staff: Vec<Staff>) -> Vec<Staff> {
    let seen = |path: &str| match sight {
        Sight::Everything => true,
        Sight::Only { units, .. } => units.iter().any(|unit| path.starts_with(unit.as_str())),
    };
    staff
        .into_iter()
        .filter(|one| {
            tree.place(one.unit).is_some_and(|place| {
                seen(&place.path) && within.is_none_or(|within| place.path.starts_with(within))
            })
        })
        .collect()
}

/// Those of the staff whom a procedure applies to, each once, with the first position through which it does.
pub(super) fn readers<'s>(entry: &Entry, tree: &Tree, staff: &'s [Staff]) -> BTreeMap<Uuid, &'s Staff> {
    let mut found = BTreeMap::new();
    for one in staff {
        if tree
            .place(one.unit)
            .is_some_and(|place| entry.applies.covers(place))
        {
            found.entry(one.person).or_insert(one);
        }
    }
    found
}

pub(super) async fn list_acknowledgements(ctx: &Ctx, id: ProcedureId, filter: StaffFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadProcedureReach, |ctx, read| async move {
        let (db, scope, today) = (read.conn(), ctx.scope(), ctx.today());
        let Catalogue { entries, tree } = Catalogue::load(db, scope, today).await?;
        let entry = entries
            .iter()
            .find(|entry| entry.row.id == id.uuid())
            .ok_or_else(AppError::not_found)?;
        let sight = ctx.sight(Action::ReadProcedureReach);
        let staff = people::service::active_staff(db, scope, today).await?;
        let staff = in_sight(&sight, &tree, tree.named(filter.unit_id)?, staff);
        let counting = entry.counting(today);
        let asked = if counting.is_empty() {
            BTreeMap::new()
        } else {
            readers(entry, &tree, &staff)
        };
        let done = queries::acknowledged(db, scope, &counting).await?;
        let done: HashSet<Uuid> = done.into_iter().map(|row| row.person_id).collect();
        let all = asked.len();
        let missing: Vec<MissingReader> = asked
            .into_values()
            .filter(|one| !done.contains(&one.person))
            .map(|one| MissingReader {
                person_id: one.person,
                name: one.name.clone(),
                unit_id: one.unit,
            })
            .collect();
        let acknowledged = all - missing.len();
        let (missing, page) = page_of(&place, missing, |one| one.person_id);
        let answer = Answer::list(page, |page| AcknowledgementList {
            revision_id: entry.current(today).map(|row| row.id),
            asked: i64::try_from(all).unwrap_or(i64::MAX),
            acknowledged: i64::try_from(acknowledged).unwrap_or(i64::MAX),
            missing,
            page,
        })?;
        Ok((sight.standing(), answer))
    })
    .await
}
