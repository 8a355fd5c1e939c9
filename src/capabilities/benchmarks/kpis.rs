//! Public series: a file is judged value by value, then taken in whole or not at all; figures are read with where they
//! come from, and compared municipality by municipality, since they are public.

use super::dto::{
    ImportKpis, KpiAction, KpiComparisonFilter, KpiComparisonView, KpiFilter, KpiGender, KpiImportList,
    KpiImportView, KpiPeerView, KpiReportView, KpiRowView, KpiValueList, KpiValueView, figure,
};
use super::kpi_files::{self, Found, Line, Reading};
use super::{events, queries};
use crate::access::{Action, Ctx, Target};
use crate::capabilities::organisation;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{Subject, hex};
use crate::platform::paging::{PageFilter, Place};
use crate::platform::{BASE, etag, rows};
use kernel::KpiImportId;
use sea_orm::ConnectionTrait;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use tables::{kpi_import, kpi_value};
use uuid::Uuid;

/// At most so many rows of a report are shown.
const MOST_ROWS: usize = 1000;

/// At most so many faults of a refusal are listed.
const MOST_FAULTS: usize = 100;

/// What taking a file in comes to.
struct Plan {
    rows: Vec<(KpiAction, Line, Option<kpi_value::Model>)>,
}

fn unreadable(faults: Vec<Fault>) -> AppError {
    AppError::invalid(faults)
}

/// Whether a figure says the same as one that is there.
fn same(row: &kpi_value::Model, reading: &Reading) -> Result<bool> {
    let value = figure(row.value.as_ref())?;
    Ok(value.map(f64::to_bits) == reading.value.map(f64::to_bits)
        && row.count == reading.count
        && row.status == reading.status)
}

impl Plan {
    /// Lays a file beside what is there.
    async fn of<C: ConnectionTrait>(ctx: &Ctx, db: &C, file: &ImportKpis) -> Result<Self> {
        let lines = kpi_files::read(file).map_err(unreadable)?;
        let kpis: BTreeSet<&String> = lines
            .iter()
            .filter(|line| matches!(line.found, Found::Value(_)))
            .map(|line| &line.kpi)
            .collect();
        let kpis: Vec<String> = kpis.into_iter().cloned().collect();
        let known = queries::kpis_in_force(db, ctx.scope(), &kpis).await?;
        let key = |kpi: &str, place: &str, year: i32, gender: &str| {
            (kpi.to_owned(), place.to_owned(), year, gender.to_owned())
        };
        let mut there: HashMap<_, kpi_value::Model> = known
            .into_iter()
            .map(|row| (key(&row.kpi, &row.municipality, row.year, &row.gender), row))
            .collect();
        let mut rows = Vec::with_capacity(lines.len());
        for line in lines {
            let (action, before) = match &line.found {
                Found::Fault(_) => (KpiAction::Fault, None),
                Found::Skipped(_) => (KpiAction::Skipped, None),
                Found::Value(reading) => {
                    let key = key(
                        &line.kpi,
                        &line.municipality,
                        reading.year,
                        reading.gender.as_str(),
                    );
                    match there.remove(&key) {
                        None => (KpiAction::Create, None),
                        Some(row) if same(&row, reading)? => (KpiAction::Unchanged, Some(row)),
                        Some(row) => (KpiAction::Correct, Some(row)),
                    }
                }
            };
            rows.push((action, line, before));
        }
        Ok(Self { rows })
    }

    fn count(&self, action: KpiAction) -> i64 {
        let found = self.rows.iter().filter(|(one, ..)| *one == action).count();
        i64::try_from(found).unwrap_or(i64::MAX)
    }

    fn report(&self) -> Result<KpiReportView> {
        let mut rows: Vec<&(KpiAction, Line, Option<kpi_value::Model>)> = self.rows.iter().collect();
        rows.sort_by_key(|(action, ..)| *action != KpiAction::Fault);
        let shown = rows.into_iter().take(MOST_ROWS).map(|(action, line, before)| {
            let (value, note) = match &line.found {
                Found::Value(reading) => (reading.value, None),
                Found::Skipped(why) => (None, Some((*why).to_owned())),
                Found::Fault(why) => (None, Some(why.clone())),
            };
            let before = before.as_ref().filter(|_| *action == KpiAction::Correct);
            Ok(KpiRowView {
                pointer: line.pointer.clone(),
                action: *action,
                kpi: line.kpi.clone(),
                municipality: line.municipality.clone(),
                period: line.period.clone(),
                value,
                before: before
                    .map(|row| figure(row.value.as_ref()))
                    .transpose()?
                    .flatten(),
                note,
            })
        });
        Ok(KpiReportView {
            acceptable: self.count(KpiAction::Fault) == 0,
            created: self.count(KpiAction::Create),
            corrected: self.count(KpiAction::Correct),
            unchanged: self.count(KpiAction::Unchanged),
            skipped: self.count(KpiAction::Skipped),
            faults: self.count(KpiAction::Fault),
            rows: shown.collect::<Result<_>>()?,
        })
    }

