//! Looking at an aggregate before it leaves, letting exactly that one go, and taking it back.

use super::bands::band_of;
use super::dto::{
    Aggregate, BenchmarkReleaseList, BenchmarkReleaseView, FORMAT, IndicatorList, IndicatorView,
    PreviewFilter, PreviewState, PreviewView, ReleaseBenchmark, ReleaseFilter,
};
use super::indicators::{self, Indicator};
use super::periods::Period;
use super::sources::Sources;
use super::{events, queries};
use crate::access::{Action, Ctx, Target};
use crate::capabilities::organisation;
use crate::error::{AppError, Code, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::ledger::{self, Subject, hex};
use crate::platform::paging::Place;
use crate::platform::{BASE, etag, rows};
use kernel::BenchmarkReleaseId;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json, to_value};
use sha2::{Digest, Sha256};
use tables::benchmark_release;

/// Values are kept in millionths.
const MILLION: f64 = 1_000_000.0;

/// A kept value as it was.
#[expect(clippy::cast_precision_loss, reason = "values are below 2^53 millionths")]
pub(super) fn unscaled(value: i64) -> f64 {
    value as f64 / MILLION
}

#[expect(clippy::cast_possible_truncation, reason = "values are at most 100,000")]
pub(super) fn scaled(value: f64) -> i64 {
    (value * MILLION).round() as i64
}

pub(super) async fn list_benchmark_indicators(ctx: &Ctx) -> Result<Answer> {
    ctx.kept(Action::ReadBenchmarks, |_, _| async move {
        let items = indicators::all()
            .iter()
            .map(|one| IndicatorView {
                key: one.key.clone(),
                title: one.title.clone(),
                definition: one.definition.clone(),
                unit: one.unit,
                counted: one.counted,
            })
            .collect();
        Ok((Target::organiser(), Answer::plain(&IndicatorList { items })?))
    })
    .await
}

/// The indicator of a key, or the fault of naming none.
pub(super) fn indicator_of(key: &str, pointer: &str) -> Result<&'static Indicator> {
    indicators::find(key).ok_or_else(|| {
        let what = "indicator".to_owned();
        AppError::fault(pointer, FaultCode::NoSuch { what })
    })
}

/// What would leave now, or why nothing would.
async fn measure<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    indicator: &Indicator,
    period: &str,
    partners: bool,
    pointer: &str,
) -> Result<Result<Aggregate, PreviewState>> {
    if !Period::read(period).is_some_and(|one| one.contains(ctx.today())) {
        let fault = Fault::new(pointer, FaultCode::Rule { rule: "not_running" });
        let note = "an aggregate is released for the month or quarter that is running";
        return Err(AppError::invalid(vec![fault.note(note)]));
    }
    let sources = Sources::load(db, ctx.scope(), ctx.today()).await?;
    let Some(found) = indicator.measure(&sources) else {
        return Ok(Err(PreviewState::NoData));
    };
    if found.is_small() {
        return Ok(Err(PreviewState::Suppressed));
    }
    let organiser = organisation::service::profile(db, ctx.scope()).await?;
    Ok(Ok(Aggregate {
        format: FORMAT.to_owned(),
        indicator: indicator.key.clone(),
        period: period.to_owned(),
        country: organiser.country,
        band: band_of(organiser.population),
        partners,
        value: found.value,
        part: found.part,
        whole: found.whole,
    }))
}

/// The text that is hashed, and its hash.
pub(super) fn sealed(aggregate: &Aggregate) -> Result<(String, String)> {
    let text = ledger::canonical(&to_value(aggregate)?);
    let hash = hex(&Sha256::digest(text.as_bytes()));
    Ok((text, hash))
}

pub(super) async fn preview_benchmark(ctx: &Ctx, filter: PreviewFilter) -> Result<Answer> {
    ctx.kept(Action::ReleaseBenchmarks, |ctx, read| async move {
        // Asked first: what is looked at here is the organiser's own.
        ctx.permit(Action::ReleaseBenchmarks, &Target::organiser())?;
        let indicator = indicator_of(&filter.indicator, "/query/indicator")?;
        let partners = filter.partners.unwrap_or(false);
        let found = measure(
            &ctx,
            read.conn(),
            indicator,
            &filter.period,
            partners,
            "/query/period",
        )
        .await?;
        let view = match found {
            Ok(aggregate) => {
                let (text, hash) = sealed(&aggregate)?;
                PreviewView {
                    state: PreviewState::Ready,
                    aggregate: Some(aggregate),
                    text: Some(text),
                    sha256: Some(hash),
                }
            }
            Err(state) => PreviewView {
                state,
                aggregate: None,
                text: None,
                sha256: None,
            },
        };
        Ok((Target::organiser(), Answer::plain(&view)?))
    })
    .await
}

/// Each field that is not what it was.
fn changed(shown: &Aggregate, now: &Aggregate) -> Result<Vec<Fault>> {
    let (shown, now) = (to_value(shown)?, to_value(now)?);
    let difference = ledger::difference(&shown, &now, &[]);
    let fields = difference.as_object().into_iter().flatten();
    Ok(fields
        .map(|(name, change)| {
            let say = |value: &Value| {
                if value.is_null() {
                    "nothing".to_owned()
                } else {
                    value.to_string()
                }
            };
            let note = format!("was {}, is {}", say(&change["from"]), say(&change["to"]));
            Fault::new(format!("/aggregate/{name}"), FaultCode::Rule { rule: "changed" }).note(note)
        })
        .collect())
}

