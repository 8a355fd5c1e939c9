//! What other capabilities ask of the planner.

use super::compute::{self, Chance};
use super::loads;
use super::plans;
use super::setting::Setting;
use crate::access::TenantScope;
use crate::error::Result;
use chrono::NaiveDate;
use schedule::Freedom;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// What a gate can ask about a roadmap's plan.
#[derive(Clone, Debug, Default)]
pub struct PlanFacts {
    /// The probability of holding the roadmap's target date, with people's time counted; `None` without a target.
    pub on_time: Option<f64>,
    /// Who has more work than time.
    pub overloaded: Vec<Uuid>,
}

/// Passes and schedules behind a fact: fixed, so that a gate judges the same plan the same way each time.
const PASSES: i32 = 4096;
const SCHEDULES: i32 = 60;

/// The plan's facts. What cannot be planned has none.
///
/// # Errors
/// What the database says.
pub async fn plan_facts<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
    today: NaiveDate,
) -> Result<PlanFacts> {
    let setting = Setting::load(db, scope, roadmap, today).await?;
    let plan = &setting.draft.plan;
    let Ok(network) = Setting::network(plan) else {
        return Ok(PlanFacts::default());
    };
    let overloaded = loads::overbooked(plan, &network, &setting.draft);
    let levelled = compute::level_plan(plan, &network, SCHEDULES, Freedom::Free, 1, &mut |_| true);
    let found = compute::forecast_plan(plan, Some(&levelled), &Chance::plain(PASSES, 1), &mut |_| true)?;
    Ok(PlanFacts {
        on_time: compute::end_outlook(&setting, &found)
            .on_time
            .map(|share| share.value),
        overloaded: overloaded
            .into_iter()
            .map(|person| setting.draft.owners[person as usize])
            .collect(),
    })
}

/// When a roadmap ends by its plan, with people's time counted.
#[derive(Clone, Copy, Debug)]
pub struct EndOutlook {
    /// The date that the roadmap has set itself.
    pub target_date: Option<NaiveDate>,
    /// The day by which it ends with fifty per cent probability.
    pub p50: NaiveDate,
    /// The day by which it ends with eighty per cent probability.
    pub p80: NaiveDate,
}

/// The outlook of a roadmap's end, the same as its plan shows. What cannot be planned has none.
///
/// # Errors
/// What the database says.
pub async fn end_outlook<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    roadmap: Uuid,
    today: NaiveDate,
) -> Result<Option<EndOutlook>> {
    let setting = Setting::load(db, scope, roadmap, today).await?;
    let found = tokio::task::spawn_blocking(move || {
        let Ok(planned) = plans::planned(&setting) else {
            return Ok(None);
        };
        let levelled = Some(&planned.levelled);
        let chance = Chance::plain(PASSES, 1);
        let found = compute::forecast_plan(&setting.draft.plan, levelled, &chance, &mut |_| true)?;
        let end = compute::end_outlook(&setting, &found);
        Ok(Some(EndOutlook {
            target_date: setting.roadmap.target_date,
            p50: end.p50.date,
            p80: end.p80.date,
        }))
    });
    found.await.map_err(crate::error::AppError::internal)?
}
