//! The time axis: which days it spans, where a day stands, and in weeks, months, quarters or years.

use chrono::{Datelike as _, NaiveDate};

use crate::date::{self, Day, date, day};
use crate::lettering::Lettering;
use crate::model::Language;
use crate::words;

/// What one step of the finer scale is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Week,
    Month,
    Quarter,
    /// As many years as told.
    Years(i32),
}

/// A stretch of the axis with its name.
#[derive(Debug)]
pub(crate) struct Mark {
    pub(crate) from: Day,
    /// The first day after it.
    pub(crate) end: Day,
    pub(crate) label: String,
}

#[derive(Debug)]
pub(crate) struct Axis {
    first: Day,
    /// The first day after the axis; always greater than `first`.
    end: Day,
    /// The edge of the chart.
    edge: f64,
    /// Where the first day begins, a little inside the edge.
    zero: f64,
    width: f64,
    /// The coarse scale: months over weeks, years over all else.
    pub(crate) majors: Vec<Mark>,
    /// The fine scale; empty where years stand alone.
    pub(crate) minors: Vec<Mark>,
    /// Saturdays whose weekends are shaded; only where days can be told apart.
    pub(crate) weekends: Vec<Day>,
}

/// A plan shorter than this is shown on an axis of this length, in days.
const SHORTEST: Day = 28;
/// Today is on the axis if it is at most this many days, or a quarter of the span, off the plan.
const NEAR: Day = 60;
/// Between the edge of the chart and the first day, so that a bar that starts there is seen whole.
const INSET: f64 = 6.0;
/// The least width of a day, in units, at which weekends are shaded.
const WEEKEND_FROM: f64 = 5.0;

impl Axis {
    /// Fits an axis to what is planned, on a stretch of the page. `scale` is the size of text, 1 on a screen.
    pub(crate) fn fit(
        span: Option<(Day, Day)>,
        today: Day,
        (edge, width): (f64, f64),
        scale: f64,
        language: Language,
    ) -> Self {
        let inset = INSET * scale;
        let (zero, width) = (edge + inset, width - inset);
        let (from, to) = range(span, today);
        let unit = Unit::fitting(width / f64::from(to - from + 1), scale, language);
        let whole = if let Unit::Years(_) = unit {
            Unit::Years(1)
        } else {
            unit
        };
        let first = whole.start(from);
        let end = whole.next(whole.start(to)).max(first + 1);
        let mut axis = Self {
            first,
            end,
            edge,
            zero,
            width,
            majors: Vec::new(),
            minors: Vec::new(),
            weekends: Vec::new(),
        };
        axis.minors = if whole == unit && unit != Unit::Years(1) {
            axis.marks(unit, |day| unit.label(day, language))
        } else {
            Vec::new()
        };
        axis.majors = match unit {
            Unit::Week => axis.marks(Unit::Month, |day| date::month_and_year(day, language)),
            Unit::Month | Unit::Quarter => axis.marks(Unit::Years(1), |day| date(day).year().to_string()),
            Unit::Years(_) => axis.marks(unit, |day| date(day).year().to_string()),
        };
        if axis.width / f64::from(end - first) >= WEEKEND_FROM {
            // Day 1 of the common era is a Monday, in the calendar that is carried back.
            axis.weekends = (first - 1..end).filter(|day| day.rem_euclid(7) == 6).collect();
        }
        axis
    }

    /// Where a day begins.
    pub(crate) fn x(&self, day: Day) -> f64 {
        let day = day.clamp(self.first, self.end);
        self.zero + self.width * f64::from(day - self.first) / f64::from(self.end - self.first)
    }

    /// Where a day ends.
    pub(crate) fn x_end(&self, day: Day) -> f64 {
        self.x(day + 1)
    }

    pub(crate) fn middle(&self, day: Day) -> f64 {
        f64::midpoint(self.x(day), self.x_end(day))
    }

    pub(crate) fn contains(&self, day: Day) -> bool {
        (self.first..self.end).contains(&day)
    }

    pub(crate) fn edge(&self) -> f64 {
        self.edge
    }

    pub(crate) fn right(&self) -> f64 {
        self.zero + self.width
    }

    fn marks(&self, unit: Unit, label: impl Fn(Day) -> String) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut start = unit.start(self.first);
        while start < self.end {
            // The calendar's last day has no day after it that is a date; the mark then ends with the axis.
            let next = unit.next(start).max(start + 1);
            marks.push(Mark {
                from: start.max(self.first),
                end: next.min(self.end),
                label: label(start),
            });
            start = next;
        }
        marks
    }
}

impl Unit {
    /// The finest unit whose names have room, given the width of a day.
    fn fitting(per_day: f64, scale: f64, language: Language) -> Self {
        let lettering = Lettering::new(11.0 * scale, "");
        let room = |text: &str| lettering.width(text) + 6.0 * scale;
        if per_day * 7.0 >= room(&words::week(language, 52)) {
            return Self::Week;
        }
        // February is the shortest month, and the first quarter the shortest quarter.
        if per_day * 28.0 >= room("mars") {
            return Self::Month;
        }
        if per_day * 90.0 >= room(&words::quarter(language, 4)) {
            return Self::Quarter;
        }
        let mut years = 1;
        loop {
            for step in [1, 2, 5] {
                let step = step * years;
                if per_day * 365.0 * f64::from(step) >= room("-200000") || step > 100_000 {
                    return Self::Years(step);
                }
            }
            years *= 10;
        }
    }