pub(super) async fn release_benchmark(ctx: &Ctx, body: ReleaseBenchmark) -> Result<Answer> {
    let author = ctx.clone();
    ctx.create(move |tx| async move {
        let ctx = author;
        let permit = ctx.permit(Action::ReleaseBenchmarks, &Target::organiser())?;
        let shown = body.aggregate;
        let indicator = indicator_of(&shown.indicator, "/aggregate/indicator")?;
        let (text, hash) = sealed(&shown)?;
        if hash != body.sha256 {
            let other = "aggregate".to_owned();
            return Err(AppError::fault("/sha256", FaultCode::Contradicts { other }));
        }
        // The chain's head orders this with every other write of the organiser: what is measured now is what leaves.
        tx.hold_still().await?;
        let pointer = "/aggregate/period";
        let now = measure(&ctx, tx.conn(), indicator, &shown.period, shown.partners, pointer).await?;
        let faults = match now {
            Ok(now) => changed(&shown, &now)?,
            Err(state) => {
                let rule = if state == PreviewState::NoData {
                    "no_data"
                } else {
                    "suppressed"
                };
                vec![Fault::new("/aggregate/value", FaultCode::Rule { rule })]
            }
        };
        if !faults.is_empty() {
            return Err(AppError::new(Code::AggregateChanged).with_faults(faults));
        }
        let before =
            queries::lock_releases_of(tx.conn(), ctx.scope(), &shown.indicator, &shown.period).await?;
        let revision = before.first().map_or(1, |row| row.revision + 1);
        for row in before.into_iter().filter(|row| row.superseded_at.is_none()) {
            let row = benchmark_release::Model {
                superseded_at: Some(tx.now()),
                version: row.version + 1,
                updated_at: tx.now(),
                ..row
            };
            rows::replace(tx.conn(), &permit, row).await?;
        }
        let row = benchmark_release::Model {
            organiser_id: ctx.scope().organiser(),
            id: ctx.new_id(),
            indicator: shown.indicator.clone(),
            period: shown.period.clone(),
            revision,
            country: shown.country.clone(),
            band: shown.band.map(|band| band.to_string()),
            partners: shown.partners,
            value: Some(scaled(shown.value)),
            payload: Some(text),
            sha256: hash,
            released_by: ctx.actor.person.unwrap_or(ctx.actor.id),
            superseded_at: None,
            withdrawn_at: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        rows::insert(tx.conn(), &permit, row.clone()).await?;
        let subject = Subject::new("benchmark_release", row.id);
        tx.record(
            events::RELEASED,
            subject,
            json!({"aggregate": shown, "sha256": row.sha256}),
        )
        .await?;
        let address = format!("{BASE}/benchmark-releases/{}", row.id);
        Answer::created(&BenchmarkReleaseView::of(&row)?, address, etag::of_version(1))
    })
    .await
}

pub(super) async fn list_benchmark_releases(ctx: &Ctx, filter: ReleaseFilter) -> Result<Answer> {
    let place = Place::new(filter.page, filter.limit, filter.cursor.as_deref())?;
    ctx.kept(Action::ReadBenchmarks, |ctx, read| async move {
        let mut found = queries::releases(read.conn(), ctx.scope(), &filter, &place).await?;
        let page = place.finish(&mut found, |row| vec![row.id.to_string()]);
        let items: Vec<_> = found
            .iter()
            .map(BenchmarkReleaseView::of)
            .collect::<Result<_>>()?;
        let answer = Answer::list(page, |page| BenchmarkReleaseList { items, page })?;
        Ok((Target::organiser(), answer))
    })
    .await
}

pub(super) async fn read_benchmark_release(ctx: &Ctx, id: BenchmarkReleaseId) -> Result<Answer> {
    ctx.kept(Action::ReadBenchmarks, |ctx, read| async move {
        let row = queries::release(read.conn(), ctx.scope(), id.uuid()).await?;
        let answer = Answer::ok(&BenchmarkReleaseView::of(&row)?, etag::of_version(row.version))?;
        Ok((Target::organiser().about("benchmark_release", id), answer))
    })
    .await
}

/// Takes a release back: value and text are emptied at once, so that no answer can hold them from now on.
pub(super) async fn withdraw_benchmark(ctx: &Ctx, id: BenchmarkReleaseId) -> Result<Answer> {
    let expected = ctx.expected()?;
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        let row = queries::lock_release(tx.conn(), ctx.scope(), id.uuid()).await?;
        let target = Target::organiser().about("benchmark_release", id);
        let permit = ctx.permit(Action::ReleaseBenchmarks, &target)?;
        expected.check(row.version)?;
        if row.withdrawn_at.is_some() {
            return Err(AppError::new(Code::WrongState)
                .with("state", "withdrawn")
                .with("needed", "released")
                .about(Subject::new("benchmark_release", id)));
        }
        let row = benchmark_release::Model {
            value: None,
            payload: None,
            withdrawn_at: Some(tx.now()),
            version: row.version + 1,
            updated_at: tx.now(),
            ..row
        };
        rows::replace(tx.conn(), &permit, row.clone()).await?;
        let changes = json!({"indicator": row.indicator, "period": row.period, "sha256": row.sha256});
        tx.record(events::WITHDRAWN, Subject::new("benchmark_release", id), changes)
            .await?;
        Answer::ok(&BenchmarkReleaseView::of(&row)?, etag::of_version(row.version))
    })
    .await
}
