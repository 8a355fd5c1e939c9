//! What a later date costs: the benefits' forecasts, moved; and what lies between the target and the forecast end.

use super::delay_rules::{cost_of_delay, months_late};
use super::dto::{
    BenefitShare, BenefitState, CostAt, CostOfDelayView, DelayFilter, LedgerKind, MonthCost, ScheduleCost,
};
use super::ledger::{currency, ledger_kind};
use super::series::by_month;
use super::{queries, rules, service};
use crate::access::{Action, Ctx, TenantScope};
use crate::capabilities::roadmaps::service::roadmap_target;
use crate::capabilities::{organisation, schedule};
use crate::error::Result;
use crate::platform::answer::Answer;
use crate::platform::language::Text3;
use chrono::{Datelike, NaiveDate};
use kernel::{Country, RoadmapId};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use tables::benefit;
use uuid::Uuid;

/// Months ahead that are looked at: fifty years.
const HORIZON: usize = rules::LONGEST as usize;
/// Benefits in one answer.
const MOST: usize = 500;

/// The method, as the answer states it.
const METHOD: Text3 = Text3::new(
    "Effekten per måned er forbedringen fra grunnlinjen ganger det én enhet er verdt, slik gevinstene er anslått fra og med inneværende måned. Hver måneds effekt ganges med (1 + årlig vekst) opphøyd i (måneder fra nå ÷ 12). En utsettelse flytter hele forløpet like mange måneder, mens horisonten slutter der anslaget slutter; kostnaden er summen uten utsettelse minus summen med. Mellom hele måneder regnes det lineært. Er roadmapens måldato passert, telles forsinkelsen fra i dag; det som allerede er tapt, er ikke med. Realiserte og oppgivne gevinster er ikke med, og heller ikke måneder uten anslag, måneder utenfor gevinstens periode eller mer enn femti år frem. Der grunnlinjen ikke er låst ennå, regnes det med den som står der. Penger, timer og poeng legges aldri sammen.",
    "Effekten per månad är förbättringen från baslinjen gånger det en enhet är värd, så som nyttorna är beräknade från och med innevarande månad. Varje månads effekt multipliceras med (1 + årlig tillväxt) upphöjt till (månader från nu ÷ 12). En senareläggning flyttar hela förloppet lika många månader, medan horisonten slutar där beräkningen slutar; kostnaden är summan utan senareläggning minus summan med. Mellan hela månader räknas det linjärt. Har färdplanens måldag passerat räknas förseningen från i dag; det som redan är förlorat är inte med. Realiserade och uppgivna nyttor är inte med, och inte heller månader utan beräkning, månader utanför nyttans period eller mer än femtio år fram. Där baslinjen ännu inte är låst räknas det med den som står där. Pengar, timmar och poäng läggs aldrig ihop.",
    "The effect of a month is the improvement on the baseline times what a unit is worth, as the benefits are forecast from this month on. Each month's effect is multiplied by (1 + yearly growth) to the power of (months from now ÷ 12). A delay moves the whole course by as many months, while the horizon ends where the forecast ends; the cost is the sum without the delay less the sum with it. Between whole months it is linear. Where the roadmap's target is past, the delay is counted from today: what is lost already is not part of it. Realised and abandoned benefits are left out, and so are months without a forecast, outside the benefit's period, or more than fifty years ahead. Where a baseline is not locked yet, the one that stands there is used. Money, hours and points are never added.",
);

/// A benefit's effects ahead, by month from now on.
struct Course<'r> {
    row: &'r benefit::Model,
    kind: LedgerKind,
    effects: Vec<f64>,
}

