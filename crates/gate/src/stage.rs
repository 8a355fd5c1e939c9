//! The states of a stage: `locked → open → in_review → passed`, and the two ways back.

use serde::{Deserialize, Serialize};

/// The state of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageState {
    Locked,
    Open,
    InReview,
    Passed,
}

/// What moves a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Every stage it follows has passed.
    Unlock,
    AskReview,
    /// The review ended without a go.
    Return,
    Pass,
    /// A leader opens it again, with a reason. Later stages keep their state and are shown at risk.
    Reopen,
}

impl StageState {
    /// The state after a move.
    ///
    /// # Errors
    /// The states from which the move is possible.
    ///
    /// ```
    /// use gate::stage::{Move, StageState};
    /// assert_eq!(StageState::Open.after(Move::AskReview), Ok(StageState::InReview));
    /// assert_eq!(StageState::Locked.after(Move::Pass), Err(StageState::InReview));
    /// ```
    pub fn after(self, step: Move) -> Result<Self, Self> {
        let (from, to) = match step {
            Move::Unlock => (Self::Locked, Self::Open),
            Move::AskReview => (Self::Open, Self::InReview),
            Move::Return => (Self::InReview, Self::Open),
            Move::Pass => (Self::InReview, Self::Passed),
            Move::Reopen => (Self::Passed, Self::Open),
        };
        if self == from { Ok(to) } else { Err(from) }
    }

    /// Whether work may start in it. Planning is always allowed.
    pub fn allows_start(self) -> bool {
        self != Self::Locked
    }

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Open => "open",
            Self::InReview => "in_review",
            Self::Passed => "passed",
        }
    }
}
