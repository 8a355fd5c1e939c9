//! Baselines: the plan as it was agreed, to measure drift against.

use super::dto::{BaselineList, BaselineMilestone, BaselineView, CreateBaseline, MilestoneView};
use super::{events, queries, service};
use crate::access::{Action, Ctx};
use crate::error::Result;
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use kernel::{BaselineId, RoadmapId};
use serde_json::json;
use tables::baseline;

pub(super) async fn list_baselines(ctx: &Ctx, roadmap: RoadmapId) -> Result<Answer> {
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let target = service::roadmap_target(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let found = queries::baselines(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let items = found
            .iter()
            .map(|row| BaselineView::of(row, false))
            .collect::<Result<_>>()?;
        Ok((target, Answer::plain(&BaselineList { items })?))
    })
    .await
}

pub(super) async fn read_baseline(ctx: &Ctx, id: BaselineId) -> Result<Answer> {
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let row = queries::baseline(read.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(read.conn(), ctx.scope(), row.roadmap_id).await?;
        Ok((
            target,
            Answer::ok(&BaselineView::of(&row, true)?, etag::of_version(row.version))?,
        ))
    })
    .await
}

pub(super) async fn create_baseline(ctx: &Ctx, roadmap: RoadmapId, body: CreateBaseline) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let target = service::roadmap_target(tx.conn(), ctx.scope(), roadmap.uuid()).await?;
        let permit = ctx.permit(Action::PlanRoadmap, &target)?;
        let milestones = queries::milestones_of(tx.conn(), ctx.scope(), roadmap.uuid()).await?;
        let content = milestones
            .iter()
            .map(|row| {
                let view = MilestoneView::of(row)?;
                Ok(BaselineMilestone {
                    milestone_id: view.id,
                    stage_id: view.stage_id,
                    title: view.fields.title,
                    due_date: view.fields.due_date,
                    duration: view.fields.duration,
                    effort: view.fields.effort,
                    status: view.status,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let row = baseline::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            roadmap_id: roadmap.uuid(),
            name: body.name,
            content: serde_json::to_string(&content)?,
            created_by: Some(ctx.actor.id),
            created_at: tx.now(),
            version: 1,
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({"name": row.name, "milestones": content.len()});
        tx.record(
            events::BASELINE_CREATED,
            Subject::new("baseline", row.id),
            changes,
        )
        .await?;
        let location = format!("{}/baselines/{}", crate::platform::BASE, row.id);
        Answer::created(&BaselineView::of(&row, true)?, location, etag::of_version(1))
    })
    .await
}
