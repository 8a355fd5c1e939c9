//! Small pure rules of benefits: what may be said of one, when it is realised, what an effect is, what overlaps.

use super::dto::{
    Adopters, AdoptionGroup, BenefitRisk, BenefitState, CreateBenefit, Direction, ReviewFinding,
};
use crate::error::{Fault, FaultCode};
use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};
use serde_json::to_value;

/// Values are kept in ten-thousandths.
const SCALE: f64 = 10_000.0;

/// What a unit is worth is kept to eight decimals: a minute is a sixtieth of an hour.
const WORTH_SCALE: f64 = 100_000_000.0;

/// The largest amount that an answer can hold.
const LARGEST: f64 = 1e18;

/// An effect: a value times a worth, in the product of both scales, so that products and sums are exact. With at most
/// 1e27 an effect, more of them than any ledger holds can be added.
pub(super) type Effect = i128;

/// How many of them make one.
const EFFECT_SCALE: Effect = 1_000_000_000_000;

/// A value as it is kept.
#[expect(clippy::cast_possible_truncation, reason = "the wire takes at most 1e9")]
pub(super) fn scaled(value: f64) -> i64 {
    (value * SCALE).round() as i64
}

/// A kept value as it is shown.
#[expect(clippy::cast_precision_loss, reason = "at most 1e13, far below 2^53")]
pub(super) fn unscaled(value: i64) -> f64 {
    value as f64 / SCALE
}

/// A worth as it is kept.
#[expect(clippy::cast_possible_truncation, reason = "the wire takes at most 1e5")]
pub(super) fn scaled_worth(worth: f64) -> i64 {
    (worth * WORTH_SCALE).round() as i64
}

/// A kept worth as it is shown.
#[expect(clippy::cast_precision_loss, reason = "at most 1e13, far below 2^53")]
pub(super) fn unscaled_worth(worth: i64) -> f64 {
    worth as f64 / WORTH_SCALE
}

/// An effect as a number to compute on with.
#[expect(
    clippy::cast_precision_loss,
    reason = "growth and interpolation are no exact numbers either"
)]
pub(super) fn number_of(effect: Effect) -> f64 {
    effect as f64 / EFFECT_SCALE as f64
}

/// An effect as it is shown: to four decimals.
pub(super) fn shown(effect: Effect) -> f64 {
    rounded(number_of(effect))
}

/// An amount to four decimals.
pub(super) fn rounded(amount: f64) -> f64 {
    // Never minus zero.
    ((amount * SCALE).round() / SCALE).clamp(-LARGEST, LARGEST) + 0.0
}

/// The key by which two spellings of an indicator or a unit of measure are told to be the same.
pub(super) fn key_of(text: &str, longest: usize) -> String {
    let folded = kernel::fold_key(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ").chars().take(longest).collect()
}

/// The first day of a day's month.
pub(super) fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// What a benefit's fields contradict.
pub(super) fn faults_of_benefit(fields: &CreateBenefit) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut contradicts = |pointer: &str, other: &str| {
        let other = other.to_owned();
        faults.push(Fault::new(pointer, FaultCode::Contradicts { other }));
    };
    if fields.to.is_some_and(|to| to < fields.from) {
        contradicts("/to", "from");
    }
    if let Some(baseline) = &fields.baseline {
        if fields.target.date < baseline.date {
            contradicts("/target/date", "baseline/date");
        }
        let (before, after) = (scaled(baseline.value), scaled(fields.target.value));
        let better = match fields.direction {
            Direction::Higher => after > before,
            Direction::Lower => after < before,
        };
        if !better {
            contradicts("/target/value", "baseline/value");
        }
    }
    faults
}

/// What of a benefit holds still when its baseline is locked: all that its effects are told and judged by.
const FROZEN: [&str; 8] = [
    "kind",
    "indicator",
    "measure",
    "method",
    "direction",
    "worthPerUnit",
    "tolerancePercent",
    "baseline",
];