    /// The faults that keep the file out.
    fn faults(&self) -> Vec<Fault> {
        let faults = self.rows.iter().filter_map(|(_, line, _)| match &line.found {
            Found::Fault(why) => {
                let pointer = format!("/content{}", line.pointer);
                Some(Fault::new(pointer, FaultCode::Rule { rule: "unreadable" }).note(why.clone()))
            }
            _ => None,
        });
        faults.take(MOST_FAULTS).collect()
    }
}

pub(super) async fn check_kpi_import(ctx: &Ctx, body: ImportKpis) -> Result<Answer> {
    ctx.permit(Action::ImportKpis, &Target::organiser())?;
    let read = ctx.read().await?;
    let plan = Plan::of(ctx, read.conn(), &body).await?;
    Answer::plain(&plan.report()?)
}

pub(super) async fn import_kpis(ctx: &Ctx, body: ImportKpis) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let permit = ctx.permit(Action::ImportKpis, &Target::organiser())?;
        // Two files at once would both find a value absent.
        tx.hold_still().await?;
        let plan = Plan::of(&ctx, tx.conn(), &body).await?;
        let faults = plan.faults();
        if !faults.is_empty() {
            return Err(AppError::new(Code::ImportRefused).with_faults(faults));
        }
        let organiser = ctx.scope().organiser();
        let import_id = ctx.new_id();
        let (created, corrected) = (plan.count(KpiAction::Create), plan.count(KpiAction::Correct));
        let unchanged = plan.count(KpiAction::Unchanged);
        let mut old: Vec<Uuid> = Vec::new();
        let mut new = Vec::new();
        for (action, line, before) in plan.rows {
            let (KpiAction::Create | KpiAction::Correct, Found::Value(reading)) = (action, line.found) else {
                continue;
            };
            old.extend(before.map(|row| row.id));
            new.push(kpi_value::Model {
                organiser_id: organiser,
                id: ctx.new_id(),
                import_id,
                kpi: line.kpi,
                municipality: line.municipality,
                year: reading.year,
                gender: reading.gender.to_string(),
                value: reading.value.map(|value| value.to_string()),
                count: reading.count,
                status: reading.status,
                superseded_at: None,
                created_at: tx.now(),
            });
        }
        let row = kpi_import::Model {
            organiser_id: organiser,
            id: import_id,
            source: body.source.to_string(),
            title: body.title,
            address: body.address,
            fetched_on: body.fetched_on,
            licence: body.licence,
            sha256: hex(&Sha256::digest(body.content.as_bytes())),
            values_read: i32::try_from(created + corrected + unchanged).unwrap_or(i32::MAX),
            values_stored: i32::try_from(created + corrected).unwrap_or(i32::MAX),
            recorded_by: ctx.actor.person.unwrap_or(ctx.actor.id),
            created_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        queries::supersede_kpis(tx.conn(), &permit, &old, tx.now()).await?;
        queries::insert_kpis(tx.conn(), &permit, new).await?;
        let changes = json!({
            "address": row.address, "sha256": row.sha256, "created": created, "corrected": corrected, "unchanged": unchanged,
        });
        tx.record(events::KPIS_IMPORTED, Subject::new("kpi_import", row.id), changes)
            .await?;
        let address = format!("{BASE}/kpi-imports/{}", row.id);
        Answer::created(&KpiImportView::of(&row)?, address, etag::of_version(1))
    })
    .await
}

