//! What Stegvis can do, one folder a capability, always with the same rooms:
//! `routes` (doors), `dto` (wire shapes), `service` (use cases), `queries` (the only place that queries), `rules` (small pure rules).
//! A capability calls another's `service`, never its `queries` or `dto`, and never in a circle.

pub mod accounts;
pub mod audit;
pub mod barriers;
pub mod benchmarks;
pub mod benefits;
pub mod capacity;
pub mod competence;
pub mod evidence;
pub mod gates;
pub mod initiatives;
pub mod leadership;
pub mod organisation;
pub mod orphans;
pub mod people;
pub mod procedures;
pub mod roadmaps;
pub mod schedule;
pub mod technology;
pub mod templates;

use crate::access::Door;

/// The tags of the document, in the order in which they are shown.
pub const TAGS: &[(&str, &str)] = &[
    ("accounts", "Logging in and out, accounts, roles and API keys."),
    ("organisation", "Organisers, units, service areas, the calendar."),
    ("people", "Persons, positions, leadership groups, the HR import."),
    (
        "capacity",
        "The time that people have beside operations, and the change that a unit can take.",
    ),
    ("templates", "Process templates, their versions and checks."),
    ("roadmaps", "Roadmaps and their plan, now and as of a day."),
    (
        "schedule",
        "The plan with its critical path, levellings, forecasts, scenarios, load and drift.",
    ),
    ("barriers", "What blocks, what is done about it, and what recurs."),
    ("evidence", "What proves milestones and criteria, and its review."),
    (
        "gates",
        "Verdicts with their reasons, reviews, decisions, conditions.",
    ),
    (
        "leadership",
        "Acknowledgement, posture and protected time of leadership groups.",
    ),
    (
        "competence",
        "What leaders can, what is aimed at, who covers what, and how missing capacity is got.",
    ),
    (
        "benefits",
        "Measured effects with baseline, target and series, adoption, the ledger, and the cost of delay.",
    ),
    (
        "technology",
        "Welfare technology: where it stands, how far it reaches, who uses it, and how equally.",
    ),
    (
        "procedures",
        "The shared documents that staff read: revisions, acknowledgement, reach, availability, search.",
    ),
    (
        "initiatives",
        "Small initiatives before large ones: selection, the chain, value, lessons, impact, readiness and conflicts.",
    ),
    (
        "benchmarks",
        "Comparison from released aggregates, divergence over time, public series, and the library of practices.",
    ),
    ("orphans", "What has no owner, with a proposed successor."),
    ("audit", "The chain of what was done, and its verification."),
];

/// Every door.
pub fn doors() -> Vec<Door> {
    let mut doors = Vec::new();
    doors.extend(accounts::doors());
    doors.extend(organisation::doors());
    doors.extend(people::doors());
    doors.extend(capacity::doors());
    doors.extend(templates::doors());
    doors.extend(roadmaps::doors());
    doors.extend(schedule::doors());
    doors.extend(barriers::doors());
    doors.extend(evidence::doors());
    doors.extend(gates::doors());
    doors.extend(leadership::doors());
    doors.extend(competence::doors());
    doors.extend(benefits::doors());
    doors.extend(technology::doors());
    doors.extend(procedures::doors());
    doors.extend(initiatives::doors());
    doors.extend(benchmarks::doors());
    doors.extend(orphans::doors());
    doors.extend(audit::doors());
    doors
}
