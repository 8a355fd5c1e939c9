//! The caller's timeline put in order: texts on one line, dates as days, and what follows from them.

use crate::date::{Day, day, period};
use crate::lettering::clean;
use crate::model::{Bar, Stage, StageState, Status, Timeline};

/// A timeline that can be drawn as it is.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) title: String,
    pub(crate) subtitle: Option<String>,
    pub(crate) today: Day,
    pub(crate) stages: Vec<Lane>,
    pub(crate) target: Option<Day>,
    /// 0 to 1.
    pub(crate) probability: Option<f64>,
    /// First and last day of anything planned, today left out; `None` where nothing has a date.
    pub(crate) span: Option<(Day, Day)>,
}

/// A stage and its milestones.
#[derive(Debug)]
pub(crate) struct Lane {
    /// From 1.
    pub(crate) number: usize,
    pub(crate) title: String,
    pub(crate) state: StageState,
    pub(crate) at_risk: bool,
    pub(crate) gate: Option<Day>,
    pub(crate) rows: Vec<Row>,
}

/// A milestone.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) title: String,
    pub(crate) owner: Option<String>,
    pub(crate) start: Day,
    pub(crate) finish: Day,
    pub(crate) due: Option<Day>,
    pub(crate) status: Status,
    /// 0 to 1.
    pub(crate) progress: f64,
    pub(crate) critical: bool,
    pub(crate) band: Option<(Day, Day)>,
    pub(crate) baseline: Option<(Day, Day)>,
    /// Days that an unfinished milestone is, or is expected to be, behind its due date; more than 0.
    pub(crate) late: Option<i32>,
}

/// What the header counts. Cancelled milestones count nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) milestones: usize,
    pub(crate) done: usize,
    pub(crate) late: usize,
    pub(crate) critical: usize,
}

impl Plan {
    pub(crate) fn of(timeline: &Timeline) -> Self {
        let today = day(timeline.today);
        let stages: Vec<Lane> = timeline
            .stages
            .iter()
            .enumerate()
            .map(|(index, stage)| Lane::of(index + 1, stage, today))
            .collect();
        let target = timeline.target.map(|target| day(target.date));
        let dated = stages.iter().flat_map(Lane::days).chain(target);
        let span = dated.fold(None, |span: Option<(Day, Day)>, day| {
            Some(span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))))
        });
        Self {
            title: clean(&timeline.title),
            subtitle: timeline
                .subtitle
                .as_deref()
                .map(clean)
                .filter(|text| !text.is_empty()),
            today,
            stages,
            target,
            probability: timeline
                .target
                .and_then(|target| target.probability)
                .filter(|share| !share.is_nan())
                .map(|share| share.clamp(0.0, 1.0)),
            span,
        }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.stages.iter().flat_map(|lane| &lane.rows)
    }

    pub(crate) fn figures(&self) -> Figures {
        let count = |meets: fn(&Row) -> bool| self.rows().filter(|row| meets(row)).count();
        Figures {
            milestones: count(|row| row.status != Status::Cancelled),
            done: count(|row| row.status == Status::Done),
            late: count(|row| row.late.is_some()),
            critical: count(|row| row.critical),
        }
    }

    /// The first stage that is not passed: its gate is the next one.
    pub(crate) fn next_gate(&self) -> Option<&Lane> {
        self.stages.iter().find(|lane| lane.state != StageState::Passed)
    }

    /// The forecast of the milestone that is finished last.
    pub(crate) fn last_band(&self) -> Option<(Day, Day)> {
        self.rows()
            .filter(|row| row.unfinished())
            .filter_map(|row| row.band)
            .max_by_key(|band| (band.1, band.0))
    }
}

impl Lane {
    fn of(number: usize, stage: &Stage, today: Day) -> Self {
        Self {
            number,
            title: clean(&stage.title),
            state: stage.state,
            at_risk: stage.at_risk,
            gate: stage.gate.map(day),
            rows: stage.bars.iter().map(|bar| Row::of(bar, today)).collect(),
        }
    }

