//! How a roadmap stands against a baseline.

use super::dto::{DriftFilter, DriftView, MilestoneDrift};
use super::setting::Setting;
use crate::access::{Action, Ctx};
use crate::capabilities::roadmaps;
use crate::capabilities::roadmaps::service::BaselineItem;
use crate::error::{AppError, Result};
use crate::platform::answer::Answer;
use kernel::RoadmapId;
use schedule::drift::{Item, earned};
use schedule::{Progress, critical};
use std::collections::HashMap;
use uuid::Uuid;

/// Where a baseline has a milestone: boundaries on the axis. Without an estimate it is an event on its due date.
pub(super) fn place(setting: &Setting, item: &BaselineItem) -> Option<(i32, i32)> {
    let finish = setting.draft.axis.after(item.due_date?);
    Some((finish - item.likely_days.unwrap_or(0), finish))
}

pub(super) async fn read_drift(ctx: &Ctx, id: RoadmapId, filter: DriftFilter) -> Result<Answer> {
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let setting = Setting::load(read.conn(), ctx.scope(), id.uuid(), ctx.today()).await?;
        ctx.permit(Action::ReadRoadmap, &setting.target)?;
        let baseline =
            roadmaps::service::baseline_of(read.conn(), ctx.scope(), id.uuid(), filter.baseline_id).await?;
        let baseline = baseline.ok_or_else(AppError::not_found)?;
        let plan = &setting.draft.plan;
        let dates = critical(plan, &Setting::network(plan)?).dates;
        let based: HashMap<Uuid, &BaselineItem> = baseline
            .items
            .iter()
            .map(|item| (item.milestone_id, item))
            .collect();
        let mut items = Vec::new();
        let mut milestones = Vec::new();
        for (index, row) in setting.draft.milestones.iter().enumerate() {
            let item = based.get(&row.id);
            let then = item.and_then(|item| place(&setting, item));
            let days = f64::from(row.likely_days.unwrap_or(0));
            let done = match plan.activities[index].progress {
                Progress::Done { .. } => 1.0,
                Progress::Started { .. } => f64::from(row.progress.clamp(0, 100)) / 100.0,
                Progress::Planned => 0.0,
            };
            items.push(Item {
                weight: item
                    .and_then(|item| item.effort)
                    .filter(|effort| *effort > 0.0)
                    .unwrap_or(days.max(1.0)),
                baseline: then,
                done,
            });
            let finish = dates[index].early_finish;
            milestones.push(MilestoneDrift {
                milestone_id: row.id,
                baseline_finish: item.and_then(|item| item.due_date),
                finish: setting.draft.axis.last(finish),
                days: then.map(|(_, then)| finish - then),
            });
        }
        let stands = earned(&items, plan.today).unwrap_or_default();
        let view = DriftView {
            roadmap_id: id.uuid(),
            baseline_id: baseline.id,
            baseline_name: baseline.name,
            planned: stands.planned,
            earned: stands.earned,
            whole: stands.whole,
            schedule_variance_days: stands.variance(),
            schedule_performance: stands.index(),
            milestones,
        };
        Ok((setting.target, Answer::plain(&view)?))
    })
    .await
}
