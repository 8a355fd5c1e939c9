//! What finished milestones teach about estimates, by unit and by stage. Offered, never applied by itself.

use super::dto::{CorrectionList, CorrectionView};
use crate::access::{Action, Ctx};
use crate::capabilities::{organisation, roadmaps};
use crate::error::Result;
use crate::platform::answer::Answer;
use schedule::learn::{Finished, correction};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most groups of an answer.
const MOST: usize = 500;

pub(super) async fn list_estimate_corrections(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let calendar = organisation::service::working_calendar(read.conn(), ctx.scope()).await?;
        let sight = ctx.sight(Action::ReadRoadmap);
        let finished = roadmaps::service::finished_work(read.conn(), ctx.scope(), &sight).await?;
        let mut groups: BTreeMap<(Option<Uuid>, Option<String>), Vec<Finished>> = BTreeMap::new();
        for work in finished {
            // The day on which it was reached was worked too.
            let Some(after) = work.finished_on.succ_opt() else {
                continue;
            };
            let days = calendar.working_days_between(work.started_on, after);
            let one = Finished {
                estimated: work.estimate.mean(),
                actual: f64::from(i32::try_from(days).unwrap_or(i32::MAX)),
            };
            let (unit, stage) = (Some(work.unit_id), Some(work.stage_key));
            for group in [(None, None), (unit, None), (None, stage.clone()), (unit, stage)] {
                groups.entry(group).or_default().push(one);
            }
        }
        let mut items: Vec<CorrectionView> = groups
            .into_iter()
            .filter_map(|((unit_id, stage_key), finished)| {
                let found = correction(&finished)?;
                Some(CorrectionView {
                    unit_id,
                    stage_key,
                    factor: found.factor,
                    low: found.within.map(|(low, _)| low),
                    high: found.within.map(|(_, high)| high),
                    samples: i32::try_from(found.samples).unwrap_or(i32::MAX),
                })
            })
            .collect();
        items.sort_by_key(|item| std::cmp::Reverse(item.samples));
        items.truncate(MOST);
        Ok((sight.standing(), Answer::plain(&CorrectionList { items })?))
    })
    .await
}
