//! Lessons: what initiatives taught, found again by words, area and tag, or because a new initiative resembles an old one.

use super::dto::{
    CreateInitiativeLesson, InitiativeLessonList, InitiativeLessonView, InitiativeState, InitiativeSubject,
    InitiativeWay, LessonFilter, SimilarLesson, SimilarLessonList,
};
use super::service::{room, standing, target_of, visible};
use super::similarity::{Face, similarity};
use super::{events, queries};
use crate::access::{Action, Ctx};
use crate::error::{AppError, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::paging::{Place, Start, last_id};
use crate::platform::{etag, rows};
use kernel::InitiativeId;
use sea_orm::ConnectionTrait;
use serde_json::to_value;
use tables::{initiative, initiative_lesson};
use uuid::Uuid;

/// Lessons of one initiative.
const MOST: usize = 100;
/// Similar lessons of one answer.
const MOST_SIMILAR: usize = 10;

fn view_of(
    row: &initiative_lesson::Model,
    from: &initiative::Model,
    areas: Vec<Uuid>,
) -> Result<InitiativeLessonView> {
    Ok(InitiativeLessonView {
        id: row.id,
        initiative_id: from.id,
        initiative_name: from.name.clone(),
        state: InitiativeState::from_row(&from.state)?,
        way: InitiativeWay::from_row(&from.way)?,
        subject: InitiativeSubject::from_row(&from.subject)?,
        service_area_ids: areas,
        text: row.text.clone(),
        created_at: row.created_at,
    })
}

/// Every lesson that the reader sees, the newest first.
async fn every<C: ConnectionTrait>(ctx: &Ctx, db: &C) -> Result<Vec<InitiativeLessonView>> {
    let all = visible(ctx, db).await?;
    let ids: Vec<Uuid> = all.iter().map(|row| row.id).collect();
    let areas = queries::areas(db, ctx.scope(), &ids).await?;
    let lessons = queries::lessons(db, ctx.scope(), &ids).await?;
    let mut found = Vec::with_capacity(lessons.len());
    for row in lessons.iter().rev() {
        let from = all.iter().find(|one| one.id == row.initiative_id);
        let from = from.ok_or_else(|| AppError::internal("a lesson without its initiative"))?;
        found.push(view_of(
            row,
            from,
            areas.get(&from.id).cloned().unwrap_or_default(),
        )?);
    }
    Ok(found)
}

/// Whether all words stand in a text, whatever their case.
fn holds(words: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    words
        .to_lowercase()
        .split_whitespace()
        .all(|word| text.contains(word))
}

pub(super) async fn list_initiative_lessons(ctx: &Ctx, filter: LessonFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let after = match &place.start {
            Start::After(key) => Some(last_id(key)?),
            Start::Page(_) => None,
        };
        let fits = |one: &InitiativeLessonView| {
            let text = format!("{} {}", one.initiative_name, one.text);
            filter.words.as_deref().is_none_or(|words| holds(words, &text))
                && filter
                    .service_area_id
                    .is_none_or(|area| one.service_area_ids.contains(&area))
                && filter.way.is_none_or(|way| one.way == way)
                && filter.subject.is_none_or(|subject| one.subject == subject)
                && after.is_none_or(|after| one.id < after)
        };
        let all = every(&ctx, read.conn()).await?;
        let skip = usize::try_from(place.offset()).unwrap_or(usize::MAX);
        let take = usize::try_from(place.rows()).unwrap_or(usize::MAX);
        let mut items: Vec<_> = all.into_iter().filter(fits).skip(skip).take(take).collect();
        let page = place.finish(&mut items, |one| vec![one.id.to_string()]);
        let answer = Answer::list(page, |page| InitiativeLessonList { items, page })?;
        Ok((standing(&ctx), answer))
    })
    .await
}

pub(super) async fn list_similar_lessons(ctx: &Ctx, id: InitiativeId) -> Result<Answer> {
    ctx.kept(Action::ReadInitiatives, |ctx, read| async move {
        let db = read.conn();
        let row = queries::initiative(db, ctx.scope(), id.uuid()).await?;
        let target = target_of(db, ctx.scope(), &row).await?;
        let areas = queries::areas(db, ctx.scope(), &[row.id]).await?;
        let text = format!("{} {}", row.name, row.purpose);
        let own = Face {
            areas: areas.get(&row.id).map(Vec::as_slice).unwrap_or_default(),
            way: InitiativeWay::from_row(&row.way)?,
            subject: InitiativeSubject::from_row(&row.subject)?,
            text: &text,
        };
        let others = every(&ctx, db).await?;
        let others = others.into_iter().filter(|one| one.initiative_id != row.id);
        let mut items: Vec<SimilarLesson> = others
            .map(|lesson| {
                let text = format!("{} {}", lesson.initiative_name, lesson.text);
                let face = Face {
                    areas: &lesson.service_area_ids,
                    way: lesson.way,
                    subject: lesson.subject,
                    text: &text,
                };
                let similarity = similarity(&own, &face);
                SimilarLesson { lesson, similarity }
            })
            .filter(|one| one.similarity > 0.0)
            .collect();
        // Among equals the newest first, in which order they came.
        items.sort_by(|one, other| other.similarity.total_cmp(&one.similarity));
        items.truncate(MOST_SIMILAR);
        Ok((target, Answer::plain(&SimilarLessonList { items })?))
    })
    .await
}

pub(super) async fn create_initiative_lesson(
    ctx: &Ctx,
    id: InitiativeId,
    body: CreateInitiativeLesson,
) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let initiative = queries::initiative(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = target_of(tx.conn(), ctx.scope(), &initiative).await?;
        let permit = ctx.permit(Action::EditInitiatives, &target)?;
        let own = queries::lessons(tx.conn(), ctx.scope(), &[initiative.id]).await?;
        room(own.len(), MOST, "lessons of an initiative")?;
        let row = initiative_lesson::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            initiative_id: initiative.id,
            text: body.text.clone(),
            recorded_by: ctx.actor.person,
            created_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("initiative", id);
        tx.record(events::LESSON_RECORDED, subject, to_value(&body)?)
            .await?;
        let mut areas = queries::areas(tx.conn(), ctx.scope(), &[initiative.id]).await?;
        let areas = areas.remove(&initiative.id).unwrap_or_default();
        let location = format!("{}/initiative-lessons", crate::platform::BASE);
        Answer::created(&view_of(&row, &initiative, areas)?, location, etag::of_version(1))
    })
    .await
}
