//! Comments on milestones. The author may withdraw one; nobody rewrites it.

use super::dto::{CommentList, CommentView, CreateComment};
use super::{events, queries, service};
use crate::access::{Action, Ctx};
use crate::error::{AppError, Code, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::paging::{PageFilter, Place};
use crate::platform::{etag, rows};
use kernel::{CommentId, MilestoneId};
use serde_json::json;
use tables::comment;

pub(super) async fn list_comments(ctx: &Ctx, id: MilestoneId, filter: PageFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let row = queries::milestone(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(read.conn(), ctx.scope(), row.roadmap_id).await?;
        let mut found = queries::comments(read.conn(), ctx.scope(), id.uuid(), &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items = found.iter().map(CommentView::of).collect();
        Ok((target, Answer::list(page, |page| CommentList { items, page })?))
    })
    .await
}

pub(super) async fn create_comment(ctx: &Ctx, id: MilestoneId, body: CreateComment) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let milestone = queries::milestone(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(tx.conn(), ctx.scope(), milestone.roadmap_id).await?;
        let permit = ctx.permit(Action::CommentRoadmap, &target.about("milestone", id))?;
        let row = comment::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            roadmap_id: milestone.roadmap_id,
            milestone_id: milestone.id,
            author_id: Some(ctx.actor.id),
            text: body.text,
            withdrawn_at: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        // A comment may speak of persons: the chain holds that there is one, not what it says.
        tx.record(
            events::COMMENT_CREATED,
            Subject::new("comment", row.id),
            json!({"milestoneId": milestone.id}),
        )
        .await?;
        let location = format!("{}/milestones/{id}/comments", crate::platform::BASE);
        Answer::created(&CommentView::of(&row), location, etag::of_version(1))
    })
    .await
}

pub(super) async fn withdraw_comment(ctx: &Ctx, id: CommentId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_comment(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(tx.conn(), ctx.scope(), row.roadmap_id).await?;
        let permit = ctx.permit(Action::CommentRoadmap, &target.about("comment", id))?;
        expected.check(row.version)?;
        if row.author_id != Some(ctx.actor.id) {
            let error = AppError::new(Code::Forbidden).with("action", "withdraw_comment");
            return Err(error.about(Subject::new("comment", id)));
        }
        if row.withdrawn_at.is_some() {
            return Err(AppError::new(Code::Immutable).about(Subject::new("comment", id)));
        }
        row.text = String::new();
        row.withdrawn_at = Some(tx.now());
        row.version += 1;
        row.updated_at = tx.now();
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        tx.record(
            events::COMMENT_WITHDRAWN,
            Subject::new("comment", id),
            json!({"milestoneId": row.milestone_id}),
        )
        .await?;
        Answer::ok(&CommentView::of(&row), etag::of_version(row.version))
    })
    .await
}
