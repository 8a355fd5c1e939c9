//! What gates ask of competence and capacity. Fields stand behind a value, never persons: a gate is read by many.

use super::coverage::Crowd;
use super::route_rules::{self, Way};
use super::rules::Counts;
use crate::platform::BASE;
use chrono::NaiveDate;
use gate::{Measures, Need, Reading, Record, Value};
use uuid::Uuid;

/// What is known of a roadmap's leadership group, and of the capacity routes of its unit.
#[derive(Debug)]
pub struct Measured {
    pub(super) group: Option<Uuid>,
    pub(super) unit: Uuid,
    /// Today's members.
    pub(super) crowd: Crowd,
    /// Routes of the unit, of those above it and of those below it.
    pub(super) ways: Vec<Way>,
    /// Those routes' kinds, in the same order.
    pub(super) kinds: Vec<String>,
    pub(super) today: NaiveDate,
}

impl Measures for Measured {
    fn read(&self, need: &Need) -> Option<Reading> {
        let field = need.filter.get("field").map(String::as_str);
        match need.fact.as_str() {
            "competence.field_target_share" => Some(self.of_field(field, |counts| {
                Value::share(counts.at_target, counts.persons).filter(|_| counts.known > 0)
            })),
            "competence.field_persons_count" => Some(self.of_field(field, |counts| {
                (counts.known > 0).then(|| Value::count(counts.at_target))
            })),
            "competence.single_points_of_failure_count" => Some(self.alone(field)),
            "leadership.capacity_route_in_place" => Some(self.in_place()),
            "leadership.capacity_vacancy_count" => Some(self.vacancies()),
            _ => None,
        }
    }
}

impl Measured {
    fn link(&self) -> String {
        match self.group {
            Some(group) => format!("{BASE}/competence-coverage?groupId={group}"),
            None => format!("{BASE}/leadership-groups"),
        }
    }

    /// The open fields with their counts.
    fn counts(&self, only: Option<&str>) -> Vec<(&str, Counts)> {
        let fields = self.crowd.fields.iter().filter(|field| {
            let open = field.closed_on.is_none_or(|closed| self.today < closed);
            open && only.is_none_or(|only| field.fields.key == only)
        });
        fields
            .map(|field| {
                (
                    field.fields.key.as_str(),
                    self.crowd.counts(field, &self.crowd.people),
                )
            })
            .collect()
    }

    /// A value of one field; without a field, or in one that there is not, there is no data.
    fn of_field(&self, field: Option<&str>, value: impl Fn(&Counts) -> Option<Value>) -> Reading {
        let counts = self.counts(field);
        let found = counts.first().filter(|_| field.is_some());
        let records = found.map(|(key, counts)| record(key, counts)).into_iter();
        let value = found.and_then(|(_, counts)| value(counts));
        Reading::found(value, records.collect(), "leader", self.link())
    }

    fn alone(&self, field: Option<&str>) -> Reading {
        let counts = self.counts(field);
        let known = counts.iter().any(|(_, counts)| counts.known > 0);
        let alone: Vec<Record> = counts
            .iter()
            .filter(|(_, counts)| counts.single_point())
            .map(|(key, counts)| record(key, counts))
            .collect();
        let value = known.then(|| Value::count(alone.len()));
        Reading::found(value, alone, "leader", self.link())
    }

    fn routes_link(&self, what: &str) -> String {
        format!("{BASE}/{what}?unitId={}", self.unit)
    }

    fn of_ways(&self, fits: impl Fn(&Way) -> bool) -> Vec<Record> {
        let fitting = self.ways.iter().zip(&self.kinds).filter(|(way, _)| fits(way));
        fitting
            .map(|(way, kind)| Record::new("capacity_route", way.id, kind))
            .collect()
    }

    /// Whether a route serves today. Where nobody has thought of any there is no data.
    fn in_place(&self) -> Reading {
        let serving = self.of_ways(|way| way.serves(self.today));
        let value = (!self.ways.is_empty()).then_some(Value::Flag(!serving.is_empty()));
        Reading::found(
            value,
            serving,
            "project_office",
            self.routes_link("capacity-routes"),
        )
    }

    fn vacancies(&self) -> Reading {
        let alerts = route_rules::alerts(&self.ways, self.today);
        let vacant = self.of_ways(|way| alerts.iter().any(|alert| alert.vacant && alert.id == way.id));
        let value = (!self.ways.is_empty()).then(|| Value::count(vacant.len()));
        let link = self.routes_link("capacity-route-alerts");
        Reading::found(value, vacant, "project_office", link)
    }
}

fn record(key: &str, counts: &Counts) -> Record {
    let label = format!("{}: {}/{}", key, counts.at_target, counts.persons);
    Record::new("competence_field", key, &label)
}
