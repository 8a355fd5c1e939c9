//! Practices that were taken up: with the text as it was, what differs here, and what was decided about newer revisions.

use super::comparison::fresh;
use super::dto::{
    AdoptPractice, DecideOnRevision, PracticeAdoptionList, PracticeAdoptionView, PracticeLicence,
};
use super::library::texts_of;
use super::{events, queries};
use crate::access::{Action, Ctx, Target};
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{Subject, hex};
use crate::platform::paging::PageFilter;
use crate::platform::{BASE, rows};
use kernel::PracticeAdoptionId;
use sea_orm::ConnectionTrait;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use tables::practice_adoption;
use uuid::Uuid;

/// A view, from the newest revision that stands in the library.
fn view(row: &practice_adoption::Model, newest: Option<i32>) -> Result<PracticeAdoptionView> {
    let undecided = newest.is_some_and(|newest| newest > row.revision && row.kept_against != Some(newest));
    Ok(PracticeAdoptionView {
        id: row.id,
        practice_id: row.practice_id,
        revision: row.revision,
        texts: texts_of(&row.texts)?,
        provenance: row.provenance.clone(),
        licence: PracticeLicence::from_row(&row.licence)?,
        deviations: row.deviations.clone(),
        new_revision_available: undecided,
        newest_revision: newest,
        withdrawn: newest.is_none(),
        kept_reason: row.kept_reason.clone(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// The newest revisions of practices, where they stand in the library.
async fn newest<C: ConnectionTrait>(ctx: &Ctx, db: &C, practices: &[Uuid]) -> Result<HashMap<Uuid, i32>> {
    let found = queries::in_library(db, ctx.shared_scope(), practices).await?;
    Ok(found.into_iter().map(|row| (row.id, row.revision)).collect())
}

/// The validator of one: its own version, with what the publisher has done since.
fn tag_of(view: &PracticeAdoptionView) -> Result<String> {
    let print = hex(&Sha256::digest(serde_json::to_vec(view)?));
    Ok(format!(
        "\"{}-{}\"",
        view.version,
        print.chars().take(12).collect::<String>()
    ))
}

pub(super) async fn adopt_practice(ctx: &Ctx, body: AdoptPractice) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let permit = ctx.permit(Action::EditPractices, &Target::organiser())?;
        let found = queries::library_revisions(tx.conn(), ctx.shared_scope(), body.practice_id).await;
        let no_such = || {
            let what = "practice of the library".to_owned();
            AppError::fault("/practiceId", FaultCode::NoSuch { what })
        };
        let found = found.map_err(|error| {
            if error.code == Code::NotFound {
                no_such()
            } else {
                error
            }
        })?;
        let newest = found.into_iter().next().ok_or_else(no_such)?;
        if newest.organiser_id == ctx.scope().organiser() {
            let rule = "own_practice";
            return Err(AppError::fault("/practiceId", FaultCode::Rule { rule }));
        }
        let row = practice_adoption::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            practice_id: newest.practice_id,
            revision: newest.number,
            texts: newest.texts,
            provenance: newest.provenance,
            licence: newest.licence,
            deviations: body.deviations,
            kept_against: None,
            kept_reason: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let changes =
            json!({"practiceId": row.practice_id, "revision": row.revision, "deviations": row.deviations});
        tx.record(
            events::PRACTICE_ADOPTED,
            Subject::new("practice_adoption", row.id),
            changes,
        )
        .await?;
        let view = view(&row, Some(row.revision))?;
        let tag = tag_of(&view)?;
        Answer::created(&view, format!("{BASE}/practice-adoptions/{}", row.id), tag)
    })
    .await
}

pub(super) async fn list_practice_adoptions(ctx: &Ctx, filter: PageFilter) -> Result<Answer> {
    let place = queries::place_of(&filter)?;
    ctx.permit(Action::ReadBenchmarks, &Target::organiser())?;
    let read = ctx.read().await?;
    let mut found = queries::adoptions(read.conn(), ctx.scope(), &place).await?;
    let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
    let practices: Vec<Uuid> = found.iter().map(|row| row.practice_id).collect();
    let newest = newest(ctx, read.conn(), &practices).await?;
    let items: Vec<_> = found
        .iter()
        .map(|row| view(row, newest.get(&row.practice_id).copied()))
        .collect::<Result<_>>()?;
    let next = page.next_cursor.clone();
    let answer = fresh(ctx, &PracticeAdoptionList { items, page })?;
    Ok(Answer { next, ..answer })
}

pub(super) async fn read_practice_adoption(ctx: &Ctx, id: PracticeAdoptionId) -> Result<Answer> {
    let read = ctx.read().await?;
    let row = queries::adoption(read.conn(), ctx.scope(), id.uuid()).await?;
    let target = Target::organiser().about("practice_adoption", id);
    ctx.permit(Action::ReadBenchmarks, &target)?;
    let newest = newest(ctx, read.conn(), &[row.practice_id]).await?;
    let view = view(&row, newest.get(&row.practice_id).copied())?;
    let tag = tag_of(&view)?;
    Ok(ctx.conditional(Answer::ok(&view, tag)?))
}

pub(super) async fn decide_on_revision(
    ctx: &Ctx,
    id: PracticeAdoptionId,
    body: DecideOnRevision,
) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_adoption(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = Target::organiser().about("practice_adoption", id);
        let permit = ctx.permit(Action::EditPractices, &target)?;
        expected.check(row.version)?;
        let subject = Subject::new("practice_adoption", id);
        if !body.take && body.reason.is_none() {
            return Err(AppError::fault("/reason", FaultCode::Required));
        }
        let found = queries::library_revisions(tx.conn(), ctx.shared_scope(), row.practice_id).await;
        let newer = match found {
            Ok(found) => found.into_iter().next().filter(|newest| newest.number > row.revision),
            Err(error) if error.code == Code::NotFound => None,
            Err(error) => return Err(error),
        };
        let Some(newer) = newer else {
            return Err(AppError::new(Code::WrongState)
                .with("state", "newest")
                .with("needed", "new_revision_available")
                .about(subject));
        };
        let deviations = body.deviations.unwrap_or_else(|| row.deviations.clone());
        let from = row.revision;
        let newest = newer.number;
        let row = if body.take {
            practice_adoption::Model {
                revision: newer.number,
                texts: newer.texts,
                provenance: newer.provenance,
                licence: newer.licence,
                kept_against: None,
                kept_reason: None,
                ..row
            }
        } else {
            practice_adoption::Model {
                kept_against: Some(newer.number),
                kept_reason: body.reason.clone(),
                ..row
            }
        };
        let row = practice_adoption::Model {
            deviations,
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({
            "revision": {"from": from, "to": row.revision}, "newest": newest, "taken": body.take, "reason": body.reason,
            "deviations": row.deviations,
        });
        tx.record(events::REVISION_DECIDED, subject, changes).await?;
        let view = view(&row, Some(newest))?;
        let tag = tag_of(&view)?;
        Answer::ok(&view, tag)
    })
    .await
}
