//! Months as the series write them, and the quarters that are told outside.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};
use std::fmt;

/// A month, counted from the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Month(i32);

impl Month {
    /// The month of a day.
    pub(super) fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default())
    }

    /// Reads `YYYY-MM`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let (year, month): (i32, i32) = (year.parse().ok()?, month.parse().ok()?);
        (1..=12).contains(&month).then(|| Self(year * 12 + month - 1))
    }

    /// So many months earlier.
    pub(super) fn back(self, months: i32) -> Self {
        Self(self.0 - months)
    }

    /// Its first day.
    pub(super) fn first_day(self) -> NaiveDate {
        let month0 = u32::try_from(self.0.rem_euclid(12)).unwrap_or_default();
        NaiveDate::from_ymd_opt(self.0.div_euclid(12), month0 + 1, 1).unwrap_or_default()
    }

    /// Its last day.
    pub(super) fn last_day(self) -> NaiveDate {
        let next = self.first_day() + Months::new(1);
        next.pred_opt().unwrap_or(next)
    }

    /// How many months lie between this and an earlier one.
    pub(super) fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// Months of a report: the last ones up to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Month,
    pub(super) to: Month,
}

impl Span {
    pub(super) fn ending(to: Month, months: i32) -> Self {
        Self {
            from: to.back(months - 1),
            to,
        }
    }
}

/// A quarter, counted from the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quarter(i32);

impl Quarter {
    /// Reads `YYYY-Qn`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (year, quarter) = text.split_once("-Q")?;
        let (year, quarter): (i32, i32) = (year.parse().ok()?, quarter.parse().ok()?);
        (1..=4).contains(&quarter).then(|| Self(year * 4 + quarter - 1))
    }

    /// The newest that is closed.
    pub(super) fn newest(now: DateTime<Utc>) -> Self {
        Self((Month::of(now.date_naive()).0 - 4).div_euclid(3))
    }

    pub(super) fn span(self) -> Span {
        Span::ending(Month(self.0 * 3 + 2), 3)
    }

    /// When it is closed, a month after its end: what is recorded from then on changes nothing of what is told of it.
    pub(super) fn closes(self) -> DateTime<Utc> {
        let day = Month(self.0 * 3 + 4).first_day();
        day.and_time(NaiveTime::MIN).and_utc()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_closed_a_month_after_its_end() {
        let third = Quarter::read("2026-Q3").expect("a quarter");
        let span = third.span();
        assert_eq!(
            (span.from.to_string(), span.to.to_string()),
            ("2026-07".to_owned(), "2026-09".to_owned())
        );
        assert_eq!(third.closes().to_rfc3339(), "2026-11-01T00:00:00+00:00");
        assert_eq!(Quarter::newest(third.closes()), third);
        assert_ne!(
            Quarter::newest(third.closes() - chrono::TimeDelta::seconds(1)),
            third
        );
        let last = Quarter::read("2026-Q4").expect("a quarter");
        assert_eq!(last.closes().to_rfc3339(), "2027-02-01T00:00:00+00:00");
        assert_eq!((Quarter::read("2026-Q5"), Quarter::read("2026-11")), (None, None));
        assert_eq!(last.span().to.last_day().to_string(), "2026-12-31");
    }

    #[test]
    fn months_read_count_and_write() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).expect("a day");
        let month = Month::of(day);
        assert_eq!(month.to_string(), "2026-01");
        assert_eq!(month.back(1).to_string(), "2025-12");
        assert_eq!(month.since(month.back(14)), 14);
        assert_eq!(
            Month::read("2026-12").map(|one| one.back(12).to_string()),
            Some("2025-12".to_owned())
        );
        assert_eq!(Month::read("2026-13"), None);
        assert_eq!(Span::ending(month, 12).from.to_string(), "2025-02");
    }
}
