//! Small pure rules of roadmaps.

use super::dto::{CreateMilestone, DependencyKind, MilestoneStatus, ReportMilestone, RoadmapFields};
use crate::error::{Fault, FaultCode};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What a milestone's planned fields contradict.
pub(super) fn faults_of_milestone(fields: &CreateMilestone) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(duration) = fields.duration
        && !(duration.optimistic <= duration.likely && duration.likely <= duration.pessimistic)
    {
        let note = "optimistic ≤ likely ≤ pessimistic";
        faults.push(
            Fault::new(
                "/duration",
                FaultCode::Rule {
                    rule: "estimates_out_of_order",
                },
            )
            .note(note),
        );
    }
    if let (Some(earliest), Some(due)) = (fields.not_before, fields.due_date)
        && due < earliest
    {
        faults.push(Fault::new(
            "/dueDate",
            FaultCode::Contradicts {
                other: "notBefore".to_owned(),
            },
        ));
    }
    if fields
        .effort
        .is_some_and(|days| (days * 100.0).fract().abs() > 1e-6)
    {
        faults.push(Fault::new(
            "/effort",
            FaultCode::Format {
                expected: "0.00".to_owned(),
            },
        ));
    }
    let mut keys = HashSet::new();
    for (index, item) in fields.required_evidence.iter().enumerate() {
        if !keys.insert(&item.key) {
            faults.push(Fault::new(
                format!("/requiredEvidence/{index}/key"),
                FaultCode::NotUnique,
            ));
        }
    }
    faults
}

/// Effort in hundredths of a person-day.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the wire limits effort to 100,000 person-days"
)]
pub(super) fn hundredths(days: f64) -> i32 {
    (days * 100.0).round() as i32
}

/// What a roadmap's fields contradict.
pub(super) fn faults_of_roadmap(fields: &RoadmapFields) -> Vec<Fault> {
    let mut faults = Vec::new();
    if fields
        .target_date
        .is_some_and(|target| target < fields.start_date)
    {
        faults.push(Fault::new(
            "/targetDate",
            FaultCode::Contradicts {
                other: "startDate".to_owned(),
            },
        ));
    }
    let mut seen = HashSet::new();
    for (index, area) in fields.service_area_ids.iter().enumerate() {
        if !seen.insert(area) {
            faults.push(Fault::new(
                format!("/serviceAreaIds/{index}"),
                FaultCode::NotUnique,
            ));
        }
    }
    faults
}

/// Whether a report may take a milestone from one status to another.
pub(super) fn may_move(from: MilestoneStatus, to: MilestoneStatus) -> bool {
    use MilestoneStatus::{Blocked, Cancelled, Done, InProgress, Planned};
    match from {
        Planned | InProgress | Blocked => true,
        // What was reached by mistake goes on; what was given up is planned anew first.
        Done => matches!(to, Done | InProgress),
        Cancelled => matches!(to, Cancelled | Planned),
    }
}

/// Whether a status means that the work has begun, which a locked stage does not allow.
pub(super) fn has_begun(status: MilestoneStatus) -> bool {
    matches!(
        status,
        MilestoneStatus::InProgress | MilestoneStatus::Blocked | MilestoneStatus::Done
    )
}

