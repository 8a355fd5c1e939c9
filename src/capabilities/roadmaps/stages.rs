//! Stages: reading as of a day, who owns them and by when.

use super::dto::{AsOf, StageFields, StageList, StageView, UpdateStage};
use super::history::{self, Kind};
use super::{events, queries, service};
use crate::access::{Action, Ctx};
use crate::capabilities::people;
use crate::error::{AppError, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::etag;
use crate::platform::ledger::{self, Subject};
use crate::platform::patch::Patch;
use kernel::{RoadmapId, StageId};
use serde_json::{Value, json, to_value};

pub(super) async fn list_stages(ctx: &Ctx, roadmap: RoadmapId, as_of: AsOf) -> Result<Answer> {
    let instant = as_of.instant(ctx.now)?;
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let target = service::roadmap_target(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        if let Some(instant) = instant {
            history::one(read.conn(), ctx.scope(), Kind::Roadmap, roadmap.uuid(), instant).await?;
            let mut items =
                history::all(read.conn(), ctx.scope(), Kind::Stage, roadmap.uuid(), instant).await?;
            items.sort_by_key(|stage: &Value| stage["number"].as_i64());
            return Ok((target, Answer::plain(&json!({ "items": items }))?));
        }
        let rows = queries::stages(read.conn(), ctx.scope(), roadmap.uuid()).await?;
        let items = rows.iter().map(StageView::of).collect::<Result<_>>()?;
        Ok((target, Answer::plain(&StageList { items })?))
    })
    .await
}

pub(super) async fn read_stage(ctx: &Ctx, id: StageId, as_of: AsOf) -> Result<Answer> {
    let instant = as_of.instant(ctx.now)?;
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let (target, row) = service::stage_target(read.conn(), ctx.scope(), id.uuid()).await?;
        if let Some(instant) = instant {
            let view = history::one(read.conn(), ctx.scope(), Kind::Stage, id.uuid(), instant).await?;
            return Ok((target, Answer::plain(&view)?));
        }
        Ok((
            target,
            Answer::ok(&StageView::of(&row)?, etag::of_version(row.version))?,
        ))
    })
    .await
}

pub(super) async fn update_stage(ctx: &Ctx, id: StageId, patch: UpdateStage) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let mut row = queries::lock_stage(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = service::roadmap_target(tx.conn(), ctx.scope(), row.roadmap_id).await?;
        let permit = ctx.permit(Action::PlanRoadmap, &target.about("stage", id))?;
        expected.check(row.version)?;
        let before = StageFields {
            owner_id: row.owner_id,
            target_date: row.target_date,
        };
        let fields = patch.apply(&ctx.state.schemas, &before)?;
        let owner: Vec<uuid::Uuid> = fields.owner_id.into_iter().collect();
        if !people::service::persons_missing(tx.conn(), ctx.scope(), &owner, ctx.today())
            .await?
            .is_empty()
        {
            return Err(AppError::fault(
                "/ownerId",
                FaultCode::NoSuch {
                    what: "person".to_owned(),
                },
            ));
        }
        row.owner_id = fields.owner_id;
        row.target_date = fields.target_date;
        service::save_stage(&tx, &permit, &mut row).await?;
        let changes = ledger::difference(&to_value(&before)?, &to_value(&fields)?, &[]);
        tx.record(events::STAGE_UPDATED, Subject::new("stage", id), changes)
            .await?;
        Answer::ok(&StageView::of(&row)?, etag::of_version(row.version))
    })
    .await
}
