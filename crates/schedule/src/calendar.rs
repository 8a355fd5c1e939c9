//! Days on which somebody does not work, on the planner's axis.
//!
//! The axis counts the organiser's working days from the plan's day 0: weekends and public holidays are not on it. A
//! calendar here holds only what differs from that for one person or one activity, such as a holiday of four weeks.
//! A boundary `t` lies before day `t`: work of `n` days that starts at `t` ends at the boundary `t + n`.

/// Days off as half-open intervals `[from, to)` of the axis, sorted, apart from each other. Beyond the last one every
/// day is worked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    off: Vec<(i32, i32)>,
}

impl Calendar {
    /// A calendar from intervals in any order, which may overlap; empty ones are left out.
    pub fn new(mut off: Vec<(i32, i32)>) -> Self {
        off.retain(|(from, to)| from < to);
        off.sort_unstable();
        let mut merged: Vec<(i32, i32)> = Vec::with_capacity(off.len());
        for (from, to) in off {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Self { off: merged }
    }

    /// The intervals off.
    pub fn off(&self) -> &[(i32, i32)] {
        &self.off
    }

    /// Whether a day is worked.
    pub fn works(&self, day: i32) -> bool {
        let after = self.off.partition_point(|(_, to)| *to <= day);
        self.off.get(after).is_none_or(|(from, _)| day < *from)
    }

    /// The first day at or after `day` that is worked.
    ///
    /// ```
    /// let calendar = schedule::Calendar::new(vec![(3, 5), (5, 7)]);
    /// assert_eq!((calendar.first(2), calendar.first(3)), (2, 7));
    /// ```
    pub fn first(&self, day: i32) -> i32 {
        let after = self.off.partition_point(|(_, to)| *to <= day);
        match self.off.get(after) {
            Some((from, to)) if *from <= day => *to,
            _ => day,
        }
    }

    /// The boundary after `days` worked days, the first of them at or after `start`. No days end where they start.
    ///
    /// ```
    /// let calendar = schedule::Calendar::new(vec![(3, 5)]);
    /// assert_eq!((calendar.add(1, 2), calendar.add(1, 3), calendar.add(4, 1)), (3, 6, 6));
    /// ```
    pub fn add(&self, start: i32, days: i32) -> i32 {
        let (mut at, mut left) = (start, days);
        if left <= 0 {
            return at;
        }
        let mut after = self.off.partition_point(|(_, to)| *to <= at);
        loop {
            match self.off.get(after) {
                Some((from, to)) if from.saturating_sub(at) < left => {
                    left -= (from - at).max(0);
                    at = at.max(*to);
                    after += 1;
                }
                _ => return at.saturating_add(left),
            }
        }
    }

    /// The latest day on which work of `days` worked days can start and end by the boundary `end`.
    ///
    /// ```
    /// let calendar = schedule::Calendar::new(vec![(3, 5)]);
    /// assert_eq!((calendar.sub(6, 1), calendar.sub(6, 2), calendar.sub(4, 1)), (5, 2, 2));
    /// ```
    pub fn sub(&self, end: i32, days: i32) -> i32 {
        let (mut at, mut left) = (end, days);
        if left <= 0 {
            return at;
        }
        let mut before = self.off.partition_point(|(from, _)| *from < at);
        loop {
            match before.checked_sub(1).map(|index| self.off[index]) {
                Some((from, to)) if at.saturating_sub(to) < left => {
                    left -= (at - to).max(0);
                    at = at.min(from);
                    before -= 1;
                }
                _ => return at.saturating_sub(left),
            }
        }
    }

    /// The first day on which work of `days` worked days can start and not end before the boundary `end`.
    ///
    /// ```
    /// let calendar = schedule::Calendar::new(vec![(3, 5)]);
    /// assert_eq!((calendar.start_to_end(6, 2), calendar.start_to_end(4, 1)), (2, 5));
    /// ```
    pub fn start_to_end(&self, end: i32, days: i32) -> i32 {
        let start = self.sub(end, days);
        if days > 0 && self.add(start, days) < end {
            self.first(start + 1)
        } else {
            start
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn adding_and_subtracting_agree_with_counting(
            off in prop::collection::vec((0i32..60, 0i32..9), 0..6), start in 0i32..60, days in 0i32..30,
        ) {
            let calendar = Calendar::new(off.into_iter().map(|(from, length)| (from, from + length)).collect());
            let worked = |from: i32, to: i32| (from..to).filter(|day| calendar.works(*day)).count();
            let end = calendar.add(start, days);
            prop_assert_eq!(worked(start, end), usize::try_from(days).expect("not negative"));
            prop_assert!(days == 0 || calendar.works(end - 1), "no idle day at the end");
            let from = calendar.sub(end, days);
            prop_assert_eq!(worked(from, end), usize::try_from(days).expect("not negative"));
            prop_assert!(days == 0 || (from >= start && calendar.works(from)));
            prop_assert!(calendar.works(calendar.first(start)));
            prop_assert_eq!(worked(start, calendar.first(start)), 0);
        }
    }
}
