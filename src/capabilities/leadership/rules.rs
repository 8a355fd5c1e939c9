//! What can be judged without a database: days of a round, answers, scores, the posture, versions, work in a window.

use super::dto::{AxisScore, Bound, PostureAnswer, RoundState, Spread};
use super::texts::{Axis, Posture, Questionnaire};
use crate::error::{Fault, FaultCode};
use chrono::{Days, NaiveDate};
use kernel::WorkingCalendar;
use std::collections::{BTreeMap, BTreeSet};
use tables::milestone;
use uuid::Uuid;

/// A round is open for a quarter at most, so that what is said of it is of one time.
const LONGEST: i64 = 92;

/// Rounds of leaders and staff are compared if they end at most so many days apart.
const COMPARED_WITHIN: i64 = 180;

/// With fewer answers than these a mean is shown to half a point and no spread is: of few answers, both together would
/// be the answers.
const FINELY: i32 = 5;

pub(super) fn state_of(opens: NaiveDate, closes: NaiveDate, today: NaiveDate) -> RoundState {
    if today < opens {
        RoundState::Planned
    } else if today <= closes {
        RoundState::Open
    } else {
        RoundState::Closed
    }
}

/// Rounds that ended before this day are read: a whole day lies between a round's end and its results, so that an answer
/// that was on its way at midnight is counted before anything is shown.
pub(super) fn read_before(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(1)).unwrap_or(today)
}

/// Whether rounds that ended on these days are compared.
pub(super) fn comparable(one: NaiveDate, other: NaiveDate) -> bool {
    (one - other).num_days().abs() <= COMPARED_WITHIN
}

/// What is wrong with the days of a round. One that is open already keeps its first day. None ends in the past: what is
/// shown after a round's end must never grow.
pub(super) fn faults_of_days(
    before: Option<NaiveDate>,
    opens: NaiveDate,
    closes: NaiveDate,
    today: NaiveDate,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let begun = before.filter(|before| *before <= today);
    if begun.is_some_and(|before| before != opens) || (begun.is_none() && opens < today) {
        let rule = FaultCode::Rule { rule: "in_the_past" };
        faults
            .push(Fault::new("/opens", rule).note("A round opens today or later, and keeps its first day."));
    }
    if closes < opens {
        let other = "opens".to_owned();
        faults.push(Fault::new("/closes", FaultCode::Contradicts { other }));
    } else if closes < today {
        let rule = FaultCode::Rule { rule: "in_the_past" };
        faults.push(Fault::new("/closes", rule).note("A round closes today or later."));
    } else if (closes - opens).num_days() > LONGEST {
        let rule = FaultCode::Rule {
            rule: "too_long_open",
        };
        faults.push(Fault::new("/closes", rule).note(format!("A round is open for at most {LONGEST} days.")));
    }
    faults
}

/// What an answer lacks: every statement is answered once.
pub(super) fn faults_of_answers(asked: &Questionnaire, answers: &[PostureAnswer]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut open: BTreeSet<&str> = asked.items.iter().map(|item| item.key.as_str()).collect();
    for (index, answer) in answers.iter().enumerate() {
        let pointer = format!("/answers/{index}/key");
        if !asked.items.iter().any(|item| item.key == answer.key) {
            let what = "statement".to_owned();
            faults.push(Fault::new(pointer, FaultCode::NoSuch { what }));
        } else if !open.remove(answer.key.as_str()) {
            faults.push(Fault::new(pointer, FaultCode::NotUnique));
        }
    }
    if !open.is_empty() {
        let missing: Vec<&str> = open.into_iter().collect();
        faults.push(Fault::new("/answers", FaultCode::Required).note(missing.join(", ")));
    }
    faults
}

/// The points of an answer on an axis: each statement gives 1 to 5, a reversed one from the other end.
pub(super) fn points(asked: &Questionnaire, answers: &[PostureAnswer], axis: Axis) -> i32 {
    let on_axis = asked.items.iter().filter(|item| item.axis == axis);
    on_axis
        .filter_map(|item| {
            let answer = answers.iter().find(|answer| answer.key == item.key)?;
            Some(if item.reversed {
                6 - answer.value
            } else {
                answer.value
            })
        })
        .sum()
}

