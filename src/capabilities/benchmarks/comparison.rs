//! One's own organiser among its peers: all, those of its country, those of its country and band of population.
//!
//! The answers hold what others have released and withdrawn, so none is kept by the organiser's own epoch.

use super::bands::{Group, band_of};
use super::dto::{Band, ComparisonFilter, ComparisonView, IndicatorUnit, PeerGroup, PeersView};
use super::indicators::Indicator;
use super::panels::{self, Cell, Entry};
use super::periods::Period;
use super::queries;
use super::releases::{indicator_of, unscaled};
use crate::access::{Action, Ctx, Target};
use crate::capabilities::organisation;
use crate::error::{AppError, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::language::Text3;
use crate::platform::ledger::hex;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

const RULE: Text3 = Text3::new(
    "Vist er perioder som er over, og grupper med minst fem tjenesteeiere. En gruppe vises ikke når den, eller forskjellen mot en annen gruppe eller periode, kunne fortalt om færre enn fem. Nye venter til fem er kommet; når noen trekker seg, vises gruppen ikke før fem har gjort det, eller så mange andre står over at det mangler fem. Kvartilene hviler på alle i gruppen og er avrundet.",
    "Det som visas är perioder som är över och grupper med minst fem huvudmän. En grupp visas inte när den, eller skillnaden mot en annan grupp eller period, kunde berätta om färre än fem. Nya väntar tills fem har kommit; när någon drar sig ur visas gruppen inte förrän fem har gjort det, eller så många andra står över att fem saknas. Kvartilerna vilar på alla i gruppen och är avrundade.",
    "Shown are periods that have ended and groups of at least five organisers. A group is not shown where it, or its difference to another group or period, could tell of fewer than five. Newcomers wait until five have come; where somebody withdraws, the group is not shown until five have, or so many others sit out that five are missing. The quartiles rest on everybody in the group and are rounded.",
);

/// The step that figures are rounded to.
pub(super) fn step(unit: IndicatorUnit) -> f64 {
    match unit {
        IndicatorUnit::Share => 0.01,
        IndicatorUnit::Months => 0.1,
    }
}

/// Everything that was let go of an indicator, here and elsewhere, and the panels that may be shown of it. Two queries.
pub(super) struct Pool {
    pub(super) entries: Vec<Entry>,
    pub(super) cells: Vec<Cell>,
}

/// How an organiser of this installation is called among the members of a panel.
fn member(organiser: Uuid) -> String {
    format!("here:{organiser}")
}

impl Pool {
    pub(super) async fn load<C: ConnectionTrait>(ctx: &Ctx, db: &C, indicator: &Indicator) -> Result<Self> {
        let shared = ctx.shared_scope();
        let mut entries = Vec::new();
        for row in queries::released(db, shared, &indicator.key).await? {
            entries.extend(Period::read(&row.period).map(|period| Entry {
                member: member(row.organiser_id),
                period,
                country: row.country,
                band: row.band,
                value: row.value.map(unscaled),
                came: row.created_at,
                went: row.withdrawn_at,
            }));
        }
        for row in queries::imported(db, shared, &indicator.key).await? {
            entries.extend(Period::read(&row.period).map(|period| Entry {
                member: format!("{}:{}", row.key_id, row.member),
                period,
                country: row.country,
                band: row.band,
                value: row.value.map(unscaled),
                came: row.created_at,
                went: row.withdrawn_at,
            }));
        }
        let cells = panels::shown(&entries, ctx.now, step(indicator.unit));
        Ok(Self { entries, cells })
    }

    pub(super) fn own(&self, ctx: &Ctx, period: Period) -> Option<&Entry> {
        let own = member(ctx.scope().organiser());
        let mut all = self.entries.iter();
        all.find(|one| one.member == own && one.period == period)
    }

    fn values(&self, cell: &Cell) -> Vec<f64> {
        let inside = |one: &&Entry| one.period == cell.period && cell.panel.contains(&one.member);
        self.entries
            .iter()
            .filter(inside)
            .filter_map(|one| one.value)
            .collect()
    }
}

/// Where an organiser stands among the groups: as it released for a period, else as it is now.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    country: String,
    band: Option<Band>,
}

