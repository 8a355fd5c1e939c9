//! Whether the service answered, as monitors outside of it saw: what they say, and what it comes to.

use super::dto::{
    AvailabilityFilter, AvailabilityPeriod, AvailabilityView, RecordAvailability, RecordedAvailability,
};
use super::{events, queries};
use crate::access::{Action, Ctx, Target, TenantScope};
use crate::error::{AppError, Fault, FaultCode, Result};
use crate::platform::answer::Answer;
use crate::platform::language::Text3;
use crate::platform::ledger::Subject;
use crate::platform::rows;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use tables::availability_sample;

/// Days that are looked at where nothing else is said.
pub(super) const DAYS: u64 = 90;

const METHOD: Text3 = Text3::new(
    "Tid da minst én måling sier at tjenesten svarte og ingen sier at den ikke gjorde det, delt på hele tiden fra «from» til «to». Tid uten måling teller som nede. Av flere målinger fra samme kilde med samme start gjelder den siste.",
    "Tid då minst en mätning säger att tjänsten svarade och ingen säger att den inte gjorde det, delad med hela tiden från ”from” till ”to”. Tid utan mätning räknas som nere. Av flera mätningar från samma källa med samma start gäller den senaste.",
    "Time of which at least one sample says that the service answered and none says that it did not, divided by all the time from 'from' to 'to'. Time without a sample counts as down. Of several samples of one source with the same beginning the last one holds.",
);

/// How a span of time divides, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Uptime {
    pub(super) up: i64,
    pub(super) down: i64,
    pub(super) unknown: i64,
}

impl Uptime {
    /// The share of the time in which the service answered; none where nobody said anything.
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds of some years are far below 2^53"
    )]
    pub(super) fn share(self) -> Option<f64> {
        let all = self.up + self.down + self.unknown;
        (self.up + self.down > 0).then(|| self.up as f64 / all as f64)
    }
}

/// From, to, and whether the service answered.
pub(super) type Sample = (DateTime<Utc>, DateTime<Utc>, bool);

/// How a span of time divides by samples.
pub(super) fn uptime(
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    samples: impl IntoIterator<Item = Sample>,
) -> Uptime {
    // At each instant, how many samples of each kind begin or end.
    let mut edges: BTreeMap<DateTime<Utc>, (i64, i64)> = BTreeMap::new();
    for (begin, end, up) in samples {
        let (begin, end) = (begin.clamp(from, to), end.clamp(from, to));
        for (at, step) in [(begin, 1), (end, -1)] {
            let edge = edges.entry(at).or_default();
            if up {
                edge.0 += step;
            } else {
                edge.1 += step;
            }
        }
    }
    edges.entry(to).or_default();
    let mut found = Uptime::default();
    let (mut at, mut ups, mut downs) = (from, 0, 0);
    for (next, (up, down)) in edges {
        let seconds = (next - at).num_seconds();
        if downs > 0 {
            found.down += seconds;
        } else if ups > 0 {
            found.up += seconds;
        } else {
            found.unknown += seconds;
        }
        at = next;
        ups += up;
        downs += down;
    }
    found
}

/// Whole days before today.
fn window(today: NaiveDate, days: u64) -> (DateTime<Utc>, DateTime<Utc>) {
    let begin = today.checked_sub_days(Days::new(days)).unwrap_or(today);
    (
        begin.and_time(NaiveTime::MIN).and_utc(),
        today.and_time(NaiveTime::MIN).and_utc(),
    )
}

/// How some days before today divide.
pub(super) fn over(today: NaiveDate, days: u64, samples: &[Sample]) -> Uptime {
    uptime(window(today, days), samples.iter().copied())
}

/// The samples of some days before today.
pub(super) async fn samples<C: ConnectionTrait>(
    db: &C,
    scope: TenantScope,
    today: NaiveDate,
    days: u64,
) -> Result<Vec<Sample>> {
    queries::samples(db, scope, window(today, days)).await
}

pub(super) async fn read_availability(ctx: &Ctx, filter: AvailabilityFilter) -> Result<Answer> {
    let days = filter
        .days
        .and_then(|days| u64::try_from(days).ok())
        .unwrap_or(DAYS);
    ctx.kept(Action::ReadProcedures, |ctx, read| async move {
        let samples = samples(read.conn(), ctx.scope(), ctx.today(), days).await?;
        let found = over(ctx.today(), days, &samples);
        let (from, to) = window(ctx.today(), days);
        let view = AvailabilityView {
            from,
            to,
            percent: found.share().map(|share| share * 100.0),
            seconds_up: found.up,
            seconds_down: found.down,
            seconds_unknown: found.unknown,
            method: METHOD.get(ctx.language).to_owned(),
        };
        Ok((Target::organiser(), Answer::plain(&view)?))
    })
    .await
}

