//! What the caller hands over: a roadmap's stages, milestones and dates, and how the picture shall look.

use chrono::NaiveDate;

/// A roadmap as it stands on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    pub title: String,
    pub subtitle: Option<String>,
    /// The day the picture speaks of; milestones are judged late against it.
    pub today: NaiveDate,
    /// In the order of the roadmap; the first one is stage 1.
    pub stages: Vec<Stage>,
    pub target: Option<Target>,
}

/// The day the whole roadmap shall be done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    pub date: NaiveDate,
    /// Probability of reaching the date, 0 to 1. Values outside are clamped, and what is no number is left out.
    pub probability: Option<f64>,
}

/// One stage with the gate that ends it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Without the number, which the picture adds.
    pub title: String,
    pub state: StageState,
    /// A decision behind the stage no longer rests on what it was made on.
    pub at_risk: bool,
    /// The day of the decision if the stage is passed, else the day it is expected.
    pub gate: Option<NaiveDate>,
    pub bars: Vec<Bar>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageState {
    Locked,
    Open,
    InReview,
    Passed,
}

/// One milestone and the work that leads to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub title: String,
    /// `None` in pictures for the public, which carry no personal names.
    pub owner: Option<String>,
    /// First day of work. A start after the finish is swapped with it.
    pub start: NaiveDate,
    /// Last day of work, that day included.
    pub finish: NaiveDate,
    pub due: Option<NaiveDate>,
    pub status: Status,
    /// Per cent done; more than 100 counts as 100.
    pub progress: u8,
    /// On the critical path. Ignored for what is done or cancelled.
    pub critical: bool,
    /// The days by which the milestone is finished with 50 % and with 80 % probability.
    pub band: Option<(NaiveDate, NaiveDate)>,
    /// Start and finish as once agreed.
    pub baseline: Option<(NaiveDate, NaiveDate)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Planned,
    InProgress,
    Blocked,
    Done,
    Cancelled,
}

/// Colours of a picture on a screen; paper is always white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 1200 units wide and as high as the rows need.
    Screen,
    /// One landscape page of 420 mm × 297 mm. The theme is not used.
    PrintA3,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Norwegian bokmål.
    Nb,
    /// Swedish.
    Sv,
    /// English.
    En,
}
