//! A roadmap as the planner takes it: milestones and gates as activities on an axis of working days.
//!
//! A gate is an event behind all milestones of its stage; the milestones of a stage that is locked wait for the gates
//! before it. What is cancelled is left out. A milestone without an estimate is an event on its due date.

use super::service::OverviewRows;
use crate::error::Result;
use chrono::{Days, NaiveDate};
use kernel::WorkingCalendar;
use schedule::{Activity, Estimate, Link, LinkKind, Person, Plan, Progress, Unit};
use std::collections::HashMap;
use tables::{dependency, milestone, stage};
use uuid::Uuid;

/// The working days of a calendar between two dates, by their number. A boundary `n` lies before day `n`.
#[derive(Clone, Debug)]
pub struct Axis {
    days: Vec<NaiveDate>,
}

/// How far an axis reaches after today.
const YEARS: u64 = 12;

impl Axis {
    /// The working days from a date until years after another.
    pub fn new(calendar: &WorkingCalendar, from: NaiveDate, today: NaiveDate) -> Self {
        let until = today
            .max(from)
            .checked_add_days(Days::new(YEARS * 366))
            .unwrap_or(NaiveDate::MAX);
        let days = from
            .iter_days()
            .take_while(|day| *day < until)
            .filter(|day| calendar.is_working_day(*day));
        Self { days: days.collect() }
    }

    fn index(count: usize) -> i32 {
        i32::try_from(count).unwrap_or(i32::MAX)
    }

    /// The boundary before the first working day on or after a date.
    pub fn before(&self, date: NaiveDate) -> i32 {
        Self::index(self.days.partition_point(|day| *day < date))
    }

    /// The boundary after the last working day on or before a date.
    pub fn after(&self, date: NaiveDate) -> i32 {
        Self::index(self.days.partition_point(|day| *day <= date))
    }

    /// The date of the working day after a boundary: when work that starts there starts. Beyond the axis every week has
    /// five working days.
    pub fn first(&self, boundary: i32) -> NaiveDate {
        let Ok(index) = usize::try_from(boundary) else {
            return self.days.first().copied().unwrap_or_default();
        };
        self.days.get(index).copied().unwrap_or_else(|| {
            let last = self.days.last().copied().unwrap_or_default();
            let beyond = (index - self.days.len() + 1) as u64 * 7 / 5;
            last.checked_add_days(Days::new(beyond)).unwrap_or(NaiveDate::MAX)
        })
    }

    /// The date of the working day before a boundary: when work that ends there ends.
    pub fn last(&self, boundary: i32) -> NaiveDate {
        self.first((boundary - 1).max(0))
    }
}

/// A roadmap on the axis.
#[derive(Clone, Debug)]
pub struct Draft {
    pub plan: Plan,
    pub axis: Axis,
    /// The milestones, in the order of their activities, which come first.
    pub milestones: Vec<milestone::Model>,
    /// The stages, whose gates are the activities behind those.
    pub stages: Vec<stage::Model>,
    /// Who owns milestones, in the order of the plan's persons.
    pub owners: Vec<Uuid>,
    /// Milestones by id.
    pub activity: HashMap<Uuid, u32>,
}

impl Draft {
    /// The activity of a stage's gate.
    pub fn gate(&self, stage: usize) -> usize {
        self.milestones.len() + stage
    }

    /// The part of a portfolio that these rows are, seen from a day.
    ///
    /// # Errors
    /// A row that holds what it cannot.
    pub fn new(
        rows: OverviewRows,
        dependencies: &[dependency::Model],
        calendar: &WorkingCalendar,
        today: NaiveDate,
    ) -> Result<Self> {
        let happened = rows
            .milestones
            .iter()
            .flat_map(|row| [row.started_on, row.finished_on])
            .flatten();
        let passed = rows
            .stages
            .iter()
            .filter_map(|row| row.passed_at.map(|at| at.date_naive()));
        let first = happened.chain(passed).min().unwrap_or(today);
        let axis = Axis::new(calendar, first.min(rows.roadmap.start_date).min(today), today);
        let milestones: Vec<milestone::Model> = rows
            .milestones
            .into_iter()
            .filter(|row| row.status != "cancelled")
            .collect();
        let activity: HashMap<Uuid, u32> = milestones.iter().map(|row| row.id).zip(0u32..).collect();
        let mut draft = Self {
            plan: Plan {
                units: vec![Unit::default()],
                today: axis.before(today),
                ..Plan::default()
            },
            axis,
            milestones,
            stages: rows.stages,
            owners: Vec::new(),
            activity,
        };
        draft.add_milestones(rows.roadmap.start_date);
        draft.add_gates(rows.roadmap.target_date)?;
        for row in dependencies {
            let (Some(from), Some(to)) = (
                draft.activity.get(&row.predecessor_id),
                draft.activity.get(&row.successor_id),
            ) else {
                continue;
            };
            let kind = match row.kind.as_str() {
                "SS" => LinkKind::StartStart,
                "FF" => LinkKind::FinishFinish,
                "SF" => LinkKind::StartFinish,
                _ => LinkKind::FinishStart,
            };
            draft.plan.links.push(Link {
                from: *from,
                to: *to,
                kind,
                lag: row.lag_days,
            });
        }
        Ok(draft)
    }

