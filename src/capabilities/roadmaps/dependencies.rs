//! Dependencies between the milestones of a roadmap. A circle is refused, and the answer names it.

use super::dto::{CreateDependency, DependencyKind, DependencyList, DependencyView, NewDependency};
use super::{automatic, events, queries, rules, service};
use crate::access::{Action, Ctx};
use crate::error::{AppError, Code, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::Subject;
use crate::platform::{etag, rows};
use kernel::{DependencyId, MilestoneId, RoadmapId};
use serde_json::{json, to_value};
use tables::dependency;

pub(super) async fn list_dependencies(ctx: &Ctx, roadmap: RoadmapId) -> Result<Answer> {
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let target = service::roadmap_target(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let found = queries::dependencies(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let items = found.iter().map(DependencyView::of).collect::<Result<_>>()?;
        Ok((target, Answer::plain(&DependencyList { items })?))
    })
    .await
}

pub(super) async fn create_dependency(ctx: &Ctx, id: MilestoneId, body: CreateDependency) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let successor = queries::milestone(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(tx.conn(), ctx.scope(), successor.roadmap_id).await?;
        let permit = ctx.permit(Action::PlanRoadmap, &target.about("milestone", id))?;
        // The lock on the roadmap lets two new links wait for each other, so that they cannot close a circle together.
        let roadmap = queries::lock_roadmap(tx.conn(), ctx.scope(), successor.roadmap_id).await?;
        let milestones = queries::milestones_of(tx.conn(), ctx.scope(), successor.roadmap_id).await?;
        if !milestones.iter().any(|one| one.id == body.predecessor_id) {
            return Err(AppError::fault(
                "/predecessorId",
                FaultCode::NoSuch {
                    what: "milestone of this roadmap".to_owned(),
                },
            ));
        }
        let links = queries::dependencies(tx.conn(), ctx.scope(), successor.roadmap_id).await?;
        let links = links
            .iter()
            .map(|one| {
                Ok((
                    one.predecessor_id,
                    one.successor_id,
                    DependencyKind::from_row(&one.kind)?,
                ))
            })
            .collect::<Result<Vec<_>>>()?;
        if let Some(path) = rules::circle(&links, body.predecessor_id, successor.id) {
            let title = |id| {
                milestones
                    .iter()
                    .find(|one| one.id == id)
                    .map_or("", |one| one.title.as_str())
            };
            let names: Vec<&str> = path.into_iter().map(title).collect();
            return Err(AppError::new(Code::Cycle)
                .with("path", names.join(" → "))
                .about(Subject::new("milestone", id)));
        }
        let row = dependency::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            roadmap_id: successor.roadmap_id,
            predecessor_id: body.predecessor_id,
            successor_id: successor.id,
            kind: body.kind.to_string(),
            lag_days: body.lag_days,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let moved = automatic::follow(&tx, &ctx, &permit, &roadmap).await?;
        let dependency = DependencyView::of(&row)?;
        let mut changes = to_value(&dependency)?;
        if !moved.is_empty() {
            changes["moved"] = to_value(&moved)?;
        }
        let subject = Subject::new("dependency", row.id);
        tx.record(events::DEPENDENCY_CREATED, subject, changes).await?;
        let view = NewDependency { dependency, moved };
        let location = format!(
            "{}/roadmaps/{}/dependencies",
            crate::platform::BASE,
            row.roadmap_id
        );
        Answer::created(&view, location, etag::of_version(1))
    })
    .await
}

pub(super) async fn delete_dependency(ctx: &Ctx, id: DependencyId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::dependency(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(tx.conn(), ctx.scope(), row.roadmap_id).await?;
        let permit = ctx.permit(Action::PlanRoadmap, &target.about("dependency", id))?;
        expected.check(row.version)?;
        queries::delete_dependency(tx.conn(), &permit, row.id).await?;
        let changes =
            json!({"predecessorId": row.predecessor_id, "successorId": row.successor_id, "kind": row.kind});
        tx.record(
            events::DEPENDENCY_DELETED,
            Subject::new("dependency", id),
            changes,
        )
        .await?;
        Ok(Answer::done())
    })
    .await
}