/// Periods that end before they begin, that are not over, or that begin with another.
fn faults_of(samples: &[AvailabilityPeriod], now: DateTime<Utc>) -> Vec<Fault> {
    let mut seen = HashMap::new();
    let mut faults = Vec::new();
    for (index, sample) in samples.iter().enumerate() {
        if sample.to <= sample.from {
            let other = "from".to_owned();
            faults.push(Fault::new(
                format!("/samples/{index}/to"),
                FaultCode::Contradicts { other },
            ));
        }
        if sample.to > now {
            let rule = "not_in_the_future";
            faults.push(Fault::new(
                format!("/samples/{index}/to"),
                FaultCode::Rule { rule },
            ));
        }
        if seen.insert(sample.from, index).is_some() {
            faults.push(Fault::new(format!("/samples/{index}/from"), FaultCode::NotUnique));
        }
    }
    faults
}

pub(super) async fn record_availability(ctx: &Ctx, body: RecordAvailability) -> Result<Answer> {
    let permit = ctx.permit(Action::RecordAvailability, &Target::organiser())?;
    let faults = faults_of(&body.samples, ctx.now);
    if !faults.is_empty() {
        return Err(AppError::invalid(faults));
    }
    let author = ctx.clone();
    ctx.write(move |tx| async move {
        let ctx = author;
        // Two that say the same at once would both be new.
        tx.hold_still().await?;
        let begins: Vec<DateTime<Utc>> = body.samples.iter().map(|sample| sample.from).collect();
        let known = queries::samples_beginning(tx.conn(), ctx.scope(), &body.source, &begins).await?;
        let mut done = RecordedAvailability {
            added: 0,
            corrected: 0,
            unchanged: 0,
        };
        for sample in &body.samples {
            let before = known.iter().find(|row| row.from_at == sample.from);
            match before {
                Some(row) if row.to_at == sample.to && row.up == sample.up => {
                    done.unchanged += 1;
                    continue;
                }
                Some(row) => {
                    done.corrected += 1;
                    let row = availability_sample::Model {
                        superseded_at: Some(tx.now()),
                        ..row.clone()
                    };
                    rows::replace(tx.conn(), &permit, row).await?;
                }
                None => done.added += 1,
            }
            let row = availability_sample::Model {
                organiser_id: ctx.scope().organiser(),
                id: ctx.new_id(),
                source: body.source.clone(),
                from_at: sample.from,
                to_at: sample.to,
                up: sample.up,
                superseded_at: None,
                created_at: tx.now(),
            };
            rows::insert(tx.conn(), &permit, row).await?;
        }
        let subject = Subject::new("organiser", ctx.scope().organiser());
        let changes = json!({"source": body.source, "added": done.added, "corrected": done.corrected});
        tx.record(events::AVAILABILITY_RECORDED, subject, changes).await?;
        Answer::plain(&done)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn of(samples: &[(i64, i64, bool)]) -> Uptime {
        let samples = samples.iter().map(|(from, to, up)| (at(*from), at(*to), *up));
        uptime((at(0), at(100)), samples)
    }

    #[test]
    fn gaps_are_not_up_and_down_wins() {
        let divided = |up, down, unknown| Uptime { up, down, unknown };
        assert_eq!(of(&[]), divided(0, 0, 100));
        assert_eq!(of(&[]).share(), None);
        assert_eq!(of(&[(0, 100, true)]), divided(100, 0, 0));
        assert_eq!(of(&[(-50, 200, true)]), divided(100, 0, 0));
        assert_eq!(of(&[(0, 50, true)]).share(), Some(0.5));
        assert_eq!(
            of(&[(0, 60, true), (40, 70, false), (50, 90, true)]),
            divided(60, 30, 10)
        );
        assert_eq!(of(&[(0, 40, true), (20, 60, true)]), divided(60, 0, 40));
        assert_eq!(of(&[(0, 40, false)]).share(), Some(0.0));
        assert_eq!(of(&[(150, 160, true), (-9, -3, false)]), divided(0, 0, 100));
    }

    proptest! {
        #[test]
        fn every_second_is_counted_once(samples in prop::collection::vec((-20i64..120, 1i64..60, any::<bool>()), 0..12)) {
            let samples: Vec<(i64, i64, bool)> = samples.into_iter().map(|(from, length, up)| (from, from + length, up)).collect();
            let mut expected = Uptime::default();
            for second in 0..100 {
                let says = |kind: bool| samples.iter().any(|(from, to, up)| *up == kind && *from <= second && second < *to);
                if says(false) {
                    expected.down += 1;
                } else if says(true) {
                    expected.up += 1;
                } else {
                    expected.unknown += 1;
                }
            }
            prop_assert_eq!(of(&samples), expected);
        }
    }
}
