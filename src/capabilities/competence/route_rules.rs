//! Pure rules of capacity routes: where one stands today, and what about it somebody has to act on.

use super::dto::{CapacityAlertKind, CapacityRouteStatus, CreateCapacityRoute, HandoverItem};
use super::rules::soon;
use chrono::NaiveDate;
use uuid::Uuid;

/// A route, as far as its standing goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something else of a route"
)]
pub(super) struct Way {
    pub(super) id: Uuid,
    /// The path of its unit.
    pub(super) path: String,
    pub(super) fields: Vec<String>,
    /// Whether somebody was found: a person here or somebody external.
    pub(super) found: bool,
    /// The last day of its person, where they leave or left.
    pub(super) left_on: Option<NaiveDate>,
    pub(super) successor: bool,
    pub(super) from: NaiveDate,
    pub(super) to: Option<NaiveDate>,
    pub(super) need_stands: bool,
    pub(super) handed_over: bool,
    pub(super) ended_on: Option<NaiveDate>,
    pub(super) cancelled: bool,
}

/// Whether a pack is done. One without items proves nothing.
pub(super) fn handed_over(pack: &[HandoverItem]) -> bool {
    !pack.is_empty() && pack.iter().all(|item| item.done_on.is_some())
}

impl Way {
    fn has_left(&self, today: NaiveDate) -> bool {
        self.left_on.is_some_and(|left| left <= today)
    }

    /// Where it stands on a day: cancelled or ended where somebody said so; planned before its first day and while
    /// nobody is found; ending within sixty days of its last day and past it; else in place.
    pub(super) fn status(&self, today: NaiveDate) -> CapacityRouteStatus {
        if self.cancelled {
            CapacityRouteStatus::Cancelled
        } else if self.ended_on.is_some() {
            CapacityRouteStatus::Ended
        } else if today < self.from || !self.found {
            CapacityRouteStatus::Planned
        } else if self.to.is_some_and(|to| to <= soon(today)) {
            CapacityRouteStatus::Ending
        } else {
            CapacityRouteStatus::InPlace
        }
    }

    /// Whether it gives capacity today: in place or ending by its dates, not past them, and its person is here.
    pub(super) fn serves(&self, today: NaiveDate) -> bool {
        let status = self.status(today);
        let runs = status == CapacityRouteStatus::InPlace || status == CapacityRouteStatus::Ending;
        runs && self.to.is_none_or(|to| today <= to) && !self.has_left(today)
    }

    /// Whether another covers its need: serves the same unit or one above it, in every field that it was for.
    fn covered_by(&self, other: &Self, today: NaiveDate) -> bool {
        self.id != other.id
            && other.serves(today)
            && self.path.starts_with(&other.path)
            && self.fields.iter().all(|field| other.fields.contains(field))
    }
}

/// What somebody has to act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Alert {
    pub(super) id: Uuid,
    pub(super) kind: CapacityAlertKind,
    pub(super) vacant: bool,
    pub(super) on_date: NaiveDate,
}

/// The alert of each route that has one, at most one each.
///
/// A need is vacant that still stands where its route has ended, has passed its last day, has lost its person or has
/// found nobody by its first day, unless another route that serves today covers it. A route that ends within sixty days
/// is unprepared while its pack is not done and it has no successor.
pub(super) fn alerts(ways: &[Way], today: NaiveDate) -> Vec<Alert> {
    let of = |way: &Way| {
        let (alert, on_date) = trouble(way, today)?;
        let vacant = alert != CapacityAlertKind::EndingUnprepared;
        let covered = || ways.iter().any(|other| way.covered_by(other, today));
        (!vacant || (way.need_stands && !covered())).then_some(Alert {
            id: way.id,
            kind: alert,
            vacant,
            on_date,
        })
    };
    ways.iter().filter_map(of).collect()
}

fn trouble(way: &Way, today: NaiveDate) -> Option<(CapacityAlertKind, NaiveDate)> {
    let status = way.status(today);
    if status == CapacityRouteStatus::Cancelled {
        return None;
    }
    if let Some(ended) = way.ended_on {
        return Some((CapacityAlertKind::Ended, ended));
    }
    if way.has_left(today) {
        return Some((CapacityAlertKind::PersonLeft, way.left_on?));
    }
    if let Some(to) = way.to.filter(|to| *to < today) {
        return Some((CapacityAlertKind::Overdue, to));
    }
    if status == CapacityRouteStatus::Planned {
        return (way.from <= today).then_some((CapacityAlertKind::NobodyFound, way.from));
    }
    let unprepared = !way.handed_over && !way.successor;
    let last = way
        .to
        .filter(|_| status == CapacityRouteStatus::Ending && unprepared)?;
    Some((CapacityAlertKind::EndingUnprepared, last))
}

/// What contradicts itself in a route, as pointers with what they contradict.
pub(super) fn contradictions(fields: &CreateCapacityRoute) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    if fields.to.is_some_and(|to| to < fields.from) {
        found.push(("/to", "from"));
    }
    if fields.person_id.is_some() && fields.external.is_some() {
        found.push(("/external", "personId"));
    }
    if fields.successor_id.is_some() && fields.successor_id == fields.person_id {
        found.push(("/successorId", "personId"));
    }
    found
}

#[cfg(test)]
mod tests;
