//! The plan of a roadmap as of today, computed on the fly.

use super::compute::{self, Chance};
use super::dto::{PlanWarning, PlannedGate, PlannedMilestone, ScheduleView};
use super::setting::Setting;
use super::{loads, remedy, words};
use crate::access::{Action, Ctx};
use crate::error::Result;
use crate::platform::answer::Answer;
use crate::platform::language::Language;
use chrono::NaiveDate;
use kernel::RoadmapId;
use schedule::{Critical, Freedom, Levelled, Network, Progress, critical, drag};

/// Schedules and passes of the answer: enough for an ordinary roadmap, quick enough for a request.
const SCHEDULES: i32 = 120;
const PASSES: i32 = 4096;

pub(super) async fn read_schedule(ctx: &Ctx, id: RoadmapId) -> Result<Answer> {
    ctx.kept(Action::ReadRoadmap, |ctx, read| async move {
        let setting = Setting::load(read.conn(), ctx.scope(), id.uuid(), ctx.today()).await?;
        ctx.permit(Action::ReadRoadmap, &setting.target)?;
        let target = setting.target.clone();
        // Whose time is booked is for those who plan with it.
        let people = ctx.allows(Action::ReadCapacity, &setting.target);
        let language = ctx.language;
        let view = tokio::task::spawn_blocking(move || view(&setting, people, language)).await;
        let view = view.map_err(crate::error::AppError::internal)??;
        Ok((target, Answer::plain(&view)?))
    })
    .await
}

/// A plan with what levelling makes of it.
pub(super) struct Planned {
    pub(super) network: Network,
    pub(super) early: Critical,
    pub(super) levelled: Levelled,
}

pub(super) fn planned(setting: &Setting) -> Result<Planned> {
    let plan = &setting.draft.plan;
    let network = Setting::network(plan)?;
    let early = critical(plan, &network);
    let levelled = compute::level_plan(plan, &network, SCHEDULES, Freedom::Free, 1, &mut |_| true);
    Ok(Planned {
        network,
        early,
        levelled,
    })
}

fn view(setting: &Setting, people: bool, language: Language) -> Result<ScheduleView> {
    let plan = &setting.draft.plan;
    let planned = planned(setting)?;
    let found = compute::forecast_plan(
        plan,
        Some(&planned.levelled),
        &Chance::plain(PASSES, 1),
        &mut |_| true,
    )?;
    let axis = &setting.draft.axis;
    let remedy = if people {
        remedy::remedy(setting, &planned.levelled, language)?
    } else {
        None
    };
    Ok(ScheduleView {
        roadmap_id: setting.roadmap.id,
        day: setting.today,
        start: setting.roadmap.start_date,
        end: axis.last(planned.early.end()),
        levelled_end: axis.last(planned.levelled.cost.end),
        target_date: setting.roadmap.target_date,
        milestones: milestones(setting, &planned.early),
        gates: gates(setting, &planned.early, language),
        forecast: compute::end_outlook(setting, &found),
        overbooked: if people {
            loads::overbooked_views(setting, &planned.network, language)
        } else {
            Vec::new()
        },
        delays: if people {
            compute::delays(setting, &planned.levelled, language)
        } else {
            Vec::new()
        },
        stretched: if people {
            compute::stretched(setting, &planned.levelled, language)
        } else {
            Vec::new()
        },
        remedy,
        warnings: warnings(setting, &planned.levelled, language),
    })
}

fn milestones(setting: &Setting, early: &Critical) -> Vec<PlannedMilestone> {
    let axis = &setting.draft.axis;
    let drags = drag(&setting.draft.plan, early);
    let rows = setting.draft.milestones.iter().zip(&early.dates).zip(drags);
    rows.map(|((row, dates), drag)| {
        let event = dates.early_start == dates.early_finish;
        let first = |boundary| {
            if event {
                axis.last(boundary)
            } else {
                axis.first(boundary)
            }
        };
        let late = row.due_date.map_or(0, |due| dates.early_finish - axis.after(due));
        PlannedMilestone {
            milestone_id: row.id,
            stage_id: row.stage_id,
            title: row.title.clone(),
            status: row.status.clone(),
            owner_id: row.owner_id,
            start: first(dates.early_start),
            finish: axis.last(dates.early_finish),
            late_start: first(dates.late_start),
            late_finish: axis.last(dates.late_finish),
            total_float: dates.total_float,
            free_float: dates.free_float,
            critical: dates.critical,
            drag,
            due_date: row.due_date,
            late_days: late.max(0),
        }
    })
    .collect()
}

fn gates(setting: &Setting, early: &Critical, language: Language) -> Vec<PlannedGate> {
    let stages = setting.draft.stages.iter().enumerate();
    stages
        .map(|(index, stage)| {
            let dates = early.dates[setting.draft.gate(index)];
            PlannedGate {
                stage_id: stage.id,
                title: stage.title[language.tag()]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
                date: gate_date(setting, stage, dates.early_finish),
                total_float: dates.total_float,
                critical: dates.critical,
            }
        })
        .collect()
}

/// The day of a gate: of one that is still to come, today at the earliest.
pub(super) fn gate_date(setting: &Setting, stage: &tables::stage::Model, boundary: i32) -> NaiveDate {
    let day = setting.draft.axis.last(boundary);
    if stage.state == "passed" {
        day
    } else {
        day.max(setting.today)
    }
}

fn warnings(setting: &Setting, levelled: &Levelled, language: Language) -> Vec<PlanWarning> {
    let open = |index: usize| {
        !matches!(
            setting.draft.plan.activities[index].progress,
            Progress::Done { .. }
        )
    };
    let rows = || {
        setting
            .draft
            .milestones
            .iter()
            .enumerate()
            .filter(|(index, _)| open(*index))
            .map(|(_, row)| row)
    };
    let today = setting.today;
    let found = [
        (
            "no_estimate",
            rows()
                .filter(|row| row.likely_days.is_none())
                .map(|row| row.id)
                .collect(),
        ),
        (
            "no_owner",
            rows()
                .filter(|row| row.owner_id.is_none())
                .map(|row| row.id)
                .collect(),
        ),
        (
            "no_effort",
            rows()
                .filter(|row| row.owner_id.is_some() && row.effort_hundredths.is_none())
                .map(|row| row.id)
                .collect(),
        ),
        (
            "no_time",
            compute::milestones_of(setting, &levelled.placement.unstaffed),
        ),
        (
            "overdue",
            rows()
                .filter(|row| row.due_date.is_some_and(|due| due < today))
                .map(|row| row.id)
                .collect(),
        ),
    ];
    found
        .into_iter()
        .filter(|(_, ids): &(&str, Vec<uuid::Uuid>)| !ids.is_empty())
        .map(|(code, milestone_ids)| PlanWarning {
            code: code.to_owned(),
            detail: words::warning(code, milestone_ids.len(), language),
            milestone_ids,
        })
        .collect()
}
