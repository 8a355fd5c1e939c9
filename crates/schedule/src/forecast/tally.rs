//! What passes have shown, counted.

use super::run::Course;

/// What the passes of one thread have shown. Whole numbers only, so that adding two up gives the same in any order.
pub(super) struct Tally {
    pub(super) bins: Vec<u32>,
    pub(super) critical: Vec<u32>,
    pub(super) duration: Vec<i64>,
    pub(super) duration_squared: Vec<i64>,
    pub(super) duration_end: Vec<i64>,
    pub(super) end: Vec<i64>,
    pub(super) end_squared: Vec<i64>,
}

impl Tally {
    pub(super) fn new(course: &Course<'_>) -> Self {
        let count = course.network.len();
        Self {
            bins: vec![0; course.first_bin[count + course.groups]],
            critical: vec![0; count],
            duration: vec![0; count],
            duration_squared: vec![0; count],
            duration_end: vec![0; count],
            end: vec![0; course.groups],
            end_squared: vec![0; course.groups],
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        let counts = [
            (&mut self.bins, &other.bins),
            (&mut self.critical, &other.critical),
        ];
        for (own, other) in counts {
            own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
        }
        let sums = [
            (&mut self.duration, &other.duration),
            (&mut self.duration_squared, &other.duration_squared),
            (&mut self.duration_end, &other.duration_end),
            (&mut self.end, &other.end),
            (&mut self.end_squared, &other.end_squared),
        ];
        for (own, other) in sums {
            own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
        }
    }
}
