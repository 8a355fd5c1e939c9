//! What a search asks of a timetable, whatever its kind.

/// When each activity starts and finishes, in the timetable's own unit of time.
///
/// An activity takes the slots from `start` up to but not including `finish`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// First slot of each activity.
    pub start: Vec<i32>,
    /// First slot after each activity.
    pub finish: Vec<i32>,
}

impl Times {
    /// Times for `size` activities, all zero.
    pub fn new(size: usize) -> Self {
        Self {
            start: vec![0; size],
            finish: vec![0; size],
        }
    }
}

/// A serial schedule generation scheme in both directions.
///
/// Keys are times or anything else that orders: the search passes on starts and finishes of earlier
/// schedules as they are.
/// Both passes have to be deterministic: the same keys give the same times.
/// A pass accepts keys that contradict the order of the activities: an activity counts with the largest
/// key of its own and of all its predecessors (backwards: the smallest of its own and its successors').
/// Which of several activities with equal keys goes first is the timetable's choice.
pub trait Generator {
    /// Number of activities; keys and times are that long.
    fn size(&self) -> usize;

    /// Places every activity as early as its predecessors and the resources allow, the eligible
    /// activity with the smallest key first.
    ///
    /// Fills `times` and returns the makespan: the latest finish, counted from slot 0.
    fn forwards(&mut self, key: &[i32], times: &mut Times) -> i32;

    /// The mirror image: places every activity as late as its successors and the resources allow, all
    /// of them finished by `horizon`, the eligible activity with the largest key first.
    ///
    /// Fills `times` and returns the length: `horizon` less the earliest start.
    /// Starts may be negative when the horizon is too near.
    fn backwards(&mut self, key: &[i32], horizon: i32, times: &mut Times) -> i32;
}