/// What the courses lose by a delay, by kind.
fn costs(courses: &[Course<'_>], growth: f64, delay: f64, country: Country) -> Vec<CostAt> {
    let mut found: BTreeMap<LedgerKind, CostAt> = BTreeMap::new();
    for course in courses {
        let cost = cost_of_delay(&course.effects, growth, delay);
        let at = found.entry(course.kind).or_insert_with(|| CostAt {
            kind: course.kind,
            currency: currency(course.kind, country),
            cost: 0.0,
            benefits: Vec::new(),
        });
        at.cost += cost;
        at.benefits.push(BenefitShare {
            benefit_id: course.row.id,
            title: course.row.title.clone(),
            cost: rules::rounded(cost),
        });
    }
    found
        .into_values()
        .map(|mut at| {
            at.cost = rules::rounded(at.cost);
            at.benefits.sort_by(|one, two| two.cost.total_cmp(&one.cost));
            at.benefits.truncate(MOST);
            at
        })
        .collect()
}

/// The effects ahead of the benefits that are still to be realised, and the benefits that have none.
async fn courses<'r, C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    rows: &'r [benefit::Model],
    from: NaiveDate,
) -> Result<(Vec<Course<'r>>, Vec<Uuid>)> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut months = by_month(queries::values(db, scope, &ids, Some(from), None).await?)?;
    let (mut found, mut without) = (Vec::new(), Vec::new());
    for row in rows {
        let yard = service::yardstick(row)?;
        let mut effects = Vec::new();
        for (day, month) in months.remove(&row.id).unwrap_or_default() {
            let Some(effect) = month.effects(yard).0 else {
                continue;
            };
            let at = index(from, day);
            if at >= HORIZON || !rules::counts_in((row.from_date, row.to_date), day) {
                continue;
            }
            effects.resize(effects.len().max(at + 1), 0.0);
            effects[at] = rules::number_of(effect);
        }
        if effects.is_empty() {
            without.push(row.id);
        } else {
            found.push(Course {
                row,
                kind: ledger_kind(row)?,
                effects,
            });
        }
    }
    Ok((found, without))
}

/// Months from one to another.
fn index(from: NaiveDate, day: NaiveDate) -> usize {
    let number = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    usize::try_from(number(day) - number(from)).unwrap_or(0)
}

pub(super) async fn read_cost_of_delay(ctx: &Ctx, id: RoadmapId, filter: DelayFilter) -> Result<Answer> {
    let growth = filter.growth_percent_per_year.unwrap_or(0.0);
    let months = filter.months.unwrap_or(12);
    ctx.kept(Action::ReadBenefits, |ctx, read| async move {
        let (db, scope) = (read.conn(), ctx.scope());
        let target = roadmap_target(db, scope, id.uuid()).await?;
        ctx.permit(Action::ReadBenefits, &target)?;
        let mut rows = queries::of_roadmap(db, scope, id.uuid()).await?;
        rows.retain(|row| row.state != BenefitState::Realised.as_str());
        let from = rules::month_of(ctx.today());
        let (courses, mut without) = courses(db, scope, &rows, from).await?;
        without.truncate(MOST);
        let country = organisation::service::country_of(db, scope).await?;
        let outlook = schedule::service::end_outlook(db, scope, id.uuid(), ctx.today()).await?;
        let mut by_forecast = Vec::new();
        let target_date = outlook.as_ref().and_then(|outlook| outlook.target_date);
        if let (Some(outlook), Some(planned)) = (&outlook, target_date) {
            for (percent, date) in [(50, outlook.p50), (80, outlook.p80)] {
                let late = months_late(planned, ctx.today(), date);
                by_forecast.push(ScheduleCost {
                    date,
                    percent,
                    months_late: rules::rounded(late),
                    costs: costs(&courses, growth, late, country),
                });
            }
        }
        let view = CostOfDelayView {
            roadmap_id: id.uuid(),
            method: METHOD.get(ctx.language).to_owned(),
            growth_percent_per_year: growth,
            from_month: from,
            by_month: (1..=months)
                .map(|months| MonthCost {
                    months,
                    costs: costs(&courses, growth, f64::from(months), country),
                })
                .collect(),
            target_date,
            by_forecast,
            without_forecast: without,
        };
        Ok((target, Answer::plain(&view)?))
    })
    .await
}
