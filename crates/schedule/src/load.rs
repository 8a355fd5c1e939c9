//! Who is booked how much, and how much that is of what they have.

use crate::level::Placement;
use crate::plan::{Plan, Progress, WHOLE};

/// Booked and available days of one person or unit in one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// Person-days of work; of a unit, the most changes at once.
    pub booked: f64,
    /// Person-days that there are; of a unit, the changes that it can take at once.
    pub available: f64,
}

impl Load {
    /// More than there is, by more than rounding makes.
    pub fn is_over(&self) -> bool {
        self.booked > self.available + 0.01
    }
}

/// The load of everybody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loads {
    /// By person, then by stretch.
    pub persons: Vec<Vec<Load>>,
    /// By unit, then by stretch; empty for a unit without a limit.
    pub units: Vec<Vec<Load>>,
}

impl Loads {
    /// The persons who are overbooked in any stretch.
    pub fn overloaded(&self) -> Vec<u32> {
        let over = |loads: &Vec<Load>| loads.iter().any(Load::is_over);
        (0u32..)
            .zip(&self.persons)
            .filter(|(_, loads)| over(loads))
            .map(|(person, _)| person)
            .collect()
    }
}

/// The load of a placement, levelled or not, between consecutive boundaries of working days such as weeks. The effort of
/// an activity is spread evenly over the days from its start, or from today, to its finish on which it is worked.
pub fn load(plan: &Plan, placement: &Placement, stretches: &[i32]) -> Loads {
    let count = stretches.len().saturating_sub(1);
    let mut loads = Loads {
        persons: plan
            .persons
            .iter()
            .map(|_| vec![Load::default(); count])
            .collect(),
        units: plan
            .units
            .iter()
            .map(|unit| vec![Load::default(); if unit.parallel.is_some() { count } else { 0 }])
            .collect(),
    };
    for (index, stretch) in stretches.windows(2).enumerate() {
        for (person, loads) in plan.persons.iter().zip(&mut loads.persons) {
            let has = (stretch[0]..stretch[1]).map(|day| f64::from(person.capacity.on(day)));
            loads[index].available = has.sum::<f64>() / f64::from(WHOLE);
        }
        for (unit, loads) in plan.units.iter().zip(&mut loads.units) {
            if let Some(parallel) = unit.parallel {
                loads[index].available = f64::from(parallel);
            }
        }
    }
    for (index, one) in plan.activities.iter().enumerate() {
        let (left, whole) = match one.progress {
            Progress::Done { .. } => continue,
            Progress::Started { left, .. } => (left, one.duration.days().max(1)),
            Progress::Planned => (1, 1),
        };
        let from = placement.start[index].max(plan.today);
        let calendar = one.calendar.map(|calendar| &plan.calendars[calendar as usize]);
        let days: Vec<i32> = (from..placement.finish[index])
            .filter(|day| calendar.is_none_or(|calendar| calendar.works(*day)))
            .collect();
        let Some(owner) = one.owner.filter(|_| one.effort > 0.0 && !days.is_empty()) else {
            continue;
        };
        let effort = one.effort * f64::from(left) / f64::from(whole);
        let daily = effort / f64::from(u32::try_from(days.len()).unwrap_or(u32::MAX));
        for day in days {
            let stretch = stretches.partition_point(|from| *from <= day);
            if let Some(load) = stretch
                .checked_sub(1)
                .and_then(|at| loads.persons[owner as usize].get_mut(at))
            {
                load.booked += daily;
            }
        }
    }
    changes_at_once(plan, placement, stretches, &mut loads);
    loads
}

fn changes_at_once(plan: &Plan, placement: &Placement, stretches: &[i32], loads: &mut Loads) {
    for (unit, loads) in (0u32..).zip(&mut loads.units) {
        let own: Vec<(i32, i32)> = plan
            .activities
            .iter()
            .zip(placement.start.iter().zip(&placement.finish))
            .filter(|(one, _)| one.unit == Some(unit) && !matches!(one.progress, Progress::Done { .. }))
            .map(|(_, (start, finish))| ((*start).max(plan.today), *finish))
            .collect();
        for (load, stretch) in loads.iter_mut().zip(stretches.windows(2)) {
            let at_once = |day: i32| {
                own.iter()
                    .filter(|(start, finish)| *start <= day && day < *finish)
                    .count()
            };
            let most = (stretch[0]..stretch[1]).map(at_once).max().unwrap_or(0);
            load.booked = f64::from(u32::try_from(most).unwrap_or(u32::MAX));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Activity, Capacity, Estimate, Person, Unit};

    #[test]
    fn effort_is_spread_over_the_days_and_compared_with_what_there_is() {
        let busy = Activity {
            duration: Estimate::certain(5.0),
            effort: 4.0,
            owner: Some(0),
            unit: Some(0),
            ..Activity::default()
        };
        let plan = Plan {
            activities: vec![busy.clone(), busy],
            persons: vec![Person {
                capacity: Capacity::always(1000),
            }],
            units: vec![Unit { parallel: Some(1) }],
            ..Plan::default()
        };
        let placement = Placement {
            start: vec![0, 2],
            finish: vec![5, 7],
            unstaffed: Vec::new(),
        };
        let loads = load(&plan, &placement, &[0, 5, 10]);
        let rounded: Vec<(f64, f64)> = loads.persons[0]
            .iter()
            .map(|one| ((one.booked * 10.0).round() / 10.0, one.available))
            .collect();
        assert_eq!(rounded, [(6.4, 5.0), (1.6, 5.0)]);
        assert_eq!(loads.overloaded(), [0]);
        assert_eq!(
            loads.units[0],
            [
                Load {
                    booked: 2.0,
                    available: 1.0
                },
                Load {
                    booked: 1.0,
                    available: 1.0
                }
            ]
        );
    }
}
