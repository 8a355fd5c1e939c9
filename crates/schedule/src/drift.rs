//! How a plan stands against a baseline: earned schedule.
//!
//! Lipke, "Schedule is different", The Measurable News (2003). Instead of money it counts planned person-days or, where
//! there are none, working days: what has been earned, and on which day the baseline had planned as much.

/// One activity as the baseline has it, and as it is now.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Item {
    /// What it counts: person-days, or working days.
    pub weight: f64,
    /// When the baseline has it; `None` for what was added since.
    pub baseline: Option<(i32, i32)>,
    /// How much of it is done, 0 to 1.
    pub done: f64,
}

/// Where a plan stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Earned {
    /// What the baseline had planned to be done by today.
    pub planned: f64,
    /// What is done.
    pub earned: f64,
    /// All that the baseline holds.
    pub whole: f64,
    /// The time by which the baseline had planned what is done now, in working days from its start.
    pub schedule: f64,
    /// The time that has gone, in working days from its start.
    pub actual: f64,
}

impl Earned {
    /// Earned schedule ÷ actual time: below 1 the plan runs late. `None` before it has begun.
    pub fn index(&self) -> Option<f64> {
        (self.actual > 0.0).then(|| self.schedule / self.actual)
    }

    /// Working days ahead of the baseline; below zero behind it.
    pub fn variance(&self) -> f64 {
        self.schedule - self.actual
    }
}

/// The earned schedule today. Work within an activity counts evenly over its days. `None` where the baseline is empty.
pub fn earned(items: &[Item], today: i32) -> Option<Earned> {
    let based: Vec<(f64, i32, i32, f64)> = items
        .iter()
        .filter_map(|one| {
            one.baseline
                .map(|(start, finish)| (one.weight.max(0.0), start, finish, one.done.clamp(0.0, 1.0)))
        })
        .collect();
    let start = based.iter().map(|(_, start, ..)| *start).min()?;
    let end = based.iter().map(|(_, _, finish, _)| *finish).max()?;
    let planned = |day: i32| -> f64 {
        based
            .iter()
            .map(|(weight, start, finish, _)| {
                let days = f64::from((finish - start).max(0));
                let gone = f64::from((day - start).clamp(0, (finish - start).max(0)));
                let share = if days > 0.0 {
                    gone / days
                } else if day >= *finish {
                    1.0
                } else {
                    0.0
                };
                weight * share
            })
            .sum()
    };
    let earned: f64 = based.iter().map(|(weight, .., done)| weight * done).sum();
    let whole: f64 = based.iter().map(|(weight, ..)| weight).sum();
    // The last day by which no more was planned than is earned, and the part of the next one.
    let (mut low, mut high) = (start, end);
    while low < high {
        let middle = low + (high - low + 1) / 2;
        if planned(middle) <= earned + 1e-9 {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    let (here, next) = (planned(low), planned(low + 1));
    let part = if low < end && next > here {
        ((earned - here) / (next - here)).clamp(0.0, 1.0)
    } else {
        0.0
    };
    Some(Earned {
        planned: planned(today),
        earned,
        whole,
        schedule: f64::from(low - start) + part,
        actual: f64::from((today - start).max(0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three pieces of ten days one after the other; on day 20 one and a half are done: the baseline had that on day 15.
    #[test]
    fn a_plan_that_is_a_week_behind_says_so() {
        let item = |start: i32, done: f64| Item {
            weight: 10.0,
            baseline: Some((start, start + 10)),
            done,
        };
        let added = Item {
            baseline: None,
            ..item(0, 1.0)
        };
        let found = earned(&[item(0, 1.0), item(10, 0.5), item(20, 0.0), added], 20).expect("a baseline");
        assert_eq!((found.planned, found.earned, found.whole), (20.0, 15.0, 30.0));
        assert!((found.schedule - 15.0).abs() < 1e-9 && (found.variance() + 5.0).abs() < 1e-9);
        assert_eq!(found.index(), Some(0.75));
        assert_eq!(earned(&[added], 20), None);
        let early = earned(&[item(5, 0.0)], 3).expect("a baseline");
        assert_eq!((early.index(), early.planned), (None, 0.0));
    }
}
