//! Equity: how equally each technology is used between units, groups and the two branches, with the numbers behind it.
//! For readers inside; what leaves the organiser stands in `outside`.

use super::catalogue::Kind;
use super::dto::{
    BranchGapView, EquityFilter, EquityReport, GroupRateView, Outside, RateView, SpreadView,
    TechnologyEquityView, TrendView, UnitRateView,
};
use super::matrix::span_of;
use super::months::Month;
use super::rates::{spread, trend};
use super::register::{Entry, Part, Register};
use super::rules::{Figures, kind_of};
use super::{outside, places};
use crate::access::{Action, Ctx};
use crate::capabilities::organisation::dto::Branch;
use crate::error::{AppError, FaultCode, Result};
use crate::platform::answer::Answer;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

pub(super) async fn read_equity(ctx: &Ctx, filter: EquityFilter) -> Result<Answer> {
    if filter.audience == Some(Outside::Outside) {
        return outside::read_outside(ctx, filter).await;
    }
    if filter.quarter.is_some() {
        let other = "audience".to_owned();
        return Err(AppError::fault(
            "/query/quarter",
            FaultCode::Contradicts { other },
        ));
    }
    ctx.kept(Action::ReadTechnology, |ctx, read| async move {
        let asked = (filter.within, filter.service_area_id, filter.branch);
        let within = places::within(&ctx, read.conn(), asked).await?;
        let technology = places::technology_of(&ctx, read.conn(), filter.technology.as_deref()).await?;
        let span = span_of(filter.month.as_deref(), filter.months, ctx.today())?;
        let part = Part {
            groups: true,
            ..Part::of(&within, technology, span, ctx.today())
        };
        let register = Register::load(read.conn(), ctx.scope(), &part).await?;
        let names = register.names();
        let report = EquityReport {
            from: span.from.to_string(),
            to: span.to.to_string(),
            audience: Outside::Inside,
            items: by_technology(&register, |kind, entries| of_technology(kind, entries, &names))?,
        };
        Ok((within.sight.standing(), Answer::plain(&report)?))
    })
    .await
}

/// What is to be told of each technology that runs somewhere.
pub(super) fn by_technology(
    register: &Register,
    tell: impl Fn(&Kind, &[&Entry]) -> Result<TechnologyEquityView>,
) -> Result<Vec<TechnologyEquityView>> {
    let mut items = Vec::new();
    for kind in &register.kinds {
        let of_kind = |entry: &&Entry| entry.row.technology_id == kind.row.id && entry.is_running();
        let entries: Vec<&Entry> = register.entries.iter().filter(of_kind).collect();
        if !entries.is_empty() {
            items.push(tell(kind, &entries)?);
        }
    }
    Ok(items)
}

/// The numbers of everybody in a technology's places, with nothing compared yet.
pub(super) fn frame(kind: &Kind, entries: &[&Entry]) -> Result<TechnologyEquityView> {
    let count = |units: HashSet<Uuid>| i64::try_from(units.len()).unwrap_or(i64::MAX);
    let measured = entries.iter().filter(|entry| entry.series.newest().is_some());
    let months = || entries.iter().filter_map(|entry| Some(entry.series.newest()?.0));
    Ok(TechnologyEquityView {
        technology_id: kind.row.id,
        key: kind.row.key.clone(),
        title: serde_json::from_value(kind.row.title.clone())?,
        units_deployed: count(entries.iter().map(|entry| entry.row.unit_id).collect()),
        units_measured: count(measured.map(|entry| entry.row.unit_id).collect()),
        oldest_month: months().min().map(|month: Month| month.to_string()),
        newest_month: months().max().map(|month| month.to_string()),
        total: RateView::default(),
        spread: None,
        branches: BranchGapView::default(),
        units: Vec::new(),
        groups: Vec::new(),
        group_spread: None,
        trend: None,
    })
}

fn rate(figures: Figures) -> RateView {
    RateView {
        eligible: Some(figures.eligible),
        offered: Some(figures.offered),
        in_use: Some(figures.in_use),
        declined: Some(figures.declined),
        rate: figures.use_share(),
        suppressed: false,
    }
}

fn of_technology(
    kind: &Kind,
    entries: &[&Entry],
    names: &HashMap<Uuid, &str>,
) -> Result<TechnologyEquityView> {
    let mut total: Option<Figures> = None;
    let mut units: BTreeMap<Uuid, Figures> = BTreeMap::new();
    let mut branches: HashMap<Branch, Figures> = HashMap::new();
    let mut groups: BTreeMap<&str, Figures> = BTreeMap::new();
    for entry in entries {
        if let Some((_, figures)) = entry.series.newest() {
            total = Some(total.unwrap_or_default().and(figures));
            let unit = units.entry(entry.row.unit_id).or_default();
            *unit = unit.and(figures);
            if let Some(branch) = entry.branch {
                let sum = branches.entry(branch).or_default();
                *sum = sum.and(figures);
            }
        }
        for (group, figures) in entry.series.groups() {
            let sum = groups.entry(group).or_default();
            *sum = sum.and(*figures);
        }
    }
    let all: Vec<Figures> = units.values().copied().collect();
    let trend = trend(entries.iter().map(|entry| &entry.series.everybody));
    Ok(TechnologyEquityView {
        total: total.map(rate).unwrap_or_default(),
        spread: spread(&all),
        branches: BranchGapView::of(|branch| branches.get(&branch).copied().map(rate).unwrap_or_default()),
        group_spread: widest(&groups),
        units: units
            .iter()
            .map(|(unit, figures)| UnitRateView {
                unit_id: *unit,
                name: names.get(unit).copied().unwrap_or_default().to_owned(),
                rate: rate(*figures),
            })
            .collect(),
        groups: groups
            .iter()
            .map(|(group, figures)| GroupRateView {
                group: (*group).to_owned(),
                rate: rate(*figures),
            })
            .collect(),
        trend: trend.map(|way| TrendView {
            trend: way.trend,
            from: way.from.to_string(),
            to: way.to.to_string(),
            points_a_year: way.points_a_year,
            places: i64::try_from(way.places).unwrap_or(i64::MAX),
        }),
        ..frame(kind, entries)?
    })
}

/// How groups differ, of the kind whose groups differ most: those of one kind are parts of the same whole.
fn widest(groups: &BTreeMap<&str, Figures>) -> Option<SpreadView> {
    let mut kinds: BTreeMap<&str, Vec<Figures>> = BTreeMap::new();
    for (group, figures) in groups {
        kinds.entry(kind_of(group)).or_default().push(*figures);
    }
    kinds
        .values()
        .filter_map(|figures| spread(figures))
        .filter(|found| found.compared > 1)
        .max_by(|one, other| one.difference.total_cmp(&other.difference))
}
