//! Levellings, forecasts and scenarios, from a setting to a result. Nothing here asks a database.

use super::dto::{
    CompareScenarios, DateWithin, DelayView, ForecastResult, ForecastRoadmap, FreedomWord, LevelRoadmap,
    LevellingResult, MilestoneOutlook, Move, Outlook, Probability, ScenarioResult, ShapeWord, StageOutlook,
    StretchView, VariantResult,
};
use super::scenario;
use super::setting::Setting;
use super::words;
use crate::capabilities::roadmaps::network::Axis;
use crate::error::Result;
use crate::platform::language::Language;
use schedule::{
    Cause, Critical, Estimate, Forecast, Freedom, Levelled, Link, LinkKind, Network, Placement, Plan,
    Question, Risk, Shape, Within, critical, forecast, level,
};
use uuid::Uuid;

/// Told how far the work is, from 0 to 1; `false` stops it.
pub(super) type GoOn<'g> = &'g mut dyn FnMut(f64) -> bool;

/// Threads of one forecast: its result is the same on any number.
const THREADS: usize = 2;

fn seed(seed: i64) -> u64 {
    u64::try_from(seed).unwrap_or(0)
}

fn count(number: i32) -> u64 {
    u64::try_from(number).unwrap_or(1)
}

#[expect(clippy::cast_precision_loss, reason = "a share for a progress bar")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

pub(super) fn level_plan(
    plan: &Plan,
    network: &Network,
    schedules: i32,
    freedom: Freedom,
    chance: i64,
    go_on: GoOn<'_>,
) -> Levelled {
    let most = count(schedules);
    level(plan, network, freedom, most, seed(chance), |progress| {
        go_on(share(progress.schedules, most))
    })
}

/// A levelling's result.
pub(super) fn levelling(
    setting: &Setting,
    request: &LevelRoadmap,
    language: Language,
    go_on: GoOn<'_>,
) -> Result<LevellingResult> {
    let plan = &setting.draft.plan;
    let network = Setting::network(plan)?;
    let freedom = match request.freedom {
        FreedomWord::Free => Freedom::Free,
        FreedomWord::Within => Freedom::Within(request.within_days),
        FreedomWord::Keep => Freedom::Keep,
    };
    let found = level_plan(plan, &network, request.schedules, freedom, request.seed, go_on);
    let early = critical(plan, &network);
    let axis = &setting.draft.axis;
    Ok(LevellingResult {
        schedules: i64::try_from(found.schedules).unwrap_or(i64::MAX),
        end: axis.last(found.cost.end),
        bound: axis.last(found.bound),
        lateness_days: found.cost.lateness,
        change_days: found.cost.change,
        milestones: moves(setting, &found.placement, &finishes(&early)),
        delays: delays(setting, &found, language),
        stretched: stretched(setting, &found, language),
        unstaffed: milestones_of(setting, &found.placement.unstaffed),
    })
}

fn finishes(early: &Critical) -> Vec<i32> {
    early.dates.iter().map(|dates| dates.early_finish).collect()
}

fn moves(setting: &Setting, placement: &Placement, before: &[i32]) -> Vec<Move> {
    let axis = &setting.draft.axis;
    let each = setting.draft.milestones.iter().enumerate();
    each.map(|(index, row)| {
        let (start, finish) = (placement.start[index], placement.finish[index]);
        Move {
            milestone_id: row.id,
            start: if start == finish {
                axis.last(finish)
            } else {
                axis.first(start)
            },
            finish: axis.last(finish),
            finish_before: axis.last(before[index]),
            days: finish - before[index],
        }
    })
    .collect()
}

/// The milestones among activities.
pub(super) fn milestones_of(setting: &Setting, activities: &[u32]) -> Vec<Uuid> {
    let rows = &setting.draft.milestones;
    activities
        .iter()
        .filter_map(|activity| rows.get(*activity as usize))
        .map(|row| row.id)
        .collect()
}

/// The delays of a levelled plan, in words.
pub(super) fn delays(setting: &Setting, found: &Levelled, language: Language) -> Vec<DelayView> {
    let axis = &setting.draft.axis;
    let person = |index: u32| setting.draft.owners[index as usize];
    let name = |index: u32| setting.names.get(&person(index)).map_or("", String::as_str);
    let milestone = |activity: u32| setting.draft.milestones.get(activity as usize).map(|row| row.id);
    let view = |delay: &schedule::Delay| {
        let days = delay.starts - delay.could;
        let percent = i32::try_from(delay.booked / 10).unwrap_or(100).min(100);
        let starts = axis.first(delay.starts);
        let (cause, who, detail) = match delay.cause {
            Cause::Booked(index) => {
                let detail = words::booked(days, name(index), percent, starts, language);
                ("booked", Some(person(index)), detail)
            }
            Cause::Crowded(_) => ("crowded", None, words::crowded(days, starts, language)),
            Cause::Away(index) => {
                let detail = words::away(days, name(index), starts, language);
                ("away", Some(person(index)), detail)
            }
        };
        Some(DelayView {
            milestone_id: milestone(delay.activity)?,
            could_start: axis.first(delay.could),
            starts,
            days,
            cause: cause.to_owned(),
            person_id: who,
            booked_percent: percent,
            behind: delay
                .behind
                .iter()
                .filter_map(|activity| milestone(*activity))
                .collect(),
            detail,
        })
    };
    found.delays.iter().filter_map(view).collect()
}