/// What is shown of an axis, from how many reached how many points: the mean, coarser where few have answered and open
/// towards the ends, and how far those who answered lie apart, in three classes and only around the middle.
pub(super) fn score(counts: &BTreeMap<i32, i32>, items: i32) -> Option<AxisScore> {
    let answers: i32 = counts.values().sum();
    if answers == 0 || items == 0 {
        return None;
    }
    let each = |points: i32| f64::from(points) / f64::from(items);
    let over = |what: &dyn Fn(f64) -> f64| {
        let sum: f64 = counts
            .iter()
            .map(|(points, count)| what(each(*points)) * f64::from(*count))
            .sum();
        sum / f64::from(answers)
    };
    let exact = over(&|score| score);
    let deviation = over(&|score| (score - exact).powi(2)).sqrt();
    let fine = answers >= FINELY;
    let mean = if fine {
        tenths(exact)
    } else {
        (exact * 2.0).round() / 2.0
    };
    let (mean, bound) = if mean <= 1.5 {
        (1.5, Bound::AtMost)
    } else if mean >= 4.5 {
        (4.5, Bound::AtLeast)
    } else {
        (mean, Bound::About)
    };
    // Towards the ends, wide would say that all but one answered the same.
    let spread = (fine && (2.0..=4.0).contains(&mean)).then_some(if deviation < 0.5 {
        Spread::Narrow
    } else if deviation < 1.0 {
        Spread::Middle
    } else {
        Spread::Wide
    });
    Some(AxisScore { mean, bound, spread })
}

/// To one decimal.
pub(super) fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// The posture: the weaker of the two axes decides, since will without action changes nothing, and action without will
/// follows events. Below 2.5 it is A, below 4 it is B, from 4 on C.
pub(super) fn posture(stance: f64, action: f64) -> Posture {
    let weaker = stance.min(action);
    if weaker < 2.5 {
        Posture::A
    } else if weaker < 4.0 {
        Posture::B
    } else {
        Posture::C
    }
}

/// A version of the acknowledgement, as far as signatures care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edition {
    /// None for the text that ships with the product.
    pub(super) text: Option<Uuid>,
    pub(super) fingerprint: String,
    pub(super) sign_again: bool,
}

/// The versions whose signatures hold today: the last one, and those before it back to the last one that asked everybody
/// to sign again.
pub(super) fn holding(editions: &[Edition]) -> &[Edition] {
    let from = editions
        .iter()
        .rposition(|edition| edition.sign_again)
        .unwrap_or(0);
    &editions[from..]
}

/// Whether a signature counts for somebody who is a member: whoever left and came back signs again.
pub(super) fn counts(signed_on: NaiveDate, member_since: Option<&NaiveDate>) -> bool {
    member_since.is_some_and(|since| *since <= signed_on)
}

/// Person-days of an open milestone that fall into the days from today to `until`. What is late falls into them as a whole,
/// and so does what has no due date; what is due later by its part of the working days.
pub(super) fn booked(
    row: &milestone::Model,
    today: NaiveDate,
    until: NaiveDate,
    calendar: &WorkingCalendar,
) -> f64 {
    let left = f64::from(row.effort_hundredths.unwrap_or(0)) / 100.0 * f64::from(100 - row.progress) / 100.0;
    let first = row.not_before.map_or(today, |day| day.max(today));
    if first > until {
        return 0.0;
    }
    let Some(due) = row.due_date.filter(|due| *due > until) else {
        return left;
    };
    let after = |day: NaiveDate| day.succ_opt().unwrap_or(day);
    let days = |last: NaiveDate| calendar.working_days_between(first, after(last));
    left * ratio(days(until), days(due))
}

/// A part of a whole; nothing of nothing.
#[expect(clippy::cast_precision_loss, reason = "days and percents are far below 2^53")]
pub(super) fn ratio(part: i64, whole: i64) -> f64 {
    if whole > 0 {
        part as f64 / whole as f64
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests;