pub(super) async fn list_kpi_imports(ctx: &Ctx, filter: PageFilter) -> Result<Answer> {
    let place = queries::place_of(&filter)?;
    ctx.kept(Action::ReadBenchmarks, |ctx, read| async move {
        let mut found = queries::kpi_imports(read.conn(), ctx.scope(), &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items: Vec<_> = found.iter().map(KpiImportView::of).collect::<Result<_>>()?;
        let answer = Answer::list(page, |page| KpiImportList { items, page })?;
        Ok((Target::organiser(), answer))
    })
    .await
}

pub(super) async fn read_kpi_import(ctx: &Ctx, id: KpiImportId) -> Result<Answer> {
    ctx.kept(Action::ReadBenchmarks, |ctx, read| async move {
        let row = queries::kpi_import(read.conn(), ctx.scope(), id.uuid()).await?;
        let answer = Answer::ok(&KpiImportView::of(&row)?, etag::of_version(1))?;
        Ok((Target::organiser().about("kpi_import", id), answer))
    })
    .await
}

pub(super) async fn list_kpi_values(ctx: &Ctx, filter: KpiFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadBenchmarks, |ctx, read| async move {
        let mut found = queries::kpi_values(read.conn(), ctx.scope(), &filter, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items: Vec<_> = found.iter().map(KpiValueView::of).collect::<Result<_>>()?;
        let answer = Answer::list(page, |page| KpiValueList { items, page })?;
        Ok((Target::organiser(), answer))
    })
    .await
}

/// The middle of rising values.
fn median(rising: &[f64]) -> Option<f64> {
    let middle = rising.len() / 2;
    if rising.len() % 2 == 1 {
        rising.get(middle).copied()
    } else {
        Some(f64::midpoint(
            *rising.get(middle.checked_sub(1)?)?,
            *rising.get(middle)?,
        ))
    }
}

/// How many of some values lie below one, in percent, those alike counting half.
#[expect(clippy::cast_precision_loss, reason = "municipalities are few")]
fn percentile(values: &[f64], own: f64) -> f64 {
    let below = values.iter().filter(|value| **value < own).count() as f64;
    let alike = values
        .iter()
        .filter(|value| value.to_bits() == own.to_bits())
        .count() as f64;
    100.0 * (below + alike / 2.0) / values.len().max(1) as f64
}

pub(super) async fn compare_kpi(ctx: &Ctx, filter: KpiComparisonFilter) -> Result<Answer> {
    ctx.kept(Action::ReadBenchmarks, |ctx, read| async move {
        let own = organisation::service::profile(read.conn(), ctx.scope())
            .await?
            .code;
        let found = queries::kpi_year(read.conn(), ctx.scope(), &filter).await?;
        let wanted: Option<Vec<&str>> = filter
            .municipalities
            .as_deref()
            .map(|codes| codes.split(',').collect());
        let mut items = Vec::new();
        for row in &found {
            let among = wanted
                .as_ref()
                .is_none_or(|codes| codes.contains(&row.municipality.as_str()));
            if let Some(value) = figure(row.value.as_ref())?.filter(|_| among || row.municipality == own) {
                items.push(KpiPeerView {
                    own: row.municipality == own,
                    municipality: row.municipality.clone(),
                    value,
                    import_id: row.import_id,
                });
            }
        }
        items.sort_by(|one, other| {
            one.value
                .total_cmp(&other.value)
                .then_with(|| one.municipality.cmp(&other.municipality))
        });
        let own_value = items.iter().find(|item| item.own).map(|item| item.value);
        let peers: Vec<f64> = items
            .iter()
            .filter(|item| !item.own)
            .map(|item| item.value)
            .collect();
        let sources: BTreeSet<Uuid> = items.iter().map(|item| item.import_id).collect();
        let sources: Vec<Uuid> = sources.into_iter().collect();
        let sources = queries::kpi_imports_among(read.conn(), ctx.scope(), &sources).await?;
        let view = KpiComparisonView {
            kpi: filter.kpi,
            year: filter.year,
            gender: filter.gender.unwrap_or(KpiGender::All),
            own_value,
            own_percentile: own_value
                .filter(|_| !peers.is_empty())
                .map(|own| percentile(&peers, own)),
            median: median(&peers),
            items,
            sources: sources.iter().map(KpiImportView::of).collect::<Result<_>>()?,
        };
        Ok((Target::organiser(), Answer::plain(&view)?))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_and_a_percentile_of_peers() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[1.0, 2.0, 9.0]), Some(2.0));
        assert_eq!(median(&[1.0, 2.0, 4.0, 9.0]), Some(3.0));
        let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
        assert!(near(percentile(&[1.0, 2.0, 4.0, 9.0], 3.0), 50.0));
        assert!(near(percentile(&[1.0, 2.0, 2.0, 9.0], 2.0), 50.0));
    }
}