/// What takes longer than planned in a levelled plan, in words.
pub(super) fn stretched(setting: &Setting, found: &Levelled, language: Language) -> Vec<StretchView> {
    let view = |one: &schedule::Stretch| {
        let person_id = setting.draft.owners[one.person as usize];
        let name = setting.names.get(&person_id).map_or("", String::as_str);
        Some(StretchView {
            milestone_id: setting.draft.milestones.get(one.activity as usize)?.id,
            person_id,
            planned_days: one.planned,
            takes_days: one.takes,
            detail: words::stretched(one.planned, one.takes, name, language),
        })
    };
    found.stretched.iter().filter_map(view).collect()
}

/// The plan with what levelling found: durations stretched to the time that people have, and what waits for somebody
/// behind what they do before.
fn with_people(plan: &Plan, found: &Levelled) -> Plan {
    let mut plan = plan.clone();
    for (index, one) in plan.activities.iter_mut().enumerate() {
        let (start, finish) = (found.placement.start[index], found.placement.finish[index]);
        let days = one.duration.days();
        if one.progress == schedule::Progress::Planned && days > 0 && finish - start > days {
            let longer = f64::from(finish - start) / f64::from(days);
            one.duration = Estimate {
                low: one.duration.low * longer,
                likely: one.duration.likely * longer,
                high: (one.duration.high * longer).min(f64::from(schedule::FURTHEST)),
            };
        }
    }
    for delay in &found.delays {
        let before = delay
            .behind
            .iter()
            .filter(|other| found.placement.finish[**other as usize] <= delay.starts);
        plan.links.extend(before.map(|other| Link {
            from: *other,
            to: delay.activity,
            kind: LinkKind::FinishStart,
            lag: 0,
        }));
    }
    plan
}

/// How a forecast is asked for.
pub(super) struct Chance<'c> {
    pub(super) shape: ShapeWord,
    pub(super) correlation: f64,
    pub(super) risks: &'c [Risk],
    pub(super) passes: i32,
    pub(super) precision: f64,
    pub(super) seed: i64,
}

impl Chance<'_> {
    pub(super) fn plain(passes: i32, seed: i64) -> Self {
        Self {
            shape: ShapeWord::Pert,
            correlation: 0.0,
            risks: &[],
            passes,
            precision: 0.0,
            seed,
        }
    }
}

/// A forecast of a plan; of the levelled plan where `levelled` is given.
pub(super) fn forecast_plan(
    plan: &Plan,
    levelled: Option<&Levelled>,
    chance: &Chance<'_>,
    go_on: GoOn<'_>,
) -> Result<Forecast> {
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
    let question = Question {
        shape: match chance.shape {
            ShapeWord::Pert => Shape::Pert,
            ShapeWord::Triangular => Shape::Triangular,
        },
        correlation: chance.correlation as f32,
        risks: chance.risks,
        seed: seed(chance.seed),
        most: u32::try_from(chance.passes).unwrap_or(1),
        precision: chance.precision,
        threads: THREADS,
    };
    let stretched = levelled.map(|found| with_people(plan, found));
    // Were waiting to go round against the links, the plain plan would be the honest one.
    let (plan, network) = match stretched
        .as_ref()
        .and_then(|plan| Some((plan, Network::new(plan).ok()?)))
    {
        Some(both) => both,
        None => (plan, Setting::network(plan)?),
    };
    let most = u64::from(question.most);
    Ok(forecast(plan, &network, &question, |at| {
        go_on(share(u64::from(at.passes), most))
    }))
}

fn date_within(axis: &Axis, within: Within<i32>) -> DateWithin {
    DateWithin {
        date: axis.last(within.value),
        low: axis.last(within.low),
        high: axis.last(within.high),
    }
}