    fn days(&self) -> impl Iterator<Item = Day> {
        self.gate.into_iter().chain(self.rows.iter().flat_map(Row::days))
    }
}

impl Row {
    fn of(bar: &Bar, today: Day) -> Self {
        let (start, finish) = period((bar.start, bar.finish));
        let due = bar.due.map(day);
        let unfinished = !matches!(bar.status, Status::Done | Status::Cancelled);
        let behind = finish.max(today).saturating_sub(due.unwrap_or(finish));
        Self {
            title: clean(&bar.title),
            owner: bar.owner.as_deref().map(clean).filter(|text| !text.is_empty()),
            start,
            finish,
            due,
            status: bar.status,
            progress: if bar.status == Status::Done {
                1.0
            } else {
                f64::from(bar.progress.min(100)) / 100.0
            },
            critical: bar.critical && unfinished,
            // A forecast of what is finished already says nothing.
            band: bar.band.filter(|_| unfinished).map(period),
            baseline: bar.baseline.map(period),
            late: (unfinished && behind > 0).then_some(behind),
        }
    }

    pub(crate) fn unfinished(&self) -> bool {
        !matches!(self.status, Status::Done | Status::Cancelled)
    }

    fn days(&self) -> impl Iterator<Item = Day> {
        let pairs = [
            Some((self.start, self.finish)),
            self.band,
            self.baseline,
            self.due.map(|due| (due, due)),
        ];
        pairs.into_iter().flatten().flat_map(|(one, other)| [one, other])
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn bar(start: Day, finish: Day, due: Option<Day>, status: Status) -> Bar {
        Bar {
            title: "Milepæl".into(),
            owner: Some(" ".into()),
            start: crate::date::date(start),
            finish: crate::date::date(finish),
            due: due.map(crate::date::date),
            status,
            progress: 250,
            critical: true,
            band: Some((crate::date::date(finish + 9), crate::date::date(finish + 3))),
            baseline: None,
        }
    }

    #[test]
    fn a_milestone_is_put_in_order() {
        let row = Row::of(&bar(20, 10, None, Status::InProgress), 5);
        assert_eq!((row.start, row.finish, row.band), (10, 20, Some((13, 19))));
        assert!((row.progress - 1.0).abs() < f64::EPSILON);
        assert_eq!(row.owner, None);
    }

    #[test]
    fn late_is_what_is_expected_after_its_due_date_or_today_already_past_it() {
        let late = |due, status, today| Row::of(&bar(1, 10, due, status), today).late;
        assert_eq!(
            late(Some(8), Status::Planned, 2),
            Some(2),
            "expected two days after"
        );
        assert_eq!(
            late(Some(8), Status::Blocked, 30),
            Some(22),
            "today counts once the finish is past"
        );
        assert_eq!(
            late(None, Status::InProgress, 11),
            Some(1),
            "without a due date the finish is one"
        );
        assert_eq!(
            late(Some(10), Status::Planned, 10),
            None,
            "the due date itself is in time"
        );
        assert_eq!(late(Some(8), Status::Done, 30), None);
        assert_eq!(late(Some(8), Status::Cancelled, 30), None);
    }

    #[test]
    fn what_is_done_is_neither_critical_nor_forecast() {
        let row = Row::of(&bar(1, 10, None, Status::Done), 5);
        assert!(!row.critical && row.band.is_none());
    }

    #[test]
    fn the_span_takes_in_everything_with_a_date() {
        let timeline = Timeline {
            title: String::new(),
            subtitle: None,
            today: NaiveDate::MAX,
            stages: vec![Stage {
                title: String::new(),
                state: StageState::Open,
                at_risk: false,
                gate: Some(crate::date::date(3)),
                bars: vec![bar(10, 20, Some(50), Status::Planned)],
            }],
            target: None,
        };
        assert_eq!(Plan::of(&timeline).span, Some((3, 50)));
    }
}
