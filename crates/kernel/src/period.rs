//! A period of calendar dates as HR records write it: from a day to a day, both included, or with no end yet.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Calendar dates from `from` to `to`, both included; without `to` it is still running.
///
/// A period has at least one day.
///
/// ```
/// use kernel::Period;
/// use chrono::NaiveDate;
///
/// let day = |day| NaiveDate::from_ymd_opt(2026, 8, day).expect("a day in August");
/// let period = Period::new(day(1), Some(day(15)))?;
/// assert!(period.contains(day(15)));
/// assert!(!period.overlaps(Period::new(day(16), None)?));
/// assert!(Period::new(day(2), Some(day(1))).is_err());
/// # Ok::<(), kernel::PeriodError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Period {
    from: NaiveDate,
    to: Option<NaiveDate>,
}

/// A period as it stands in JSON, before its order is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    from: NaiveDate,
    #[serde(default)]
    to: Option<NaiveDate>,
}

/// The last day lies before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the period ends on {to}, before it begins on {from}")]
pub struct PeriodError {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// Makes a period; fails if `to` lies before `from`.
    pub fn new(from: NaiveDate, to: Option<NaiveDate>) -> Result<Self, PeriodError> {
        match to {
            Some(to) if to < from => Err(PeriodError { from, to }),
            _ => Ok(Self { from, to }),
        }
    }

    /// The first day.
    pub const fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day, or none while the period has no end.
    pub const fn to(self) -> Option<NaiveDate> {
        self.to
    }

    /// Whether the day lies in the period; its first and last day do.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether the two have at least one day in common.
    pub fn overlaps(self, other: Self) -> bool {
        // They do exactly when the later of the two beginnings lies in both.
        self.contains(other.from) || other.contains(self.from)
    }
}

impl TryFrom<Written> for Period {
    type Error = PeriodError;

    fn try_from(written: Written) -> Result<Self, PeriodError> {
        Self::new(written.from, written.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, number).unwrap()
    }

    fn period(from: u32, to: u32) -> Period {
        Period::new(day(from), (to > 0).then(|| day(to))).unwrap()
    }

    #[test]
    fn overlap() {
        // From, to, from, to, whether they overlap; 0 is an open end.
        let cases = [
            (1, 5, 5, 9, true),
            (1, 5, 6, 9, false),
            (1, 9, 3, 4, true),
            (3, 3, 3, 3, true),
            (1, 0, 9, 0, true),
            (1, 0, 9, 9, true),
            (5, 0, 1, 4, false),
            (5, 0, 1, 5, true),
        ];
        for (from, to, other_from, other_to, expected) in cases {
            let (one, other) = (period(from, to), period(other_from, other_to));
            assert_eq!(one.overlaps(other), expected, "{one:?} {other:?}");
            assert_eq!(other.overlaps(one), expected, "{other:?} {one:?}");
        }
    }

    #[test]
    fn json() {
        let open: Period = serde_json::from_str(r#"{"from":"2026-03-01"}"#).unwrap();
        assert_eq!(open, period(1, 0));
        assert_eq!(
            serde_json::to_string(&open).unwrap(),
            r#"{"from":"2026-03-01","to":null}"#
        );
        assert!(serde_json::from_str::<Period>(r#"{"from":"2026-03-02","to":"2026-03-01"}"#).is_err());
        assert!(serde_json::from_str::<Period>(r#"{"from":"2026-03-01","until":"2026-03-02"}"#).is_err());
    }

    proptest! {
        #[test]
        fn overlap_means_a_common_day(a in 1_u32..=31, b in 0_u32..=31, c in 1_u32..=31, d in 0_u32..=31) {
            let end = |from: u32, to: u32| (to >= from).then(|| day(to));
            let one = Period::new(day(a), end(a, b)).unwrap();
            let other = Period::new(day(c), end(c, d)).unwrap();
            let common = (1..=31).any(|number| one.contains(day(number)) && other.contains(day(number)));
            prop_assert_eq!(one.overlaps(other), common);
        }
    }
}
