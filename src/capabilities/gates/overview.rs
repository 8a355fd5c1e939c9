//! A roadmap at a glance: stages, milestones, gates with their verdicts, in one answer and a fixed number of queries.

use super::bundle::Bundle;
use super::dto::{OverviewView, StageOverviewView};
use super::service;
use crate::access::{Action, Ctx};
use crate::capabilities::roadmaps;
use crate::error::{AppError, Result};
use crate::platform::answer::Answer;
use kernel::RoadmapId;

pub(super) async fn read_overview(ctx: &Ctx, id: RoadmapId) -> Result<Answer> {
    ctx.kept(Action::ReadGate, |ctx, read| async move {
        let bundle = Bundle::load(read.conn(), ctx.scope(), id.uuid(), ctx.today()).await?;
        let gates = service::gate_views(&bundle, ctx.language)?;
        let mut stages = Vec::with_capacity(bundle.stages.len());
        for (row, gate) in bundle.stages.iter().zip(gates) {
            if gate.stage_id != row.id {
                return Err(AppError::internal("a stage without its gate"));
            }
            let mine = bundle.milestones.iter().filter(|one| one.stage_id == row.id);
            let milestones = mine
                .map(roadmaps::service::milestone_view)
                .collect::<Result<Vec<_>>>()?;
            let count = |fits: &dyn Fn(&str) -> bool| {
                milestones.iter().filter(|one| fits(one.status.as_str())).count()
            };
            let open = |status: &str| status != "done" && status != "cancelled";
            let late = milestones.iter().filter(|one| {
                open(one.status.as_str()) && one.fields.due_date.is_some_and(|due| due < bundle.today)
            });
            stages.push(StageOverviewView {
                stage: roadmaps::service::stage_view(row)?,
                gate,
                done: size(count(&|status| status == "done")),
                open: size(count(&open)),
                overdue: size(late.count()),
                milestones,
            });
        }
        let roadmap = roadmaps::service::roadmap_view(&bundle.roadmap, &bundle.service_areas)?;
        let view = OverviewView {
            roadmap,
            day: bundle.today,
            stages,
        };
        Ok((bundle.target, Answer::plain(&view)?))
    })
    .await
}

fn size(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