impl Standing {
    pub(super) async fn of<C: ConnectionTrait>(ctx: &Ctx, db: &C, own: Option<&Entry>) -> Result<Self> {
        if let Some(own) = own {
            return Ok(Self {
                country: own.country.clone(),
                band: own.band.as_deref().map(Band::from_row).transpose()?,
            });
        }
        let organiser = organisation::service::profile(db, ctx.scope()).await?;
        Ok(Self {
            band: band_of(organiser.population),
            country: organiser.country,
        })
    }

    /// The group of the hierarchy that this is; `None` where the own population is not known.
    pub(super) fn group(&self, of: PeerGroup) -> Option<Group> {
        match of {
            PeerGroup::All => Some(Group::All),
            PeerGroup::Country => Some(Group::Country(self.country.clone())),
            PeerGroup::Band => Some(Group::Band(self.country.clone(), self.band?.to_string())),
        }
    }
}

/// A period in a query.
fn period_of(text: &str) -> Result<Period> {
    Period::read(text).ok_or_else(|| {
        let expected = "YYYY-MM, YYYY-Qn".to_owned();
        AppError::fault("/query/period", FaultCode::Format { expected })
    })
}

/// An answer whose validator is the hash of what it says: no version of one's own stands for what others have released.
pub(super) fn fresh(ctx: &Ctx, view: &impl Serialize) -> Result<Answer> {
    let tag = hex(&Sha256::digest(serde_json::to_vec(view)?));
    Ok(ctx.conditional(Answer::ok(view, format!("\"h{tag}-{}\"", ctx.language.tag()))?))
}

pub(super) async fn compare_benchmark(ctx: &Ctx, filter: ComparisonFilter) -> Result<Answer> {
    ctx.permit(Action::ReadBenchmarks, &Target::organiser())?;
    let indicator = indicator_of(&filter.indicator, "/query/indicator")?;
    let period = period_of(&filter.period)?;
    let read = ctx.read().await?;
    let pool = Pool::load(ctx, read.conn(), indicator).await?;
    let own = pool.own(ctx, period);
    let standing = Standing::of(ctx, read.conn(), own).await?;
    let groups = PeerGroup::ALL
        .iter()
        .map(|group| peers(&pool, &standing, *group, period, own))
        .collect();
    let view = ComparisonView {
        indicator: indicator.key.clone(),
        title: indicator.title_in(ctx.language),
        unit: indicator.unit,
        period: period.to_string(),
        own_value: own.and_then(|one| one.value),
        groups,
        rule: RULE.get(ctx.language).to_owned(),
    };
    fresh(ctx, &view)
}

fn peers(pool: &Pool, standing: &Standing, of: PeerGroup, period: Period, own: Option<&Entry>) -> PeersView {
    let group = standing.group(of);
    let found = group.and_then(|group| {
        let mut cells = pool.cells.iter();
        cells.find(|cell| cell.group == group && cell.period == period)
    });
    let inside = found.and_then(|cell| own.filter(|own| cell.panel.contains(&own.member)));
    PeersView {
        group: of,
        country: (of != PeerGroup::All).then(|| standing.country.clone()),
        band: standing.band.filter(|_| of == PeerGroup::Band),
        shown: found.is_some(),
        organisers: found.map(|cell| i64::try_from(cell.panel.len()).unwrap_or(i64::MAX)),
        lower_quartile: found.map(|cell| cell.lower),
        median: found.map(|cell| cell.median),
        upper_quartile: found.map(|cell| cell.upper),
        own_included: found.map(|_| inside.is_some()),
        own_percentile: found
            .zip(inside.and_then(|own| own.value))
            .map(|(cell, value)| panels::percentile(&pool.values(cell), value)),
    }
}
