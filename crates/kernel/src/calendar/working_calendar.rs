//! An organiser's working days: by rule from its country and weekdays, and its own days above the rule.
//!
//! All counting is in whole days, without hours or time zones.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::holidays::is_holiday;
use crate::country::Country;

/// The weekdays on which work is done; at least one, so that a search for a working day comes to an end.
///
/// ```
/// use chrono::Weekday;
/// use kernel::WorkingWeekdays;
///
/// assert!(WorkingWeekdays::default().contains(Weekday::Fri));
/// assert!(!WorkingWeekdays::default().contains(Weekday::Sat));
/// assert!(WorkingWeekdays::new(&[]).is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct WorkingWeekdays([bool; 7]);

impl WorkingWeekdays {
    /// The named weekdays in any order; none if the list is empty.
    pub fn new(weekdays: &[Weekday]) -> Option<Self> {
        let mut worked = [false; 7];
        for weekday in weekdays {
            worked[weekday.num_days_from_monday() as usize] = true;
        }
        (!weekdays.is_empty()).then_some(Self(worked))
    }

    /// Whether work is done on this weekday.
    pub const fn contains(self, weekday: Weekday) -> bool {
        self.0[weekday.num_days_from_monday() as usize]
    }
}

impl Default for WorkingWeekdays {
    /// Monday to Friday.
    fn default() -> Self {
        Self([true, true, true, true, true, false, false])
    }
}

/// An organiser's own day, which overrides the rule.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct LocalDay {
    /// The day.
    pub date: NaiveDate,
    /// What the organiser calls it.
    pub name: String,
    /// Whether work is done on it: false for a closing day, true for a weekend that is worked.
    pub working: bool,
}

/// Answers which days are worked.
///
/// A day is worked if an organiser's own day says so;
/// without one, if its weekday is worked and it is no holiday of either kind.
///
/// Searching and counting go day by day, so the time they take grows with the span:
/// whoever takes spans from outside should bound them.
///
/// ```
/// use kernel::{Country, LocalDay, WorkingCalendar, WorkingWeekdays};
///
/// let day = |text: &str| text.parse().expect("a date");
/// let calendar = WorkingCalendar::new(Country::No, WorkingWeekdays::default(), [
///     LocalDay { date: day("2026-04-01"), name: "Closing day".into(), working: false },
/// ]);
/// // Easter 2026: Wednesday the local day, Thursday to Monday the holidays.
/// assert_eq!(calendar.next_working_day(day("2026-03-31")), Some(day("2026-04-07")));
/// assert_eq!(calendar.add_working_days(day("2026-03-31"), 2), Some(day("2026-04-08")));
/// assert_eq!(calendar.working_days_between(day("2026-03-31"), day("2026-04-08")), 2);
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkingCalendar {
    country: Country,
    weekdays: WorkingWeekdays,
    local_days: BTreeMap<NaiveDate, LocalDay>,
}

impl WorkingCalendar {
    /// Builds a calendar. Of two local days with one date the later in the list counts.
    pub fn new(
        country: Country,
        weekdays: WorkingWeekdays,
        local_days: impl IntoIterator<Item = LocalDay>,
    ) -> Self {
        let local_days = local_days.into_iter().map(|day| (day.date, day)).collect();
        Self {
            country,
            weekdays,
            local_days,
        }
    }

    /// The country whose holidays it keeps.
    pub const fn country(&self) -> Country {
        self.country
    }

    /// The weekdays that are worked by rule.
    pub const fn weekdays(&self) -> WorkingWeekdays {
        self.weekdays
    }

    /// The organiser's own days, by date.
    pub fn local_days(&self) -> impl Iterator<Item = &LocalDay> {
        self.local_days.values()
    }

    /// Whether work is done on this day.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        match self.local_days.get(&date) {
            Some(local) => local.working,
            None => self.weekdays.contains(date.weekday()) && !is_holiday(self.country, date),
        }
    }

    /// The first working day after this one; none if `chrono`'s dates end before it.
    pub fn next_working_day(&self, date: NaiveDate) -> Option<NaiveDate> {
        self.add_working_days(date, 1)
    }

    /// This day if it is worked, else the next working day; none if `chrono`'s dates end before it.
    ///
    /// ```
    /// use kernel::{Country, WorkingCalendar, WorkingWeekdays};
    /// let day = |text: &str| text.parse().expect("a date");
    /// let calendar = WorkingCalendar::new(Country::Se, WorkingWeekdays::default(), []);
    /// assert_eq!(calendar.working_day_from(day("2026-08-08")), Some(day("2026-08-10")));
    /// assert_eq!(calendar.working_day_from(day("2026-08-10")), Some(day("2026-08-10")));
    /// ```
    pub fn working_day_from(&self, date: NaiveDate) -> Option<NaiveDate> {
        if self.is_working_day(date) {
            Some(date)
        } else {
            self.next_working_day(date)
        }
    }

    /// The `count`-th working day after `start`, or before it if `count` is negative; `start` itself, worked or not, if it is 0.
    ///
    /// From a Saturday, 1 is the Monday and −1 the Friday.
    /// None if `chrono`'s dates (some 262 000 years either way) end before it.
    pub fn add_working_days(&self, start: NaiveDate, count: i32) -> Option<NaiveDate> {
        let mut date = start;
        let mut left = count.unsigned_abs();
        // There cannot be more working days than days: hopeless searches end here.
        let limit = if count < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
        if i64::from(left) > (limit - start).num_days().abs() {
            return None;
        }
        while left > 0 {
            date = if count < 0 {
                date.pred_opt()?
            } else {
                date.succ_opt()?
            };
            if self.is_working_day(date) {
                left -= 1;
            }
        }
        Some(date)
    }

    /// How many working days there are from `from`, included, to `to`, excluded; negative if `to` is the earlier,
    /// when it counts those from `to`, included, to `from`, excluded.
    ///
    /// So counts add up: from a to b and from b to c give from a to c.
    /// If `start` is worked, `add_working_days(start, n)` lies n working days from it.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        let mut count = 0;
        let mut date = from;
        while date < to {
            count += i64::from(self.is_working_day(date));
            let Some(next) = date.succ_opt() else { break };
            date = next;
        }
        count
    }
}

#[cfg(test)]
mod tests;