/// What a change would alter of that.
pub(super) fn frozen(before: &CreateBenefit, after: &CreateBenefit) -> Vec<Fault> {
    let (before, after) = (
        to_value(before).unwrap_or_default(),
        to_value(after).unwrap_or_default(),
    );
    let changed = FROZEN.into_iter().filter(|field| before[field] != after[field]);
    changed
        .map(|field| {
            Fault::new(
                format!("/{field}"),
                FaultCode::Rule {
                    rule: "baseline_locked",
                },
            )
        })
        .collect()
}

/// What is known of one group's adoption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Nothing is said.
    Missing,
    /// Evidence is named that is not accepted, or no longer valid.
    Lost,
    /// Evidence that is accepted and valid.
    Valid,
    /// The group does not apply, for a stated reason.
    NotApplicable,
}

/// What is measured of a benefit within its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measured {
    Nothing,
    /// The effects come to nothing, or less.
    NoEffect,
    Effect,
}

impl Measured {
    /// What the effects of the measured months come to.
    pub(super) fn of(effects: impl IntoIterator<Item = Effect>) -> Self {
        match effects.into_iter().reduce(|one, other| one + other) {
            None => Self::Nothing,
            Some(sum) if sum > 0 => Self::Effect,
            Some(_) => Self::NoEffect,
        }
    }
}

/// Everything that a benefit is realised on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grounds {
    pub(super) state: BenefitState,
    pub(super) locked: bool,
    pub(super) measured: Measured,
    /// Staff, users, partners.
    pub(super) adoption: [Proof; 3],
}

impl Grounds {
    /// Every reason why the benefit is not realised; none where it is. Rule 2 of the domain: a locked baseline, a
    /// measured value, and adoption by all three groups or a stated reason. Not all of them can be without: what
    /// nobody uses is no benefit, and neither is what has no effect.
    pub(super) fn missing(self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut missing = |pointer: &str, rule: &'static str| {
            faults.push(Fault::new(pointer, FaultCode::Rule { rule }));
        };
        if matches!(self.state, BenefitState::Realised | BenefitState::Abandoned) {
            missing("/state", "state_is_final");
        }
        if !self.locked {
            missing("/baseline", "baseline_not_locked");
        }
        match self.measured {
            Measured::Nothing => missing("/values", "nothing_measured"),
            Measured::NoEffect => missing("/values", "no_effect"),
            Measured::Effect => {}
        }
        for (group, proof) in AdoptionGroup::ALL.iter().zip(self.adoption) {
            let pointer = format!("/adoption/{group}");
            match proof {
                Proof::Missing => missing(&pointer, "adoption_missing"),
                Proof::Lost => missing(&pointer, "evidence_not_valid"),
                Proof::Valid | Proof::NotApplicable => {}
            }
        }
        if self.adoption.iter().all(|proof| *proof == Proof::NotApplicable) {
            missing("/adoption", "nobody_adopts");
        }
        faults
    }
}

/// Whether one piece of evidence is named for more than one group.
pub(super) fn shares_evidence(adopters: &Adopters) -> bool {
    let mut named: Vec<_> = adopters
        .each()
        .into_iter()
        .filter_map(|(_, one)| one?.evidence_id)
        .collect();
    let all = named.len();
    named.sort_unstable();
    named.dedup();
    named.len() < all
}

/// What is known of the three groups, where `valid` tells which evidence is accepted and valid.
pub(super) fn proofs(adopters: &Adopters, valid: &dyn Fn(uuid::Uuid) -> bool) -> [Proof; 3] {
    adopters.each().map(|(_, adoption)| match adoption {
        Some(adoption) => match (adoption.evidence_id, &adoption.not_applicable_reason) {
            (Some(id), _) if valid(id) => Proof::Valid,
            (Some(_), _) => Proof::Lost,
            (None, Some(_)) => Proof::NotApplicable,
            (None, None) => Proof::Missing,
        },
        None => Proof::Missing,
    })
}

/// What the newest finding of a benefit's reviews said, and when.
pub(super) type Found = (ReviewFinding, DateTime<Utc>);

