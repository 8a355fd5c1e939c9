//! Months and quarters, as releases name them: `2026-11`, `2026-Q4`.

use super::dto::Every;
use chrono::{Datelike, Months, NaiveDate};
use std::fmt;

/// A month or a quarter. Those of one kind sort by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Period {
    pub(super) every: Every,
    year: i32,
    /// Counted from 1.
    number: u32,
}

impl Period {
    /// Reads `YYYY-MM` or `YYYY-Qn`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let year = Some(year).filter(|year| year.len() == 4)?.parse().ok()?;
        let (every, number) = match rest.strip_prefix('Q') {
            Some(number) => (Every::Quarter, number.parse().ok()?),
            None => (
                Every::Month,
                Some(rest).filter(|rest| rest.len() == 2)?.parse().ok()?,
            ),
        };
        (1..=12 / every.months())
            .contains(&number)
            .then_some(Self { every, year, number })
    }

    /// The period that a day lies in.
    #[cfg(test)]
    pub(super) fn of(every: Every, day: NaiveDate) -> Self {
        Self {
            every,
            year: day.year(),
            number: day.month0() / every.months() + 1,
        }
    }

    fn first_day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, (self.number - 1) * self.every.months() + 1, 1)
    }

    /// The day after its last one.
    pub(super) fn ends_before(self) -> Option<NaiveDate> {
        self.first_day()?
            .checked_add_months(Months::new(self.every.months()))
    }

    pub(super) fn contains(self, day: NaiveDate) -> bool {
        self.every.months() > 0
            && day.year() == self.year
            && day.month0() / self.every.months() + 1 == self.number
    }

    /// Whether it has ended on a day.
    pub(super) fn has_ended(self, today: NaiveDate) -> bool {
        self.ends_before().is_some_and(|end| end <= today)
    }

    /// Its place in time, in its own steps.
    pub(super) fn place(self) -> i32 {
        let steps = 12 / self.every.months();
        self.year * i32::try_from(steps).unwrap_or(1) + i32::try_from(self.number).unwrap_or(0)
    }
}

impl Every {
    fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.every {
            Every::Month => write!(f, "{:04}-{:02}", self.year, self.number),
            Every::Quarter => write!(f, "{:04}-Q{}", self.year, self.number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_write_and_end() {
        for text in ["2026-01", "2026-12", "2026-Q1", "2026-Q4"] {
            assert_eq!(
                Period::read(text).map(|one| one.to_string()).as_deref(),
                Some(text)
            );
        }
        for text in [
            "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-1", "26-Q1", "2026", "2026-Qx",
        ] {
            assert_eq!(Period::read(text), None, "{text}");
        }
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
        let quarter = Period::of(Every::Quarter, day(11, 23));
        assert_eq!(quarter.to_string(), "2026-Q4");
        assert!(
            quarter.contains(day(10, 1)) && quarter.contains(day(12, 31)) && !quarter.contains(day(9, 30))
        );
        assert!(!quarter.has_ended(day(12, 31)));
        assert!(quarter.has_ended(NaiveDate::from_ymd_opt(2027, 1, 1).expect("a day")));
        let month = Period::of(Every::Month, day(12, 5));
        assert_eq!(month.ends_before(), NaiveDate::from_ymd_opt(2027, 1, 1));
        let place = |text: &str| Period::read(text).expect("a period").place();
        assert_eq!(place("2027-Q1") - place("2026-Q4"), 1);
        assert_eq!(place("2027-01") - place("2026-11"), 2);
    }
}