pub(super) fn outlook(axis: &Axis, found: &schedule::Outlook) -> Outlook {
    Outlook {
        p10: date_within(axis, found.p10),
        p50: date_within(axis, found.p50),
        p80: date_within(axis, found.p80),
        p95: date_within(axis, found.p95),
        on_time: found.on_time.map(|share| Probability {
            value: share.value,
            low: share.low,
            high: share.high,
        }),
    }
}

/// The outlook of the roadmap's end: of its group, with the probability of its target from the gate that asks for it.
pub(super) fn end_outlook(setting: &Setting, found: &Forecast) -> Outlook {
    let axis = &setting.draft.axis;
    let end = found.group(0).copied().unwrap_or_default();
    let mut view = outlook(axis, &end);
    let first = setting.draft.milestones.len();
    let asked = found.activities.iter().skip(first).filter_map(|one| one.on_time);
    view.on_time = asked
        .min_by(|one, two| one.value.total_cmp(&two.value))
        .map(|share| Probability {
            value: share.value,
            low: share.low,
            high: share.high,
        });
    view
}

/// A forecast's result.
pub(super) fn forecasting(
    setting: &Setting,
    request: &ForecastRoadmap,
    go_on: GoOn<'_>,
) -> Result<ForecastResult> {
    let plan = &setting.draft.plan;
    let risks: Vec<Risk> = request
        .risks
        .iter()
        .map(|risk| Risk {
            probability: risk.probability,
            impact: Estimate {
                low: f64::from(risk.optimistic),
                likely: f64::from(risk.likely),
                high: f64::from(risk.pessimistic),
            },
            activities: risk
                .milestone_ids
                .iter()
                .filter_map(|id| setting.draft.activity.get(id))
                .copied()
                .collect(),
        })
        .collect();
    let levelled = if request.levelled {
        let network = Setting::network(plan)?;
        Some(level_plan(
            plan,
            &network,
            200,
            Freedom::Free,
            request.seed,
            &mut |_| true,
        ))
    } else {
        None
    };
    let chance = Chance {
        shape: request.shape,
        correlation: request.correlation,
        risks: &risks,
        passes: request.passes,
        precision: request.precision_days,
        seed: request.seed,
    };
    let found = forecast_plan(plan, levelled.as_ref(), &chance, go_on)?;
    let axis = &setting.draft.axis;
    let first = setting.draft.milestones.len();
    Ok(ForecastResult {
        passes: i64::from(found.passes),
        precise: found.precise,
        end: end_outlook(setting, &found),
        stages: setting
            .draft
            .stages
            .iter()
            .zip(&found.activities[first..])
            .map(|(stage, one)| StageOutlook {
                stage_id: stage.id,
                outlook: outlook(axis, one),
            })
            .collect(),
        milestones: setting
            .draft
            .milestones
            .iter()
            .zip(&found.activities)
            .map(|(row, one)| MilestoneOutlook {
                milestone_id: row.id,
                outlook: outlook(axis, one),
                criticality: one.criticality,
                sensitivity: one.sensitivity,
            })
            .collect(),
    })
}

/// A scenario's result: the plan as it is and each variant, levelled and forecast with the same chance.
pub(super) fn comparing(
    setting: &Setting,
    request: &CompareScenarios,
    name: &str,
    go_on: GoOn<'_>,
) -> Result<ScenarioResult> {
    let parts = share(1, request.variants.len() as u64 + 1);
    let mut done = 0.0;
    let mut one = |plan: &Plan, name: &str, before: Option<&[i32]>| {
        let mut step = |at: f64| go_on(done + at * parts);
        let network = Setting::network(plan)?;
        let found = level_plan(
            plan,
            &network,
            request.schedules,
            Freedom::Free,
            request.seed,
            &mut step,
        );
        let chance = Chance::plain(request.passes, request.seed);
        let future = forecast_plan(plan, Some(&found), &chance, &mut step)?;
        done += parts;
        let own = found.placement.finish.clone();
        let before = before.unwrap_or(&own);
        let overbooked = super::loads::overbooked(plan, &network, &setting.draft);
        let result = VariantResult {
            name: name.to_owned(),
            end: setting.draft.axis.last(found.cost.end),
            forecast: end_outlook(setting, &future),
            lateness_days: found.cost.lateness,
            overbooked: overbooked
                .into_iter()
                .map(|person| setting.draft.owners[person as usize])
                .collect(),
            milestones: moves(setting, &found.placement, before),
        };
        Ok::<_, crate::error::AppError>((result, own))
    };
    let (as_it_is, before) = one(&setting.draft.plan, name, None)?;
    let mut variants = Vec::new();
    for variant in &request.variants {
        let plan = scenario::apply(setting, variant);
        variants.push(one(&plan, &variant.name, Some(&before))?.0);
    }
    Ok(ScenarioResult { as_it_is, variants })
}