/// What puts a realised benefit at risk. `superseded` is when its baseline was, if that was after it was realised:
/// until somebody has looked again, nobody knows whether it still holds.
pub(super) fn risks(
    state: BenefitState,
    adoption: [Proof; 3],
    superseded: Option<DateTime<Utc>>,
    found: Option<Found>,
) -> Vec<BenefitRisk> {
    if state != BenefitState::Realised {
        return Vec::new();
    }
    let words = [
        BenefitRisk::StaffEvidenceLost,
        BenefitRisk::UsersEvidenceLost,
        BenefitRisk::PartnersEvidenceLost,
    ];
    let lost = words
        .into_iter()
        .zip(adoption)
        .filter(|(_, proof)| *proof == Proof::Lost);
    let mut risks: Vec<BenefitRisk> = lost.map(|(word, _)| word).collect();
    if superseded.is_some_and(|day| found.is_none_or(|(_, found)| found < day)) {
        risks.push(BenefitRisk::BaselineSuperseded);
    }
    if found.is_some_and(|(finding, _)| finding == ReviewFinding::Lost) {
        risks.push(BenefitRisk::FoundLost);
    }
    risks
}

/// What an effect is told by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Yardstick {
    pub(super) baseline: Option<i64>,
    pub(super) direction: Direction,
    /// What one unit of measure is worth, as it is kept.
    pub(super) worth: i64,
}

impl Yardstick {
    /// The effect of a reading: its improvement on the baseline times what a unit is worth. Nothing without a baseline.
    pub(super) fn effect(&self, reading: i64) -> Option<Effect> {
        let baseline = self.baseline?;
        let better = match self.direction {
            Direction::Higher => reading - baseline,
            Direction::Lower => baseline - reading,
        };
        Some(Effect::from(better) * Effect::from(self.worth))
    }
}

/// How far realised lies from forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Deviation {
    pub(super) amount: Effect,
    /// In percent of the forecast effect; absent where none was forecast.
    pub(super) percent: Option<f64>,
    pub(super) exceeds: bool,
}

/// The deviation of a realised from a forecast effect. Where no effect was forecast, any at all is more than tolerated.
pub(super) fn deviation(forecast: Effect, realised: Effect, tolerance_percent: i32) -> Deviation {
    let amount = realised - forecast;
    let percent = (forecast != 0).then(|| rounded(number_of(amount) / number_of(forecast.abs()) * 100.0));
    Deviation {
        amount,
        percent,
        exceeds: amount.abs() * 100 > forecast.abs() * Effect::from(tolerance_percent),
    }
}

/// The months after its first in which a benefit can have readings: fifty years.
pub(super) const LONGEST: u32 = 600;

/// Whether a month lies further ahead of a benefit's first than readings go.
pub(super) fn too_far(from: NaiveDate, month: NaiveDate) -> bool {
    let last = month_of(from).checked_add_months(Months::new(LONGEST));
    last.is_some_and(|last| month >= last)
}

/// The days before the day on which a review is due, from which on it may be done.
const EARLY: i64 = 60;

/// The first day on which it may be said what a review found.
pub(super) fn may_be_done_from(due_on: NaiveDate) -> NaiveDate {
    due_on - TimeDelta::days(EARLY)
}

/// A period in which an effect counts, from its first day to its last, or for ever.
pub(super) type Span = (NaiveDate, Option<NaiveDate>);

/// Whether a month has a day of a period.
pub(super) fn counts_in(span: Span, month: NaiveDate) -> bool {
    month_of(span.0) <= month && span.1.is_none_or(|to| month <= to)
}

/// What two periods have in common.
pub(super) fn overlap(one: Span, other: Span) -> Option<Span> {
    let from = one.0.max(other.0);
    let to = match (one.1, other.1) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    to.is_none_or(|to| from <= to).then_some((from, to))
}

/// Whether one unit is the other or lies above it, by their paths.
pub(super) fn same_branch(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

#[cfg(test)]
mod tests;
