//! What may be counted twice: benefits with the same indicator, in units of which one is the other or lies above it,
//! over periods that meet. Another unit of measure makes no other effect of it: the hours are there in minutes, too.

use super::dto::{BenefitOverlap, OverlapFilter, OverlapList, OverlapPair};
use super::queries::{self, Where};
use super::rules::{self, Span};
use super::service;
use crate::access::{Action, Ctx};
use crate::error::Result;
use crate::platform::answer::Answer;
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};
use tables::benefit;
use uuid::Uuid;

/// Warnings of one benefit.
const MOST_WARNINGS: usize = 20;
/// Pairs of one answer.
const MOST_PAIRS: usize = 500;

/// How `other` overlaps `row`.
fn overlap(
    paths: &HashMap<Uuid, String>,
    row: &benefit::Model,
    other: &benefit::Model,
) -> Option<BenefitOverlap> {
    let same = row.id != other.id && row.indicator_key == other.indicator_key;
    let (path, beside) = (paths.get(&row.unit_id)?, paths.get(&other.unit_id)?);
    if !same || !rules::same_branch(path, beside) {
        return None;
    }
    Some(told(row, other, meet(row, other)?))
}

/// The period in which two benefits both count.
fn meet(row: &benefit::Model, other: &benefit::Model) -> Option<Span> {
    rules::overlap((row.from_date, row.to_date), (other.from_date, other.to_date))
}

fn told(row: &benefit::Model, other: &benefit::Model, (from, to): Span) -> BenefitOverlap {
    BenefitOverlap {
        benefit_id: other.id,
        roadmap_id: other.roadmap_id,
        title: other.title.clone(),
        unit_id: other.unit_id,
        other_measure: (row.measure_key != other.measure_key).then(|| other.measure.clone()),
        from,
        to,
    }
}

/// Benefits by indicator and unit, so that of each only those in its own unit and above are looked at.
struct Places<'r> {
    rows: Vec<(&'r benefit::Model, &'r str)>,
    at: HashMap<(&'r str, &'r str), Vec<usize>>,
}

impl<'r> Places<'r> {
    fn of(paths: &'r HashMap<Uuid, String>, rows: impl IntoIterator<Item = &'r benefit::Model>) -> Self {
        let known = rows
            .into_iter()
            .filter_map(|row| Some((row, paths.get(&row.unit_id)?.as_str())));
        let rows: Vec<(&benefit::Model, &str)> = known.collect();
        let mut at: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
        for (index, (row, path)) in rows.iter().enumerate() {
            at.entry((row.indicator_key.as_str(), path))
                .or_default()
                .push(index);
        }
        Self { rows, at }
    }

    /// Every pair that overlaps, each once, as indexes of which the smaller is the first.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize, Span)> + '_ {
        let each = self.rows.iter().enumerate();
        each.flat_map(move |(index, (row, path))| {
            let above = path.match_indices('/').map(move |(end, _)| &path[..=end]);
            let there = above.filter_map(move |unit| {
                let found = self.at.get(&(row.indicator_key.as_str(), unit))?;
                // Of a unit's own each pair would be met twice.
                let own = unit.len() == path.len();
                let first = if own {
                    found.partition_point(|other| *other <= index)
                } else {
                    0
                };
                Some(&found[first..])
            });
            there.flatten().filter_map(move |other| {
                let span = meet(row, self.rows[*other].0)?;
                Some((index.min(*other), index.max(*other), span))
            })
        })
    }
}

/// How many benefits overlap another of them.
pub(super) fn overlapping(paths: &HashMap<Uuid, String>, rows: &[&benefit::Model]) -> i32 {
    let places = Places::of(paths, rows.iter().copied());
    let mut found = HashSet::new();
    for (one, other, _) in places.pairs() {
        found.extend([one, other]);
    }
    i32::try_from(found.len()).unwrap_or(i32::MAX)
}

pub(super) async fn paths<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    rows: impl Iterator<Item = &benefit::Model>,
) -> Result<HashMap<Uuid, String>> {
    let mut units: Vec<Uuid> = rows.map(|row| row.unit_id).collect();
    units.sort_unstable();
    units.dedup();
    queries::unit_paths(db, ctx.scope(), &units).await
}

/// The warnings of benefits, of what the reader may see. Two queries.
pub(super) async fn warnings<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    rows: &[benefit::Model],
) -> Result<HashMap<Uuid, Vec<BenefitOverlap>>> {
    let standing: Vec<&benefit::Model> = rows.iter().filter(|row| row.state != "abandoned").collect();
    let mut keys: Vec<String> = standing.iter().map(|row| row.indicator_key.clone()).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let sight = ctx.sight(Action::ReadBenefits);
    let others = queries::of_indicators(db, ctx.scope(), &sight, &keys).await?;
    let paths = paths(ctx, db, others.iter().chain(standing.iter().copied())).await?;
    let found = standing.into_iter().map(|row| {
        let overlaps = others.iter().filter_map(|other| overlap(&paths, row, other));
        (row.id, overlaps.take(MOST_WARNINGS).collect())
    });
    Ok(found.collect())
}

/// Every pair that the reader may see.
pub(super) async fn list_benefit_overlaps(ctx: &Ctx, filter: OverlapFilter) -> Result<Answer> {
    ctx.kept(Action::ReadBenefits, |ctx, read| async move {
        let db = read.conn();
        let below = service::below(&ctx, db, filter.unit_id).await?;
        let sight = ctx.sight(Action::ReadBenefits);
        let rows = queries::standing(db, ctx.scope(), &sight, &Where::default()).await?;
        let paths = paths(&ctx, db, rows.iter()).await?;
        let asked = |row: &benefit::Model| {
            filter.roadmap_id.is_none_or(|roadmap| row.roadmap_id == roadmap)
                && below.as_ref().is_none_or(|below| {
                    paths
                        .get(&row.unit_id)
                        .is_some_and(|path| path.starts_with(below))
                })
        };
        let places = Places::of(&paths, &rows);
        let pairs = places
            .pairs()
            .map(|(one, other, span)| (places.rows[one].0, places.rows[other].0, span));
        let asked = pairs.filter(|(row, other, _)| asked(row) || asked(other));
        let mut items: Vec<OverlapPair> = asked
            .take(MOST_PAIRS + 1)
            .map(|(row, other, span)| pair(row, told(row, other, span)))
            .collect();
        let truncated = items.len() > MOST_PAIRS;
        items.truncate(MOST_PAIRS);
        Ok((
            service::standing(&ctx),
            Answer::plain(&OverlapList { items, truncated })?,
        ))
    })
    .await
}

fn pair(row: &benefit::Model, other: BenefitOverlap) -> OverlapPair {
    OverlapPair {
        benefit_id: row.id,
        roadmap_id: row.roadmap_id,
        title: row.title.clone(),
        unit_id: row.unit_id,
        indicator: row.indicator.clone(),
        measure: row.measure.clone(),
        other,
    }
}