/// What a report's own fields contradict.
pub(super) fn faults_of_report(
    report: &ReportMilestone,
    started: Option<NaiveDate>,
    today: NaiveDate,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let blocked = report.status == MilestoneStatus::Blocked;
    if blocked && report.blocked_reason.is_none() {
        faults.push(Fault::new("/blockedReason", FaultCode::Required));
    }
    if !blocked && report.blocked_reason.is_some() {
        faults.push(Fault::new(
            "/blockedReason",
            FaultCode::Contradicts {
                other: "status".to_owned(),
            },
        ));
    }
    if report.status == MilestoneStatus::Done && report.progress.is_some_and(|progress| progress != 100) {
        faults.push(Fault::new(
            "/progress",
            FaultCode::Contradicts {
                other: "status".to_owned(),
            },
        ));
    }
    if report.status != MilestoneStatus::Done && report.finished_on.is_some() {
        faults.push(Fault::new(
            "/finishedOn",
            FaultCode::Contradicts {
                other: "status".to_owned(),
            },
        ));
    }
    for (pointer, day) in [
        ("/startedOn", report.started_on),
        ("/finishedOn", report.finished_on),
    ] {
        if day.is_some_and(|day| day > today) {
            faults.push(Fault::new(
                pointer,
                FaultCode::TooLarge {
                    limit: today.to_string(),
                },
            ));
        }
    }
    if let (Some(started), Some(finished)) = (report.started_on.or(started), report.finished_on)
        && finished < started
    {
        faults.push(Fault::new(
            "/finishedOn",
            FaultCode::Contradicts {
                other: "startedOn".to_owned(),
            },
        ));
    }
    faults
}

/// A link of the network: predecessor, successor, kind.
pub(super) type Link = (Uuid, Uuid, DependencyKind);

/// The milestones along the circle that a new link would close, beginning and ending with its predecessor.
///
/// Every kind of link orders two milestones, so a circle of any kinds is refused.
pub(super) fn circle(links: &[Link], predecessor: Uuid, successor: Uuid) -> Option<Vec<Uuid>> {
    let mut next: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (from, to, _) in links {
        next.entry(*from).or_default().push(*to);
    }
    let mut came: HashMap<Uuid, Uuid> = HashMap::from([(successor, predecessor)]);
    let mut open = vec![successor];
    while let Some(at) = open.pop() {
        if at == predecessor {
            let mut path = vec![predecessor];
            let mut step = came[&predecessor];
            while step != predecessor {
                path.push(step);
                step = came[&step];
            }
            path.push(predecessor);
            path.reverse();
            return Some(path);
        }
        for to in next.get(&at).into_iter().flatten() {
            if !came.contains_key(to) || *to == predecessor {
                came.entry(*to).or_insert(at);
                if !open.contains(to) {
                    open.push(*to);
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn a_circle_is_found_with_its_path() {
        let link = |from, to| (id(from), id(to), DependencyKind::FinishStart);
        let links = [link(1, 2), link(2, 3), link(3, 4), link(2, 5), link(5, 4)];
        assert_eq!(
            circle(&links, id(4), id(1)).map(|path| (path[0], path[path.len() - 1])),
            Some((id(4), id(4)))
        );
        let path = circle(&links, id(3), id(1)).expect("a circle");
        assert_eq!(path, [id(3), id(1), id(2), id(3)]);
        assert_eq!(circle(&links, id(1), id(1)), Some(vec![id(1), id(1)]));
        assert_eq!(circle(&links, id(1), id(4)), None);
        assert_eq!(circle(&links, id(6), id(1)), None);
    }

    #[test]
    fn reports_follow_the_states() {
        use MilestoneStatus::{Blocked, Cancelled, Done, InProgress, Planned};
        for (from, refused) in [
            (Planned, &[][..]),
            (InProgress, &[]),
            (Blocked, &[]),
            (Done, &[Planned, Blocked, Cancelled]),
            (Cancelled, &[InProgress, Blocked, Done]),
        ] {
            for to in [Planned, InProgress, Blocked, Done, Cancelled] {
                assert_eq!(may_move(from, to), !refused.contains(&to), "{from} → {to}");
            }
        }
    }

    #[test]
    fn every_contradiction_of_a_report_is_named() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day);
        let report = ReportMilestone {
            status: MilestoneStatus::InProgress,
            progress: Some(10),
            blocked_reason: Some("x".to_owned()),
            started_on: day(24),
            finished_on: day(20),
        };
        let faults = faults_of_report(&report, None, day(23).expect("a date"));
        let pointers: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            ["/blockedReason", "/finishedOn", "/startedOn", "/finishedOn"]
        );
    }
}