    fn add_milestones(&mut self, start: NaiveDate) {
        let mut owners: HashMap<Uuid, u32> = HashMap::new();
        let begin = self.axis.before(start);
        for row in &self.milestones {
            let owner = row.owner_id.map(|id| {
                *owners.entry(id).or_insert_with(|| {
                    self.owners.push(id);
                    self.plan.persons.push(Person::default());
                    u32::try_from(self.owners.len() - 1).unwrap_or(u32::MAX)
                })
            });
            let duration = estimate(row).unwrap_or_default();
            let days = duration.days();
            let due = row.due_date.map(|date| self.axis.after(date));
            let told = due.map(|due| due - days);
            let not_before = row.not_before.map(|date| self.axis.before(date));
            // An event lies where it is due; nothing else says when.
            let event = told.filter(|_| days == 0);
            self.plan.activities.push(Activity {
                duration,
                effort: f64::from(row.effort_hundredths.unwrap_or(0).max(0)) / 100.0,
                owner,
                unit: Some(0),
                calendar: None,
                group: 0,
                not_before: [not_before, event, Some(begin)].into_iter().flatten().max(),
                deadline: due,
                progress: self.progress(row, days),
                told,
            });
        }
    }

    fn progress(&self, row: &milestone::Model, days: i32) -> Progress {
        let today = self.plan.today;
        match row.status.as_str() {
            "done" => {
                let finish = row.finished_on.map_or(today, |date| self.axis.after(date));
                let start = row
                    .started_on
                    .map_or(finish - days, |date| self.axis.before(date));
                Progress::Done {
                    start: start.min(finish),
                    finish,
                }
            }
            "in_progress" | "blocked" => {
                let start = row
                    .started_on
                    .map_or(today, |date| self.axis.before(date))
                    .min(today);
                let open = i64::from(days) * i64::from(100 - row.progress.clamp(0, 100));
                let left = i32::try_from((open + 99) / 100).unwrap_or(days);
                Progress::Started {
                    start,
                    left: left.max(i32::from(days > 0)),
                }
            }
            _ => Progress::Planned,
        }
    }

    fn add_gates(&mut self, target: Option<NaiveDate>) -> Result<()> {
        let first = u32::try_from(self.milestones.len()).unwrap_or(u32::MAX);
        let after = |from: u32, to: u32| Link {
            from,
            to,
            kind: LinkKind::FinishStart,
            lag: 0,
        };
        let mut followed = vec![false; self.stages.len()];
        for (gate, stage) in (first..).zip(&self.stages) {
            let progress = match (&stage.passed_at, stage.state.as_str()) {
                (Some(at), "passed") => {
                    let at = self.axis.after(at.date_naive());
                    Progress::Done {
                        start: at,
                        finish: at,
                    }
                }
                _ => Progress::Planned,
            };
            self.plan.activities.push(Activity {
                progress,
                ..Activity::default()
            });
            let own = |row: &&milestone::Model| row.stage_id == stage.id;
            for row in self.milestones.iter().filter(own) {
                self.plan.links.push(after(self.activity[&row.id], gate));
            }
            let keys: Vec<String> = serde_json::from_value(stage.after.clone())?;
            for (index, earlier) in (0u32..).zip(&self.stages) {
                if !keys.contains(&earlier.key) {
                    continue;
                }
                followed[index as usize] = true;
                self.plan.links.push(after(first + index, gate));
                if stage.state == "locked" {
                    for row in self.milestones.iter().filter(own) {
                        self.plan.links.push(after(first + index, self.activity[&row.id]));
                    }
                }
            }
        }
        // The roadmap's target is asked of the gates that nothing follows.
        let deadline = target.map(|date| self.axis.after(date));
        for (index, _) in followed.iter().enumerate().filter(|(_, followed)| !**followed) {
            let gate = self.gate(index);
            self.plan.activities[gate].deadline = deadline;
        }
        Ok(())
    }
}

/// A milestone's three-point estimate.
pub fn estimate(row: &milestone::Model) -> Option<Estimate> {
    Some(Estimate {
        low: f64::from(row.optimistic_days?),
        likely: f64::from(row.likely_days?),
        high: f64::from(row.pessimistic_days?),
    })
}