    /// The first day of the unit that holds a day.
    fn start(self, day_: Day) -> Day {
        let at = date(day_);
        let first_of = |year, month| NaiveDate::from_ymd_opt(year, month, 1).map_or(day_, day);
        match self {
            Self::Week => day_ - (day_ - 1).rem_euclid(7),
            Self::Month => first_of(at.year(), at.month()),
            Self::Quarter => first_of(at.year(), at.month0() / 3 * 3 + 1),
            Self::Years(step) => first_of(at.year().div_euclid(step) * step, 1),
        }
    }

    /// The first day of the next unit, given the first day of one.
    fn next(self, start: Day) -> Day {
        let at = date(start);
        let months = match self {
            Self::Week => return start + 7,
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Years(step) => {
                let year = at.year().div_euclid(step) * step + step;
                return NaiveDate::from_ymd_opt(year, 1, 1).map_or(day(NaiveDate::MAX) + 1, day);
            }
        };
        let month = at.month0() + months;
        let year = at.year() + i32::from(month >= 12);
        NaiveDate::from_ymd_opt(year, month % 12 + 1, 1).map_or(day(NaiveDate::MAX) + 1, day)
    }

    fn label(self, start: Day, language: Language) -> String {
        let at = date(start);
        match self {
            Self::Week => words::week(language, at.iso_week().week()),
            Self::Month => date::month(start, language).to_owned(),
            Self::Quarter => words::quarter(language, at.month0() / 3 + 1),
            Self::Years(_) => at.year().to_string(),
        }
    }
}

/// The first and last day to show: the plan, today if it is near, and some air.
fn range(span: Option<(Day, Day)>, today: Day) -> (Day, Day) {
    let (mut from, mut to) = span.unwrap_or((today, today));
    let near = ((to - from) / 4).max(NEAR);
    if (from - near..=to + near).contains(&today) {
        from = from.min(today);
        to = to.max(today);
    }
    let lacking = SHORTEST - (to - from + 1);
    if lacking > 0 {
        from -= lacking / 2;
        to += lacking - lacking / 2;
    }
    let length = to - from;
    let to = to + length / 33 + 1;
    (from.max(day(NaiveDate::MIN)), to.min(day(NaiveDate::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(span: Day) -> Axis {
        let from = day(NaiveDate::from_ymd_opt(2026, 3, 9).unwrap());
        Axis::fit(
            Some((from, from + span)),
            from + span / 2,
            (300.0, 850.0),
            1.0,
            Language::Nb,
        )
    }

    #[test]
    fn the_unit_follows_the_span() {
        let names = |span| {
            let axis = fit(span);
            (
                axis.majors[0].label.clone(),
                axis.minors.first().map(|mark| mark.label.clone()),
            )
        };
        assert_eq!(
            names(0),
            ("februar 2026".to_owned(), Some("u.\u{a0}9".to_owned()))
        );
        assert_eq!(names(60), ("mars 2026".to_owned(), Some("u.\u{a0}11".to_owned())));
        assert_eq!(names(300), ("2026".to_owned(), Some("mars".to_owned())));
        assert_eq!(names(1_300), ("2026".to_owned(), Some("1.\u{a0}kv.".to_owned())));
        assert_eq!(names(3_650), ("2026".to_owned(), None));
        assert_eq!(
            names(14_610).0,
            "2025",
            "five years a step, from a year that five divides"
        );
    }

    #[test]
    fn the_marks_cover_the_axis_without_a_gap() {
        for span in [0, 10, 100, 500, 2_000, 20_000, 400_000] {
            let axis = fit(span);
            for marks in [&axis.majors, &axis.minors] {
                let Some((first, last)) = marks.first().zip(marks.last()) else {
                    continue;
                };
                assert!((axis.x(first.from) - 306.0).abs() < 1e-6);
                assert!((axis.x(last.end) - 1150.0).abs() < 1e-6);
                assert!(marks.windows(2).all(|pair| pair[0].end == pair[1].from));
                assert!(marks.len() < 70, "{span}: {}", marks.len());
            }
        }
    }

    #[test]
    fn weekends_are_shaded_on_short_spans_only() {
        let axis = fit(30);
        assert!(
            axis.weekends
                .iter()
                .all(|day| date(*day).weekday() == chrono::Weekday::Sat)
        );
        assert!(axis.weekends.len() >= 4);
        assert!(fit(400).weekends.is_empty());
    }

    #[test]
    fn today_far_away_does_not_squeeze_the_plan() {
        let axis = Axis::fit(Some((700_000, 700_200)), 740_000, (0.0, 800.0), 1.0, Language::En);
        assert!(!axis.contains(740_000) && axis.contains(700_200));
    }

    #[test]
    fn the_whole_calendar_fits() {
        let (first, last) = (day(NaiveDate::MIN), day(NaiveDate::MAX));
        let axis = Axis::fit(Some((first, last)), 0, (0.0, 800.0), 1.0, Language::Sv);
        assert!(axis.contains(first) && axis.contains(last));
        assert!(axis.x_end(last) <= 800.0 + 1e-6);
        for edge in [first, last] {
            let axis = Axis::fit(Some((edge, edge)), edge, (0.0, 800.0), 1.0, Language::Sv);
            assert!(axis.contains(edge), "{edge}");
        }
    }
}
