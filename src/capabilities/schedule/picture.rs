//! The timeline as a picture.

use super::compute::{self, Chance};
use super::dto::{FormWord, PictureFilter, ThemeWord};
use super::setting::Setting;
use super::{drift, plans};
use crate::access::{Action, Ctx};
use crate::capabilities::roadmaps;
use crate::error::{AppError, Result};
use crate::platform::answer::PictureAnswer;
use crate::platform::language::Language;
use chrono::NaiveDate;
use kernel::RoadmapId;
use std::collections::HashMap;
use timeline::{Bar, Form, Stage, StageState, Status, Target, Theme, Timeline, render};
use uuid::Uuid;

/// Passes of the forecast behind the picture.
const PASSES: i32 = 4096;

pub(super) async fn read_timeline(ctx: &Ctx, id: RoadmapId, filter: PictureFilter) -> Result<PictureAnswer> {
    let read = ctx.read().await?;
    let setting = Setting::load(read.conn(), ctx.scope(), id.uuid(), ctx.today()).await?;
    ctx.permit(Action::ReadRoadmap, &setting.target)?;
    let baseline =
        roadmaps::service::baseline_of(read.conn(), ctx.scope(), id.uuid(), filter.baseline_id).await?;
    if baseline.is_none() && filter.baseline_id.is_some() {
        return Err(AppError::not_found());
    }
    drop(read);
    let based: HashMap<Uuid, (NaiveDate, NaiveDate)> = baseline
        .iter()
        .flat_map(|baseline| &baseline.items)
        .filter_map(|item| {
            let (start, finish) = drift::place(&setting, item)?;
            let axis = &setting.draft.axis;
            let start = if start == finish {
                axis.last(finish)
            } else {
                axis.first(start)
            };
            Some((item.milestone_id, (start, axis.last(finish))))
        })
        .collect();
    let people = ctx.allows(Action::ReadPeople, &setting.target);
    let language = ctx.language;
    let theme = match filter.theme {
        Some(ThemeWord::Dark) => Theme::Dark,
        _ => Theme::Light,
    };
    let form = match filter.form {
        Some(FormWord::Print) => Form::PrintA3,
        _ => Form::Screen,
    };
    let drawn = tokio::task::spawn_blocking(move || {
        let timeline = timeline(&setting, &based, people, language)?;
        Ok::<_, AppError>(render(&timeline, theme, form, picture_language(language)))
    });
    Ok(PictureAnswer {
        svg: drawn.await.map_err(AppError::internal)??,
    })
}

fn picture_language(language: Language) -> timeline::Language {
    match language {
        Language::Nb => timeline::Language::Nb,
        Language::Sv => timeline::Language::Sv,
        Language::En => timeline::Language::En,
    }
}

fn timeline(
    setting: &Setting,
    based: &HashMap<Uuid, (NaiveDate, NaiveDate)>,
    people: bool,
    language: Language,
) -> Result<Timeline> {
    let planned = plans::planned(setting)?;
    let plan = &setting.draft.plan;
    let chance = Chance::plain(PASSES, 1);
    let found = compute::forecast_plan(plan, Some(&planned.levelled), &chance, &mut |_| true)?;
    let axis = &setting.draft.axis;
    let bar = |index: usize| {
        let row = &setting.draft.milestones[index];
        let (start, finish) = (
            planned.levelled.placement.start[index],
            planned.levelled.placement.finish[index],
        );
        let outlook = &found.activities[index];
        let status = match row.status.as_str() {
            "in_progress" => Status::InProgress,
            "blocked" => Status::Blocked,
            "done" => Status::Done,
            _ => Status::Planned,
        };
        Bar {
            title: row.title.clone(),
            owner: row
                .owner_id
                .filter(|_| people)
                .and_then(|id| setting.names.get(&id).cloned()),
            start: if start == finish {
                axis.last(finish)
            } else {
                axis.first(start)
            },
            finish: axis.last(finish),
            due: row.due_date,
            status,
            progress: u8::try_from(row.progress.clamp(0, 100)).unwrap_or(0),
            critical: planned.early.dates[index].critical,
            band: Some((axis.last(outlook.p50.value), axis.last(outlook.p80.value))),
            baseline: based.get(&row.id).copied(),
        }
    };
    let stages = setting.draft.stages.iter().enumerate().map(|(index, stage)| {
        let own = (0..setting.draft.milestones.len())
            .filter(|milestone| setting.draft.milestones[*milestone].stage_id == stage.id);
        Stage {
            title: stage.title[language.tag()]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            state: match stage.state.as_str() {
                "open" => StageState::Open,
                "in_review" => StageState::InReview,
                "passed" => StageState::Passed,
                _ => StageState::Locked,
            },
            at_risk: false,
            gate: Some(plans::gate_date(
                setting,
                stage,
                planned.levelled.placement.finish[setting.draft.gate(index)],
            )),
            bars: own.map(bar).collect(),
        }
    });
    let on_time = compute::end_outlook(setting, &found).on_time;
    Ok(Timeline {
        title: setting.roadmap.title.clone(),
        subtitle: None,
        today: setting.today,
        stages: stages.collect(),
        target: setting.roadmap.target_date.map(|date| Target {
            date,
            probability: on_time.map(|share| share.value),
        }),
    })
}
